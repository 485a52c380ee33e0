"""A source that misbehaves costs only itself: a row that says what happened, and nothing of what was published."""

import gzip

import pytest

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Answer, Asked, Handler, Origin

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], deadline: 2s, max_bytes: 1 MB}}
sources:
  - {{name: good, url: "{good}", categories: [a/b]}}
  - {{name: bad, url: "{bad}", categories: [a/b]}}
"""
FEED = rss(Item(number=2), Item(number=1))


async def _hang(_asked: Asked, answer: Answer) -> None:
    await answer.hang()


async def _drip(_asked: Asked, answer: Answer) -> None:
    await answer.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    await answer.drip(b" " * 1000, every=0.05)


async def _endless(_asked: Asked, answer: Answer) -> None:
    await answer.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await answer.raw(FEED)


async def _cut(_asked: Asked, answer: Answer) -> None:
    await answer.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + FEED[: len(FEED) // 2])


TROUBLE: dict[str, tuple[Handler | bytes, str]] = {
    "hangs": (_hang, "timeout"),
    "drips": (_drip, "timeout"),
    "never ends": (_endless, "too large"),
    "is cut short": (_cut, "network"),
    "is empty": (b"", "empty"),
    "is a page": (b"<!doctype html><title>Sorry</title><p>We will be back.", "not a feed"),
    "is rubbish": (bytes(range(256)) * 9, "not a feed"),
    "is a bomb": (b"<" * 3_000_000, "too large"),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_a_bad_answer_keeps_the_old_entries_and_every_other_source(hub: HubFolder, origin: Origin, what: str) -> None:
    answer, kind = TROUBLE[what]
    origin.serve("/good", rss(Item(number=11)))
    origin.serve("/bad", FEED, etag='"good"')
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url("/bad")))
    assert hub.call("poll").returncode == 0
    hub.make_all()
    before = hub.documents()["source/bad.atom"]

    origin.serve("/good", rss(Item(number=12), Item(number=11)))
    if isinstance(answer, bytes):
        origin.serve("/bad", answer)
    else:
        origin.script("/bad", answer)
    done = hub.call("poll", "--force")

    assert done.returncode == 1
    assert f"bad: {kind}: " in done.stderr
    good, bad = hub.rows("status")
    assert (bad["source"], bad["failures"], bad["entries"], bad["error"]["kind"]) == ("bad", 1, 2, kind)
    assert (good["source"], good["failures"], good["entries"], good["error"]) == ("good", 0, 2, None)
    assert hub.documents()["source/bad.atom"] == before
    assert hub.documents()["category/a.atom"][0].count(b"<entry") == 4


def test_a_source_that_recovers_is_asked_with_the_validators_of_what_is_stored(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/good", FEED)
    origin.serve("/bad", FEED, etag='"good"')
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url("/bad")))
    assert hub.call("poll").returncode == 0
    origin.serve("/bad", b"<html>maintenance</html>", etag='"maintenance"')
    assert hub.call("poll", "bad").returncode == 1
    origin.serve("/bad", FEED, etag='"good"')
    assert hub.call("poll", "bad").returncode == 0
    assert [ask.header("if-none-match") for ask in origin.asked("/bad")] == [None, '"good"', '"good"']
    assert hub.rows("status", "bad")[0]["failures"] == 0


def test_a_feed_cut_in_the_middle_of_an_entry_gives_the_whole_ones(hub: HubFolder, origin: Origin) -> None:
    cut = FEED[: FEED.rindex(b"<description>")]
    origin.serve("/good", FEED)
    origin.serve("/bad", gzip.compress(cut), etag='"cut"')
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url("/bad")))
    hub.call("poll")
    assert hub.rows("status", "bad")[0]["entries"] == 1
    hub.call("poll", "bad")
    assert origin.requests[-1].header("if-none-match") is None


def test_control_characters_and_wrong_charsets_do_not_reach_a_reader(hub: HubFolder, origin: Origin) -> None:
    text = "金融\x0b街\ufffe今日"
    document = rss(Item(number=1, title=text, body=f"<p>{text}</p>")).decode().replace("UTF-8", "iso-8859-1").encode()
    origin.serve("/good", FEED)
    origin.serve("/bad", document, content_type="text/xml; charset=us-ascii")
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url("/bad")))
    hub.call("poll")
    hub.make_all()
    published = hub.documents()["source/bad.atom"][0].decode()
    assert "<title>金融街今日</title>" in published
    assert "&lt;p&gt;金融街今日&lt;/p&gt;" in published
