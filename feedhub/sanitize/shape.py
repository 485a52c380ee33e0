"""The guard in front of the parsers: says whether an HTML text is shaped so that reading it would cost too much.

Parsers take time with the square of nesting, of attributes on a tag and of ampersands; this takes one pass.
"""

from feedhub.sanitize.markup import ATTRIBUTE, TAG, VOID, names

MAX_LENGTH = 1 << 20
"""Characters of one entry's HTML."""
_MAX_AMPERSANDS = 100_000
_MAX_TAGS = 50_000
_MAX_DEPTH = 256
_MAX_ATTRIBUTES = 100
_HARMLESS = 8192
"""Characters: no tag this long holds enough attributes to matter."""

_CLOSED_BY_THE_NEXT = names("p li dd dt option optgroup tr td th tbody thead tfoot rp rt rb rtc")
_FORMATTING = names("a b big code em font i nobr s small strike strong tt u")
_WALLS = names("applet caption foreignobject marquee object table template math svg")
"""An end tag does not reach through these to close what is outside of them."""


def is_overgrown(html: str) -> bool:
    """Tell whether this text is too long, too deep, or too full of tags, attributes or references to be parsed."""
    if is_oversized(html):
        return True
    may_be_deep = len(html) > _MAX_DEPTH and html.count("<") > _MAX_DEPTH
    if not may_be_deep and len(html) <= _HARMLESS:
        return False
    found = TAG.findall(html)
    if any(len(attributes) > _MAX_ATTRIBUTES and _is_crowded(attributes) for _, _, attributes in found):
        return True
    return may_be_deep and _is_deep(found)


def is_oversized(html: str) -> bool:
    """Tell whether there is too much of this text, whatever its shape."""
    if len(html) <= _MAX_TAGS:
        return False
    return len(html) > MAX_LENGTH or html.count("<") > _MAX_TAGS or html.count("&") > _MAX_AMPERSANDS


def _is_crowded(attributes: str) -> bool:
    return len(ATTRIBUTE.findall(attributes)) > _MAX_ATTRIBUTES


def _is_deep(tags: list[tuple[str, str, str]]) -> bool:
    """Follow the open elements; an end tag that closes nothing counts for nothing, so the depth is never too small."""
    stack: list[str] = []
    for slash, name, _ in tags:
        tag = name.lower()
        if tag in VOID or tag in _CLOSED_BY_THE_NEXT:
            continue
        if slash:
            _close(stack, tag)
        else:
            stack.append(tag)
            if len(stack) > _MAX_DEPTH:
                return True
    return False


def _close(stack: list[str], tag: str) -> None:
    for at in range(len(stack) - 1, -1, -1):
        if stack[at] == tag:
            del stack[at : at + 1 if tag in _FORMATTING else None]
            return
        if stack[at] in _WALLS:
            return
