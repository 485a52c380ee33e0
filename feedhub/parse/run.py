"""How the reading of one document went: what strict and lenient reading both come to."""

import enum
from dataclasses import dataclass

from feedhub.parse.elements import Elements


class Ending(enum.Enum):
    """How the reading ended."""

    WHOLE = "at the end of the root element"
    FULL = "at the wanted number of entries"
    CUT = "in the middle"
    MALFORMED = "at an error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A reader after its run; `reason` says where and why a malformed document stopped it."""

    reader: Elements
    ending: Ending
    reason: str = ""
