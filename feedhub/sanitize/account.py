"""HTML as it came in, what cleaning did to it out: in words for whoever looks at one entry, and nowhere else.

It reads the text a second time and by the same rules, so that cleaning itself keeps no books.
"""

from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedhub.sanitize.allowed import ANYWHERE, ATTRIBUTES, EMPTIED, FIXED
from feedhub.sanitize.characters import printable
from feedhub.sanitize.embeds import embedded
from feedhub.sanitize.pictures import Attributes, is_waiting, late_source, length
from feedhub.sanitize.shape import is_overgrown
from feedhub.sanitize.trackers import counts_readers, is_pixel
from feedhub.sanitize.urls import absolute, without_tracking

_OPENING = "<!doctype html><body>"
_LISTED = 6


def account(html: str, *, base: str | None) -> tuple[str, ...]:
    """Say what `sanitize` does to a text, one sentence a kind of change; nothing where it leaves the text alone."""
    text = printable(html)
    said = ["control characters taken out"] if text != html else []
    if is_overgrown(text):
        return (*said, "too long or too deep to be read as HTML: its text was kept")
    body = LexborHTMLParser(_OPENING + text).body
    counts = Counter(change for node in body.traverse() for change in _changes(node, base)) if body else Counter()
    return (*said, *_sentences(counts))


def _sentences(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    kinds = dict.fromkeys(kind for kind, _ in counts)
    for kind in kinds:
        named = {name: number for (other, name), number in counts.items() if other == kind}
        total = sum(named.values())
        names = [f"{number} {name}" for name, number in sorted(named.items()) if name]
        rest = len(names) - _LISTED
        listed = ", ".join(names[:_LISTED]) + (f" and {rest} kinds more" if rest > 0 else "")
        yield f"{kind}: {listed or total}"


def _changes(node: LexborNode, base: str | None) -> Iterator[tuple[str, str]]:
    tag, attributes = node.tag, node.attributes
    if tag == "-comment":
        yield "comments taken out", ""
    elif tag in {"iframe", "embed", "object"} and embedded(attributes, base):
        yield "players turned into links", ""
    elif tag in EMPTIED:
        yield "taken out with all they hold", tag
    elif tag is not None and tag[:1] not in {"-", "_", "!"} and tag not in ATTRIBUTES and tag != "body":
        yield "unwrapped or renamed, their contents kept", tag
    elif tag == "img":
        yield from _picture_changes(attributes, base)
    elif tag == "a":
        yield from _link_changes(attributes, base)
    if tag in ATTRIBUTES:
        yield from _attribute_changes(tag, attributes)


def _picture_changes(attributes: Attributes, base: str | None) -> Iterator[tuple[str, str]]:
    src = attributes.get("src") or ""
    url = absolute(src, base)
    if is_pixel(length(attributes.get("width")), length(attributes.get("height"))) or (url and counts_readers(url)):
        yield "pictures that only count readers taken out", ""
    elif (is_waiting(attributes) or "lazy" in (attributes.get("class") or "").lower()) and late_source(
        attributes, base
    ):
        yield "late-loading pictures given their address", ""
    elif url and url != src:
        yield "addresses of pictures made absolute", ""


def _link_changes(attributes: Attributes, base: str | None) -> Iterator[tuple[str, str]]:
    href = attributes.get("href")
    if href is None:
        return
    url = absolute(href, base)
    if url is None:
        yield "links without a safe address unwrapped", ""
    elif without_tracking(href) != href:
        yield "tracking parameters taken off links", ""
    elif url != href:
        yield "addresses of links made absolute", ""


def _attribute_changes(tag: str, attributes: Attributes) -> Iterator[tuple[str, str]]:
    kept = ATTRIBUTES[tag] | ANYWHERE | FIXED.get(tag, {}).keys()
    for name in attributes:
        if name.startswith("on"):
            yield "scripts taken out of attributes", name
        elif name not in kept and not name.startswith("data-"):
            yield "attributes taken out", name
