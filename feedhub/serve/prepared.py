"""A document ready to be sent: its bytes, what identifies them, and the ASGI messages they go out in.

Everything that is the same for each request is made once a version; sending it is handing over two dictionaries.
"""

import gzip
import hashlib
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import brotli

from feedhub.serve import deltas
from feedhub.serve.negotiation import Coding

Message = dict[str, Any]
Headers = list[tuple[bytes, bytes]]

_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src http: https: data:; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'"
)
PAGE_HEADERS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", _POLICY),
    (b"referrer-policy", b"no-referrer"),
]
"""What every answer carries that a browser may show: no script runs, nothing is embedded, no address is passed on."""
_FEED_HEADERS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", _POLICY + b"; sandbox"),
    (b"referrer-policy", b"no-referrer"),
    (b"access-control-allow-origin", b"*"),
]
_WORTH_PACKING = 1024
_TAG_ENDING: dict[Coding, bytes] = {"identity": b"", "gzip": b"-gz", "br": b"-br"}
_VARY = (b"vary", b"Accept-Encoding")
_VARY_NEGOTIATED = (b"vary", b"Accept-Encoding, Accept, Sec-Fetch-Dest")
_VARY_DELTA = (b"vary", b"Accept-Encoding, Accept, Sec-Fetch-Dest, A-IM, If-None-Match")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a file of one suffix is served. `negotiated`: a browser that goes there is shown the page beside it."""

    type: bytes
    negotiated: bool = False
    sandboxed: bool = False
    packed: bool = True


_KINDS = {
    "atom": Kind(b"application/atom+xml; charset=utf-8", negotiated=True, sandboxed=True),
    "rss": Kind(b"application/rss+xml; charset=utf-8", negotiated=True, sandboxed=True),
    "json": Kind(b"application/feed+json; charset=utf-8", negotiated=True, sandboxed=True),
    "opml": Kind(b"text/x-opml; charset=utf-8", sandboxed=True),
    "html": Kind(b"text/html; charset=utf-8"),
    "js": Kind(b"text/javascript; charset=utf-8"),
    "css": Kind(b"text/css; charset=utf-8"),
    "svg": Kind(b"image/svg+xml"),
}
_UNKNOWN = Kind(b"application/octet-stream", packed=False)


def kind_of(name: str) -> Kind:
    """Tell how a document is served, by its suffix; what is not known is served as bytes, and packed by nobody."""
    return _KINDS.get(name.rpartition(".")[2], _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Answer:
    """The two messages of a complete response, and its header as it goes over the wire, from behind the Date on."""

    start: Message
    body: Message
    head: bytes

    def __len__(self) -> int:
        return len(self.body["body"])


def answer(status: int, headers: Headers, body: bytes = b"") -> Answer:
    """Put a complete response into the forms it is sent in."""
    return Answer(
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
        b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n",
    )


class Document:
    """One version of a document. `signature` tells it from the next one, `tag` is the core of its entity tags.

    It remembers in outline the versions that `before` it were at hand.
    """

    __slots__ = (
        "_unmodified",
        "answers",
        "cache_control",
        "data",
        "deltas",
        "earlier",
        "kind",
        "modified",
        "name",
        "signature",
        "tag",
    )

    def __init__(
        self,
        name: str,
        data: bytes,
        signature: tuple[int, int, int],
        cache_control: bytes,
        before: "Document | None" = None,
    ) -> None:
        self.name = name
        self.kind = kind_of(name)
        self.data = data
        self.signature = signature
        self.cache_control = cache_control
        self.modified = signature[0] // 1_000_000_000
        """Seconds since 1970: the file's time, which its publisher sets to the last change of content."""
        self.tag = hashlib.blake2b(data, digest_size=16).hexdigest().encode()
        self.earlier: deltas.Outlines = (
            deltas.remembering(before.earlier, name, before.tag, before.data) if before else {}
        )
        self.answers: dict[Coding, Answer] = {}
        self.deltas: dict[tuple[bytes, Coding], Answer | None] = {}
        """By the tag of the version they begin from; None where the whole document is no longer."""
        self._unmodified: dict[Coding, Answer] = {}

    def coding(self, wanted: Coding) -> Coding:
        """Take what is wanted, unless packing would not be worth it."""
        return wanted if self.kind.packed and len(self.data) > _WORTH_PACKING else "identity"

    def pack(self, coding: Coding, data: bytes | None = None) -> Answer:
        """Make the whole answer in one coding: up to 20 ms for a large feed, so not in the event loop.

        `data` stands in for the document's own where somebody's copy differs.
        """
        return self._answer(200, _packed(self.data if data is None else data, coding), coding, self._validators(coding))

    def delta(self, base: bytes, coding: Coding) -> Answer | None:
        """Make an answer of what is new since an earlier version (RFC 3229): as long as `pack` may take."""
        data = deltas.since(self.earlier[base], self.name, self.data)
        if data is None:
            return None
        if len(data) <= _WORTH_PACKING:
            coding = "identity"
        validators = self._validators(coding)[:2]
        caching = [
            # for a cache that has never heard of 226: it would keep this for the whole
            (b"cache-control", b"no-store, im, " + self.cache_control),
            (b"im", b"feed"),
            _VARY_DELTA,
        ]
        return self._answer(226, _packed(data, coding), coding, [*validators, *caching])

    def _answer(self, status: int, body: bytes, coding: Coding, headers: Headers) -> Answer:
        headers = [(b"content-type", self.kind.type), (b"content-length", b"%d" % len(body)), *headers]
        if coding != "identity":
            headers.append((b"content-encoding", coding.encode()))
        headers += _FEED_HEADERS if self.kind.sandboxed else PAGE_HEADERS
        return answer(status, headers, body)

    def unmodified(self, coding: Coding) -> Answer:
        """Return a 304: the validators and the caching rules, nothing else (RFC 9110, section 15.4.5)."""
        known = self._unmodified.get(coding)
        if known is None:
            known = self._unmodified[coding] = answer(304, self._validators(coding))
        return known

    def _validators(self, coding: Coding) -> Headers:
        return [
            (b"etag", b'"%s%s"' % (self.tag, _TAG_ENDING[coding])),
            (b"last-modified", formatdate(self.modified, usegmt=True).encode()),
            (b"cache-control", self.cache_control),
            _VARY_NEGOTIATED if self.kind.negotiated else _VARY,
        ]


def _packed(data: bytes, coding: Coding) -> bytes:
    match coding:
        case "identity":
            return data
        case "gzip":
            return gzip.compress(data, 6, mtime=0)
        case "br":
            packed: bytes = brotli.compress(data, quality=4)
            return packed


def from_base(delta: Answer, opaque_tag: bytes) -> Answer:
    """Return a delta that names the version it begins from as the client did."""
    base = (b"delta-base", b'"%s"' % opaque_tag)
    return answer(delta.start["status"], [*delta.start["headers"], base], delta.body["body"])


def in_place_of_a_feed(start: Message) -> Message:
    """Return a page's start message for the address of its feed, where what is sent depends on who asks."""
    return {**start, "headers": [_VARY_NEGOTIATED if header == _VARY else header for header in start["headers"]]}


def for_one(start: Message) -> Message:
    """Return the start message of what is not for everybody: no shared cache keeps it, and a token's end is felt at once."""
    headers = []
    for name, value in start["headers"]:
        if name == b"cache-control":
            headers.append((name, b"private, no-cache"))
        elif name == b"vary":
            headers.append((name, _VARY_NEGOTIATED[1] + b", Authorization"))
        elif name != b"access-control-allow-origin":
            headers.append((name, value))
    return {**start, "headers": headers}
