"""Published documents over HTTP: addresses, types, validators, codings, and what leads nowhere."""

import gzip
import os
import threading
import time
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from support.served import ATOM, MODIFIED, PAGE, Folder, Hub, running

FINANCE = quote("/category/金融")


@pytest.mark.parametrize(
    ("target", "type_", "ending"),
    [
        ("/", "text/html; charset=utf-8", b"well"),
        ("/all", "text/html; charset=utf-8", b"all"),
        ("/all.atom", "application/atom+xml; charset=utf-8", b"all"),
        ("/all.rss", "application/rss+xml; charset=utf-8", b"</feed>"),
        ("/all.json", "application/feed+json; charset=utf-8", b"</feed>"),
        (FINANCE, "text/html; charset=utf-8", "金融".encode()),
        (FINANCE + ".atom", "application/atom+xml; charset=utf-8", "金融".encode()),
        (quote("/category/金融/要闻.atom"), "application/atom+xml; charset=utf-8", "要闻".encode()),
        (quote("/category/金融/要闻.atom").lower(), "application/atom+xml; charset=utf-8", "要闻".encode()),
        ("/%61ll.atom", "application/atom+xml; charset=utf-8", b"all"),
        ("/source/stcn.atom", "application/atom+xml; charset=utf-8", b"stcn"),
        ("/opml", "text/x-opml; charset=utf-8", b"<opml/>"),
        ("/static/feedhub.css", "text/css; charset=utf-8", b"}\n"),
        ("/all.atom?utm_source=reader", "application/atom+xml; charset=utf-8", b"all"),
    ],
)
def test_each_document_has_its_address_and_type(hub: Hub, target: str, type_: str, ending: bytes) -> None:
    reply = hub.ask(target)
    assert reply.status == 200
    assert reply.headers["content-type"] == type_
    assert reply.headers["content-length"] == str(len(reply.body))
    assert reply.body.endswith(ending)


@pytest.mark.parametrize(
    "target",
    [
        "/index.json",
        "/nothing.atom",
        "/category",
        "/category/",
        "/category/../all.atom",
        "/%2e%2e%2f",
        "/..%5c",
        "/%00",
        "/all.atom%00",
        "/category%2F%E9%87%91%E8%9E%8D.atom",
        "//etc/passwd",
        "//all.atom",
        "/category/%E9.atom",
        "/static/",
        "/static/../index.html",
        "/.index",
        "/all.atom/x",
        "/" + "a" * 8000,
    ],
)
def test_what_was_never_published_is_404(hub: Hub, target: str) -> None:
    reply = hub.ask(target)
    assert reply.status == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert len(reply.body) < 400
    assert target.encode() not in reply.body or target == "/category"


def test_a_file_that_the_index_does_not_list_is_not_there(live: Hub, folder: Folder) -> None:
    (folder.path / "secret.atom").write_bytes(b"not published")
    assert live.ask("/secret.atom").status == 404


def test_a_name_that_leads_out_of_the_folder_is_not_served(folder: Folder) -> None:
    (folder.path.parent / "outside.atom").write_bytes(b"not ours")
    folder.names |= {"../outside.atom", "/etc/passwd", "category/./x.atom"}
    folder.write_index()
    with running(folder, "https://feeds.example.org") as hub:
        for target in ("/../outside.atom", "//etc/passwd", "/etc/passwd", "/category/./x.atom"):
            assert hub.ask(target).status == 404


def test_a_file_that_became_a_symbolic_link_is_not_followed(folder: Folder, live: Hub) -> None:
    outside = folder.path.parent / "outside.atom"
    outside.write_bytes(b"not ours")
    linked = folder.path / "source/stcn.atom"
    linked.unlink()
    linked.symlink_to(outside)
    assert live.ask("/source/stcn.atom").status == 404


def test_a_pipe_in_place_of_a_file_is_not_waited_for(folder: Folder, live: Hub) -> None:
    file = folder.path / "source/stcn.atom"
    file.unlink()
    os.mkfifo(file)
    assert live.ask("/source/stcn.atom").status == 404


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/all/", "/all"),
        ("/all.atom/", "/all.atom"),
        (FINANCE + "/", FINANCE),
        ("/all.html", "/all"),
        ("/index.html", "/"),
        ("/feeds.opml", "/opml"),
    ],
)
def test_other_spellings_lead_to_the_canonical_address(hub: Hub, target: str, location: str) -> None:
    reply = hub.ask(target)
    assert reply.status == 301
    assert reply.headers["location"] == "https://feeds.example.org" + location


