"""Small values as they stand in attributes and one-line elements: references, numbers, persons.

In: text of any kind. Out: the value, or None. Every function takes time in proportion to its input.
"""

import re
from html import unescape
from typing import Final

_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_NUMBER: Final = re.compile(r"\s*(\d{1,15})(?:\.\d+)?\s*(?:px)?\s*\Z", re.ASCII)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LEFT_OVER: Final = re.compile(r"\(\s*\)|<\s*>|\[\s*\]|mailto:", re.IGNORECASE)


def unescape_once(text: str) -> str:
    """Decode references that were escaped twice, so that `a&amp;b` and `a&b` are one id and one link.

    Only those with a semicolon: `?a=1&copy=2` means what it says.
    """
    return _REFERENCE.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def one_line(text: str | None) -> str | None:
    """Return a keyword or name with references decoded once and white space folded; None if nothing is left."""
    return " ".join(unescape_once(text).split()) or None if text else None


def pixels(text: str | None) -> int | None:
    """Return a whole number that is not negative: a width, a height, a length; None for anything else."""
    number = _NUMBER.match(text) if text else None
    return int(number[1]) if number else None


def person(text: str) -> dict[str, str]:
    """Split `a@b.example (Name)`, `Name <a@b.example>` and their like (RFC 5322, section 3.4)."""
    email = _EMAIL.search(text)
    if email is None:
        return {"name": " ".join(text.split())}
    rest = _LEFT_OVER.sub("", text.replace(email[0], "", 1))
    name = " ".join(rest.strip(" ()<>[]\"',;\t\r\n").split())
    return {"name": name, "email": email[0]} if name else {"email": email[0]}
