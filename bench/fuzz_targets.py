"""What is fuzzed: functions that take any bytes and raise only where a promise is broken.

The promises: nothing but the declared errors comes out, nothing comes out that is larger than allowed, and nothing
takes longer than its budget.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

from feedhub import digest, parse, sanitize
from feedhub.clean import read_date
from feedhub.errors import BudgetSpent, NotAFeed
from feedhub.fetch.decoder import Decoder
from feedhub.fetch.trouble import Unfetchable
from feedhub.model.entry import NOTHING_KNOWN
from feedhub.model.fetched import Body
from feedhub.workers import Workers
from support.parsed import surroundings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_CAP = 200_000
_SECONDS_A_MEGABYTE = 5.0
_LEAST_SECONDS = 1.0
_ENTRIES = 200
_LABELS = ("utf-8", "gb18030", "big5", "shift_jis", "euc-kr", "windows-1252", "utf-16", "utf-32", "iso-2022-jp", "hz")
_CODINGS = ("", "gzip", "deflate", "x-gzip", "identity", "gzip, gzip", "br", "\xff")
_ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu")


@contextmanager
def within(size: int) -> Iterator[None]:
    """Hold a piece of work to its budget of processor time."""
    began = time.process_time()
    yield
    spent = time.process_time() - began
    allowed = _LEAST_SECONDS + _SECONDS_A_MEGABYTE * size / 1e6
    if spent > allowed:
        raise AssertionError(f"{spent:.1f} s of processor time instead of {allowed:.1f} for {size} bytes")


def decoder(data: bytes) -> None:
    """Decode a body whose first two bytes choose its coding and its pieces."""
    coding, size, body = _CODINGS[_at(data, 0) % len(_CODINGS)], _at(data, 1) + 1, data[2:]
    with within(len(data)):
        try:
            decoding = Decoder(coding, max_bytes=_CAP)
            for start in range(0, len(body), size):
                decoding.feed(body[start : start + size])
            whole = decoding.finish()
        except Unfetchable:
            return
    _require(len(whole) <= _CAP, f"{len(whole)} bytes came out")


def document(data: bytes) -> None:
    """Read a document and make everything of it that can be made: identities and clean entries."""
    with within(len(data)):
        try:
            got = digest.digest(_job(data))
        except NotAFeed as reason:
            _require(str(reason).isprintable(), "the refusal is not one printable line")
            return
    for entry in got.entries:
        _require(bool(entry.title.strip()), "a blank title")
        for text in (entry.title, entry.author, entry.summary, entry.content, entry.id):
            text.encode()  # whatever reaches the store can be encoded
        _require(entry.published is None or entry.published <= NOW + timedelta(minutes=5), "a date in the future")


def encodings(data: bytes) -> None:
    """Read bytes under a label of theirs, a label of the operator's, or none; the first byte chooses."""
    first, body = _at(data, 0), data[1:]
    label = _LABELS[first % len(_LABELS)]
    header = f"text/xml; charset={label}" if first & 64 else body[:30].decode("latin-1")
    with within(len(data)):
        try:
            feed = parse.read(
                Body(data=body, location="https://news.example/", content_type=header),
                encoding=label if first & 128 else None,
                max_entries=_ENTRIES,
            )
        except NotAFeed:
            return
    _require(len(feed.entries) <= _ENTRIES, f"{len(feed.entries)} entries")


def dates(data: bytes) -> None:
    """Read a date; the first byte chooses where it is at home."""
    with within(len(data)):
        read = read_date(data[1:].decode("utf-8", "replace"), timezone=_ZONES[_at(data, 0) % len(_ZONES)], now=NOW)
    _require(read is None or datetime(1990, 1, 1, tzinfo=UTC) <= read <= NOW + timedelta(minutes=5), f"read as {read}")
    _require(read is None or read.utcoffset() == timedelta(), "not in UTC")


def html(data: bytes) -> None:
    """Clean HTML twice: the second time changes nothing."""
    text = (
        data.decode("utf-8", "surrogatepass" if _at(data, 0) & 1 else "replace")
        if _is_text(data)
        else data.decode("latin-1")
    )
    with within(3 * len(data)):
        once = sanitize.sanitize(text, base="https://news.example/").html
        again = sanitize.sanitize(once, base="https://news.example/").html
        plain = sanitize.plain_text(text)
    _require(once == again, f"cleaned twice: {once!r} becomes {again!r}")
    _require("<script" not in once.lower(), "a script")
    plain.encode()
    once.encode()


class Wall:
    """Documents behind the wall of a worker process, on one loop that must stay quick."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._workers = Workers(1, seconds=5, memory=512 * 2**20, preload=("feedhub.digest",))

    def __call__(self, data: bytes) -> None:
        """Read a document in the worker."""
        self._runner.run(self._read(data))

    async def _read(self, data: bytes) -> None:
        began = time.monotonic()
        with suppress(NotAFeed, BudgetSpent):
            await self._workers.run(digest.digest, _job(data))
        _require(time.monotonic() - began < 15, "the wall did not hold")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "decoder": decoder,
    "document": document,
    "encodings": encodings,
    "dates": dates,
    "html": html,
    "wall": Wall(),
}


def _job(data: bytes) -> digest.DigestJob:
    body = Body(data=data, location="https://news.example/feed", content_type="application/xml")
    return digest.DigestJob(bodies=(body,), known=NOTHING_KNOWN, around=surroundings(now=NOW))


def _at(data: bytes, place: int) -> int:
    return data[place] if place < len(data) else 0


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001  it is the sentence
    if not holds:
        raise AssertionError(otherwise)
