"""Where a visit stands and where it was sent comes in, the next URL goes out, or the reason to stop."""

from dataclasses import dataclass, replace
from http import HTTPStatus

import httpx

from feedhub.fetch.guard import name_of
from feedhub.fetch.trouble import Unfetchable, quoted, redacted
from feedhub.model.fetched import FailureKind

FOLLOWED = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_MOST_HOPS = 5
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The URLs of one visit in order; `permanent` while every redirect so far was meant for ever.

    `home` is the configured URL, which is also the first, unless the visit is to a page that a document names.
    """

    urls: tuple[httpx.URL, ...]
    home: httpx.URL
    permanent: bool = True

    @property
    def url(self) -> httpx.URL:
        """Where the visit stands."""
        return self.urls[-1]

    @property
    def at_configured_host(self) -> bool:
        """Tell whether the operator's allowances hold here."""
        return self.home is self.url or name_of(self.home) == name_of(self.url)

    @property
    def at_configured_origin(self) -> bool:
        """Tell whether the configured URL's credentials belong here (RFC 6454, section 4)."""
        home, here = self.home, self.url
        return home is here or (home.scheme, name_of(home), home.port) == (here.scheme, name_of(here), here.port)

    @property
    def moved_to(self) -> str | None:
        """Where the source lives now, if a chain of permanent redirects says so."""
        return str(self.url) if self.permanent and len(self.urls) > 1 else None


def start(location: str, moved: str | None = None, home: str | None = None) -> Trail:
    """Begin at a configured URL, or at where it is known to have moved as if it had just sent us there.

    With a `home`, at any URL: nothing that stands in front of its host is then a credential of ours.
    Raises Unfetchable when it is none that can be fetched.
    """
    first = _configured(location)
    if home is not None:
        return Trail(urls=(first.copy_with(userinfo=b""),), home=_configured(home))
    trail = Trail(urls=(first,), home=first)
    return trail if moved is None else follow(trail, HTTPStatus.PERMANENT_REDIRECT, moved)


def _configured(location: str) -> httpx.URL:
    try:
        url = httpx.URL(location.strip())
        if "#" in location:
            url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unfetchable(
            FailureKind.BLOCKED, f"the source's url is not valid ({quoted(str(error))}); correct it"
        ) from error
    if url.scheme not in {"http", "https"}:
        scheme = quoted(url.scheme, longest=20) or "nothing"
        raise Unfetchable(
            FailureKind.BLOCKED, f"the source's url begins with {scheme!r}; only http:// and https:// are fetched"
        )
    if not _has_place(url):
        raise Unfetchable(FailureKind.BLOCKED, "the source's url names no host and port that can be; correct it")
    return url


def follow(trail: Trail, status: int, location: str) -> Trail:
    """Take the next step of a visit; raise Unfetchable where it leads nowhere we go."""
    target = _target(trail.url, location)
    if target in trail.urls:
        raise _stop(trail, f"is sent in a circle, back to {redacted(target)}")
    if len(trail.urls) > _MOST_HOPS:
        raise _stop(trail, f"is redirected more than {_MOST_HOPS} times")
    if trail.url.scheme == "https" and target.scheme == "http":
        raise _stop(trail, f"is sent from https to unprotected http, {redacted(target)}")
    return replace(trail, urls=(*trail.urls, target), permanent=trail.permanent and status in _PERMANENT)


def _target(here: httpx.URL, location: str) -> httpx.URL:
    origin = name_of(here)
    if not location:
        raise Unfetchable(FailureKind.REDIRECT, f"{origin} redirects without saying where; open the url in a browser")
    try:
        target = here.join(_unicode(location)).copy_with(userinfo=b"", fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unfetchable(
            FailureKind.REDIRECT,
            f"{origin} redirects to {_shown(location)}, which is no URL; open the url in a browser",
        ) from error
    if target.scheme not in {"http", "https"} or not _has_place(target):
        raise Unfetchable(
            FailureKind.REDIRECT,
            f"{origin} redirects to {_shown(location)}; only http:// and https:// are followed, check the url",
        )
    return target


def _unicode(location: str) -> str:
    # Location is ASCII by the book; what is sent instead is UTF-8 more often than anything else.
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location


def _shown(location: str) -> str:
    return repr(quoted(location.partition("?")[0].rpartition("@")[2], longest=100))


def _has_place(url: httpx.URL) -> bool:
    return bool(url.raw_host) and (url.port is None or 0 < url.port <= _HIGHEST_PORT)


def _stop(trail: Trail, what: str) -> Unfetchable:
    return Unfetchable(
        FailureKind.REDIRECT, f"{redacted(trail.urls[0])} {what}; open it in a browser and enter where it ends as url"
    )
