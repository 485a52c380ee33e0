"""A `FetchRequest` comes in, a `FetchOutcome` goes out: one conditional GET, or one look at the disk.

Nothing the world does is an exception here. No cookie, referrer or credential of one origin reaches another, and
no body is read that is not the document asked for.
"""

import asyncio
import base64
import contextlib
import hashlib
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import httpx

from feedhub import config
from feedhub.errors import ConfigError
from feedhub.fetch import answers, redirects
from feedhub.fetch.decoder import ACCEPTED, Decoder, too_large
from feedhub.fetch.dial import Dialer, trust
from feedhub.fetch.freshness import fresh_for
from feedhub.fetch.guard import NOTHING, name_of, read_allowance
from feedhub.fetch.head import Head, read_head, sendable, validators_of
from feedhub.fetch.local import read_local
from feedhub.fetch.politeness import Politeness
from feedhub.fetch.proxy import Proxy
from feedhub.fetch.resolver import Resolver, SystemResolver
from feedhub.fetch.transport import ALLOWANCE, PROXY, TLS, OneShotTransport
from feedhub.fetch.trouble import WORLD, Unfetchable, explain
from feedhub.model.fetched import Body, Failed, FailureKind, Fetched, FetchOutcome, NotModified
from feedhub.model.request import FetchRequest, Manner, Validators

_ACCEPT = (
    b"application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    b" application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)

_NO_BODY = httpx.ByteStream(b"")


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    location: str


