"""Bytes to text, by what the bytes are rather than by what their labels claim.

In: a document's bytes, its Content-Type, and what the operator insists on. Out: text, and a sentence where something
was guessed or lost. One bad byte never turns a whole UTF-8 feed into mojibake, and no name from the network reaches
Python's codec registry (see `charsets`).
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from feedhub.parse.charsets import (
    DETECTABLE,
    FALLBACK,
    MULTI_BYTE,
    SEVEN_BIT,
    SINGLE_BYTE,
    UTF_8,
    codec_for,
    declared_codecs,
)

_BOMS: Final = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other."""
_NULS: Final = (
    (re.compile(rb"[^\0]\0\0\0[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0[^\0]"), "utf-16-be"),
)
_LEAD_BYTES: Final = bytes(range(0xC2, 0xF5))
_MOSTLY_GOOD: Final = 20
"""That many sound UTF-8 sequences for a broken one: no other encoding looks like that by chance."""
_TOLERATED: Final = 0.02
"""The share of characters that may be broken in a declared multi-byte encoding."""
_SAMPLE: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document's text, without a byte order mark; `note` says what was guessed or lost."""

    text: str
    codec: str
    note: str | None = None


def decode(data: bytes, *, content_type: str | None = None, encoding: str | None = None) -> Decoded:
    """Decode a document; `encoding` is the operator's word and overrides every other sign."""
    if encoding and (codec := codec_for(encoding)):
        return _tolerantly(_without_mark(data), codec)
    return _marked(data) or _seven_bit(data, content_type) or _sound_utf_8(data) or _unsound(data, content_type)


def _marked(data: bytes) -> Decoded | None:
    """By byte order mark, else by where the NULs are."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _tolerantly(data[len(mark) :], codec)
    if 0 in data[:8]:
        for pattern, codec in _NULS:
            if pattern.match(data):
                return _tolerantly(data, codec)
    return None


def _without_mark(data: bytes) -> bytes:
    return next((data[len(mark) :] for mark, _ in _BOMS if data.startswith(mark)), data)


def _seven_bit(data: bytes, content_type: str | None) -> Decoded | None:
    """Declared ISO-2022 or HZ: such text is also sound UTF-8, so it has to be asked for first."""
    # One byte is found a dozen times as fast as two.
    if b"\x1b" not in data and (b"~" not in data or b"~{" not in data):
        return None
    for codec in declared_codecs(data, content_type):
        if codec in SEVEN_BIT:
            return _tolerantly(data, codec)
    return None


def _sound_utf_8(data: bytes) -> Decoded | None:
    try:
        return Decoded(text=data.decode(UTF_8), codec=UTF_8)
    except UnicodeDecodeError:
        return None


def _unsound(data: bytes, content_type: str | None) -> Decoded:
    declared = declared_codecs(data, content_type)
    return (
        _cesu_8(data)
        or _mostly_utf_8(data)
        or _multi_byte(data, declared)
        or _detected(data)
        or _tolerantly(data, next((codec for codec in declared if codec in SINGLE_BYTE), FALLBACK))
    )


def _cesu_8(data: bytes) -> Decoded | None:
    """UTF-8 whose rare characters are written as two surrogates of three bytes each (Unicode report 26)."""
    try:
        pairs = data.decode(UTF_8, "surrogatepass").encode("utf-16-le", "surrogatepass")
        return Decoded(text=pairs.decode("utf-16-le"), codec=UTF_8)
    except UnicodeError:
        return None


def _mostly_utf_8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bytes cut or flipped: those become U+FFFD, and the rest is saved."""
    text = data.decode(UTF_8, "replace")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    good = len(data) - len(data.translate(None, _LEAD_BYTES)) - bad
    if good < bad * _MOSTLY_GOOD:
        return None
    return Decoded(text=text, codec=UTF_8, note=f"{bad} broken character(s) in otherwise sound UTF-8")


def _multi_byte(data: bytes, declared: tuple[str, ...]) -> Decoded | None:
    for codec in declared:
        if codec in MULTI_BYTE:
            decoded = _tolerantly(data, codec)
            wide = len(decoded.text) - len(decoded.text.encode("ascii", "ignore"))
            if decoded.text.count("\ufffd") <= wide * _TOLERATED:
                return decoded
    return None


def _detected(data: bytes) -> Decoded | None:
    """By frequency of characters, where the script leaves little doubt."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  two megabytes that few documents need

    found = from_bytes(_sample(data), enable_fallback=False).best()
    if found is None or (codec := DETECTABLE.get(found.encoding)) is None:
        return None
    decoded = _tolerantly(data, codec)
    return Decoded(text=decoded.text, codec=codec, note=f"an undeclared or misdeclared encoding, read as {codec}")


def _sample(data: bytes) -> bytes:
    """Return the beginning, cut before a tag: `<` is no part of any other character in the encodings looked for."""
    if len(data) <= _SAMPLE:
        return data
    return data[: data.rfind(b"<", 0, _SAMPLE) if b"<" in data[:_SAMPLE] else _SAMPLE]


def _tolerantly(data: bytes, codec: str) -> Decoded:
    """Decode whatever can be; what cannot becomes U+FFFD."""
    text = data.decode(codec, "replace").removeprefix("\ufeff")
    lost = text.count("\ufffd")
    return Decoded(text=text, codec=codec, note=f"{lost} broken character(s) in {codec}" if lost else None)