def test_a_renamed_feed_redirects_in_every_format(live: Hub, folder: Folder) -> None:
    folder.write_index(moved={"category/财经": "category/金融"})
    old = quote("/category/财经")
    for suffix in ("", ".atom", ".rss", ".json"):
        reply = live.ask(old + suffix)
        assert reply.status == 301
        assert reply.headers["location"] == f"https://feeds.example.org{FINANCE}{suffix}"
    assert live.ask(old + "/").headers["location"] == f"https://feeds.example.org{FINANCE}"


def test_a_removed_feed_is_410(live: Hub, folder: Folder) -> None:
    folder.write_index(gone=["category/旧闻"])
    for suffix in ("", ".atom", ".rss"):
        assert live.ask(quote("/category/旧闻") + suffix).status == 410


def test_what_is_published_again_is_neither_moved_nor_gone(live: Hub, folder: Folder) -> None:
    folder.write_index(moved={"all": "category/金融"}, gone=["category/金融"])
    assert live.ask("/all.atom").status == 200
    assert live.ask(FINANCE + ".atom").status == 200


def test_a_document_and_its_index_line_appear_at_once(live: Hub, folder: Folder) -> None:
    assert live.ask("/source/new.atom").status == 404
    folder.put("source/new.atom", ATOM)
    folder.write_index()
    assert live.ask("/source/new.atom").status == 200


def test_a_document_that_leaves_the_index_is_gone_soon(live: Hub, folder: Folder) -> None:
    assert live.ask("/all.rss").status == 200
    folder.names.remove("all.rss")
    folder.write_index()
    assert live.ask("/nothing").status == 404  # a miss looks at the index
    assert live.ask("/all.rss").status == 404


def test_a_broken_index_leaves_the_old_one_in_force(live: Hub, folder: Folder) -> None:
    assert live.ask("/all.atom").status == 200
    (folder.path / "index.json").write_text("{")
    assert live.ask("/nothing").status == 404
    assert live.ask("/all.atom").status == 200


def test_before_anything_is_published_there_is_only_404(tmp_path: Path) -> None:
    with running(Folder(tmp_path / "absent"), "https://feeds.example.org") as hub:
        assert hub.ask("/").status == 404
        assert hub.ask("/health").status == 200


def test_a_new_version_is_served_at_once_with_new_validators(live: Hub, folder: Folder) -> None:
    before = live.ask("/all.atom")
    folder.put("all.atom", ATOM[::-1], MODIFIED + 60)
    after = live.ask("/all.atom", if_none_match=before.headers["etag"])
    assert after.status == 200
    assert after.body == ATOM[::-1]
    assert after.headers["etag"] != before.headers["etag"]
    assert after.headers["last-modified"] > before.headers["last-modified"]


def test_a_file_that_vanishes_is_served_as_it_last_was(live: Hub, folder: Folder) -> None:
    before = live.ask("/all.atom")
    (folder.path / "all.atom").unlink()
    assert live.ask("/all.atom").body == before.body
    (folder.path / "all.rss").unlink()
    assert live.ask("/all.rss").status == 404


def test_the_same_bytes_have_the_same_tag_in_another_process_and_at_another_time(folder: Folder, live: Hub) -> None:
    before = live.ask("/all.atom").headers["etag"]
    folder.put("all.atom", (folder.path / "all.atom").read_bytes(), MODIFIED + 60)
    assert live.ask("/all.atom").headers["etag"] == before
    assert len(before) == 34


def test_the_headers_of_a_feed(hub: Hub) -> None:
    headers = dict(hub.ask("/all.atom", accept_encoding="gzip").headers)
    del headers["date"], headers["etag"], headers["content-length"]
    assert headers == {
        "content-type": "application/atom+xml; charset=utf-8",
        "last-modified": "Thu, 01 Sep 2022 11:16:40 GMT",
        "cache-control": "public, max-age=300, stale-if-error=86400",
        "vary": "Accept-Encoding, Accept, Sec-Fetch-Dest",
        "content-encoding": "gzip",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; style-src 'self'; img-src http: https: data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; sandbox",
        "referrer-policy": "no-referrer",
        "access-control-allow-origin": "*",
    }


