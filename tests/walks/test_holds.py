"""`feedhub poll NAME` of a host that asked to be left alone: nobody is asked, nothing counts as a failure, and it is said."""

from datetime import UTC, datetime, timedelta

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
sources:
  - {{name: busy, url: "{busy}", every: 1h}}
"""
OTHER = '  - {{name: other, url: "{other}", every: 1h}}\n'


def test_a_visit_by_hand_of_a_host_at_rest_is_put_off_and_no_failure(hub: HubFolder, origin: Origin) -> None:
    origin.answer("/busy", 429, {"Retry-After": "7200"})
    origin.serve("/other", rss(Item(number=1)))
    hub.configure(CONFIG.format(busy=origin.url("/busy")))
    assert hub.call("poll").returncode == 1
    began = datetime.now(UTC)  # noqa: TID251  the program has the same clock
    hub.configure((CONFIG + OTHER).format(busy=origin.url("/busy"), other=origin.url("/other")))
    by_hand = hub.call("poll", "busy", "other")
    assert (by_hand.returncode, by_hand.stdout.count("left alone and was not asked")) == (1, 2)
    assert [asked.path for asked in origin.requests] == ["/busy"]
    busy, other = hub.rows("status")
    assert (busy["failures"], busy["error"]["kind"]) == (1, "throttled")
    assert "was not asked" not in busy["error"]["detail"]
    assert (other["failures"], other["error"], other["last_visit"]) == (0, None, None)
    for row in (busy, other):
        wait = datetime.fromisoformat(row["next_visit"]) - began
        assert timedelta(minutes=100) < wait <= timedelta(hours=2, seconds=2)
        assert "asked to be left alone" in row["reason"]
