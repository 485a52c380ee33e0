"""Whatever bytes come, a visit ends with an outcome."""

import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub.fetch.decoder import Decoder
from feedhub.fetch.trouble import Unfetchable
from feedhub.model.fetched import Failed, Fetched, Gone, NotModified
from support.origin import Origin
from support.visitor import Visitor

CAP = 1000
HEADERS = st.sampled_from(
    [
        b"Content-Length: 6",
        b"Content-Length: 60",
        b"Content-Length: 00006",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Content-Encoding: gzip",
        b"Content-Encoding: deflate",
        b"Location: /",
        b"Location: //\xff\xfe:0/",
        b"Location: http://[::1]:1/",
        b"ETag: \xff",
        b"ETag: ",
        b"Retry-After: Thu, 01 Jan 1970 00:00:00 GMT",
        b"Cache-Control: max-age=\xb2",
        b"Connection: upgrade",
        b" folded",
        b"\x00: \x00",
    ]
)
STATUSES = st.sampled_from(
    [b"100", b"101", b"200", b"204", b"206", b"301", b"304", b"410", b"429", b"500", b"000", b"99"]
)
BODIES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"<rss/>", b"6\r\n<rss/>\r\n0\r\n\r\n", zlib.compress(b"<rss/>"), zlib.compress(bytes(10_000), wbits=31)]
    ),
)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Something like an HTTP answer."""
    lines = [b"HTTP/1.1 " + draw(STATUSES) + b" Whatever", *draw(st.lists(HEADERS, max_size=4)), b"", b""]
    return b"\r\n".join(lines) + draw(BODIES)


@settings(max_examples=150, deadline=None)
@given(raw=st.one_of(answers(), st.binary(max_size=100)))
def test_every_answer_has_an_outcome(raw: bytes) -> None:
    with Origin() as origin, Visitor(max_bytes=CAP) as visitor:
        origin.raw("/", raw)
        outcome = visitor.visit(origin.url(), etag='"a"')
    assert isinstance(outcome, Fetched | NotModified | Gone | Failed)
    if isinstance(outcome, Fetched):
        assert 0 < len(outcome.bodies[0].data) <= CAP


@given(
    data=st.binary(max_size=3000),
    cuts=st.lists(st.integers(1, 50), min_size=1),
    coding=st.sampled_from(["gzip", "deflate", "", "br"]),
    pack=st.sampled_from([31, 15, -15, None]),
    damage=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=3),
)
def test_the_decoder_gives_a_document_under_the_cap_or_says_why_not(
    data: bytes, cuts: list[int], coding: str, pack: int | None, damage: list[tuple[int, int]]
) -> None:
    packed = bytearray(data if pack is None else zlib.compress(data, wbits=pack))
    for place, value in damage:
        if place < len(packed):
            packed[place] = value
    outcome = decode(coding, packed, cuts)
    if isinstance(outcome, Failed):
        assert outcome.detail
    else:
        assert len(outcome) <= CAP


def decode(coding: str, packed: bytearray, cuts: list[int]) -> bytes | Failed:
    """Decode a body that comes in pieces of these sizes, over and over."""
    try:
        decoder = Decoder(coding, max_bytes=CAP)
        while packed:
            for cut in cuts:
                decoder.feed(bytes(packed[:cut]))
                del packed[:cut]
        return decoder.finish()
    except Unfetchable as stop:
        return stop.failed