def test_the_headers_of_a_page(hub: Hub) -> None:
    headers = dict(hub.ask("/all").headers)
    del headers["date"], headers["etag"], headers["content-length"]
    assert headers == {
        "content-type": "text/html; charset=utf-8",
        "last-modified": "Thu, 01 Sep 2022 11:16:40 GMT",
        "cache-control": "public, max-age=300, stale-if-error=86400",
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; style-src 'self'; img-src http: https: data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
    }


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0", ""),
        ("gzip;q=0", ""),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", ""),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=high", ""),
        ("", ""),
        ("deflate", ""),
        (", ;q=1,,", ""),
        ("gzip, " * 400 + "br", ""),
    ],
)
def test_the_coding_is_what_the_client_likes_best(hub: Hub, accept_encoding: str, coding: str) -> None:
    reply = hub.ask("/all.atom", accept_encoding=accept_encoding)
    opened = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding](reply.body)
    assert reply.headers.get("content-encoding", "") == coding
    assert reply.headers["content-length"] == str(len(reply.body))
    assert opened == ATOM + b"all"


def test_each_coding_has_its_own_strong_tag(hub: Hub) -> None:
    tags = [hub.ask("/all.atom", accept_encoding=coding).headers["etag"] for coding in ("", "gzip", "br")]
    core = tags[0].strip('"')
    assert tags == [f'"{core}"', f'"{core}-gz"', f'"{core}-br"']


def test_a_small_document_is_not_packed(hub: Hub) -> None:
    reply = hub.ask("/opml", accept_encoding="gzip")
    assert "content-encoding" not in reply.headers
    assert reply.headers["etag"].count("-") == 0


@pytest.mark.parametrize("target", ["/all.atom", "/all", "/opml", "/static/feedhub.css"])
@pytest.mark.parametrize("accept_encoding", ["", "gzip", "br"])
@pytest.mark.parametrize("shape", ["{}", "W/{}", '"other", {}', '"a,b" , W/{}', '{}, "other"'])
def test_a_client_that_has_it_gets_304(hub: Hub, target: str, accept_encoding: str, shape: str) -> None:
    full = hub.ask(target, accept_encoding=accept_encoding)
    again = hub.ask(target, accept_encoding=accept_encoding, if_none_match=shape.format(full.headers["etag"]))
    assert again.status == 304
    assert again.body == b""
    for name in ("etag", "last-modified", "cache-control", "vary"):
        assert again.headers[name] == full.headers[name]
    assert not {"content-length", "content-type", "content-encoding"} & again.headers.keys()


@pytest.mark.parametrize("had", ["", "gzip", "br"])
@pytest.mark.parametrize("wanted", ["", "gzip", "br"])
def test_a_tag_is_known_whatever_the_coding_it_came_with(hub: Hub, had: str, wanted: str) -> None:
    tag = hub.ask("/all.atom", accept_encoding=had).headers["etag"]
    assert hub.ask("/all.atom", accept_encoding=wanted, if_none_match=tag).status == 304


def test_a_tag_that_a_proxy_has_marked_is_known(hub: Hub) -> None:
    tag = hub.ask("/all.atom").headers["etag"].strip('"')
    assert hub.ask("/all.atom", if_none_match=f'"{tag}-gzip"').status == 304
    assert hub.ask("/all.atom", if_none_match="*").status == 304


@pytest.mark.parametrize("tags", ['"other"', '""', "other", "", '"{0}x"', '"x{0}"', "{0}", '"*"', "W/*"])
def test_another_tag_gets_the_document(hub: Hub, tags: str) -> None:
    tag = hub.ask("/all.atom").headers["etag"].strip('"')
    assert hub.ask("/all.atom", if_none_match=tags.format(tag)).status == 200


@pytest.mark.parametrize(
    ("date", "status"),
    [
        ("Thu, 01 Sep 2022 11:16:40 GMT", 304),
        ("Thu, 01 Sep 2022 11:16:41 GMT", 304),
        ("Thu, 01 Sep 2022 11:16:39 GMT", 200),
        ("Thursday, 01-Sep-22 11:16:40 GMT", 304),
        ("Thu, 01 Sep 2022 19:16:40 +0800", 304),
        ("Thu, 01 Sep 2022 11:16:40 -0000", 304),
        ("yesterday", 200),
        ("", 200),
        ("0", 200),
        ("Thu, 99 Sep 99999999999 11:16:40 +99999999999999", 200),
    ],
)
def test_a_date_is_a_validator_too(hub: Hub, date: str, status: int) -> None:
    assert hub.ask("/all.atom", if_modified_since=date).status == status


