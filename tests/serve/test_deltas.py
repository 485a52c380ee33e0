"""Clients that have an earlier version and take less than the whole: `A-IM: feed` (RFC 3229)."""

import gzip
import json

import brotli
import pytest

from support.served import MODIFIED, Folder, Hub, running


def atom(*entries: tuple[str, str]) -> bytes:
    inside = "".join(
        f'<entry xml:lang="zh"><id>{id_}</id><content>{text * 50}</content></entry>' for id_, text in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{len(entries)}</title>{inside}</feed>'.encode()


def rss(*entries: tuple[str, str]) -> bytes:
    inside = "".join(f"<item><guid>{id_}</guid><description>{text * 50}</description></item>" for id_, text in entries)
    return f"<rss><channel><title>{len(entries)}</title>{inside}</channel></rss>".encode()


def jsonfeed(*entries: tuple[str, str]) -> bytes:
    lines = ",".join(f"\n{json.dumps({'id': id_, 'content_text': text * 50})}" for id_, text in entries)
    return f'{{"title":"{len(entries)}","items":[{lines}\n]}}'.encode()


FORMS = {"atom": atom, "rss": rss, "json": jsonfeed}
A, B, C = ("urn:a", "first } ]},"), ("urn:b", "第二 &lt;entry>"), ("urn:c", "third")
B_EDITED = ("urn:b", "第二 again")


def publish(folder: Folder, *entries: tuple[str, str], name: str = "all.atom", at: int = 0) -> bytes:
    data = FORMS[name.rpartition(".")[2]](*entries)
    folder.put(name, data, MODIFIED + at)
    return data


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_client_with_an_earlier_version_gets_what_is_new_or_changed(live: Hub, folder: Folder, form: str) -> None:
    name = f"all.{form}"
    publish(folder, B, A, name=name)
    had = live.ask(f"/{name}").headers["etag"]
    publish(folder, C, B_EDITED, A, name=name, at=60)
    reply = live.ask(f"/{name}", a_im="feed", if_none_match=had)
    assert reply.status == 226
    expected = FORMS[form](C, B_EDITED).replace(b">2<", b">3<").replace(b'"2"', b'"3"')
    assert reply.body == expected
    assert reply.headers["etag"] == live.ask(f"/{name}").headers["etag"]
    assert live.ask(f"/{name}", a_im="feed", if_none_match=reply.headers["etag"]).status == 304


def test_the_headers_of_a_delta(live: Hub, folder: Folder) -> None:
    publish(folder, A)
    had = live.ask("/all.atom").headers["etag"]
    publish(folder, B, A, at=60)
    reply = live.ask("/all.atom", a_im="feed", if_none_match=had)
    headers = dict(reply.headers)
    assert headers["im"] == "feed"
    assert headers["delta-base"] == had
    assert headers["cache-control"] == "no-store, im, public, max-age=300, stale-if-error=86400"
    assert headers["vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest, A-IM, If-None-Match"
    assert headers["last-modified"] == "Thu, 01 Sep 2022 11:17:40 GMT"
    assert headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert headers["content-length"] == str(len(reply.body))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("had_coding", ["", "gzip", "br"])
@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_delta_is_packed_like_everything_else(live: Hub, folder: Folder, had_coding: str, coding: str) -> None:
    old = [(f"urn:{number}", f"text {number} ") for number in range(20)]
    new = [(f"urn:new{number}", f"text {number} ") for number in range(5)]
    publish(folder, *old)
    had = live.ask("/all.atom", accept_encoding=had_coding).headers["etag"]
    publish(folder, *new, *old, at=60)
    plain = live.ask("/all.atom", a_im="feed", if_none_match=had)
    reply = live.ask("/all.atom", a_im="feed", if_none_match=f"W/{had}", accept_encoding=coding)
    assert (plain.status, reply.status) == (226, 226)
    assert reply.headers["content-encoding"] == coding
    assert {"gzip": gzip.decompress, "br": brotli.decompress}[coding](reply.body) == plain.body
    assert reply.headers["etag"] == live.ask("/all.atom", accept_encoding=coding).headers["etag"]
    assert plain.body.count(b"<entry") == 5


@pytest.mark.parametrize("a_im", ["FEED", "vcdiff, feed", "feed;q=0.5", "diffe;q=1.0,feed;q=0.1 , gzip"])
def test_the_manipulation_is_read_as_a_list(live: Hub, folder: Folder, a_im: str) -> None:
    publish(folder, A)
    had = live.ask("/all.atom").headers["etag"]
    publish(folder, B, A, at=60)
    assert live.ask("/all.atom", a_im=a_im, if_none_match=had).status == 226


@pytest.mark.parametrize(
    "headers",
    [
        {"a_im": "feed"},
        {"a_im": "feed", "if_none_match": '"never"'},
        {"a_im": "feed", "if_none_match": "nonsense"},
        {"a_im": "feed;q=0", "if_none_match": "HAD"},
        {"a_im": "vcdiff", "if_none_match": "HAD"},
        {"a_im": "feeds", "if_none_match": "HAD"},
        {"a_im": "", "if_none_match": "HAD"},
        {"a_im": "feed," * 500, "if_none_match": "HAD"},
        {"if_none_match": "HAD"},
        {"a_im": "feed", "if_modified_since": "Thu, 01 Sep 2022 11:16:40 GMT"},
    ],
)
def test_everybody_else_gets_the_whole(live: Hub, folder: Folder, headers: dict[str, str]) -> None:
    publish(folder, A)
    had = live.ask("/all.atom").headers["etag"]
    whole = publish(folder, B, A, at=60)
    reply = live.ask("/all.atom", **{name: had if value == "HAD" else value for name, value in headers.items()})  # type: ignore[arg-type]  # none is `method`
    assert reply.status == 200
    assert reply.body == whole
    assert "im" not in reply.headers


def test_several_versions_are_remembered_and_the_newest_that_a_client_has_counts(live: Hub, folder: Folder) -> None:
    tags = []
    for number, entries in enumerate([(A,), (B, A), (C, B, A)]):
        publish(folder, *entries, at=number)
        tags.append(live.ask("/all.atom").headers["etag"])
    assert live.ask("/all.atom", a_im="feed", if_none_match=tags[0]).body.count(b"<entry") == 2
    assert live.ask("/all.atom", a_im="feed", if_none_match=tags[1]).body.count(b"<entry") == 1
    reply = live.ask("/all.atom", a_im="feed", if_none_match=f'"x", {tags[1]}, {tags[0]}')
    assert reply.headers["delta-base"] == tags[1]
    assert live.ask("/all.atom", a_im="feed", if_none_match=f"{tags[0]}, {tags[2]}").status == 304


def test_a_version_that_is_too_old_is_forgotten(live: Hub, folder: Folder) -> None:
    publish(folder, A)
    first = live.ask("/all.atom").headers["etag"]
    for number in range(40):
        publish(folder, (f"urn:{number}", "x"), A, at=number + 1)
        last_but_one = live.ask("/all.atom").headers["etag"]
    publish(folder, B, A, at=60)
    assert live.ask("/all.atom", a_im="feed", if_none_match=first).status == 200
    assert live.ask("/all.atom", a_im="feed", if_none_match=last_but_one).status == 226


def test_a_version_with_nothing_in_common_is_answered_whole(live: Hub, folder: Folder) -> None:
    publish(folder, A)
    had = live.ask("/all.atom").headers["etag"]
    publish(folder, C, B, at=60)
    assert live.ask("/all.atom", a_im="feed", if_none_match=had).status == 200


def test_a_feed_that_only_lost_an_entry_says_that_nothing_is_new(live: Hub, folder: Folder) -> None:
    publish(folder, B, A)
    had = live.ask("/all.atom").headers["etag"]
    publish(folder, B, at=60)
    reply = live.ask("/all.atom", a_im="feed", if_none_match=had)
    assert reply.status == 226
    assert b"<entry" not in reply.body


def test_pages_and_lists_know_no_deltas(live: Hub, folder: Folder) -> None:
    for name, path in (("all.html", "/all"), ("feeds.opml", "/opml")):
        folder.put(name, atom(A))
        had = live.ask(path).headers["etag"]
        folder.put(name, atom(B, A), MODIFIED + 60)
        assert live.ask(path, a_im="feed", if_none_match=had).status == 200


def test_head_tells_what_get_would_send(live: Hub, folder: Folder) -> None:
    publish(folder, A)
    had = live.ask("/all.atom").headers["etag"]
    publish(folder, B, A, at=60)
    get, head = (live.ask("/all.atom", method, a_im="feed", if_none_match=had) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (226, b"")
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


def test_after_a_restart_the_first_answer_is_whole(folder: Folder) -> None:
    """What versions held is remembered by a running server only."""
    publish(folder, A)
    with running(folder, "https://feeds.example.org") as hub:
        had = hub.ask("/all.atom").headers["etag"]
    publish(folder, B, A, at=60)
    with running(folder, "https://feeds.example.org") as hub:
        assert hub.ask("/all.atom", a_im="feed", if_none_match=had).status == 200


def test_deltas_count_against_the_memory_there_is(folder: Folder) -> None:
    with running(folder, "https://feeds.example.org", cache_bytes=3_000) as hub:
        for number in range(20):
            entries = [(f"urn:{number}.{each}", "x" * 10) for each in range(3)]
            publish(folder, *entries, A, at=number)
            had = hub.ask("/all.atom").headers["etag"]
            publish(folder, ("urn:new", str(number)), *entries, A, at=number + 100)
            assert hub.ask("/all.atom", a_im="feed", if_none_match=had).status in {200, 226}
            assert hub.ask("/all.rss").status == 200
