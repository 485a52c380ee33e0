"""The operator's pages: who asks is settled here, what they show is asked of whoever knows.

Without `serve.admin_token` a hub that listens on this machine only shows everything and lets nobody act; one that
listens to the world shows the least. With it, nothing is shown to whoever has not signed in. An act needs a session
and a form of ours, or the secret itself in the header.
"""

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import blake2b
from typing import Protocol
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from feedhub.serve.negotiation import has_since, has_version
from feedhub.serve.operator import COOKIE, LASTS_SECONDS, Operator, TooMany
from feedhub.serve.prepared import kind_of

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "vary": "Cookie, Authorization",
}
_LONGEST_FORM = 4096
_PAGES = ("sources", "categories", "timeline")


class Viewer(enum.Enum):
    """Who looks: anybody from anywhere, somebody at this machine, the operator."""

    ANYBODY = enum.auto()
    NEIGHBOUR = enum.auto()
    OPERATOR = enum.auto()


class Act(enum.StrEnum):
    """What an operator may do to a source."""

    POLL = "poll"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which page is wanted by whom. `form` is what the page's forms must hold, `feed_token` what its feed's address."""

    page: str
    viewer: Viewer
    source: str = ""
    query: Mapping[str, str]
    form: str = ""
    feed_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFeed:
    """The health feed, and when it last changed: seconds since 1970."""

    data: bytes
    modified: int


class Office(Protocol):
    """Whoever knows how the sources are."""

    async def page(self, view: View) -> bytes | None:
        """Make a page; None where there is no such source."""

    async def login(self, *, failed: str) -> bytes:
        """Make the page that asks for the secret; `failed` says what was wrong with the last one."""

    async def act(self, source: str, act: Act) -> bool:
        """Do it, and tell whether there is such a source."""

    async def feed(self, *, brief: bool) -> HealthFeed:
        """Make the health feed; `brief`: anybody may read it, so it holds no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The routes of an office. `local`: only this machine can ask. `prefix` is the public address's path, encoded."""

    office: Office
    operator: Operator
    local: bool
    prefix: str
    secure: bool

    def routes(self) -> list[BaseRoute]:
        """List the routes, below nothing."""
        return [
            Route("/status", self._page("sources")),
            Route("/status/categories", self._page("categories")),
            Route("/status/timeline", self._page("timeline")),
            Route("/status/source/{name}", self._page("source")),
            Route("/status/source/{name}/{act}", self._act, methods=["POST"]),
            Route("/status/login", self._sign_in, methods=["GET", "POST"]),
            Route("/status/logout", self._sign_out, methods=["POST"]),
            Route("/status.atom", self._feed),
        ]

    def _page(self, page: str) -> Callable[[Request], Awaitable[Response]]:
        async def tell(request: Request) -> Response:
            try:
                viewer, session = self._viewer(request)
            except TooMany:
                return self._too_many()
            if viewer is Viewer.ANYBODY and (self.operator.exists or page != "sources"):
                return await self._ask_for_secret()
            operator = viewer is Viewer.OPERATOR
            view = View(
                page=page,
                viewer=viewer,
                source=request.path_params.get("name", ""),
                query=dict(request.query_params),
                form=self.operator.form(session) if operator else "",
                feed_token=self.operator.feed_token if operator else "",
            )
            body = await self.office.page(view)
            return _html(body) if body is not None else _html(b"<!doctype html><title>No such source</title>", 404)

        return tell

    async def _act(self, request: Request) -> Response:
        try:
            viewer, session = self._viewer(request)
        except TooMany:
            return self._too_many()
        name, act = request.path_params["name"], request.path_params["act"]
        form = await _form(request)
        if viewer is not Viewer.OPERATOR or not self._is_ours(request, session, form):
            return _html(b"<!doctype html><title>Not allowed</title>Sign in and try again.", 403)
        if act not in list(Act) or not await self.office.act(name, Act(act)):
            return _html(b"<!doctype html><title>Not found</title>There is no such source, or it is paused.", 404)
        return self._to(f"/status/source/{quote(name)}" if form.get("back") == "source" else "/status")

    async def _sign_in(self, request: Request) -> Response:
        if request.method != "POST":
            return _html(await self.office.login(failed=""))
        form = await _form(request)
        try:
            session = self.operator.sign_in(form.get("token", ""), _client(request)) if _is_same_site(request) else None
        except TooMany:
            return self._too_many()
        if session is None:
            return await self._ask_for_secret("That is not the token of this hub.")
        answer = self._to("/status")
        answer.set_cookie(
            COOKIE,
            session,
            max_age=LASTS_SECONDS,
            path=f"{self.prefix}/status",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    async def _sign_out(self, request: Request) -> Response:
        answer = self._to("/status")
        if _is_same_site(request):
            answer.delete_cookie(COOKIE, path=f"{self.prefix}/status", httponly=True, samesite="strict")
        return answer

    async def _feed(self, request: Request) -> Response:
        try:
            viewer, _ = self._viewer(request)
        except TooMany:
            return self._too_many()
        known = viewer is not Viewer.ANYBODY or not self.operator.exists
        if not known and not self.operator.opens_feed(request.query_params.get("token", "")):
            return Response("This feed needs a token.\n", 401, {**_HEADERS, "www-authenticate": "Bearer"})
        feed = await self.office.feed(brief=not self.operator.exists and not self.local)
        tag = blake2b(feed.data, digest_size=16).hexdigest()
        headers = {
            **_HEADERS,
            "content-security-policy": f"{_POLICY}; sandbox",
            "cache-control": "private, no-cache",
            "etag": f'"{tag}"',
            "last-modified": formatdate(feed.modified, usegmt=True),
            "content-type": kind_of("status.atom").type.decode(),
        }
        if _is_known(request, tag.encode(), feed.modified):
            return Response(status_code=304, headers=headers)
        return Response(feed.data, headers=headers)

    def _viewer(self, request: Request) -> tuple[Viewer, str]:
        """Tell who asks, and by which session."""
        if not self.operator.exists:
            return (Viewer.NEIGHBOUR if self.local else Viewer.ANYBODY), ""
        session = request.cookies.get(COOKIE, "")
        if session and self.operator.knows(session):
            return Viewer.OPERATOR, session
        authorization = request.headers.get("authorization", "")
        if authorization and self.operator.bears(authorization, _client(request)):
            return Viewer.OPERATOR, ""
        return Viewer.ANYBODY, ""

    def _is_ours(self, request: Request, session: str, form: Mapping[str, str]) -> bool:
        # A header no other site's page can send needs no form of ours.
        return not session or (_is_same_site(request) and self.operator.is_form(session, form.get("form", "")))

    async def _ask_for_secret(self, failed: str = "") -> Response:
        if not self.operator.exists:
            return _html(
                await self.office.login(failed="No token is set: put serve.admin_token into config.yaml."), 403
            )
        return _html(await self.office.login(failed=failed), 401, {"www-authenticate": "Bearer"})

    def _too_many(self) -> Response:
        return _html(b"<!doctype html><title>Too many tries</title>Wait five minutes.", 429, {"retry-after": "300"})

    def _to(self, path: str) -> Response:
        return Response(status_code=303, headers={**_HEADERS, "location": f"{self.prefix}{path}"})


def _html(body: bytes, status: int = 200, more: Mapping[str, str] | None = None) -> Response:
    return Response(body, status, {**_HEADERS, "content-type": "text/html; charset=utf-8", **(more or {})})


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _is_same_site(request: Request) -> bool:
    """Tell whether a page of ours sent the request, as far as the browser says (Fetch Metadata)."""
    return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


async def _form(request: Request) -> dict[str, str]:
    """Read a short form; of a longer one, nothing."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_FORM:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=10)) if body.count(b"&") < 10 else {}  # noqa: PLR2004  as said


def _is_known(request: Request, tag: bytes, modified: int) -> bool:
    match = request.headers.get("if-none-match")
    if match is not None:
        return has_version(match.encode("latin-1"), tag)
    since = request.headers.get("if-modified-since")
    return since is not None and has_since(since.encode("latin-1"), modified)
