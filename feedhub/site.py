"""The published folder in, a folder that any static host serves out: whole files, and only those that changed.

A page stands at `NAME/index.html`, for `/NAME` is its address and no host needs to be told so. Where a feed was
renamed, its old address holds the new document; hosts that know of redirects find them in `_redirects` and, for nginx,
in `redirects.conf`. What is closed stays out of all of them, since such a host asks nobody for a token. Nothing is
fetched, and the store is not opened: archives go along that are in place.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

from feedhub import publish
from feedhub.config import Settings
from feedhub.errors import FeedhubError
from feedhub.model.document import Rendition, Written

_LEDGER = ".feedhub-site"
"""What an export wrote, so that the next one may take it away."""
_OWN = frozenset({_LEDGER, ".git", ".gitignore", ".github", "CNAME", "README.md", "robots.txt", ".well-known"})
_FEEDS = (".atom", ".rss", ".json")
_LISTS = {"opml": "feeds.opml", "opml/sources": "sources.opml"}
_WORTH_PACKING = 1024
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BATCH = 100


class NoSite(FeedhubError):
    """There is nothing to export, or nowhere to put it; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What an export came to, in files."""

    files: int
    changed: int
    removed: int
    left_out: int
    """Published documents that are closed."""


def export(
    settings: Settings,
    folder: Path,
    each: Callable[[int, int], None],
    *,
    is_closed: Callable[[str], bool],
    compress: bool = False,
) -> SiteReport:
    """Write everything that is published and open to all to a folder.

    Args:
        settings: says where the documents stand, and at which address the site will.
        folder: where to; what an earlier export wrote there and this one does not is taken away.
        each: is told how many documents are done, of how many.
        is_closed: tells by a document's name whether it is for some readers only.
        compress: put a `.gz` beside what gets smaller by it.

    Raises:
        NoSite: nothing is published yet, or the folder holds files of somebody else.
        OSError: the disk refused.
    """
    refuse(settings, folder)
    published = publish.Outlet(settings.publish.directory)
    outlet = publish.Outlet(folder)
    before = set(json.loads(outlet.read(_LEDGER) or b"[]"))
    everything = published.names() + published.archives()
    names = [name for name in everything if not is_closed(name)]
    written: set[str] = set()
    changed = 0
    batch: list[Rendition] = []
    for done, rendition in enumerate(_site(published, names, settings.hub.base_url, is_closed), 1):
        batch += [rendition, *_packed(rendition)] if compress else [rendition]
        written.update(one.name for one in batch)
        if len(batch) >= _BATCH:
            changed += outlet.put_all(batch)
            batch = []
        each(done, max(done, len(names)))
    changed += outlet.put_all(batch)
    gone = before - written
    for name in gone:
        outlet.remove(name)
    outlet.put(_page(_LEDGER, json.dumps(sorted(written), ensure_ascii=False)))
    return SiteReport(files=len(written), changed=changed, removed=len(gone), left_out=len(everything) - len(names))


def refuse(settings: Settings, folder: Path) -> None:
    """Look whether there is something to export, and somewhere to put it.

    Raises:
        NoSite: as `export` does.
    """
    if not publish.Outlet(settings.publish.directory).names():
        raise NoSite(f"nothing is published in {settings.publish.directory} yet: run `feedhub poll` first")
    if not folder.exists() or (folder / _LEDGER).exists():
        return
    if not folder.is_dir():
        raise NoSite(f"{folder} is no folder")
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in _OWN)
    if strangers:
        raise NoSite(f"{folder} holds {strangers[0]}, which no export wrote: name an empty or new folder")


def _site(
    published: publish.Outlet, names: list[str], base_url: str, is_closed: Callable[[str], bool]
) -> Iterator[Rendition]:
    moved, gone = _open_former(published, is_closed)
    here = frozenset(names)
    for name in names:
        found = published.rendition(name)
        if found is not None:
            place = _place(name)
            yield Rendition(name=place, document=found.document, modified=found.modified)
    for place, name in _LISTS.items():
        if name in here:
            yield _page(f"{place}/index.html", _leading_to(f"{base_url}/{name}"))
    for old, new in moved.items():
        yield from _former(published, old, new, here, base_url)
    prefix = urlsplit(base_url).path
    yield _page(".nojekyll", "")
    yield _page("_redirects", "".join(_redirects(moved, here, prefix)))
    yield _page("redirects.conf", "".join(_rules(moved, gone, here, base_url)))


def _open_former(published: publish.Outlet, is_closed: Callable[[str], bool]) -> tuple[dict[str, str], list[str]]:
    """Give the feeds that were as the outlet does, without those whose names are closed, or lead to what is."""
    moved, gone = published.former()
    to_open = {old: new for old, new in moved.items() if not (is_closed(f"{old}.html") or is_closed(f"{new}.html"))}
    hidden = moved.keys() - to_open.keys()
    return to_open, [path for path in gone if path not in hidden and not is_closed(f"{path}.html")]


def _place(name: str) -> str:
    """Say where a document stands in the site."""
    if name.endswith(".html") and name != "index.html":
        return f"{name.removesuffix('.html')}/index.html"
    return name


def _former(published: publish.Outlet, old: str, new: str, here: frozenset[str], base_url: str) -> Iterator[Rendition]:
    """Leave the new document at an old address: readers that ask there, of a host that cannot redirect, miss nothing."""
    if f"{old}.html" not in here and f"{new}.html" in here:
        yield _page(f"{old}/index.html", _leading_to(f"{base_url}/{quote(new)}"))
    for suffix in _FEEDS:
        found = published.rendition(new + suffix) if new + suffix in here and old + suffix not in here else None
        if found is not None:
            yield Rendition(name=old + suffix, document=found.document, modified=found.modified)


def _leading_to(url: str) -> str:
    safe = escape(url)
    return (
        '<!doctype html><meta charset="utf-8"><title>Moved</title>'
        f'<link rel="canonical" href="{safe}"><meta http-equiv="refresh" content="0; url={safe}">'
        f'<p>This page is at <a href="{safe}">{safe}</a>.</p>\n'
    )


def _addresses(old: str, new: str, here: frozenset[str]) -> Iterator[tuple[str, str]]:
    for suffix, name in (("", f"{new}.html"), *((suffix, new + suffix) for suffix in _FEEDS)):
        if name in here:
            yield old + suffix, new + suffix


def _redirects(moved: dict[str, str], here: frozenset[str], prefix: str) -> Iterator[str]:
    """Write the lines that Netlify and Cloudflare Pages read."""
    for place, name in _LISTS.items():
        if name in here:
            yield f"{prefix}/{place} {prefix}/{name} 301\n"
    for old, new in sorted(moved.items()):
        for before, after in _addresses(old, new, here):
            yield f"{prefix}/{quote(before)} {prefix}/{quote(after)} 301\n"


def _rules(moved: dict[str, str], gone: list[str], here: frozenset[str], base_url: str) -> Iterator[str]:
    """Write locations for nginx, which compares them with the decoded path and takes each but once."""
    answers = {place: f"301 {_quoted(f'{base_url}/{name}')}" for place, name in _LISTS.items() if name in here}
    for old, new in sorted(moved.items()):
        for before, after in _addresses(old, new, here):
            answers.setdefault(before, f"301 {_quoted(f'{base_url}/{quote(after)}')}")
    for stem in sorted(gone):
        for suffix in ("", *_FEEDS):
            answers.setdefault(stem + suffix, "410")
    prefix = urlsplit(base_url).path
    for path, answer in answers.items():
        yield f"location = {_quoted(f'{prefix}/{path}')} {{ return {answer}; }}\n"


def _quoted(text: str) -> str:
    """Quote a word for nginx: a location is taken as it is, and an address has no dollar that could begin a variable."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _page(name: str, text: str) -> Rendition:
    return Rendition(name=name, document=Written(head=text.encode()), modified=_EPOCH)


def _packed(rendition: Rendition) -> list[Rendition]:
    if rendition.document.size < _WORTH_PACKING or rendition.name.startswith("."):
        return []
    data = gzip.compress(rendition.document.data, 9, mtime=0)
    return [Rendition(name=f"{rendition.name}.gz", document=Written(head=data), modified=rendition.modified)]
