"""The text of config.yaml in, plain texts, lists and mappings out, with a place in the file for each of them.

Every scalar stays a text, or None where nothing stands: which of `no`, `1984` and `1:30` is a word, a number or a time
is for the key to say and not for YAML. Variables are put in place here, after the text was taken apart, so that no
value can add a key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from feedhub.config.environ import expand
from feedhub.config.problems import Loc, Problem, dotted, refusal

_TAG = "tag:yaml.org,2002:"
_MERGE = _TAG + "merge"
_NULL = _TAG + "null"
_PLAIN = frozenset(_TAG + kind for kind in ("str", "int", "float", "bool", "timestamp", "value", "map", "seq", "merge"))
_DEEPEST = 20
_ABYSS = 500
_BRACKET = re.compile(r"[\[\]{}]")
_DASHES = re.compile(rf"(?:[?-][ \t]+){{{_ABYSS}}}")

WRONG = object()
"""Stands where a value was that could not be read; its problem is told already."""


def parse(path: Path, data: bytes) -> Node | None:
    """Take the bytes of a file apart; an empty file gives None.

    Raises:
        ConfigError: they are no YAML document, with the line and column.
    """
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        raise refusal(path, [_at_byte(error.object, error.start, "these bytes are not UTF-8")]) from error
    _refuse_abyss(path, text)
    try:
        return yaml.CSafeLoader(text).get_single_node()
    except yaml.reader.ReaderError as error:
        raise refusal(
            path, [_at_byte(text.encode(), error.position, "this character must not stand in YAML")]
        ) from error
    except yaml.MarkedYAMLError as error:
        raise refusal(path, [_syntax(error, text)]) from error


def _refuse_abyss(path: Path, text: str) -> None:
    """Stop at brackets or dashes nested by the hundreds: libyaml's composer recurses in C until the process dies."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _ABYSS:
            raise refusal(path, [_at_byte(text.encode(), len(text[: bracket.start()].encode()), "is nested too deep")])
    if dashes := _DASHES.search(text):
        raise refusal(path, [_at_byte(text.encode(), len(text[: dashes.start()].encode()), "is nested too deep")])


def _at_byte(data: bytes, offset: int, reason: str) -> Problem:
    before = data[:offset]
    line_start = before.rfind(b"\n") + 1
    return Problem(
        line=before.count(b"\n") + 1, column=len(before[line_start:].decode()) + 1, key="YAML", reason=reason
    )


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    rows = text.split("\n")
    tab = line < len(rows) and rows[line][column : column + 1] == "\t"
    words = (error.context, error.problem)
    reason = "a tab: YAML indents with spaces only" if tab else ", ".join(word for word in words if word)
    return Problem(line=line + 1, column=column + 1, key="YAML", reason=reason)


@dataclass(slots=True, kw_only=True)
class Reading:
    """What was read from the nodes of one file, and what was wrong with them."""

    environ: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    _built: dict[int, object] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)

    def value(self, node: Node, loc: Loc = ()) -> object:
        """Read a node; one that is wrong gives `WRONG` and a problem."""
        if isinstance(node, ScalarNode):
            return self._scalar(node, loc)
        seen = id(node)
        if seen in self._built:
            return self._built[seen]
        if seen in self._open or len(loc) > _DEEPEST:
            return self._wrong(node, loc, "is nested in itself, or too deep")
        self._open.add(seen)
        self._built[seen] = self._mapping(node, loc) if isinstance(node, MappingNode) else self._sequence(node, loc)
        self._open.remove(seen)
        return self._built[seen]

    def _scalar(self, node: ScalarNode, loc: Loc) -> object:
        if node.tag == _NULL:
            return None
        if node.tag not in _PLAIN:
            return self._wrong(node, loc, "has a YAML tag (!…), which means nothing here")
        if "$" not in node.value:
            return node.value
        try:
            return expand(node.value, self.environ)
        except ValueError as error:
            return self._wrong(node, loc, str(error))

    def _sequence(self, node: Node, loc: Loc) -> list[object]:
        return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, object]:
        self._check_keys(node, loc)
        return {key: self.value(value, (*loc, key)) for key, (_, value) in entries(node).items()}

    def _check_keys(self, node: MappingNode, loc: Loc) -> None:
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._wrong(key, loc, "a key must be a word")
            elif key.value in first:
                self._wrong(key, (*loc, key.value), f"is there twice, first on line {first[key.value]}")
            else:
                first[key.value] = key.start_mark.line + 1
            if key.tag == _MERGE and not all(isinstance(part, MappingNode) for part in _parts(value)):
                self._wrong(value, (*loc, "<<"), "must be a mapping, or a list of them")

    def _wrong(self, node: Node, loc: Loc, reason: str) -> object:
        self.problems.append(problem_at(node, loc, reason))
        return WRONG


def entries(node: MappingNode, above: frozenset[int] = frozenset()) -> dict[str, tuple[Node, Node]]:
    """Name the keys of a mapping with their nodes: of two of a name the first, after what `<<` brings in."""
    own: dict[str, tuple[Node, Node]] = {}
    merged: dict[str, tuple[Node, Node]] = {}
    for key, value in node.value:
        if key.tag == _MERGE:
            for part in _parts(value):
                if isinstance(part, MappingNode) and id(part) not in above:
                    merged = entries(part, above | {id(node)}) | merged
        elif isinstance(key, ScalarNode):
            own.setdefault(key.value, (key, value))
    return merged | own


def _parts(merged: Node) -> list[Node]:
    return merged.value if isinstance(merged, SequenceNode) else [merged]


def problem_at(node: Node, loc: Loc, reason: str) -> Problem:
    """Say what is wrong where a node begins."""
    mark = node.start_mark
    return Problem(line=mark.line + 1, column=mark.column + 1, key=dotted(loc) or "config", reason=reason)


def find(root: Node, loc: Loc, *, key: bool = False) -> Node:
    """Follow a way from the top as far as it goes: the last value on it, or with `key` the key of that value."""
    node = last = root
    for step in loc:
        if isinstance(node, MappingNode) and (pair := entries(node).get(str(step))):
            last, node = pair
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            last = node = node.value[step]
        else:
            return node
    return last if key else node
