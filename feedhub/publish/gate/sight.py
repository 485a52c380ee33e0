"""What can be told at a glance: an entry or a head in; yes where it is written as we write them, and surely good.

A no means nothing: whatever is written another way is parsed and held to the rules. A yes is never wrong, so what is
recognised here is a part of what passes there; the tests hold it to that.
"""

import re
from datetime import date

_CONTROL = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
_TEXT_CHARACTER = rf"[^<>&{_CONTROL}]"
_VALUE_CHARACTER = rf'[^<>&"\t\n{_CONTROL}]'
_ADDRESS_CHARACTER = r"""[^\s<>"{}|\\^`&\x00-\x20\x7f\ufffe\uffff]"""

TEXT = rf"{_TEXT_CHARACTER}*+(?:&(?:amp|lt|gt|#13);{_TEXT_CHARACTER}*+)*+"
"""The text of an element, which may be empty."""
WORDS = rf"(?=[^\s<>&]|&(?:amp|lt|gt);){TEXT}"
"""The same where it has to say something: it does not begin with white space."""
VALUE = rf"{_VALUE_CHARACTER}*+(?:&(?:amp|lt|gt|quot|#9|#10|#13);{_VALUE_CHARACTER}*+)*+"
"""The text of an attribute."""
NAME = rf'(?=[^\s<>&"]|&(?:amp|lt|gt|quot);){VALUE}'
"""The same where it has to say something."""
WEB = rf"[Hh][Tt][Tt][Pp][Ss]?://(?:{_ADDRESS_CHARACTER}++|&amp;)++"
IRI = rf"[A-Za-z][A-Za-z0-9+.\-]*+:(?:{_ADDRESS_CHARACTER}++|&amp;)++"
LANGUAGE = r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*+"
MEDIA_TYPE = rf'[^ /<>&"\t\n{_CONTROL}]++/[^ /<>&"\t\n{_CONTROL}]++'
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"

_UNWANTED = bytes(byte for byte in (*range(32), *b"<>") if byte not in b"\t\n")
_STRAY = re.compile(rb"&(?!amp;|lt;|gt;|#13;)")


def read(written: bytes) -> str | None:
    """Read UTF-8; None where it is none."""
    try:
        return written.decode()
    except UnicodeDecodeError:
        return None


def around_content(entry: bytes, opening: bytes, closing: bytes) -> str | None:
    """Give what stands around the content, which is empty then; None where that is no sound text of an XML element."""
    begin = entry.find(opening) + len(opening)
    end = entry.find(closing, begin)
    if begin < len(opening) or end < 0:
        return read(entry)
    return read(entry[:begin] + entry[end:]) if _is_text(entry[begin:end]) else None


def _is_text(content: bytes) -> bool:
    """Tell whether this can stand in an element: a tenth of the time that a pattern would take for it."""
    if len(content.translate(None, _UNWANTED)) != len(content) or _STRAY.search(content):
        return False
    if content.isascii():
        return True
    said = read(content)
    return said is not None and "\ufffe" not in said and "\uffff" not in said


def is_day(text: str) -> bool:
    """Tell whether there is such a day: `2022-09-31` is none."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
