"""How long entries stay: `forever`, a time such as `365d`, a number such as `500`, or both as a mapping."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from feedhub.config.units import DURATION_PATTERN, duration, duration_text

_SHORTEST = timedelta(hours=1)
_LONGEST = timedelta(days=36_500)
_MOST = 1_000_000
_KEYS = ("age", "entries")
_WRONG = "must be forever, a time such as 365d, a number of entries such as 500, or {age: 365d, entries: 500}"


class Keep(BaseModel):
    """What of a source stays: no entry older than `age`, and no more than the newest `entries`; None sets no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    age: timedelta | None = None
    entries: Annotated[int, Field(ge=1, le=_MOST)] | None = None

    def __str__(self) -> str:
        """Write it the way it is written in config.yaml."""
        age = None if self.age is None else duration_text(self.age)
        match age, self.entries:
            case None, None:
                return "forever"
            case None, int(entries):
                return str(entries)
            case str(age), None:
                return age
            case _:
                return f"{{age: {age}, entries: {self.entries}}}"


FOREVER = Keep.model_construct()
"""What is meant where nothing is said."""


def _keep(given: object) -> object:
    """Tell the forms apart before pydantic complains about each of them."""
    match given:
        case Keep():
            return given
        case "forever":
            return Keep()
        case dict() if given and set(given) <= set(_KEYS):
            return Keep(age=_age(given.get("age")), entries=_entries(given.get("entries")))
        case bool() | dict():
            raise ValueError(_WRONG)
        case int():
            return Keep(entries=_entries(given))
        case str() if given.strip().isdecimal():
            return Keep(entries=_entries(given))
        case _:
            return Keep(age=_age(given))


def _age(given: object) -> timedelta | None:
    if given is None or isinstance(given, timedelta):
        return given
    try:
        age = duration(given) if isinstance(given, str) else None
    except ValueError:
        age = None
    if age is None:
        raise ValueError(_WRONG)
    if not _SHORTEST <= age <= _LONGEST:
        raise ValueError("must be from 1h to 36500d")
    return age


def _entries(given: Any) -> int | None:
    if given is None:
        return None
    if isinstance(given, str) and given.strip().isdecimal():
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError(_WRONG)  # noqa: TRY004  pydantic's way
    if not 1 <= given <= _MOST:
        raise ValueError(f"must be from 1 to {_MOST} entries")
    return given


_AGE = {"type": "string", "pattern": DURATION_PATTERN}
_ENTRIES = {"type": "integer", "minimum": 1, "maximum": _MOST}
Kept = Annotated[
    Keep,
    BeforeValidator(_keep),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "forever"},
                _AGE,
                _ENTRIES,
                {"type": "object", "properties": {"age": _AGE, "entries": _ENTRIES}, "additionalProperties": False},
            ],
            "examples": ["forever", "365d", 500],
        }
    ),
]
