"""Texts of article pages, by the real program: the daemon beside its visits, `feedhub poll` behind them."""

import json

from support.articles import SENTENCES, TEASER, page
from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Answer, Asked, Origin

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: news, url: "{news}", categories: [harbour], full_text: auto}}
"""
LAST = SENTENCES[-1].encode()


def site(hub: HubFolder, origin: Origin, *numbers: int) -> None:
    items = rss(*(Item(number=number, body=TEASER) for number in numbers))
    origin.serve("/feed", items.replace(b"https://news.example/", origin.url("/article/").encode()))
    for number in numbers:
        origin.serve(f"/article/{number}", page(title=f"Item {number}"), content_type="text/html")
    hub.configure(CONFIG.format(news=origin.url("/feed")))


def test_the_daemon_publishes_the_teaser_and_then_the_text(hub: HubFolder, origin: Origin) -> None:
    site(hub, origin, 1, 2)
    with hub.daemon() as daemon:
        daemon.wait_for("news: text of")
        daemon.wait_for("/article/2: used")
        while daemon.get("/category/harbour.atom").content.count(LAST) < 2:
            daemon.wait_for("published ")
        metrics = daemon.get("/metrics").text
        assert 'feedhub_texts_total{outcome="used"} 2.0' in metrics
        assert 'feedhub_texts_open{state="waiting"} 0.0' in metrics
        assert daemon.stop()[0] == 0
    assert [asked.path for asked in origin.requests if asked.path != "/feed"] == [
        "/robots.txt",
        "/article/1",
        "/article/2",
    ]


def test_poll_works_off_what_is_due_and_tells(hub: HubFolder, origin: Origin) -> None:
    site(hub, origin, 1, 2)
    origin.answer("/article/2", 503)
    polled = hub.call("poll")
    assert polled.returncode == 0
    assert f"news: text of {origin.url('/article/1')}: used" in polled.stderr
    assert f"news: text of {origin.url('/article/2')}: http 5xx: " in polled.stderr
    assert hub.documents()["all.atom"][0].count(LAST) == 1
    said = hub.call("status", "news").stdout
    assert "news: texts of article pages: 1 failed and tried again; the last failed because: http 5xx: " in said
    [row] = json.loads(hub.call("status", "news", "--json").stdout)
    assert {name: row["texts"][name] for name in ("waiting", "failing", "given_up")} == {
        "waiting": 0,
        "failing": 1,
        "given_up": 0,
    }
    assert hub.call("poll", "--force").returncode == 0
    assert len(origin.asked("/article/1")) == len(origin.asked("/article/2")) == 1


def test_a_page_that_hangs_holds_up_neither_documents_nor_the_end(hub: HubFolder, origin: Origin) -> None:
    site(hub, origin, 1)

    async def hang(_asked: Asked, answer: Answer) -> None:
        await answer.until_they_leave()

    origin.script("/article/1", hang)
    with hub.daemon() as daemon:
        origin.wait_for(1, path="/article/1", seconds=20)
        daemon.wait_for("published ")
        assert b"Item 1" in daemon.get("/all.atom").content
        status, seconds = daemon.stop()
    assert status == 0
    assert seconds < 10
    [row] = hub.rows("status", "news")
    assert row["texts"]["waiting"] == 1
