"""What the operator is told of floods: by commands, and in the daemon's numbers."""

from dataclasses import replace
from datetime import timedelta

from feedhub.metrics import Metrics
from feedhub.model.survey import Survey
from feedhub.refresh import VisitReport
from support.hub import HubFolder

CONFIG = "sources:\n  - {name: news, path: news.xml, categories: [news]}\n"


def feed(name: str, count: int) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{name}-{number}</guid><link>https://a.example/{name}/{number}</link>"
        f"<title>{name} {number}</title><description>What {name} says of {number}</description>"
        f"<pubDate>Thu, 01 Sep 2022 11:{number:02}:00 GMT</pubDate></item>"
        for number in range(count)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


def shown(hub: HubFolder, path: str) -> int:
    return (hub.folder / f"data/public/{path}.atom").read_bytes().count(b"<entry")


def test_a_hub_shows_ten_entries_of_a_new_source_unless_told_otherwise(hub: HubFolder) -> None:
    hub.configure(CONFIG)
    (hub.folder / "news.xml").write_text(feed("old", 30))
    assert hub.call("poll").returncode == 0
    hub.make_all()
    assert (shown(hub, "category/news"), shown(hub, "all"), shown(hub, "source/news")) == (10, 10, 30)


def test_first_can_be_said_for_all_sources_and_for_one(hub: HubFolder) -> None:
    hub.configure(
        "publish: {first: 3}\n" + CONFIG + "  - {name: more, path: more.xml, first: 20, categories: [more]}\n"
    )
    (hub.folder / "news.xml").write_text(feed("old", 30))
    (hub.folder / "more.xml").write_text(feed("more", 30))
    assert hub.call("poll").returncode == 0
    assert (shown(hub, "category/news"), shown(hub, "category/more")) == (3, 20)


def test_an_alarm_is_told_by_poll_and_status(hub: HubFolder) -> None:
    hub.configure(CONFIG)
    (hub.folder / "news.xml").write_text(feed("old", 12))
    assert hub.call("poll").returncode == 0
    (hub.folder / "news.xml").write_text(feed("renewed", 12))
    assert "12 of 12 new entries are dated before the last visit" in hub.call("poll", "--force").stdout
    [row] = hub.rows("status")
    assert str(row["alarm"]).startswith("12 of 12 new entries")
    assert "12 of 12 new entries" in hub.call("status").stdout
    assert shown(hub, "category/news") == 10


def test_alarms_are_counted() -> None:
    metrics = Metrics()
    report = VisitReport(
        source="news",
        offered=12,
        new=12,
        changed=0,
        trouble=None,
        next_visit=None,
        notes=(),
        took=timedelta(),
        size=1,
        alarm="12 of 12 new entries are dated before the last visit",
    )
    metrics.visited(report)
    metrics.visited(replace(report, alarm=None))
    survey = Survey(rows=(), matching=0, counts={}, entries=12, alarmed=1)
    written = metrics.text(survey, [], due=0, under_way=0, texts=[], statuses={}).decode().splitlines()
    assert {"feedhub_alarms_total 1.0", "feedhub_sources_alarmed 1.0"} <= set(written)
