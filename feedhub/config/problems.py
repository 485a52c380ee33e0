"""What is wrong with config.yaml, in words, and where: pydantic's findings in, `Problem`s out."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import ErrorDetails

from feedhub.config.settings import ConfigFile, Source
from feedhub.errors import ConfigError

Loc = tuple[int | str, ...]
"""The way to a value: the keys and 0-based positions from the top of the file."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong, at a 1-based line and column."""

    line: int
    column: int
    key: str
    reason: str

    def text(self, path: Path) -> str:
        """Say it in one line: `PATH:LINE:COLUMN: KEY: what is wrong`."""
        return f"{path}:{self.line}:{self.column}: {self.key}: {self.reason}"


def refusal(path: Path, problems: Iterable[Problem]) -> ConfigError:
    """Make the error that names every problem once, in the order of the file.

    An anchor that is used twice, or a default that many sources inherit, is one problem and not many.
    """
    first: dict[tuple[int, int, str], Problem] = {}
    for problem in sorted(problems):
        first.setdefault((problem.line, problem.column, problem.reason), problem)
    return ConfigError("\n".join(problem.text(path) for problem in first.values()))


def dotted(loc: Loc) -> str:
    """Write the way to a value as `sources.3.every`."""
    return ".".join(map(str, loc))


def reason(error: ErrorDetails) -> str:
    """Say what pydantic found, in the words of config.yaml."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(error["loc"])
    if kind == "value_error":
        return str(context["error"])
    return _WORDS[kind].format(**context) if kind in _WORDS else error["msg"]


_WORDS = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "path_type": "must be a path",
    "tuple_type": "must be a list",
    "too_long": "must hold at most {max_length}",
    "model_type": "must hold keys and values",
    "literal_error": "must be {expected}",
}


def _unknown(loc: Loc) -> str:
    near = difflib.get_close_matches(str(loc[-1]).lower(), _siblings(loc), n=1)
    return f"unknown key, did you mean {near[0]}?" if near else f"unknown key; there are {', '.join(_siblings(loc))}"


def _siblings(loc: Loc) -> list[str]:
    if len(loc) == 1:
        return list(ConfigFile.model_fields)
    section = Source if loc[0] == "sources" else ConfigFile.model_fields[str(loc[0])].annotation
    return list(getattr(section, "model_fields", ()))
