"""What `feedhub status NAME` says of the next visit."""

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
fetch: {{allow: [127.0.0.0/8]}}
sources:
  - {{name: news, url: "{news}"}}
  - {{name: lost, url: "{lost}"}}
  - {{name: idle, url: "{lost}", enabled: false}}
"""


def test_the_next_visit_is_explained_in_words(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(*(Item(number=number) for number in range(20))))
    hub.configure(CONFIG.format(news=origin.url("/feed"), lost=origin.url("/lost")))
    assert "news: next visit 2" in hub.call("status", "news").stdout
    assert hub.call("poll").returncode == 1
    said = hub.call("status", "news", "lost", "idle").stdout
    assert "\nlost: next visit 2" in said
    assert ": it never gave anything yet: attempt 2 comes soon" in said
    assert "\nidle: next visit never, it is paused" in said
    [row] = hub.rows("status", "news")
    assert row["reason"].startswith("auto: nothing new in 180 days")
    assert row["reason"] in said
