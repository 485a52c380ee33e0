"""A configuration file and new sources in, the same file with them at the end of its list out; no byte elsewhere moves.

The list is found by YAML's own events, and continued as it was begun: its indentation, its brackets, its quotes, its
blank lines, the file's line ends. Nothing here reads or writes a file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML 1.1 ends a line."""
_PLAIN = re.compile(r"[\w/](?:[\w./@%+~=&?;()'!*-]|:(?=\S)| (?=[^\s#]))*")
_MEANT_OTHERWISE = frozenset({"null", "~", "yes", "no", "on", "off", "true", "false"})
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A source that is to stand in the file, as far as a command writes one."""

    name: str
    url: str
    title: str | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How the list is written: columns of its dash and of an item's keys; brackets, quotes, blank lines."""

    dash: int = 2
    key: int = 4
    flow: bool = False
    quote: str | None = None
    airy: bool = False
    newline: str = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where new items go: at an offset of the text, between other words, in a style."""

    offset: int
    style: _Style
    inline: bool = False
    before: str = ""


def appended(text: str, additions: Sequence[Addition]) -> str:
    """Give the text of a good configuration with more sources.

    Raises:
        ValueError: `sources` is written in a way that cannot be continued; the text says what to do.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    place = _place(body)
    if place.inline:
        items = ", ".join(_flow(each, place.style.quote) for each in additions)
        new = place.before + items
    else:
        new = place.before + "".join(_block(each, place.style) for each in additions)
        if place.offset and not _BREAK.fullmatch(body[place.offset - 1]):
            new = place.style.newline + new
    return mark + body[: place.offset] + new + body[place.offset :]


def _place(text: str) -> _Place:
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    first = _BREAK.search(text)
    newline = "\r\n" if first and first[0] == "\r\n" else "\n"
    events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    found = _find_sources(events)
    if found is None:
        return _Place(offset=_end_of_body(text), style=_Style(newline=newline), before=f"sources:{newline}")
    key, value = found
    node = events[value]
    if isinstance(node, ScalarEvent) and not node.value and _is_empty(node):
        line = _ends(events[key])[0] + 1
        return _Place(offset=starts[line] if line < len(starts) else len(text), style=_Style(newline=newline))
    if not isinstance(node, SequenceStartEvent):
        raise ValueError("sources is no list that stands in the file itself; add the source by hand")  # noqa: TRY004
    inside = events[value + 1 : _end_of(events, value)]
    if node.flow_style:
        return _in_brackets(inside, node, starts)
    style = _style(inside, node, newline, text, starts)
    return _Place(offset=_behind(_last_content(inside), starts, text), style=style)


def _find_sources(events: Sequence[Event]) -> tuple[int, int] | None:
    """Find the key `sources` of the topmost mapping, and what stands behind it."""
    top = next((index for index, event in enumerate(events) if isinstance(event, MappingStartEvent)), None)
    if top is None:
        return None
    index = top + 1
    while not isinstance(events[index], MappingEndEvent):
        value = _end_of(events, index) + 1
        key = events[index]
        if isinstance(key, ScalarEvent) and key.value == "sources":
            return index, value
        index = _end_of(events, value) + 1
    return None


