"""Archives over HTTP: made by whoever serves, with polling or without, and nobody who asks for the rest is held up."""

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


def test_who_serves_without_a_store_has_the_newest_documents_and_says_what_is_wrong(news: HubFolder) -> None:
    database = news.folder / "data/feedhub.db"
    database.write_bytes(b"no database" * 1000)
    with news.daemon("serve") as daemon:
        assert daemon.get("/all.atom").status_code == 200
        assert daemon.get("/archive/2022-03/all.atom").status_code == 503
        daemon.wait_for("archive/2022-03/all.atom cannot be had: ")
        assert daemon.get("/all.atom").status_code == 200
