"""Attribute values as they were written in, the same in the one form we write out, or None: any other is dropped."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from feedhub.sanitize.allowed import ALIGNABLE, ALIGNMENTS, ANYWHERE, ATTRIBUTES

Attributes = Mapping[str, str | None]
_Check = Callable[[str], str | None]

_ALIGN = re.compile(r"(?:^|[;\s])text-align\s*:\s*([a-z]+)\s*(?:$|[;!/])", re.IGNORECASE)
_OLD_ALIGNMENTS = {"middle": "center"}


def kept(tag: str, attributes: Attributes) -> dict[str, str]:
    """Keep the attributes that `tag` may have, but for addresses, with values that are what they should be, in order."""
    own = ATTRIBUTES[tag]
    found: dict[str, str] = {}
    for name, value in attributes.items():
        check = _CHECKS.get(name) if name in own or name in ANYWHERE else None
        if check and (checked := check(value or "")) is not None:
            found[name] = checked
    if tag in ALIGNABLE and (style := _alignment(attributes.get("style") or "", attributes.get("align") or "")):
        found["style"] = style
    return found


@lru_cache(maxsize=4096)
def _alignment(style: str, align: str) -> str | None:
    """Reduce a style, or the old `align`, to one of six exact values: entries repeat theirs a hundred times."""
    found = _ALIGN.findall(style)
    word = found[-1].lower() if found else align.strip().lower()
    return ALIGNMENTS.get(_OLD_ALIGNMENTS.get(word, word))


def _any(value: str) -> str | None:
    return value


def _flag(_value: str) -> str | None:
    return ""


def _shaped(pattern: str) -> _Check:
    fits = re.compile(pattern).fullmatch
    return lambda value: value if fits(value) else None


def _word(*words: str) -> _Check:
    return lambda value: value.lower() if value.lower() in words else None


_number = _shaped(r"[0-9]{1,5}")
_language = _shaped(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}")
_condition = _shaped(r"[\w\s().,:%<>=/*+-]{1,500}")

_CHECKS: Final[dict[str, _Check]] = {
    "abbr": _any,
    "alt": _any,
    "colspan": _number,
    "datetime": _shaped(r"[0-9A-Za-z:+. -]{1,40}"),
    "dir": _word("ltr", "rtl", "auto"),
    "display": _word("block", "inline"),
    "height": _number,
    "hreflang": _language,
    "kind": _word("subtitles", "captions", "descriptions", "chapters", "metadata"),
    "label": _any,
    "lang": _language,
    "media": _condition,
    "open": _flag,
    "reversed": _flag,
    "rowspan": _number,
    "scope": _word("row", "col", "rowgroup", "colgroup"),
    "sizes": _condition,
    "span": _number,
    "srclang": _language,
    "start": _shaped(r"-?[0-9]{1,5}"),
    "title": _any,
    "type": _shaped(r"[1aAiI]|[a-z]+/[\w.+-]+(?:\s*;\s*codecs=[\w\"'., -]+)?"),
    "value": _shaped(r"-?[0-9]{1,5}"),
    "width": _number,
}
"""Addresses are not in here: `elements` makes them absolute."""
