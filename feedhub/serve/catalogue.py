"""Which document answers at which path: the published `index.json` in, look-ups out.

A request's path is only ever compared with what the index lists; nothing is made of it, no file name least of all.
"""

import asyncio
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

_log = logging.getLogger(__name__)

_CHECK_SECONDS = 0.5
_SUFFIXES = (".atom", ".rss", ".json", ".html")
_ARCHIVE = re.compile(r"/archive/(?P<period>\d{4}-\d\d(-\d\d(T\d\d(\d\d(\d\d)?)?)?)?)(?P<path>/.+\.(atom|rss|json))")


@dataclass(frozen=True, slots=True)
class Moved:
    """The document is elsewhere for good: `path` is decoded and begins with a slash."""

    path: str


class Removed:
    """There was a document once."""


Finding = str | Moved | Removed | None
"""A document's name, or why there is none; None where nothing ever was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What one `index.json` says, by path. `exact` has the canonical form as it stands in a request line."""

    exact: Mapping[bytes, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def find(self, raw_path: bytes) -> Finding:
        """Look up a path as it was sent; `%2F` is no slash here and bytes that are no UTF-8 name nothing."""
        if b"%2f" in raw_path.lower():
            return None
        try:
            path = unquote_to_bytes(raw_path).decode()
        except UnicodeDecodeError:
            return None
        return self.paths.get(path) or self._archived(path) or self._alias(path) or self._former(path)

    def is_gone(self, name: str) -> bool:
        """Tell whether there was a document of this name, whatever it ends in."""
        return name.rpartition(".")[0] in self.gone

    def _archived(self, path: str) -> Finding:
        """Find an archive: the index lists only the feed it is of, which may have gone elsewhere or be gone."""
        match = _ARCHIVE.fullmatch(path)
        if match is None:
            return None
        name = self.paths.get(match["path"]) or self._former(match["path"])
        place = f"archive/{match['period']}"
        match name:
            case str():
                return f"{place}/{name}"
            case Moved(elsewhere):
                return Moved(f"/{place}{elsewhere}")
            case _:
                return name

    def _alias(self, path: str) -> Moved | None:
        """Send `/all/`, `/all.html`, `/index.html` and `/feeds.opml` to their one true address."""
        bare = path.removesuffix("/")
        if bare in self.paths or not path:
            return Moved(bare or "/")
        return Moved(address(bare[1:])) if bare[1:] in self.names else None

    def _former(self, path: str) -> Moved | Removed | None:
        bare = path.removeprefix("/").removesuffix("/")
        suffix = next((suffix for suffix in _SUFFIXES if bare.endswith(suffix)), "")
        for stem, ending in ((bare, ""), (bare.removesuffix(suffix), suffix)):
            if stem in self.moved:
                return Moved(f"/{self.moved[stem]}{ending.removesuffix('.html')}")
            if stem in self.gone:
                return Removed()
        return None


def address(name: str) -> str:
    """Turn a document's name into its path: `index.html` is `/`, `all.html` is `/all`, `all.atom` is itself."""
    match name:
        case "index.html":
            return "/"
        case "feeds.opml":
            return "/opml"
        case "sources.opml":
            return "/opml/sources"
        case _:
            return "/" + name.removesuffix(".html")


def catalogue(index: bytes) -> Catalogue:
    """Read an `index.json`; a name that would lead out of the published folder is left out.

    Raises:
        ValueError: it is no JSON.
        KeyError: it lists no documents.
    """
    content = json.loads(index)
    names = frozenset(filter(_is_inside, content["documents"]))
    # Pages first: where a category is called `a.atom`, the path belongs to the feed of `a`.
    paths = {address(name): name for name in sorted(names, key=lambda name: not name.endswith(".html"))}
    return Catalogue(
        exact={quote(path).encode(): name for path, name in paths.items()},
        paths=paths,
        names=names,
        moved=content.get("moved", {}),
        gone=frozenset(content.get("gone", ())),
    )


def _is_inside(name: str) -> bool:
    return "\0" not in name and not {"", ".", ".."} & set(name.split("/"))


class Index:
    """The catalogue as it is on disk now, give or take half a second."""

    def __init__(self, file: Path) -> None:
        self.current = Catalogue()
        self._file = file
        self._signature: tuple[int, int, int] | None = None
        self._checked = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    def is_due(self) -> bool:
        """Tell whether it is time for `refresh` again."""
        return time.monotonic() - self._checked > _CHECK_SECONDS

    async def refresh(self) -> None:
        """Read the file again if it has changed; one that is missing or broken leaves everything as it was."""
        self._checked = time.monotonic()
        try:
            stat = self._file.stat()
        except OSError:
            return
        signature = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if signature == self._signature:
            return
        if self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._read(signature))
        await asyncio.shield(self._reading)

    async def _read(self, signature: tuple[int, int, int]) -> None:
        try:
            self.current = await asyncio.to_thread(lambda: catalogue(self._file.read_bytes()))
        except (OSError, ValueError, KeyError) as trouble:
            _log.warning("%s cannot be read, the old one stays in force: %s", self._file, trouble)
        finally:
            self._signature = signature
            self._reading = None
