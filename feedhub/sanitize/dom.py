"""The DOM pass: HTML in, the allow-list's HTML with absolute addresses out, and what was found on the way.

The only door to selectolax (lexbor). It writes exactly what the gate would write of it, so that the two can be
compared; it is not trusted with anything. Text is never touched.
"""

import re
from operator import eq

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from feedhub.sanitize.allowed import ATTRIBUTES, EMPTIED, MATH, MATH_TEXTS, WRAPPERS
from feedhub.sanitize.elements import Page, is_plain, rewritten
from feedhub.sanitize.embeds import embedded
from feedhub.sanitize.findings import Edited
from feedhub.sanitize.pictures import declared_set, is_waiting, late_source
from feedhub.sanitize.plain import escape

_OPENING = "<!doctype html><body>"
"""In front of a body, this makes the parser take all of it as contents, leading white space and styles included."""

_MODERN = {
    "acronym": "abbr",
    "center": "div align=center ",
    "dir": "ul",
    "listing": "pre",
    "menu": "ul",
    "strike": "s",
    "tt": "code",
    **dict.fromkeys(("address", "dialog", "fieldset", "form", "hgroup", "nav", "search"), "div"),
}
"""Elements that are not allowed under their own name, and what says the same: without quotes, which might end one."""
_STRIPPED = EMPTIED | {"-comment", None}
"""Names that the parser gives to what goes with its contents: processing instructions have none."""
_OLD_TAGS = re.compile(rf"<(/?)({'|'.join(_MODERN)})(?=[ \t\n\f\r/>])", re.IGNORECASE)
_FOLDED = WRAPPERS | {"audio", "pre", "video"}
"""Elements that may have come to hold nothing, or whose first newline is at stake."""
_QUIET = LexborDocumentOptions.WO_EVENTS.value
"""Without events the parser does not copy chosen options about, which takes time with the square of their number."""
_BLANK = " \t\n\f\r"


def edit(html: str, base: str | None) -> Edited:
    """Rewrite HTML to the allow-list, every address absolute against `base`."""
    body = _parsed(html)
    nodes, tags = _elements(body)
    if not _MODERN.keys().isdisjoint(tags):
        body = _parsed(_OLD_TAGS.sub(_modern_tag, html))
        nodes, tags = _elements(body)
    page = Page(base=base)
    if not _STRIPPED.isdisjoint(tags):
        _strip(nodes, page)
        nodes, tags = _elements(body)
    if not MATH.isdisjoint(tags):
        _part_math(nodes)
        nodes, tags = _elements(body)
    cleaned = [(node, tag) for node, tag in zip(nodes, tags, strict=True) if _clean(node, tag, page)]
    if "picture" in tags:  # before the wrappers: its sources may be all that one of them holds
        for node, tag in reversed(cleaned):
            if tag == "picture":
                _fold_picture(node)
    for node, tag in reversed(cleaned):
        if tag in _FOLDED:
            _fold(node, tag)
    return Edited(html=body.inner_html or "", images=tuple(page.images), embeds=tuple(page.embeds))


def _parsed(html: str) -> LexborNode:
    body = LexborHTMLParser(_OPENING + html, options=_QUIET).body
    if body is None:
        raise AssertionError("a document that opens its body has one")
    return body


def _elements(body: LexborNode) -> tuple[list[LexborNode], list[str | None]]:
    nodes = list(body.traverse())
    return nodes, [node.tag for node in nodes]


def _modern_tag(tag: re.Match[str]) -> str:
    name = _MODERN[tag[2].lower()]
    return "</" + name.partition(" ")[0] if tag[1] else "<" + name


def _strip(nodes: list[LexborNode], page: Page) -> None:
    """Take out comments, and elements that go with their contents: last first, so that no node outlives its parent."""
    for node in reversed(nodes):
        tag = node.tag
        if tag == "noscript":
            _keep_pictures(node, page)
        if tag in _STRIPPED:
            _empty(node, page)


