"""What a hostile page may cost, and where the pages of a local source may lead."""

import asyncio
from pathlib import Path

import pytest

from feedhub.article import PageJob, read_page
from feedhub.errors import BudgetSpent
from feedhub.model.fetched import Body
from feedhub.sanitize import plain_text
from feedhub.workers import Workers
from support.articles import TEASER, page
from support.guest import Guest
from support.news import Item, rss
from support.origin import Origin

HOSTILE = b"<article><p " + b" ".join(b"a%d=1" % number for number in range(150_000)) + b">x</p></article>"


@pytest.mark.parametrize("selector", [None, "article"])
def test_a_page_that_would_take_for_ever_costs_one_worker(selector: str | None) -> None:
    body = Body(data=HOSTILE, location="https://news.example/a", content_type="text/html")

    async def work() -> None:
        workers = Workers(1, seconds=4, memory=512 * 1024 * 1024, preload=("feedhub.parse", "feedhub.extract"))
        try:
            with pytest.raises(BudgetSpent):
                await workers.run(read_page, PageJob(body=body, article=body.location, selector=selector))
            kind = Body(data=page(), location=body.location, content_type="text/html")
            done = await workers.run(read_page, PageJob(body=kind, article=body.location, selector="article"))
            assert "Lindau" in plain_text(done.content)
        finally:
            await workers.close()

    asyncio.run(work())


def test_pages_of_a_local_source_are_at_no_host_of_the_operators(guest: Guest, origin: Origin, tmp_path: Path) -> None:
    origin.serve("/article/1", page(), content_type="text/html")
    feed = rss(Item(number=1, body=TEASER)).replace(b"https://news.example/", guest.url("/article/").encode())
    (tmp_path / "feed.xml").write_bytes(feed)
    guest.start({"name": "news", "path": "feed.xml", "full_text": True, "headers": {"X-Key": "hunter2"}})
    guest.tick()
    assert origin.requests == []
    assert [report.outcome for report in guest.texts] == ["network"]
    assert "private" in guest.status().texts.reason or "loopback" in guest.status().texts.reason
