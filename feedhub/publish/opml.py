"""OPML 2.0: category feeds or sources in, one subscription list out, folders as in the category tree."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from feedhub import config
from feedhub.model.document import FeedKind, FeedName, FeedSummary
from feedhub.model.hub import Hub
from feedhub.publish.addresses import web_url
from feedhub.publish.tree import Branch, tree
from feedhub.sanitize import printable

_KEY = re.compile(
    r"k|code|hash|sig|signature|\w*(?:key|token|secret|passw|pwd|auth(?!or)|session|credential)\w*", re.IGNORECASE
)
"""What parameters are called whose value opens something: RSSHub's `key` and `code`, and whatever says what it is."""


def opml(feeds: Sequence[FeedSummary], hub: Hub) -> bytes:
    """List `all` and every category feed; a category with others below it is a folder that begins with its own feed."""
    root = _list(hub.title)
    if changed := max((feed.updated for feed in feeds if feed.updated), default=None):
        modified = etree.SubElement(root[0], "dateModified")
        modified.text = format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True)
    body = etree.SubElement(root, "body")
    _outline(body, FeedName(kind=FeedKind.ALL), hub.title, hub)
    _hang(body, tree(feeds), hub)
    return _written(root)


def opml_of_sources(sources: Iterable[config.Source], titles: Mapping[str, str], hub: Hub) -> bytes:
    """List every source at its own address, in the folders of its first category; files and secrets, at the hub's.

    `category` holds all of its paths, as OPML 2.0 writes them: each with a slash in front, commas between them.
    """
    root = _list(hub.title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {"": body}
    for source in sorted(sources, key=lambda each: (each.categories[:1], each.name)):
        text = printable(titles.get(source.name) or source.title or source.name)
        parent = _folder(folders, next(iter(source.categories), ""))
        outline = etree.SubElement(parent, "outline", type="rss", text=text, title=text)
        page = FeedName(kind=FeedKind.SOURCE, name=source.name).path
        outline.set("xmlUrl", web_url(_public(source.url)) or hub.url(f"{page}.atom"))
        outline.set("htmlUrl", hub.url(page))
        if source.categories:
            outline.set("category", ",".join(f"/{path}" for path in source.categories))
    return _written(root)


def is_private(url: str) -> bool:
    """Tell whether an address holds a user's name and password, or a parameter that is somebody's key."""
    parts = urlsplit(url)
    return "@" in parts.netloc or any(_KEY.fullmatch(name) for name, _ in parse_qsl(parts.query))


def _public(url: str | None) -> str | None:
    return None if url is None or is_private(url) else url


def _folder(folders: dict[str, etree._Element], path: str) -> etree._Element:
    if path not in folders:
        above, _, name = path.rpartition("/")
        folders[path] = etree.SubElement(
            _folder(folders, above), "outline", text=printable(name), title=printable(name)
        )
    return folders[path]


def _list(title: str) -> etree._Element:
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = printable(title)
    return root


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _hang(parent: etree._Element, branches: Iterable[Branch], hub: Hub) -> None:
    for branch in branches:
        name = printable(branch.name)
        folder = etree.SubElement(parent, "outline", text=name, title=name) if branch.branches else parent
        _outline(folder, branch.feed.feed, name, hub)
        _hang(folder, branch.branches, hub)


def _outline(parent: etree._Element, feed: FeedName, title: str, hub: Hub) -> None:
    text = printable(title)
    outline = etree.SubElement(parent, "outline", type="rss", text=text, title=text)
    outline.set("xmlUrl", hub.url(f"{feed.path}.atom"))
    outline.set("htmlUrl", hub.url(feed.path))