def _end_of(events: Sequence[Event], index: int) -> int:
    """Give the index of the last event of the node that begins at `index`."""
    depth = 0
    while True:
        if isinstance(events[index], (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        elif isinstance(events[index], (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth == 0:
            return index
        index += 1


def _in_brackets(inside: Sequence[Event], node: SequenceStartEvent, starts: Sequence[int]) -> _Place:
    quote = _quote(inside)
    if not inside:
        return _Place(offset=_at(_ends(node), starts), style=_Style(flow=True, quote=quote), inline=True)
    offset = _at(_ends(inside[-1]), starts)
    return _Place(offset=offset, style=_Style(flow=True, quote=quote), inline=True, before=", ")


def _style(inside: Sequence[Event], node: SequenceStartEvent, newline: str, text: str, starts: Sequence[int]) -> _Style:
    items = list(_items(inside))
    last = items[-1]
    dash = _begins(node)[1]
    flow = not isinstance(last, MappingStartEvent) or bool(last.flow_style)
    key = dash + 2 if flow else _begins(last)[1]
    airy = any(
        not text[starts[_begins(later)[0] - 1] : starts[_begins(later)[0]]].strip() for _, later in pairwise(items)
    )
    return _Style(dash=dash, key=key, flow=flow, quote=_quote(inside), airy=airy, newline=newline)


def _items(inside: Sequence[Event]) -> Iterator[Event]:
    index = 0
    while index < len(inside):
        yield inside[index]
        index = _end_of(inside, index) + 1


def _quote(inside: Sequence[Event]) -> str | None:
    """Tell how the last address in the list is quoted."""
    addresses = [
        value.style
        for key, value in pairwise(inside)
        if isinstance(key, ScalarEvent) and key.value == "url" and isinstance(value, ScalarEvent)
    ]
    return addresses[-1] if addresses and addresses[-1] in {"'", '"'} else None


def _last_content(inside: Sequence[Event]) -> Event:
    """Find the last event that stands for characters: the ends of blocks are marked only where the next thing begins."""
    return next(
        event for event in reversed(inside) if isinstance(event, (AliasEvent, ScalarEvent)) or not _is_empty(event)
    )


def _behind(last: Event, starts: Sequence[int], text: str) -> int:
    line, column = _ends(last)
    if not (isinstance(last, ScalarEvent) and last.style in {"|", ">"} and column == 0):
        line += 1
    return starts[line] if line < len(starts) else len(text)


def _begins(event: Event) -> tuple[int, int]:
    """Give the line and column, from 0, of an event's first character."""
    if event.start_mark is None:
        raise AssertionError("a parsed event has its marks")
    return event.start_mark.line, event.start_mark.column


def _ends(event: Event) -> tuple[int, int]:
    """Give the line and column, from 0, behind an event's last character."""
    if event.end_mark is None:
        raise AssertionError("a parsed event has its marks")
    return event.end_mark.line, event.end_mark.column


def _is_empty(event: Event) -> bool:
    return _begins(event) == _ends(event)


def _at(mark: tuple[int, int], starts: Sequence[int]) -> int:
    return starts[mark[0]] + mark[1]


def _end_of_body(text: str) -> int:
    """Give the end of the text, in front of a closing `...` if there is one."""
    closing = re.search(r"^\.\.\.[ \t]*$", text, re.MULTILINE)
    return closing.start() if closing else len(text)


def _block(source: Addition, style: _Style) -> str:
    lead = style.newline if style.airy else ""
    dash = " " * style.dash + "-" + " " * (style.key - style.dash - 1)
    if style.flow:
        return f"{lead}{dash}{_flow(source, style.quote)}{style.newline}"
    rows = list(_rows(source, style.quote))
    gap = style.newline + " " * style.key
    return f"{lead}{dash}{gap.join(f'{key}: {value}' for key, value in rows)}{style.newline}"


def _flow(source: Addition, quote: str | None) -> str:
    rows = _rows(source, quote or '"')
    return "{" + ", ".join(f"{key}: {value}" for key, value in rows) + "}"


def _rows(source: Addition, quote: str | None) -> Iterator[tuple[str, str]]:
    yield "name", source.name
    yield "url", _scalar(source.url, quote)
    if source.title:
        yield "title", _scalar(source.title, None)
    if source.categories:
        yield "categories", f"[{', '.join(_scalar(path, None) for path in source.categories)}]"


def _scalar(text: str, quote: str | None) -> str:
    """Write a text so that YAML and the configuration's variables read it back letter for letter."""
    text = text.replace("$", "$$")
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if quote is None and _PLAIN.fullmatch(text) and text.lower() not in _MEANT_OTHERWISE and not text.endswith(":"):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