class Fetcher:
    """Visits origins; one per process, in one event loop.

    `user_agent` is sent as it is. `now` is asked for the moment when headers about time are read. `resolve` replaces
    the system's resolver and `tls` the usual certificate authorities. Raises ConfigError for a wrong `fetch.allow`.
    """

    def __init__(
        self,
        settings: config.Fetch,
        *,
        user_agent: str,
        now: Callable[[], datetime],
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if not user_agent.isprintable():
            raise ConfigError("fetch.user_agent: it must be printable and on one line")
        self._deadline = settings.deadline.total_seconds()
        self._max_bytes = settings.max_bytes
        self._allowance = read_allowance(settings.allow)
        self._politeness = Politeness(
            total=settings.concurrency, per_host=settings.per_host, spacing=settings.spacing.total_seconds()
        )
        self._transport = OneShotTransport(Dialer(resolve=resolve or SystemResolver(), tls=tls))
        self._proxies: dict[str, Proxy] = {}
        self._trusts: dict[tuple[bool, str | None], ssl.SSLContext] = {}
        self._now = now
        self._user_agent = user_agent.encode()
        self._headers = [
            (b"Accept", _ACCEPT),
            (b"Accept-Encoding", ACCEPTED.encode()),
            (b"Connection", b"close"),  # RFC 9112, section 9.6: said by whoever will not ask twice
        ]

    async def fetch(
        self, request: FetchRequest, permit: Callable[[str], Awaitable[None]] | None = None
    ) -> FetchOutcome:
        """Visit a source once.

        `permit` is shown every address before it is asked, redirects included; what it raises ends the visit.

        The deadline counts from the look-up of the name to the last byte, redirects included; waiting for a turn at
        the host is free. While a host is held (429 or 503 with Retry-After) it is not asked: the answer is then a
        `Failed` that is put off: of kind THROTTLED, without a status.
        """
        if request.local:
            return await self._look(request)
        try:
            return await self._visit(request, permit)
        except Unfetchable as stop:
            return stop.failed

    def held_for(self, location: str) -> timedelta | None:
        """Tell how much longer the host of a URL asked to be left alone; None when it may be visited."""
        try:
            return self._politeness.held_for(name_of(httpx.URL(location)), self._now())
        except httpx.InvalidURL:
            return None

    def hold(self, host: str, length: timedelta) -> None:
        """Leave a host alone for so long from now on, as it asked some time ago."""
        self._politeness.hold(host, length, self._now())

    async def aclose(self) -> None:
        """End; visits under way are their callers' to cancel."""
        await self._transport.aclose()

    async def _look(self, request: FetchRequest) -> FetchOutcome:
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.to_thread(read_local, request, max_bytes=self._max_bytes)
        except TimeoutError:
            detail = f"{request.location} could not be read within {self._deadline:g} s; check the disk it is on"
            return Failed(kind=FailureKind.TIMEOUT, detail=detail)

    async def _visit(self, request: FetchRequest, permit: Callable[[str], Awaitable[None]] | None) -> FetchOutcome:
        trail, left = redirects.start(request.location, request.moved, request.home), self._deadline
        while True:
            host = name_of(trail.url)
            if permit is not None:
                await permit(str(trail.url))
            async with self._politeness.turn(host):
                began = time.monotonic()
                answer = await self._ask_in_time(trail, request, left)
                left -= time.monotonic() - began
            if not isinstance(answer, _Redirect):
                return answer
            trail = redirects.follow(trail, answer.status, answer.location)

    async def _ask_in_time(
        self, trail: redirects.Trail, request: FetchRequest, left: float
    ) -> FetchOutcome | _Redirect:
        host = name_of(trail.url)
        held = self._politeness.held_for(host, self._now())
        if held is not None:
            seconds = round(held.total_seconds())
            detail = f"{host} asked to be left alone and was not asked; it is visited again in {seconds} s"
            return Failed(kind=FailureKind.THROTTLED, detail=detail, retry_after=held, held=host)
        try:
            async with asyncio.timeout(left) as clock:
                answer = await self._ask(trail, request)
        except Unfetchable as stop:
            return stop.failed
        except WORLD as error:
            if clock.expired():
                detail = f"{host} did not finish its answer within {self._deadline:g} s; it is tried again later"
                return Failed(kind=FailureKind.TIMEOUT, detail=detail)
            return explain(error, host)
        if isinstance(answer, Failed) and answer.retry_after is not None:
            self._politeness.hold(host, answer.retry_after, self._now())
            return replace(answer, held=host)
        return answer

    async def _ask(self, trail: redirects.Trail, request: FetchRequest) -> FetchOutcome | _Redirect:
        remembered = _belonging(request, trail)
        response = await self._transport.handle_async_request(self._request(trail, request, remembered))
        async with contextlib.aclosing(response):
            head, status = read_head(response.headers.raw), response.status_code
            if status in redirects.FOLLOWED:
                return _Redirect(status, head.location)
            if status == HTTPStatus.NOT_MODIFIED:
                return self._unchanged(trail, head, remembered)
            if status not in answers.DOCUMENT:
                return answers.refusal(status, head, name_of(trail.url), self._now())
            data = await self._read(response, head)
        return self._document(trail, request, head, data)

    def _request(self, trail: redirects.Trail, request: FetchRequest, remembered: Validators) -> httpx.Request:
        manner = request.manner
        own = _own_headers(trail, manner)
        if request.accept is not None:
            own = [(b"Accept", request.accept.encode("ascii")), *(pair for pair in own if pair[0].lower() != b"accept")]
        usual = [
            (b"Host", trail.url.netloc),
            (b"User-Agent", manner.user_agent.encode() if manner.user_agent else self._user_agent),
            *self._headers,
        ]
        named = {name.lower() for name, _ in own}
        headers = [pair for pair in usual if pair[0].lower() not in named] if named else usual
        if (etag := sendable(remembered.etag)) is not None:
            headers.append((b"If-None-Match", etag))
        if (modified := sendable(remembered.last_modified)) is not None:
            headers.append((b"If-Modified-Since", modified))
        headers += own
        extensions: dict[str, object] = {ALLOWANCE: NOTHING}
        if trail.at_configured_host:
            extensions = {ALLOWANCE: self._allowance, TLS: self._trust(manner)}
        if manner.proxy is not None:
            extensions[PROXY] = self._proxy(manner.proxy)
        return httpx.Request("GET", trail.url, headers=headers, stream=_NO_BODY, extensions=extensions)

    def _proxy(self, url: str) -> Proxy:
        if url not in self._proxies:
            self._proxies[url] = Proxy(url)
        return self._proxies[url]

    def _trust(self, manner: Manner) -> ssl.SSLContext | None:
        """Give the source's own idea of valid certificates, if it has one; raise Unfetchable for a broken file."""
        wish = (manner.verify, manner.ca_file)
        if wish == (True, None):
            return None
        if wish not in self._trusts:
            self._trusts[wish] = trust(*wish)
        return self._trusts[wish]

    async def _read(self, response: httpx.Response, head: Head) -> bytes:
        decoder = Decoder(head.content_encoding, max_bytes=self._max_bytes)
        if head.content_length.isdecimal() and int(head.content_length[:20]) > self._max_bytes:
            raise too_large(self._max_bytes)
        async for piece in response.aiter_raw():
            decoder.feed(piece)
        return decoder.finish()

    def _unchanged(self, trail: redirects.Trail, head: Head, remembered: Validators) -> NotModified | Failed:
        host = name_of(trail.url)
        if sendable(remembered.etag) is None and sendable(remembered.last_modified) is None:
            detail = f"{host} answered 'not modified' though nothing was remembered; its server must mend it"
            return Failed(kind=FailureKind.NETWORK, status=HTTPStatus.NOT_MODIFIED, detail=detail)
        validators = answers.kept_validators(remembered, validators_of(head, remembered.given_by))
        return NotModified(validators=validators, moved_to=trail.moved_to, fresh_for=self._fresh_for(head))

    def _document(self, trail: redirects.Trail, request: FetchRequest, head: Head, data: bytes) -> FetchOutcome:
        if not data:
            return Failed(kind=FailureKind.EMPTY, status=HTTPStatus.OK, detail=answers.empty(name_of(trail.url)))
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        location = str(trail.url.copy_with(userinfo=b""))
        validators = validators_of(head, location if len(trail.urls) > 1 else None)
        current = self._fresh_for(head)
        if digest == request.digest:
            return NotModified(validators=validators, moved_to=trail.moved_to, fresh_for=current)
        body = Body(data=data, location=location, content_type=head.content_type or None)
        return Fetched(bodies=(body,), digest=digest, validators=validators, moved_to=trail.moved_to, fresh_for=current)

    def _fresh_for(self, head: Head) -> timedelta | None:
        return fresh_for(
            cache_control=head.cache_control, age=head.age, expires=head.expires, date=head.date, now=self._now()
        )


def _belonging(request: FetchRequest, trail: redirects.Trail) -> Validators:
    """Give the remembered validators where the trail stands at the URL they came from, and none elsewhere."""
    giver = request.validators.given_by
    here = len(trail.urls) == 1 if giver is None else giver == str(trail.url)
    return request.validators if here else Validators()


def _own_headers(trail: redirects.Trail, manner: Manner) -> list[tuple[bytes, bytes]]:
    """Give what the source's own settings add: to the configured origin and to nobody else."""
    if not trail.at_configured_origin:
        return []
    own = [(name.encode("ascii"), value.encode("latin-1")) for name, value in manner.headers]
    if trail.home.userinfo and not any(name.lower() == b"authorization" for name, _ in own):
        own.append((b"Authorization", _basic(trail.home)))
    return own


def _basic(url: httpx.URL) -> bytes:
    name, _, password = url.userinfo.partition(b":")
    return b"Basic " + base64.b64encode(unquote_to_bytes(name) + b":" + unquote_to_bytes(password))