def _part_math(nodes: list[LexborNode]) -> None:
    """Unwrap formula parts outside of formulas and HTML inside of them: the gate would drop both with their text."""
    for node in nodes[1:]:
        parent = node.parent
        in_formula = parent is not None and parent.tag in MATH and parent.tag not in MATH_TEXTS
        if node.tag != "math" and (node.tag in MATH) is not in_formula:
            node.unwrap(delete_empty=True)


def _empty(node: LexborNode, page: Page) -> None:
    if node.tag in {"iframe", "embed", "object"} and (url := embedded(node.attributes, page.base)):
        node.replace_with(_player_link(url, inline=_is_in_paragraph(node)))
    else:
        node.decompose()


def _player_link(url: str, *, inline: bool) -> LexborNode:
    host = url.partition("://")[2].partition("/")[0]
    link = f'<a href="{escape(url)}">▶ {host}</a>'
    node = LexborHTMLParser(link if inline else f"<p>{link}</p>", is_fragment=True).root
    if node is None:
        raise AssertionError(link)
    return node


def _is_in_paragraph(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag != "p":
        parent = parent.parent
    return parent is not None


def _keep_pictures(noscript: LexborNode, page: Page) -> None:
    """Let pictures for readers without scripts stand; if one waits for a script in front, it gets its address here."""
    images = noscript.css("img")
    before = _image_before(noscript)
    if before is None:
        for image in images:
            noscript.insert_before(image)
    elif images and is_waiting(before.attributes) and late_source(before.attributes, page.base) is None:
        before.attrs["src"] = images[0].attributes.get("src") or ""


def _image_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and before.is_text_node and not (before.text_content or "").strip(_BLANK):
        before = before.prev
    return before if before is not None and before.tag == "img" else None


def _clean(node: LexborNode, tag: str | None, page: Page) -> bool:
    """Reduce one element to what it may be; give False where it is gone or the body itself."""
    if tag is None or tag not in ATTRIBUTES:
        if tag != "body":
            node.unwrap(delete_empty=True)
        return False
    found = node.attributes
    if is_plain(tag, found):
        return True
    wanted = _attributes(node, tag, found, page)
    if wanted is None or (tag == "span" and not wanted):
        if tag in {"a", "span"}:
            node.unwrap(delete_empty=True)
        else:
            node.decompose()
        return False
    if wanted != found:
        _write(node, found, wanted)
    return True


def _attributes(node: LexborNode, tag: str, found: dict[str, str | None], page: Page) -> dict[str, str] | None:
    siblings = None
    if tag == "img" and (parent := node.parent) is not None and parent.tag == "picture":
        siblings = ", ".join(declared_set(source.attributes) for source in parent.css("source"))
    return rewritten(tag, found, page, siblings)


def _write(node: LexborNode, found: dict[str, str | None], wanted: dict[str, str]) -> None:
    """Replace the attributes, in our order: all of them are written anew unless those it has come first in it."""
    attributes = node.attrs
    if len(found) > len(wanted) or not all(map(eq, found, wanted)):
        for name in found:
            del attributes[name]
        found = {}
    for name, value in wanted.items():
        if found.get(name) != value:
            attributes[name] = value


def _fold(node: LexborNode, tag: str) -> None:
    """Remove an element that has come to hold nothing, and keep the newline that parsers drop after `<pre>`."""
    if tag in WRAPPERS:
        if _is_blank(node.first_child):
            node.unwrap(delete_empty=True)
    elif tag == "pre":
        _keep_first_newline(node)
    elif tag in {"audio", "video"} and "src" not in node.attributes and node.css_first("source") is None:
        node.unwrap(delete_empty=True)


def _fold_picture(node: LexborNode) -> None:
    """Remove a picture that has come to show nothing."""
    if node.css_first("img") is None:
        for source in node.css("source"):
            source.decompose()
        node.unwrap(delete_empty=True)


def _keep_first_newline(pre: LexborNode) -> None:
    """Give one newline to the gate's parser and one to the reader's, where the text begins with one itself."""
    first = pre.first_child
    if first is not None and first.is_text_node and (first.text_content or "").startswith("\n"):
        first.insert_before("\n\n")


def _is_blank(child: LexborNode | None) -> bool:
    while child is not None:
        if not child.is_text_node or (child.text_content or "").strip(_BLANK):
            return False
        child = child.next
    return True
