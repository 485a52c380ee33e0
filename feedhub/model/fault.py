"""Why a document does not go out."""

import enum
from dataclasses import dataclass
from datetime import datetime


class Rule(enum.StrEnum):
    """What a document must be before it may replace the last good one."""

    WELL_FORMED = "well-formed"
    SCHEMA = "schema"
    OWN_ADDRESS = "own-address"
    UNIQUE_IDS = "unique-ids"
    ORDER = "order"
    SAME_ENTRY = "same-entry"
    """An id stays with the entry it was first given to."""
    SAME_ID = "same-id"
    """An entry stays under the id it first had."""
    SAME_DATE = "same-date"
    SIZE = "size"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a document may not go out. `entry` is the id of the first entry concerned, empty where it is the whole."""

    rule: Rule
    entry: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """A document whose last good version stays up, since when, and what is wrong with the newer one."""

    document: str
    fault: Fault
    since: datetime