def test_a_tag_wins_over_a_date(hub: Hub) -> None:
    full = hub.ask("/all.atom")
    later = "Thu, 01 Sep 2033 00:00:00 GMT"
    assert hub.ask("/all.atom", if_none_match='"other"', if_modified_since=later).status == 200
    earlier = "Thu, 01 Sep 2011 00:00:00 GMT"
    assert hub.ask("/all.atom", if_none_match=full.headers["etag"], if_modified_since=earlier).status == 304


@pytest.mark.parametrize("target", ["/all.atom", "/", "/nothing", "/all/", "/health"])
@pytest.mark.parametrize("accept_encoding", ["", "gzip"])
def test_head_is_get_without_the_body(hub: Hub, target: str, accept_encoding: str) -> None:
    get = hub.ask(target, accept_encoding=accept_encoding)
    head = hub.ask(target, "HEAD", accept_encoding=accept_encoding)
    assert head.status == get.status
    assert head.body == b""
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_documents_are_only_read(hub: Hub, method: str) -> None:
    reply = hub.ask("/all.atom", method)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_a_body_nobody_asked_for_is_not_waited_for(hub: Hub) -> None:
    assert hub.ask("/all.atom", "GET", b"x" * 10_000).status == 200


@pytest.mark.parametrize("range_", ["bytes=0-99", "bytes=5000000-", "bytes=9-1,junk", "lines=1"])
def test_a_range_is_ignored(hub: Hub, range_: str) -> None:
    assert hub.ask("/all.atom", range=range_, if_range='"x"').body == ATOM + b"all"


def test_the_host_header_and_its_forwarded_friends_reach_no_link(live: Hub, folder: Folder) -> None:
    folder.write_index(moved={"old": "all"})
    for target in ("/all.atom", "/all/", "/old.atom", "/health/", "/nothing"):
        reply = live.ask(target, host="evil.example", x_forwarded_host="evil.example", x_forwarded_proto="gopher")
        assert "evil" not in str(reply.headers)
        assert b"evil" not in reply.body
        assert "gopher" not in str(reply.headers)


def test_a_header_in_several_lines_counts_as_one(hub: Hub) -> None:
    tag = hub.ask("/all.atom").headers["etag"]
    assert hub.ask("/all.atom", if_none_match=tag, If_None_Match='"other"').status == 304


@pytest.mark.parametrize("prefix", ["/feeds", "/a/b", "/%E9%87%91", "/category"])
def test_a_base_url_with_a_path_is_served_with_and_without_it(folder: Folder, prefix: str) -> None:
    """A proxy may take the prefix off, or not."""
    base = "https://example.org" + prefix
    with running(folder, base + "/") as hub:
        for target in ("/", "/all.atom", FINANCE + ".atom", "/static/feedhub.css", "/health"):
            assert hub.ask(prefix + target).status == 200
            assert hub.ask(target).status == 200
        assert hub.ask(prefix + "/all/").headers["location"] == base + "/all"
        assert hub.ask("/all/").headers["location"] == base + "/all"
        assert hub.ask(prefix).headers["location"] == base + "/"
        assert hub.ask(prefix + "/nothing").status == 404
        assert hub.ask(prefix + "x/all.atom").status == 404


def test_memory_is_bounded_and_what_does_not_fit_is_served_all_the_same(folder: Folder) -> None:
    with running(folder, "https://feeds.example.org", cache_bytes=10_000) as hub:
        for _ in range(3):
            for target in ("/all.atom", "/all.rss", "/all.json", "/all", "/source/stcn.atom"):
                for coding in ("", "gzip", "br"):
                    assert hub.ask(target, accept_encoding=coding).status == 200


def test_readers_see_only_whole_versions_while_a_publisher_writes(live: Hub, folder: Folder) -> None:
    versions = [bytes([letter]) * 200_000 for letter in b"abcdefgh"]
    folder.put("all.atom", versions[0])
    torn: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            body = gzip.decompress(live.ask("/all.atom", accept_encoding="gzip").body)
            if body not in versions:
                torn.append(body)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        for number, version in enumerate(versions):
            folder.put("all.atom", version, MODIFIED + number)
    done.set()
    for reader in readers:
        reader.join()
    assert not torn
    assert live.ask("/all.atom").body == versions[-1]


