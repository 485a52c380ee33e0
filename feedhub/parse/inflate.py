"""Unpack a body that is gzip or zlib data without a header saying so.

In: bytes as they came. Out: the bytes inside, or the same bytes. A small body never becomes a huge one.
"""

import zlib
from typing import Final

from feedhub.errors import OverLimit
from feedhub.parse.limits import MAX_INFLATED

_GZIP: Final = b"\x1f\x8b\x08"
_ZLIB: Final = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
_EITHER: Final = zlib.MAX_WBITS | 32


def inflate(data: bytes) -> bytes:
    """Return what is inside gzip (RFC 1952) or zlib (RFC 1950) data, and anything else as it is.

    A cut stream gives what it holds up to the cut.

    Raises:
        OverLimit: It would grow beyond `MAX_INFLATED` bytes.
    """
    if not data.startswith((_GZIP, *_ZLIB)):
        return data
    stream = zlib.decompressobj(_EITHER)
    try:
        inside = stream.decompress(data, MAX_INFLATED)
    except zlib.error:
        return data  # text may begin like zlib data does
    if stream.unconsumed_tail:
        raise OverLimit(f"compressed data that grows beyond {MAX_INFLATED:,} bytes")
    return inside
