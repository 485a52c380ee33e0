"""Text in, the same text with nothing but characters that XML and databases can hold out. Nothing is ever added."""

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONTROL_BYTES = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r")


def printable(text: str) -> str:
    """Keep the characters XML 1.0 allows (section 2.2), without DEL, C1 controls and noncharacters.

    A surrogate pair that came as two code points is joined into the character it stands for; a lone one is dropped.
    """
    if _is_printable(text):
        return text
    return _UNPRINTABLE.sub("", _PAIRS.sub(_joined, text))


def _is_printable(text: str) -> bool:
    """Say no as soon as a character might have to go: ten times faster over bytes than with the pattern above."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    if len(data.translate(None, _CONTROL_BYTES)) != len(data) or b"\xef\xb7" in data:
        return False
    if b"\xbf\xbe" in data or b"\xbf\xbf" in data:
        return False
    return b"\xc2" not in data or all(piece[0] >= 0xA0 for piece in data.split(b"\xc2")[1:])  # noqa: PLR2004  first byte behind C1


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
