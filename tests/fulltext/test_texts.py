"""From a teaser in a feed to the whole article, over hours of a hub with a clock of its own."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from feedhub.sanitize import plain_text
from support.articles import SENTENCES, TEASER, WALL, page
from support.guest import HOST, Guest
from support.news import Item, rss
from support.origin import Answer, Asked, Origin

HTML = "text/html; charset=utf-8"
WHOLE = " ".join(SENTENCES)


def feed(guest: Guest, origin: Origin, *items: Item, host: str = HOST) -> None:
    origin.serve("/feed", rss(*items).replace(b"https://news.example/", guest.url("/article/", host=host).encode()))


def news(guest: Guest, **said: Any) -> dict[str, Any]:
    return {"name": "news", "url": guest.url("/feed"), "every": "1h", "full_text": True, **said}


def article(origin: Origin, number: int = 1, body: bytes | None = None, content_type: str = HTML) -> None:
    origin.serve(
        f"/article/{number}", page(title=f"Item {number}") if body is None else body, content_type=content_type
    )


def texts(guest: Guest) -> list[str]:
    return [plain_text(entry.content) for entry in guest.entries()]


def outcomes(guest: Guest) -> list[str]:
    return [report.outcome for report in guest.texts]


def begun(guest: Guest, origin: Origin, **said: Any) -> None:
    """Start with one teaser."""
    feed(guest, origin, Item(number=1, body=TEASER))
    guest.start(news(guest, **said))
    guest.live(minutes=1)


def test_a_teaser_becomes_the_article(guest: Guest, origin: Origin) -> None:
    article(origin)
    begun(guest, origin)
    assert [asked.path for asked in guest.asked] == ["/feed", "/robots.txt", "/article/1"]
    assert texts(guest) == [WHOLE]
    assert outcomes(guest) == ["used"]
    assert guest.asked[-1].header("accept") == "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


def test_the_feeds_own_content_is_out_before_the_text_is_asked_for(guest: Guest, origin: Origin) -> None:
    seen: list[str] = []

    async def handler(_asked: Asked, answer: Answer) -> None:
        seen.extend(plain_text(entry.content) for entry in guest.app._store.all_entries())
        await answer.send(200, {"Content-Type": HTML}, page())

    origin.script("/article/1", handler)
    begun(guest, origin)
    assert seen == [plain_text(TEASER)]


def test_the_text_moves_no_date_and_no_entry(guest: Guest, origin: Origin) -> None:
    origin.answer("/article/1", 404)
    article(origin, 2)
    feed(guest, origin, Item(number=2, body=TEASER), Item(number=1, body=TEASER))
    guest.start(news(guest))
    guest.live(seconds=1)
    [first, second] = guest.entries()
    before = guest.publish()
    article(origin, 1)
    guest.live(minutes=15)
    after = guest.publish()
    assert [entry.row for entry in guest.entries()] == [first.row, second.row]
    [changed, _] = guest.entries()
    assert (changed.published, changed.updated) == (first.published, first.updated)
    assert SENTENCES[-1] in after["all.atom"].decode()
    assert after["all.atom"].count(SENTENCES[-1].encode()) == before["all.atom"].count(SENTENCES[-1].encode()) + 1
    for mark in (b"<updated>", b"<published>", b"<id>"):
        dates = [[part[:60] for part in document["all.atom"].split(mark)[2:]] for document in (before, after)]
        assert dates[0] == dates[1]


def test_a_page_is_read_once_whatever_the_feed_does_later(guest: Guest, origin: Origin) -> None:
    article(origin)
    begun(guest, origin)
    feed(guest, origin, Item(number=1, body=TEASER, title="Corrected", keyword="harbour"))
    guest.live(hours=3)
    guest.restart()
    guest.live(hours=30)
    assert len(origin.asked("/article/1")) == 1
    assert texts(guest) == [WHOLE]
    assert guest.entries()[0].title == "Corrected"


def test_auto_leaves_whole_texts_alone(guest: Guest, origin: Origin) -> None:
    article(origin, 1)
    whole = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    feed(guest, origin, Item(number=2, body=whole), Item(number=1, body=TEASER))
    guest.start(news(guest, full_text="auto"))
    guest.live(hours=2)
    assert {asked.path for asked in guest.asked} == {"/feed", "/robots.txt", "/article/1"}
    assert texts(guest) == [WHOLE, WHOLE]


def test_without_the_wish_no_page_is_touched(guest: Guest, origin: Origin) -> None:
    begun(guest, origin, full_text=False)
    guest.live(hours=3)
    assert {asked.path for asked in guest.asked} == {"/feed"}


def test_entries_from_before_the_wish_stay_as_they_are(guest: Guest, origin: Origin) -> None:
    article(origin, 2)
    begun(guest, origin, full_text=False)
    feed(guest, origin, Item(number=2, body=TEASER), Item(number=1, body=TEASER))
    guest.reload(news(guest))
    guest.live(hours=2)
    assert [text == WHOLE for text in texts(guest)] == [False, True]
    assert origin.asked("/article/1") == []


def test_a_wish_that_is_taken_back_ends_the_waiting(guest: Guest, origin: Origin) -> None:
    begun(guest, origin)
    guest.reload(news(guest, full_text=False))
    guest.live(days=1)
    assert len(origin.asked("/article/1")) == 1
    assert outcomes(guest) == ["http 4xx", "dropped"]
    assert guest.status().texts.failing == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (WALL, "other text"),
        (
            page(
                [
                    "Page not found",
                    *("Nothing is here any more, try the search instead of this address." for _ in range(9)),
                ]
            ),
            "other text",
        ),
        (b"<html><title>Item 1</title><script>go()</script></html>", "nothing found"),
    ],
)
def test_a_page_with_another_text_replaces_nothing_and_is_tried_again(
    guest: Guest, origin: Origin, body: bytes, kind: str
) -> None:
    article(origin, body=body)
    begun(guest, origin)
    assert texts(guest) == [plain_text(TEASER)]
    assert outcomes(guest) == [kind]
    assert guest.status().texts.failing == 1
    assert guest.status().texts.reason.startswith(f"{kind}: ")
    article(origin)
    guest.live(minutes=15)
    assert texts(guest) == [WHOLE]
    assert guest.status().texts.failing == 0


def test_failures_come_further_and_further_apart_and_end(guest: Guest, origin: Origin) -> None:
    origin.answer("/article/1", 503)
    feed(guest, origin, Item(number=1, body=TEASER))
    guest.start(news(guest, every="30d"))
    guest.live(days=20)
    times = [at for at, asked in zip(guest.times, guest.asked, strict=True) if asked.path == "/article/1"]
    waits = [round((later - sooner) * 60) for sooner, later in pairwise(times)]
    assert waits == [10, 60, 360, 1440, 4320]
    assert guest.status().texts.given_up == 1
    assert texts(guest) == [plain_text(TEASER)]


def test_what_waits_survives_a_restart(guest: Guest, origin: Origin) -> None:
    origin.answer("/article/1", 503)
    begun(guest, origin)
    guest.restart()
    assert guest.status().texts.failing == 1
    article(origin)
    guest.live(minutes=15)
    assert texts(guest) == [WHOLE]
    assert len(origin.asked("/robots.txt")) == 1


@pytest.mark.parametrize("status", [401, 403, 410, 451])
def test_who_refuses_is_not_asked_again(guest: Guest, origin: Origin, status: int) -> None:
    origin.answer("/article/1", status)
    begun(guest, origin)
    guest.live(days=5)
    assert len(origin.asked("/article/1")) == 1
    assert guest.status().texts.given_up == 1


def test_retry_after_holds_the_host_for_feeds_and_pages(guest: Guest, origin: Origin) -> None:
    origin.answer("/article/1", 429, {"Retry-After": "7200"})
    article(origin, 2)
    feed(guest, origin, Item(number=2, body=TEASER), Item(number=1, body=TEASER))
    guest.start(news(guest))
    guest.live(hours=1.9)
    asked = [asked.path for asked in guest.asked]
    assert asked[-1] == "/article/1"
    guest.live(hours=0.5)
    assert len(guest.asked) > len(asked)


def test_robots_txt_is_kept_to_and_asked_once(guest: Guest, origin: Origin) -> None:
    origin.serve("/robots.txt", b"User-agent: *\nDisallow: /article/1\n", content_type="text/plain")
    article(origin, 2)
    feed(guest, origin, Item(number=2, body=TEASER), Item(number=1, body=TEASER))
    guest.start(news(guest))
    guest.live(hours=20)
    assert origin.asked("/article/1") == []
    assert len(origin.asked("/robots.txt")) == 1
    assert len(origin.asked("/article/2")) == 1
    assert sorted(outcomes(guest)) == ["robots.txt", "used"]


def test_a_robots_txt_that_cannot_be_had_forbids_everything_for_a_while(guest: Guest, origin: Origin) -> None:
    origin.answer("/robots.txt", 500)
    article(origin)
    begun(guest, origin)
    assert origin.asked("/article/1") == []
    origin.answer("/robots.txt", 404)
    guest.live(hours=3)
    assert texts(guest) == [WHOLE]


def test_the_robots_txt_of_where_a_redirect_leads_counts_too(guest: Guest, origin: Origin) -> None:
    with Origin(host=origin.host) as other:
        other.serve("/robots.txt", b"User-agent: feedhub\nDisallow: /\n")
        other.serve("/real", page(), content_type=HTML)
        origin.redirect("/article/1", f"http://{HOST}:{other.port}/real")
        begun(guest, origin)
        assert [asked.path for asked in other.requests] == ["/robots.txt"]
    assert outcomes(guest) == ["robots.txt"]


def test_pages_may_not_lead_into_private_networks(guest: Guest, origin: Origin) -> None:
    article(origin)
    feed(guest, origin, Item(number=1, body=TEASER), host="elsewhere.example")
    guest.start(news(guest))
    guest.live(minutes=1)
    assert {asked.path for asked in guest.asked} == {"/feed"}
    assert texts(guest) == [plain_text(TEASER)]


def test_an_article_in_parts_is_put_together(guest: Guest, origin: Origin) -> None:
    parts = [SENTENCES[:3], SENTENCES[3:6], SENTENCES[6:]]
    for number, part in enumerate(parts, 1):
        more = f"<a rel=next href='{guest.url(f'/article/1/{number + 1}')}'>on</a>" if number < 3 else ""
        path = "/article/1" if number == 1 else f"/article/1/{number}"
        origin.serve(path, page(part, around=more), content_type=HTML)
    begun(guest, origin, full_text_selector="article p")
    assert texts(guest) == [WHOLE]


def test_half_an_article_is_none(guest: Guest, origin: Origin) -> None:
    more = f"<link rel=next href='{guest.url('/article/1/2')}'>"
    origin.serve("/article/1", page(head=more), content_type=HTML)
    origin.answer("/article/1/2", 500)
    begun(guest, origin)
    assert texts(guest) == [plain_text(TEASER)]
    assert guest.status().texts.failing == 1


def test_no_article_is_followed_for_ever(guest: Guest, origin: Origin) -> None:
    async def handler(asked: Asked, answer: Answer) -> None:
        number = int(asked.target.partition("=")[2] or 1)
        more = f"<a rel=next href='?page={number + 1}'>on</a>"
        body = page([f"{sentence} Part {number}." for sentence in SENTENCES], around=more)
        await answer.send(200, {"Content-Type": HTML}, body)

    origin.script("/article/1", handler)
    begun(guest, origin)
    assert len(origin.asked("/article/1")) == 5
    assert "Part 5." in texts(guest)[0]


def test_a_selector_wins(guest: Guest, origin: Origin) -> None:
    aside = f"<aside class=extra><p>{WHOLE}</p><img src='tower.jpg' width=800 height=600></aside>"
    article(origin, body=page(SENTENCES[:2], around=aside))
    begun(guest, origin, full_text_selector=".extra")
    assert texts(guest) == [WHOLE]
    assert guest.entries()[0].headimg == guest.url("/article/tower.jpg")


def test_a_selector_that_finds_nothing_any_more_is_told_of(guest: Guest, origin: Origin) -> None:
    items = [Item(number=number, body=TEASER) for number in range(1, 7)]
    for each in items:
        article(origin, each.number)
    feed(guest, origin, *items)
    guest.start(news(guest, full_text_selector=".gone-since-the-redesign"))
    guest.live(minutes=5)
    assert any("full_text_selector found nothing" in note for note in guest.status().notes)
    assert [report.alarm for report in guest.texts].count(True) == 1
    assert set(outcomes(guest)) == {"nothing found"}


def test_what_a_page_shows_itself_with_is_the_last_resort(guest: Guest, origin: Origin) -> None:
    head = "<meta property='og:image' content='/cover.jpg'>"
    article(origin, 1, page(head=head))
    article(origin, 2, page((*SENTENCES, "<img src='/inside.jpg' width=800 height=500>"), head=head))
    article(origin, 3, page(head="<meta property='og:image' content='/static/logo.png'>"))
    feed(guest, origin, *(Item(number=number, body=TEASER) for number in (1, 2, 3)))
    guest.start(news(guest))
    guest.live(minutes=1)
    assert [entry.headimg for entry in guest.entries()] == [guest.url("/cover.jpg"), guest.url("/inside.jpg"), None]


def test_a_page_is_decoded_by_what_it_says(guest: Guest, origin: Origin) -> None:
    chinese = (
        "证券时报记者昨日从上海证券交易所获悉,首批绿色创新指数基金将于下月正式挂牌交易,涉及新能源、节能环保等多个领域。"
    )
    whole = [
        chinese,
        chinese.replace("首批", "第二批"),
        "业内人士认为,这将为中长期资金入市提供新的渠道,也有利于优化融资结构。" * 3,
    ]
    article(origin, body=page(whole, charset="gb18030"), content_type="text/html")
    feed(guest, origin, Item(number=1, body=f"<p>{chinese[:40]}…</p>"))
    guest.start(news(guest, full_text="auto"))
    guest.live(minutes=1)
    assert "第二批绿色创新" in texts(guest)[0]


def test_what_is_no_page_is_not_read(guest: Guest, origin: Origin) -> None:
    article(origin, body=b"%PDF-1.7", content_type="application/pdf")
    begun(guest, origin)
    guest.live(days=3)
    assert outcomes(guest) == ["not a page"]
    assert len(origin.asked("/article/1")) == 1


def test_the_heading_and_what_is_unsafe_go(guest: Guest, origin: Origin) -> None:
    nasty = (
        f"<p onclick=x()>{WHOLE}</p><script>alert(1)</script><a href='javascript:alert(2)'>x</a><img src=x onerror=y()>"
    )
    article(origin, body=f"<article><h1>Item 1</h1>{nasty}</article>".encode())
    begun(guest, origin, full_text_selector="article")
    [entry] = guest.entries()
    assert entry.content.startswith(f"<article><p>{SENTENCES[0]}")
    for word in ("script", "onclick", "onerror", "alert", "<h1>"):
        assert word not in entry.content


def test_of_one_document_only_the_newest_entries_are_followed(guest: Guest, origin: Origin) -> None:
    feed(guest, origin, *(Item(number=number, body=TEASER) for number in range(1, 61)))
    guest.start(news(guest))
    guest.tick()
    asked = {int(path.rpartition("/")[2]) for asked in origin.requests if (path := asked.path).startswith("/article/")}
    assert asked == set(range(11, 61))


def test_one_page_of_a_host_at_a_time(guest: Guest, origin: Origin) -> None:
    inside: list[Asked] = []
    crowd: list[int] = []

    async def handler(asked: Asked, answer: Answer) -> None:
        inside.append(asked)
        crowd.append(len(inside))
        await asyncio.sleep(0.01)
        inside.remove(asked)
        await answer.send(200, {"Content-Type": HTML}, page())

    for number in range(1, 6):
        origin.script(f"/article/{number}", handler)
    feed(guest, origin, *(Item(number=number, body=TEASER) for number in range(1, 6)))
    guest.start(news(guest))
    guest.live(minutes=1)
    assert (len(crowd), max(crowd)) == (5, 1)
    assert outcomes(guest) == ["used"] * 5
