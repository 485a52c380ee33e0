"""What is kept no longer, or was taken out by hand, is nowhere to be found, and does not come back."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from support.hub import HubFolder

ENTRY = "https://news.example/2022/{}"
CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
serve: {{bind: "127.0.0.1:0"}}
publish: {{entries: 2, first: 1000}}
sources:
  - {{name: news, path: news.xml, categories: [a/b], every: 1h{keep}}}
"""


def item(month: int, day: int = 1) -> str:
    when = format_datetime(datetime(2022, month, day, tzinfo=UTC), usegmt=True)
    return (
        f"<item><guid>{ENTRY.format(f'{month}-{day}')}</guid><title>Of month {month}, day {day}.</title>"
        f"<link>{ENTRY.format(f'{month}-{day}')}</link><pubDate>{when}</pubDate></item>"
    )


def offer(hub: HubFolder, *items: str) -> None:
    (hub.folder / "news.xml").write_text(
        f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'
    )


@pytest.fixture
def news(hub: HubFolder) -> HubFolder:
    """A hub with an entry a month, of which two stand in the newest documents."""
    hub.configure(CONFIG.format(keep=""))
    offer(hub, *(item(month) for month in range(1, 9)))
    assert hub.call("poll").returncode == 0
    return hub


def holding(hub: HubFolder, words: str) -> list[str]:
    """Name the documents that hold these words, archives too."""
    hub.make_all()
    return sorted(name for name, (data, _) in hub.documents().items() if words.encode() in data)


def archives(hub: HubFolder) -> set[str]:
    hub.make_all()
    return {path.name for path in (hub.folder / "data/public/archive").iterdir() if any(path.rglob("*.atom"))}


def test_a_removed_entry_is_in_no_document_and_does_not_come_back(news: HubFolder) -> None:
    assert len(holding(news, "month 3")) > 5, "in the archives of every feed, in every format"
    done = news.call("remove", ENTRY.format("3-1"), ENTRY.format("8-1"), "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"removed": [ENTRY.format("3-1"), ENTRY.format("8-1")]})
    assert (holding(news, "month 3"), holding(news, "month 8")) == ([], [])
    offer(news, *(item(month) for month in range(1, 10)))
    assert news.call("poll", "--force").returncode == 0
    assert (holding(news, "month 3"), holding(news, "month 8")) == ([], [])
    assert holding(news, "month 9")
    assert news.call("check", "--published").returncode == 0
    [row] = news.rows("status")
    assert (row["entries"], row["removed"]) == (7, 2)


def test_an_id_that_no_entry_has_removes_nothing(news: HubFolder) -> None:
    before = news.documents()
    done = news.call("remove", ENTRY.format("3-1"), "urn:nobody")
    assert done.returncode == 2
    assert "no entry has the id 'urn:nobody'" in " ".join(done.stderr.split())
    assert news.documents() == before


def test_archives_of_what_is_kept_no_longer_are_taken_away(news: HubFolder) -> None:
    assert {"2022-01", "2022-05"} <= archives(news)
    news.configure(CONFIG.format(keep=", keep: 3"))
    assert news.call("publish").returncode == 0
    assert archives(news) <= {"2022-06", "2022-07", "2022-08"}
    assert all(holding(news, f"month {month}") == [] for month in range(1, 6))
    assert all(holding(news, f"month {month}") for month in range(6, 9))
    assert news.call("poll", "--force").returncode == 0
    assert holding(news, "month 5") == []
    assert news.call("check", "--published").returncode == 0


def test_an_archive_that_lost_all_of_its_entries_answers_with_410(news: HubFolder) -> None:
    assert news.call("remove", ENTRY.format("3-1")).returncode == 0
    old = [f"/archive/2022-{month:02}/{feed}.atom" for month in (2, 3, 4) for feed in ("all", "category/a/b")]
    with news.daemon() as daemon:
        daemon.wait_for("listening on")
        assert [daemon.get(path).status_code for path in old] == [200, 200, 410, 410, 200, 200]
        assert daemon.get("/archive/2021-03/all.atom").status_code == 404
    assert news.call("check", "--published").returncode == 0


def test_an_archive_that_loses_some_of_its_entries_is_written_again(hub: HubFolder) -> None:
    hub.configure(CONFIG.format(keep=""))
    offer(hub, item(1, 1), item(1, 2), item(1, 3), *(item(month) for month in range(2, 5)))
    assert hub.call("poll").returncode == 0
    hub.configure(CONFIG.format(keep=", keep: 5"))
    assert hub.call("publish").returncode == 0
    assert holding(hub, "month 1, day 1.") == []
    assert "archive/2022-01/all.atom" in holding(hub, "month 1, day 2.")


def test_a_rebuilt_folder_knows_nothing_of_what_was_pruned(news: HubFolder) -> None:
    news.configure(CONFIG.format(keep=", keep: 3"))
    assert news.call("publish").returncode == 0
    before = {name: data for name, (data, _) in news.documents().items()}
    for name in before:
        Path(news.folder, "data/public", name).unlink()
    assert news.call("publish").returncode == 0
    assert {name: data for name, (data, _) in news.documents().items()} == before


def test_the_daemon_takes_out_what_a_changed_configuration_keeps_no_longer(news: HubFolder) -> None:
    with news.daemon() as daemon:
        daemon.wait_for("listening on")
        assert "month 8" in daemon.get("/all.atom").text
        news.configure(CONFIG.format(keep=", keep: 1"))
        daemon.wait_for("took out 7 entries that are kept no longer")
        daemon.wait_for("published")
        assert daemon.stop()[0] == 0
    assert holding(news, "month 7") == []
    assert holding(news, "month 8")
