"""What is made for who asks: archives and sources' own feeds, by whoever serves, with polling or without."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from support.hub import HubFolder

CONFIG = """\
publish: {entries: 2}
serve: {bind: "127.0.0.1:0"}
sources:
  - {name: news, path: news.xml, categories: [a/b]}
"""


@pytest.fixture
def news(hub: HubFolder) -> HubFolder:
    """A hub with an entry a month, of which two stand in the newest documents."""
    hub.configure(CONFIG)
    items = "".join(
        f"<item><guid>urn:{month}</guid><title>Of month {month}.</title><pubDate>"
        f"{format_datetime(datetime(2022, month, 1, tzinfo=UTC) + timedelta(hours=month), usegmt=True)}</pubDate></item>"
        for month in range(1, 9)
    )
    (hub.folder / "news.xml").write_text(f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>')
    assert hub.call("poll").returncode == 0
    return hub


@pytest.mark.parametrize("command", ["run", "serve"])
def test_an_archive_is_there_for_who_asks(news: HubFolder, command: str) -> None:
    assert not (news.folder / "data/public/archive").exists()
    with news.daemon(command) as daemon:
        first, again = (daemon.get("/archive/2022-03/category/a/b.rss") for _ in range(2))
        assert (first.status_code, again.status_code, first.content) == (200, 200, again.content)
        assert b"Of month 3." in first.content
        assert first.headers["etag"] == again.headers["etag"]
        assert daemon.get("/archive/2022-03/category/a/b.rss", if_none_match=first.headers["etag"]).status_code == 304
        assert daemon.get("/archive/2021-03/all.atom").status_code == 404


@pytest.mark.parametrize("command", ["run", "serve"])
@pytest.mark.parametrize("address", ["/source/news.atom", "/source/news"])
def test_the_feed_of_a_source_is_published_from_when_somebody_asks_for_it(
    news: HubFolder, command: str, address: str
) -> None:
    documents = {f"source/news.{form}" for form in ("atom", "rss", "json", "html")}
    assert documents.isdisjoint(news.documents())
    assert news.call("check", "--published").returncode == 0
    with news.daemon(command) as daemon:
        first, again = (daemon.get(address) for _ in range(2))
        assert (first.status_code, again.status_code, first.content) == (200, 200, again.content)
        assert b"Of month 8." in first.content
        assert daemon.get(address, if_none_match=first.headers["etag"]).status_code == 304
        assert daemon.get("/source/nobody.atom").status_code == 404
        daemon.stop()
    file = news.folder / "news.xml"
    file.write_text(file.read_text().replace("Of month 8.", "Of month 8, corrected."))
    assert news.call("poll", "--force").returncode == 0
    published = news.documents()
    assert documents <= published.keys()
    assert [name for name in sorted(documents) if b"corrected" not in published[name][0]] == []


def test_documents_of_sources_that_stand_there_do_not_go_stale_when_the_store_is_lost(news: HubFolder) -> None:
    news.make_all()
    for path in (news.folder / "data").glob("feedhub.db*"):
        path.unlink()
    file = news.folder / "news.xml"
    file.write_text(file.read_text().replace("Of month 8.", "Of month 8, corrected."))
    assert news.call("poll").returncode == 0
    assert b"corrected" in news.documents()["source/news.atom"][0]


def test_who_serves_without_a_store_has_the_newest_documents_and_says_what_is_wrong(news: HubFolder) -> None:
    database = news.folder / "data/feedhub.db"
    database.write_bytes(b"no database" * 1000)
    with news.daemon("serve") as daemon:
        assert daemon.get("/all.atom").status_code == 200
        assert daemon.get("/archive/2022-03/all.atom").status_code == 503
        daemon.wait_for("archive/2022-03/all.atom cannot be had: ")
        assert daemon.get("/all.atom").status_code == 200
