"""OPML 2.0: the category feeds in, one subscription list out, folders as in the category tree."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from email.utils import format_datetime

from lxml import etree

from feedhub.model.document import FeedKind, FeedName, FeedSummary
from feedhub.publish.hub import Hub
from feedhub.publish.tree import Branch, tree
from feedhub.sanitize import printable


def opml(feeds: Sequence[FeedSummary], hub: Hub) -> bytes:
    """List `all` and every category feed; a category with others below it is a folder that begins with its own feed."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = printable(hub.title)
    if changed := max((feed.updated for feed in feeds if feed.updated), default=None):
        modified = etree.SubElement(head, "dateModified")
        modified.text = format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True)
    body = etree.SubElement(root, "body")
    _outline(body, FeedName(kind=FeedKind.ALL), hub.title, hub)
    _hang(body, tree(feeds), hub)
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
