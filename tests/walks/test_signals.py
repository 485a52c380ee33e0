"""What the daemon tells its operator over HTTP: the health of sources as a page and as metrics."""

from prometheus_client.parser import text_string_to_metric_families
from selectolax.lexbor import LexborHTMLParser

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

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
