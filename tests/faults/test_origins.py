"""Origins that are down, lie or change their mind: what is stored and published stays what it was."""

import re
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from random import Random

import pytest

from feedhub.model.fetched import FailureKind
from support.household import Household
from support.news import Item, rss
from support.origin import Origin
from support.visitor import START

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
sources:
  - {{name: news, url: "{news}", categories: [a/b], every: 1h}}
  - {{name: other, url: "{other}", categories: [a/b], every: 1h}}
"""
ITEM = (
    '<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>'
    "<description>{body}</description>{date}</item>"
)


@pytest.fixture
def text(origin: Origin) -> str:
    origin.serve("/feed", rss(Item(number=2), Item(number=1)), etag='"good"')
    origin.serve("/other", rss(Item(number=11)))
    return CONFIG.format(news=origin.url("/feed"), other=origin.url("/other"))


def items(number: int, **said: Callable[[int], str]) -> bytes:
    """Write a document of items that differ only as `said` says."""
    usual: dict[str, Callable[[int], str]] = {
        "title": lambda n: f"Title {n}",
        "link": lambda n: f"https://news.example/{n}",
        "guid": lambda n: f"guid-{n}",
        "body": lambda n: f"What happened, part {n}.",
        "date": lambda _: "",
    }
    rows = ({key: make(n) for key, make in (usual | said).items()} for n in range(number))
    body = "".join(ITEM.format_map(row) for row in rows)
    return f'<rss version="2.0"><channel><title>News</title>{body}</channel></rss>'.encode()


def dated(moment: datetime) -> str:
    return f"<pubDate>{format_datetime(moment.astimezone(UTC), usegmt=True)}</pubDate>"


def test_an_origin_that_refuses_is_left_longer_each_time_and_its_feed_stays(
    tmp_path: Path, origin: Origin, text: str
) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        before = house.document("source/news.atom")
        origin.close()
        waits = []
        for failures in range(1, 4):
            house.clock.now = house.status("news").next_visit or START
            house.tick()
            row = house.status("news")
            assert (row.failures, row.trouble and row.trouble.kind) == (failures, FailureKind.REFUSED)
            waits.append((row.next_visit or START) - house.clock.now)
        assert timedelta(hours=1) < waits[0] < waits[1] < waits[2]
        assert house.document("source/news.atom") == before
        origin.open()
        house.poll("news")
        assert house.status("news").failures == 0
    assert origin.requests[-1].header("if-none-match") == '"good"'


def test_when_name_resolution_comes_back_nobody_is_overrun(tmp_path: Path, origin: Origin) -> None:
    hosts = [f"h{number}.example" for number in range(30)]
    origin.serve("/feed", rss(Item(number=1)), etag='"good"')
    port = origin.url().rpartition(":")[2].rstrip("/")
    sources = "".join(f'\n  - {{name: {host[:-8]}, url: "http://{host}:{port}/feed", every: 1h}}' for host in hosts)
    chance, up = Random(3), True  # noqa: S311  dice

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        if not up:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ["127.0.0.1"]

    allow = ", ".join(hosts)
    with Household(tmp_path, f"fetch: {{allow: [{allow}], spacing: 0s}}\nsources:{sources}", resolve=resolve) as house:
        assert len(house.tick()) == 30
        origin.reset()
        up = False
        for _ in range(12 * 4):
            house.clock.forward(minutes=15)
            house.chance = chance.random()
            assert all(report.trouble and report.trouble.kind is FailureKind.DNS for report in house.tick())
        up = True
        house.clock.forward(minutes=1)
        house.tick()
        assert len(origin.requests) <= len(hosts) / 2, "they failed together and must not return together"
        for _ in range(36 * 4):
            house.clock.forward(minutes=15)
            house.tick()
        assert house.status("h0").failures == 0
    assert {ask.header("host") for ask in origin.requests} == {f"{host}:{port}" for host in hosts}
    assert {ask.header("if-none-match") for ask in origin.requests} == {'"good"'}, "validators outlive the outage"


def test_half_a_document_removes_nothing_and_vouches_for_nothing(tmp_path: Path, origin: Origin, text: str) -> None:
    whole = rss(*(Item(number=number) for number in range(9, 0, -1)))
    with Household(tmp_path, text) as house:
        house.tick()
        origin.serve("/feed", whole[: len(whole) // 2], etag='"half"')
        house.poll("news")
        half = house.entries("news")
        assert 2 <= half < 9
        origin.serve("/feed", whole, etag='"whole"')
        house.poll("news")
        assert house.entries("news") == 9
        assert house.document("source/news.atom").count(b"<entry>") == 9
    assert [ask.header("if-none-match") for ask in origin.asked("/feed")] == [None, '"good"', '"good"']


def test_a_feed_that_is_suddenly_empty_keeps_its_entries_and_says_so(tmp_path: Path, origin: Origin, text: str) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        before = house.document("source/news.atom")
        origin.serve("/feed", rss())
        house.poll("news")
        row = house.status("news")
        assert (row.entries, row.failures, row.notes) == (2, 0, ("the document holds no entries",))
        assert house.document("source/news.atom") == before


def test_a_login_page_is_no_feed(tmp_path: Path, origin: Origin, text: str) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        origin.serve("/feed", b"<!doctype html><title>Log in</title><form>", content_type="text/html")
        house.poll("news")
        row = house.status("news")
        assert (row.entries, row.trouble and row.trouble.kind) == (2, FailureKind.NOT_A_FEED)


def test_ids_that_change_at_every_visit_bring_nothing_new(tmp_path: Path, origin: Origin, text: str) -> None:
    numbers = count()
    with Household(tmp_path, text) as house:
        for _ in range(20):
            origin.serve("/feed", items(50, guid=lambda n: f"{n}-{next(numbers)}"))
            house.poll("news")
        assert house.entries("news") == 50
        assert "50 of 50 entries came under new ids" in house.status("news").notes[0]


def renewed(numbers: Iterator[int], *, first: int) -> bytes:
    """Write fifty items of which nothing stays but the words."""
    return items(
        50,
        guid=lambda n: f"{n}-{next(numbers)}",
        link=lambda n: f"https://news.example/{n}?sid={next(numbers)}",
        title=lambda n: f"Title {n + first}",
        body=lambda n: f"Part {n + first}",
    )


def test_ids_and_links_that_change_at_every_visit_bring_nothing_new(tmp_path: Path, origin: Origin, text: str) -> None:
    numbers = count()
    with Household(tmp_path, text) as house:
        for visit in range(20):
            origin.serve("/feed", renewed(numbers, first=visit))
            house.poll("news")
        assert house.entries("news") == 50 + 19, "one entry is really new at each visit"


def test_two_thousand_old_entries_do_not_push_new_ones_aside(tmp_path: Path, origin: Origin, text: str) -> None:
    ten_years = timedelta(days=3650)
    old = items(
        2000,
        date=lambda n: dated(START - timedelta(days=400) - ten_years * n / 2000),
        link=lambda n: f"https://news.example/old/{n}",
    )
    origin.serve("/other", rss(*(Item(number=number) for number in range(60))))
    with Household(tmp_path, text) as house:
        house.tick()
        before = house.document("category/a.atom")
        origin.serve("/feed", old)
        house.poll("news")
        assert house.entries("news") == 2002
        assert house.document("category/a.atom") == before


def test_an_entry_from_the_year_2099_does_not_stay_on_top(tmp_path: Path, origin: Origin, text: str) -> None:
    origin.serve("/feed", items(1, date=lambda _: dated(datetime(2099, 1, 1, tzinfo=UTC))))
    with Household(tmp_path, text) as house:
        house.tick()
        house.clock.forward(hours=2)
        later = {"guid": "later", "title": "Later", "link": "https://other.example/", "date": dated(house.clock.now)}
        origin.serve("/other", items(1, **{key: lambda _, said=said: said for key, said in later.items()}))
        house.poll("other")
        newest = house.document("all.atom")
        assert re.findall(rb"<title>(Title 0|Later)</title>", newest) == [b"Later", b"Title 0"]
        assert b"2099" not in newest


def test_entries_without_dates_keep_the_date_of_their_first_sight(tmp_path: Path, origin: Origin, text: str) -> None:
    origin.serve("/feed", items(3))
    with Household(tmp_path, text) as house:
        house.tick()
        before = house.document("source/news.atom")
        for _ in range(3):
            house.clock.forward(hours=5)
            origin.serve("/feed", items(3) + b"<!-- again -->")
            house.poll("news")
            house.restart()
        assert house.document("source/news.atom") == before


def test_dates_that_are_always_now_change_no_byte(tmp_path: Path, origin: Origin, text: str) -> None:
    with Household(tmp_path, text) as house:
        documents = set()
        for _ in range(4):
            origin.serve("/feed", items(3, date=lambda _: dated(house.clock.now)))
            house.poll("news")
            documents.add(house.document("source/news.atom"))
            house.clock.forward(hours=1)
        assert len(documents) == 1


def test_a_counter_in_the_text_never_makes_an_entry_look_new(tmp_path: Path, origin: Origin, text: str) -> None:
    with Household(tmp_path, text) as house:
        dates = set()
        for views in range(4):
            origin.serve("/feed", items(3).replace(b"part", b"after %d views, part" % views))
            house.poll("news")
            house.clock.forward(hours=1)
            dates.add(
                tuple(re.findall(rb"</title><updated>([^<]+)</updated><author>", house.document("source/news.atom")))
            )
        assert [len(each) for each in dates] == [3]
        assert b"after 0 views" in house.document("source/news.atom")


def test_a_defect_of_ours_costs_one_source_one_visit(
    tmp_path: Path, origin: Origin, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(host: str, port: int) -> Sequence[str]:
        raise RuntimeError(f"a defect at {host}:{port}")

    named = text.replace("127.0.0.1", "news.example", 1).replace("127.0.0.0/8", "127.0.0.0/8, news.example")
    assert "http://news.example" in named
    with Household(tmp_path, named, resolve=broken) as house:
        reports = {report.source: report for report in house.tick()}
        assert reports["other"].new == 1
        trouble = reports["news"].trouble
        assert trouble is not None
        assert trouble.kind is FailureKind.INTERNAL
        assert "a defect at news.example" in trouble.detail
        assert reports["news"].next_visit is not None
    assert "news: the visit failed inside feedhub" in caplog.text
