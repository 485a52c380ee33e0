"""Which documents are closed, and which token opens which: names of documents in, yes or no out.

A category that a token names is closed, with all below it. What may show something of it is closed as well: its
ancestors, `all`, the hub's page, the lists of feeds, tags, the feeds of its sources; such a document opens to a token
for everything closed that it may show. Secrets are kept as digests and compared in constant time.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

_ARCHIVE = re.compile(r"archive/[^/]+/")
_IN_ADDRESS = re.compile(rb"(?:^|&)token=([A-Za-z0-9._~-]{1,200})(?=&|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A secret's digest, and the paths it opens with all below them; `("",)` is everything."""

    digest: bytes
    paths: tuple[str, ...]
    closes: bool = True
    """Whether what it opens is closed to others on its account; the operator's own secret closes nothing."""

    def opens(self, path: str) -> bool:
        """Tell whether it opens a path."""
        return any(_within(path, opened) for opened in self.paths)


def key(secret: str, paths: Sequence[str] = (), *, closes: bool = True) -> Key:
    """Make a key of a secret; without paths it opens everything."""
    return Key(digest=sha256(secret.encode()).digest(), paths=tuple(paths) or ("",), closes=closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A secret that came with a request. `in_address`: others may see it there, and links need it to go on working."""

    secret: bytes
    in_address: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of a hub. `sources` are the categories of each source, None where its entries may have others."""

    keys: tuple[Key, ...]
    sources: Mapping[str, tuple[str, ...] | None]
    _needed: dict[str, frozenset[str]] = field(default_factory=dict)

    def needed(self, name: str) -> frozenset[str]:
        """Name the paths that a key must open to get a document; none where it is open to all."""
        stem = _ARCHIVE.sub("", name, count=1).rpartition(".")[0]
        if stem not in self._needed:
            self._needed[stem] = self._find(stem)
        return self._needed[stem]

    def admits(self, needed: frozenset[str], offered: Offered | None) -> bool:
        """Tell whether what was offered opens all these paths; every key is looked at, whichever fits."""
        if offered is None:
            return False
        digest = sha256(offered.secret).digest()
        fitting = [each for each in self.keys if hmac.compare_digest(each.digest, digest)]
        return any(
            all(each.opens(path) for path in needed) and (each.closes or not offered.in_address) for each in fitting
        )

    def _find(self, stem: str) -> frozenset[str]:
        closed = {path for each in self.keys if each.closes for path in each.paths}
        kind, _, rest = stem.partition("/")
        match kind:
            case "static":
                return frozenset()
            case "category":
                within = {rest} if any(_within(rest, path) for path in closed) else set()
                return frozenset(within | {path for path in closed if _within(path, rest)})
            case "source" if (paths := self.sources.get(rest)) is not None:
                return frozenset(path for path in paths if any(_within(path, root) for root in closed)) or frozenset(
                    closed & {""}
                )
            case _:
                return frozenset(closed)


def offered(query: bytes, authorization: bytes | None) -> Offered | None:
    """Read a secret out of a request: `?token=`, a bearer's (RFC 6750), or the password of a user (RFC 7617)."""
    if found := _IN_ADDRESS.search(query):
        return Offered(secret=found[1], in_address=True)
    scheme, _, given = (authorization or b"").strip().partition(b" ")
    match scheme.lower():
        case b"bearer":
            return Offered(secret=given.strip(), in_address=False)
        case b"basic":
            try:
                pair = base64.b64decode(given, validate=True)
            except binascii.Error:
                return None
            return Offered(secret=pair.partition(b":")[2], in_address=False)
        case _:
            return None


def with_token(data: bytes, secret: bytes, *, root: bytes, prefix: bytes, page: bool) -> bytes:
    """Have a document's links to others of this hub hold the secret, for whoever has it in an address already."""
    if page:
        mine = rb'(href="(?:%s|%s)/)(?!/|static/)([^"?#]*)(?=["#])' % (re.escape(root), re.escape(prefix))
        return re.sub(mine, lambda link: b"%s%s?token=%s" % (link[1], link[2], secret), data)
    mine = rb'(?<=["> ])(%s/[^"<>?#\s]*\.(?:atom|rss|json))(?=["<])' % re.escape(root)
    return re.sub(mine, lambda link: b"%s?token=%s" % (link[1], secret), data)


def _within(path: str, root: str) -> bool:
    return not root or path == root or path.startswith(f"{root}/")
