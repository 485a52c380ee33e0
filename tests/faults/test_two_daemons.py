"""One daemon on one store; whoever only polls or looks is welcome beside it."""

import signal

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
fetch: {{allow: [127.0.0.0/8]}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: news, url: "{news}"}}
"""


def test_the_second_daemon_is_refused_and_the_first_goes_on(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    with hub.daemon() as first:
        first.wait_for("news: 1 new")
        second = hub.call("run")
        assert second.returncode == 2
        assert "another feedhub already runs on " in second.stderr
        assert "Traceback" not in second.stderr
        assert hub.call("poll", "news").returncode == 0, "polling by hand beside the daemon is allowed"
        assert hub.rows("status")[0]["entries"] == 1
        assert first.get("/health").status_code == 200


def test_a_daemon_that_was_killed_leaves_the_store_free_at_once(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    with hub.daemon() as first:
        first.wait_for("news: 1 new")
        first.stop(signal.SIGKILL)
    with hub.daemon() as second:
        second.wait_for("listening on")
