"""The head of a post: where it ends, and the values in it as plain text.

In: text that begins with `---`. Out: a mapping and the rest of the text. YAML guesses types (a title `2022` is a
number, `no` is false); everything here gives text back.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import yaml

from feedhub.errors import NotAFeed, OverLimit

_HEAD: Final = re.compile(r"\s*---[ \t]*\r?\n(.*?)(?:^---[ \t]*\r?$\n?)", re.DOTALL | re.MULTILINE)
_OPENING: Final = re.compile(r"\s*---[ \t]*\r?\n")
_BRACKET: Final = re.compile(r"[\[\]{}]")
_STACKED: Final = re.compile(r"(?:[-?][ \t]+){32}")
_MAX_HEAD: Final = 262_144
_MAX_NESTING: Final = 200
_YAML_TROUBLE: Final = (
    yaml.YAMLError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""PyYAML's constructors raise all of these on values that do not fit their tags."""


def has_front_matter(text: str) -> bool:
    """Tell whether a text begins with `---`, blank lines in front of it allowed."""
    return _OPENING.match(text) is not None


def split(text: str) -> tuple[dict[str, Any], str]:
    """Return a post's front matter and its body.

    Raises:
        NotAFeed: The front matter does not end, is no YAML, or is no mapping.
        OverLimit: It is too large or nested too deeply.
    """
    head = _HEAD.match(text)
    if head is None:
        raise NotAFeed("a post whose front matter never ends: there is no second line '---'")
    values = _load(head[1])
    if not isinstance(values, dict):
        raise NotAFeed("a post whose front matter holds no `key: value` lines")
    return values, text[head.end() :].strip()


def _load(source: str) -> object:
    if len(source) > _MAX_HEAD:
        raise OverLimit(f"a post whose front matter is too large: at most {_MAX_HEAD:,} characters are read")
    if _STACKED.search(source) or _nesting(source) > _MAX_NESTING:
        raise OverLimit("a post whose front matter nests lists in lists too deeply")
    try:
        return yaml.load(source, Loader=yaml.CSafeLoader)
    except _YAML_TROUBLE as error:
        raise NotAFeed(f"a post whose front matter is no YAML: {' '.join(str(error).split())}") from None


def _nesting(source: str) -> int:
    """Return how deep brackets are open, quoted ones included: libyaml's stack is what they would run over."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(source):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def scalar(value: object) -> str | None:
    """Return a single value as text: dates in ISO 8601, without zone counted as UTC; None for lists, maps and null."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
        case date():
            return value.isoformat()
        case str() | int() | float():
            return str(value).strip() or None
        case _:
            return None


def scalars(value: object) -> Iterator[str]:
    """Yield the texts of a list, or of a single value."""
    for one in value if isinstance(value, list) else [value]:
        text = scalar(one)
        if text:
            yield text


def mapping(value: object) -> dict[str, Any]:
    """Return a nested mapping, empty where there is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[dict[str, Any]]:
    """Yield the mappings of a list."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())
