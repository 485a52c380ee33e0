"""Rows by many values at once: one statement of one text, however many values there are.

SQLAlchemy's own `IN` writes and checks a statement of as many marks as there are values, each time; for twenty values
that takes three times as long as the database takes to answer.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE, TypeEngine

_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Values(TypeDecorator[Iterable[Any]]):
    """Values of a column, numbers or texts, as one value: an array where the database has such, else JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Name the type that the value goes by."""
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        """Give the one value."""
        return said([] if value is None else list(value), dialect)


class _Among(FunctionElement[Any]):
    """Whether a column is one of the values."""

    name = "among"
    type: TypeEngine[Any] = NULLTYPE  # of a Boolean, databases without that type would be asked whether it equals 1
    inherit_cache = True


def among(column: ColumnElement[Any], values: str) -> ColumnElement[bool]:
    """Tell, in a `WHERE`, whether a column is among the values that go by a name; no bytes, which JSON cannot hold."""
    return _Among(column, bindparam(values, type_=_Values(column.type)))


def said(value: Any, dialect: Dialect) -> Any:
    """Give a value as a statement takes it: a list is what `among` looks through."""
    return _pack(value) if isinstance(value, list) and dialect.name != "postgresql" else value


@compiles(_Among)
def _in_json(element: _Among, compiler: SQLCompiler, **said: Any) -> str:
    column, values = (compiler.process(part, **said) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  what SQLAlchemy made of them


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **said: Any) -> str:
    column, values = (compiler.process(part, **said) for part in element.clauses)
    return f"{column} = ANY ({values})"
