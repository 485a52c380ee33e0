"""Bodies: whole, decoded and within the cap, or not at all."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from feedhub.fetch.decoder import Decoder
from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Answer, Asked, Origin
from support.visitor import Visitor

FEED = b"<rss>" + b"feed " * 5000 + b"</rss>"


def bare(data: bytes) -> bytes:
    """Deflate without zlib's frame, as many servers do."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("identity, gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", bare),
        ("identity", bytes),
        ("", bytes),
        ("gzip", lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:])),
        ("gzip", lambda data: gzip.compress(data) + b"\x00" * 512),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 4096, 1_000_000])
def test_a_body_is_decoded_however_it_is_cut(coding: str, pack: Callable[[bytes], bytes], size: int) -> None:
    decoder = Decoder(coding, max_bytes=len(FEED))
    packed = pack(FEED)
    for start in range(0, len(packed), size):
        decoder.feed(packed[start : start + size])
    assert decoder.finish() == FEED


def test_gzip_is_asked_for_and_used(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", FEED, gzipped=True)
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].data == FEED


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "aes128gcm", "gzip\xff"])
def test_a_coding_nobody_asked_for_is_refused_unread(origin: Origin, visitor: Visitor, coding: str) -> None:
    origin.answer("/", 200, {"Content-Encoding": coding}, gzip.compress(FEED))
    assert kind(visitor.visit(origin.url())) is FailureKind.ENCODING


@pytest.mark.parametrize(
    "body",
    [b"<rss/>", gzip.compress(FEED)[:-9], gzip.compress(FEED)[:40], b"\x1f", gzip.compress(FEED)[:-8] + b"x" * 8],
    ids=["none", "without its end", "a beginning", "a byte", "another sum"],
)
def test_a_gzip_body_that_is_none_or_ends_early_is_refused(origin: Origin, visitor: Visitor, body: bytes) -> None:
    origin.answer("/", 200, {"Content-Encoding": "gzip"}, body)
    assert kind(visitor.visit(origin.url())) is FailureKind.ENCODING


def test_an_empty_body_is_empty_whatever_its_coding(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 200, {"Content-Encoding": "gzip"})
    assert kind(visitor.visit(origin.url())) is FailureKind.EMPTY


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_put_out_at_the_cap(origin: Origin, coding: str) -> None:
    """100 MB of zeros cost no more memory than the cap and what zlib needs for itself."""
    packer = zlib.compressobj(1, wbits=31 if coding == "gzip" else 15)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    origin.answer("/", 200, {"Content-Encoding": coding}, bomb)
    with Visitor(max_bytes=1_000_000) as visitor:
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        outcome = visitor.visit(origin.url())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert kind(outcome) is FailureKind.TOO_LARGE
    assert peak - before < 8_000_000


def test_a_body_of_just_the_cap_is_taken_and_one_byte_more_is_not(origin: Origin) -> None:
    with Visitor(max_bytes=len(FEED)) as visitor:
        origin.serve("/", FEED, gzipped=True)
        assert isinstance(visitor.visit(origin.url()), Fetched)
        origin.serve("/", FEED + b"!", gzipped=True)
        assert kind(visitor.visit(origin.url())) is FailureKind.TOO_LARGE


@pytest.mark.parametrize("length", ["99999999999", "1001", "9" * 4000])
def test_a_body_that_says_it_is_too_large_is_not_read(origin: Origin, length: str) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.send(200, {"Content-Length": length})
        await answer.until_they_leave()

    origin.script("/", handler)
    with Visitor(max_bytes=1000) as visitor:
        assert kind(visitor.visit(origin.url())) in {FailureKind.TOO_LARGE, FailureKind.NETWORK}


def test_an_endless_body_is_left_at_the_cap(origin: Origin) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.raw(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await answer.raw(b"<item/>" * 1000)

    origin.script("/", handler)
    with Visitor(max_bytes=1_000_000) as visitor:
        assert kind(visitor.visit(origin.url())) is FailureKind.TOO_LARGE


def test_a_body_in_crumbs_is_left_before_it_has_cost_much(origin: Origin, visitor: Visitor) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            await answer.raw(b"1\r\nx\r\n" * 1000)

    origin.script("/", handler)
    assert kind(visitor.visit(origin.url())) is FailureKind.NETWORK


TRUNCATED = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rs",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("raw", TRUNCATED)
def test_a_truncated_body_is_no_document(origin: Origin, visitor: Visitor, raw: bytes) -> None:
    origin.raw("/", raw)
    assert kind(visitor.visit(origin.url())) is FailureKind.NETWORK


def test_a_reset_in_the_middle_of_a_body_is_no_document(origin: Origin, visitor: Visitor) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.raw(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
        answer.reset()

    origin.script("/", handler)
    assert kind(visitor.visit(origin.url())) is FailureKind.NETWORK


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"<rss>no HTTP at all</rss>",
        b"HTTP/1.1 200",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n<rss/>",
        b"\x16\x03\x01\x02\x00" * 100,
    ],
)
def test_what_is_not_http_is_a_failure(origin: Origin, visitor: Visitor, raw: bytes) -> None:
    origin.raw("/", raw)
    assert kind(visitor.visit(origin.url())) is FailureKind.NETWORK


def test_thousands_of_headers_are_read_past(origin: Origin, visitor: Visitor) -> None:
    many = [(f"X-{number}", "1") for number in range(5000)]
    origin.answer("/", 200, [*many, ("ETag", '"a"')], b"<rss/>")
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Fetched)
    assert outcome.validators.etag == '"a"'


def test_a_body_may_end_with_its_connection(origin: Origin, visitor: Visitor) -> None:
    origin.raw("/", b"HTTP/1.0 200 OK\r\n\r\n<rss/>")
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].data == b"<rss/>"


def test_a_large_body_arrives_whole(origin: Origin, visitor: Visitor) -> None:
    """Larger than what is held back when the reader is slower than the sender."""
    body = bytes(range(256)) * 20_000
    origin.serve("/", body)
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].data == body


def kind(outcome: object) -> FailureKind:
    """Give the kind of a failure, and fail on anything else."""
    assert isinstance(outcome, Failed)
    assert outcome.detail
    return outcome.kind
