"""The pieces of a body come in as they were sent; the decoded document goes out, never larger than its cap.

Only gzip and deflate are asked for and read: their decoder can be told where to stop, while one brotli or zstd
block of a kilobyte can become a gigabyte before anybody counts.
"""

import zlib

from feedhub.fetch.trouble import Unfetchable, quoted
from feedhub.model.fetched import FailureKind

ACCEPTED = "gzip, deflate"
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window sizes name the format around the deflated data
_GZIP_MAGIC = b"\x1f\x8b"
_MEGABYTE = 1_000_000
_MANY, _CRUMB = 100_000, 64  # so many pieces take most of a second; fewer bytes in each are somebody's joke
_DEFLATED, _HEADER = 8, 2  # the method in the low half of a zlib stream's first byte (RFC 1950, section 2.2)


class Decoder:
    """One body. `coding` is its Content-Encoding; `max_bytes` bounds what was sent and what it becomes."""

    def __init__(self, coding: str, *, max_bytes: int) -> None:
        self._coding = _single(coding)
        self._max = max_bytes
        self._wire = self._fed = 0
        self._size = 0
        self._pieces: list[bytes] = []
        self._held = b""
        self._inflate: zlib._Decompress | None = None
        self._whole = False
        self._ended = False

    def feed(self, piece: bytes) -> None:
        """Take the next bytes; raise Unfetchable when they are too many or cannot be decoded."""
        self._wire += len(piece)
        self._fed += 1
        if self._wire > self._max:
            raise too_large(self._max)
        if self._fed > _MANY and self._wire < self._fed * _CRUMB:
            raise Unfetchable(
                FailureKind.NETWORK,
                "the body comes in crumbs of a few bytes, which costs too much; its server must mend it",
            )
        if not self._coding:
            self._pieces.append(piece)
            return
        try:
            self._decode(piece)
        except zlib.error as error:
            raise Unfetchable(
                FailureKind.ENCODING,
                f"the body says it is {self._coding} and is not ({error}); its server must mend it",
            ) from error

    def finish(self) -> bytes:
        """Give the whole document; raise Unfetchable when its end is missing."""
        if self._coding and self._wire and (self._inflate is not None or not self._whole):
            raise Unfetchable(
                FailureKind.ENCODING, f"the {self._coding} body ends in the middle; it is asked for again later"
            )
        return b"".join(self._pieces)

    def _decode(self, piece: bytes) -> None:
        while piece and not self._ended:
            if self._inflate is None:
                piece, self._held = self._held + piece, b""
                if len(piece) < _HEADER:
                    self._held = piece
                    return
                if self._whole and not piece.startswith(_GZIP_MAGIC):
                    self._ended = True  # padding after the last member
                    return
                self._inflate = zlib.decompressobj(self._window(piece))
            out = self._inflate.decompress(piece, self._max - self._size + 1)
            self._size += len(out)
            if self._size > self._max:
                raise too_large(self._max)
            self._pieces.append(out)
            if not self._inflate.eof:
                return
            # Another gzip member may follow (RFC 1952, section 2.2).
            piece, self._inflate, self._whole = self._inflate.unused_data, None, True
            self._ended = self._coding != "gzip"

    def _window(self, start: bytes) -> int:
        if self._coding == "gzip":
            return _GZIP
        # "deflate" means zlib (RFC 9110, section 8.4.1.2), but many servers send the bare data.
        zlibbed = start[0] & 0x0F == _DEFLATED and (start[0] << 8 | start[1]) % 31 == 0
        return _ZLIB if zlibbed else _RAW


def too_large(max_bytes: int) -> Unfetchable:
    """Make the refusal of a body over the cap."""
    cap = f"{max_bytes / _MEGABYTE:g} MB" if max_bytes >= _MEGABYTE else f"{max_bytes} bytes"
    return Unfetchable(
        FailureKind.TOO_LARGE, f"the document is larger than {cap}; raise fetch.max_bytes if it is meant to be"
    )


def _single(coding: str) -> str:
    names = [name for part in coding.lower().split(",") if (name := part.strip()) and name != "identity"]
    if not names:
        return ""
    name = names[0].removeprefix("x-")
    if len(names) > 1 or name not in {"gzip", "deflate"}:
        raise Unfetchable(
            FailureKind.ENCODING,
            f"the body is encoded as {quoted(coding, longest=60)!r} though only {ACCEPTED} was asked for;"
            " its server must mend it",
        )
    return name
