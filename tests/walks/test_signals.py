"""What the daemon tells its operator over HTTP: the health of sources as a page and as metrics."""

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from selectolax.lexbor import LexborHTMLParser

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

DOCS = Path(__file__).parents[2] / "docs"
CONFIG = """
hub: {{base_url: "http://hub.example/news", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8]}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: good, url: "{good}"}}
  - {{name: bad, url: "{bad}"}}
  - {{name: resting, url: "{good}?2", enabled: false}}
"""


def test_the_status_page_and_the_metrics_say_which_sources_fail_and_why(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/good", rss(Item(number=2), Item(number=1), title="<b>Good</b> news"))
    origin.answer("/bad", 500)
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url("/bad")))
    with hub.daemon() as daemon:
        daemon.wait_for("good: 2 new")
        daemon.wait_for("bad: http 5xx")
        page = daemon.get("/status")
        metrics = daemon.get("/metrics")
        behind_a_prefix = daemon.get("/news/status")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    rows = [row.text(strip=True) for row in LexborHTMLParser(page.text).css("tbody tr")]
    assert len(rows) == 3
    assert "failing" in rows[0]
    assert "Its server has an error (5xx)" in rows[0]
    assert "Good news" in rows[2]
    assert behind_a_prefix.status_code == 200

    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.text)
        for sample in family.samples
    }
    assert told["feedhub_visits_total", "ok"] == 1
    assert told["feedhub_visits_total", "http 5xx"] == 1
    assert told["feedhub_entries_total", "new"] == 2
    assert told["feedhub_entries_stored",] == 2
    states = {state: told["feedhub_sources", state] for state in ("ok", "failing", "paused", "new")}
    assert states == {"ok": 1, "failing": 1, "paused": 1, "new": 0}


def test_every_event_is_one_line_of_json_whatever_a_feed_says(hub: HubFolder, origin: Origin) -> None:
    secret = "hunter2hunter2"  # noqa: S105  of this test
    hostile = "\x1b[31mred\x85\u2028\u202ebad\x9b"
    origin.serve("/good", rss(*(Item(number=number, title=hostile) for number in range(3)), title=hostile))
    origin.answer("/bad", 500)
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url(f"/bad?token={secret}")))
    with hub.daemon(log_format="json") as daemon:
        daemon.wait_for("good: 3 new")
        daemon.wait_for("bad: http 5xx")
        daemon.wait_for("published ")
        daemon.get("/status?token=another-secret")
        daemon.stop()
        events = [json.loads(line) for line in daemon.lines]
    assert next(event["event"] for event in events if event.get("source") == "good") == "visit"
    [visit] = [event for event in events if event.get("source") == "bad"]
    assert (visit["level"], visit["outcome"], visit["new"]) == ("warning", "http 5xx", 0)
    log = "\n".join(daemon.lines)
    assert secret not in log
    assert "another-secret" not in log
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", log)


def test_requests_are_counted_by_status_and_life_and_readiness_are_told_apart(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/good", rss(Item(number=1)))
    hub.configure(CONFIG.format(good=origin.url("/good"), bad=origin.url("/good?3")))
    with hub.daemon() as daemon:
        daemon.wait_for("published ")
        tag = daemon.get("/all.atom").headers["etag"]
        daemon.get("/all.atom", if_none_match=tag)
        daemon.get("/nothing")
        families = text_string_to_metric_families(daemon.get("/metrics").text)
        live, ready = daemon.get("/health/live"), daemon.get("/health/ready")
    assert (live.status_code, ready.status_code, ready.json()["ok"]) == (200, 200, True)
    [requests] = [family for family in families if family.name == "feedhub_requests"]
    assert {sample.labels["status"]: sample.value for sample in requests.samples} == {"200": 1, "304": 1, "404": 1}


def test_the_dashboard_for_grafana_asks_only_for_metrics_and_labels_that_there_are() -> None:
    text = (DOCS / "grafana.json").read_text()
    known = dict(re.findall(r"(?m)^\| `(feedhub_\w+)` \| ([^|]*)\|", (DOCS / "reference.md").read_text()))
    asked = [target["expr"] for panel in json.loads(text)["panels"] for target in panel["targets"]]
    for expression in asked:
        names = re.findall(r"feedhub_\w+", expression)
        assert names
        assert {name.removesuffix("_bucket") for name in names} <= set(known), expression
        labels = set(re.findall(r"by \((\w+)\)", expression)) - {"le"}
        assert labels <= {label for name in names for label in re.findall(r"`(\w+)`", known.get(name, ""))}, expression