def test_a_page_and_its_feed_never_share_a_tag(hub: Hub) -> None:
    assert hub.ask("/all").headers["etag"] != hub.ask("/all.atom").headers["etag"]
    assert hub.ask("/all").body == PAGE + b"all"


# --- archives --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all.atom", "category/金融/要闻.atom", "source/stcn.atom", "all.json"])
@pytest.mark.parametrize("period", ["2026-09", "2026-09-14", "2026-09-14T08", "2026-09-14T0830", "2026-09-14T083015"])
def test_an_archive_is_served_beside_its_feed_without_being_listed(
    live: Hub, folder: Folder, name: str, period: str
) -> None:
    folder.put(f"archive/{period}/{name}", ATOM + b"old")
    reply = live.ask(quote(f"/archive/{period}/{name}"))
    assert reply.status == 200
    assert reply.body == ATOM + b"old"
    assert reply.headers["content-type"] == live.ask(quote(f"/{name}")).headers["content-type"]
    assert live.ask(quote(f"/archive/{period}/{name}"), if_none_match=reply.headers["etag"]).status == 304


@pytest.mark.parametrize(
    "target",
    [
        "/archive/2026-08/all.atom",
        "/archive/2026-9/all.atom",
        "/archive/2026-09-14T08-05/all.atom",
        "/archive/../all.atom",
        "/archive/2026-09/../../all.atom",
        "/archive/2026-09//all.atom",
        "/archive/2026-09/all",
        "/archive/2026-09/all.html",
        "/archive/2026-09/index.html",
        "/archive/2026-09/static/feedhub.css",
        "/archive/2026-09/never.atom",
        "/archive/2026-09",
        "/archive/",
    ],
)
def test_what_is_nothing_more_of_a_feed_is_404(live: Hub, folder: Folder, target: str) -> None:
    for name in ("all.atom", "all.html", "index.html", "never.atom"):
        folder.put(f"archive/2026-09/{name}", b"not for everybody")
    assert live.ask(target).status == 404


def test_a_period_that_was_divided_leads_to_its_newest_part(live: Hub) -> None:
    async def divided(name: str) -> str | None:
        return name.replace("2026-09", "2026-09-29")

    live.make = divided
    reply = live.ask(f"/archive/2026-09{FINANCE}.atom")
    assert reply.status == 301
    assert reply.headers["location"] == f"https://feeds.example.org/archive/2026-09-29{FINANCE}.atom"


def test_an_archive_is_made_for_the_first_who_asks_and_again_once_it_was_taken_away(live: Hub, folder: Folder) -> None:
    asked: list[str] = []
    name = "archive/2026-09/category/金融.atom"

    async def make(name: str) -> str | None:
        asked.append(name)
        folder.put(name, ATOM + str(len(asked)).encode())
        return name

    live.make = make
    replies = [live.ask(f"/archive/2026-09{FINANCE}.atom") for _ in range(3)]
    assert [(reply.status, reply.body) for reply in replies] == [(200, ATOM + b"1")] * 3
    assert asked == [name]
    (folder.path / name).unlink()
    again = live.ask(f"/archive/2026-09{FINANCE}.atom", if_none_match=replies[0].headers["etag"])
    assert (again.status, again.body, asked) == (200, ATOM + b"2", [name, name])


def test_an_archive_that_cannot_be_made_is_503_and_not_for_caches(live: Hub, folder: Folder) -> None:
    async def fail(name: str) -> str | None:
        return name

    live.make = fail
    reply = live.ask(f"/archive/2026-09{FINANCE}.atom")
    assert (reply.status, reply.headers["cache-control"], reply.headers["retry-after"]) == (503, "no-store", "60")
    folder.put("archive/2026-09/category/金融.atom", ATOM)
    assert live.ask(f"/archive/2026-09{FINANCE}.atom").status == 200


def test_archives_of_a_feed_go_where_it_goes(live: Hub, folder: Folder) -> None:
    folder.write_index(moved={"category/财经": "category/金融"}, gone=["category/旧闻"])
    reply = live.ask("/archive/2026-09" + quote("/category/财经.rss"))
    assert reply.status == 301
    assert reply.headers["location"] == f"https://feeds.example.org/archive/2026-09{FINANCE}.rss"
    assert live.ask("/archive/2026-09" + quote("/category/旧闻.atom")).status == 410
