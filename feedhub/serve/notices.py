"""The small answers that are no document: where it went, that it is gone, that there never was one."""

from starlette.requests import Request
from starlette.responses import Response

from feedhub.serve.prepared import PAGE_HEADERS

_BRIEFLY = "public, max-age=300"
_SAFE = {name.decode(): value.decode() for name, value in PAGE_HEADERS}


def _notice(status: int, title: str, sentence: str, **headers: str) -> Response:
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><p>{sentence}</p></body></html>\n"
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(page, status, {**_SAFE, **named}, "text/html")


REMOVED = _notice(410, "Gone", "This feed was removed and will not come back.", cache_control=_BRIEFLY)
NOT_ALLOWED = _notice(405, "Not allowed", "Feeds are read with GET and HEAD.", allow="GET, HEAD")
CLOSED = _notice(
    401,
    "Closed",
    "This needs a token: in the address as ?token=, as a bearer's, or as a password with any name.",
    cache_control="no-store",
    vary="Authorization",
    www_authenticate='Basic realm="feedhub", charset="UTF-8"',
)
NOT_NOW = _notice(503, "Not now", "This cannot be had at the moment.", cache_control="no-store", retry_after="60")
_UNKNOWN = _notice(404, "Not found", "Nothing is published at this address.", cache_control="no-store")


def moved(location: str, *, shared: bool = True) -> Response:
    """Answer 301 to an address of this hub; `shared` says that a cache may tell others."""
    caching = _BRIEFLY if shared else "no-store"
    return _notice(301, "Moved", "This feed has a new address.", location=location, cache_control=caching)


async def unknown(_request: Request, _error: Exception) -> Response:
    """Answer 404, as Starlette asks its exception handlers."""
    return _UNKNOWN
