"""The hub's HTTP face: published documents first, then the few routes that are asked something."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from feedhub.serve import notices
from feedhub.serve.catalogue import Index
from feedhub.serve.documents import Documents
from feedhub.serve.keys import Keys
from feedhub.serve.office import Desk
from feedhub.serve.prepared import PAGE_HEADERS
from feedhub.serve.shelf import Shelf
from feedhub.serve.watch import Watch

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the hub does its work, and what there is to say about it."""

    ok: bool
    detail: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is told at this moment, and its media type."""

    type: str
    body: bytes


def web(  # noqa: PLR0913  what it serves and who helps it, all by name
    directory: Path,
    *,
    base_url: str,
    health: Callable[[], Awaitable[Health]],
    make: Callable[[str], Awaitable[str | None]],
    answers: Mapping[str, Callable[[], Awaitable[Answer]]] = MappingProxyType({}),
    desk: Desk | None = None,
    watch: Watch | None = None,
    keys: Callable[[], Keys | None] = lambda: None,
    max_age: int = 300,
    cache_bytes: int = 64 * 1024 * 1024,
) -> ASGIApp:
    """Make the application that serves what `index.json` in `directory` lists.

    `make` has documents put in place that nobody asked for yet, see `Documents`.
    `answers` are what is made anew for whoever asks, by path: `/metrics`. `desk` has the operator's pages, `watch` counts who reads, and
    `keys` tells what is closed and who may read it, None where nothing is. `max_age` is how many seconds a reader or a proxy need not ask again; for a day after that it may show what it has
    when the hub does not answer (RFC 5861). `cache_bytes` bounds the documents kept in memory.
    """
    prefix = quote(urlsplit(base_url).path.rstrip("/"), safe="/%")
    cache_control = f"public, max-age={max_age}, stale-if-error=86400"
    return Documents(
        Index(directory / "index.json"),
        Shelf(directory, limit=cache_bytes, cache_control=cache_control),
        base_url.rstrip("/"),
        prefix=prefix.encode(),
        otherwise=_questions(prefix, health, answers, desk),
        make=make,
        watch=watch or Watch(),
        keys=keys,
    )


def _questions(
    prefix: str,
    health: Callable[[], Awaitable[Health]],
    answers: Mapping[str, Callable[[], Awaitable[Answer]]],
    desk: Desk | None,
) -> Starlette:
    async def tell_health(_request: Request) -> Response:
        state = await health()
        content = {"ok": state.ok, **state.detail}
        return JSONResponse(content, 200 if state.ok else 503, {"cache-control": "no-store"})

    async def tell_alive(_request: Request) -> Response:
        return JSONResponse({"ok": True}, headers={"cache-control": "no-store"})

    routes: list[BaseRoute] = [
        Route("/health", tell_health),
        Route("/health/ready", tell_health),
        Route("/health/live", tell_alive),
    ]
    routes += desk.routes() if desk else []
    routes += [Route(path, _telling(answer)) for path, answer in answers.items()]
    if prefix:
        routes.append(Mount(unquote(prefix), routes=list(routes)))
    app = Starlette(routes=routes, exception_handlers={_NOT_FOUND: notices.unknown})
    app.router.redirect_slashes = False  # it would redirect to whatever host the request names
    return app


def _telling(ask: Callable[[], Awaitable[Answer]]) -> Callable[[Request], Awaitable[Response]]:
    headers = {name.decode(): value.decode() for name, value in PAGE_HEADERS}

    async def tell(_request: Request) -> Response:
        answer = await ask()
        return Response(answer.body, headers={**headers, "cache-control": "no-store", "content-type": answer.type})

    return tell
