"""What `feedhub status NAME` says of the next visit."""

import json
import re
import sqlite3
import subprocess

import pytest

from support.hub import ENVIRONMENT, FEEDHUB, HubFolder
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


def test_those_that_fail_are_listed_alone(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(CONFIG.format(news=origin.url("/feed"), lost=origin.url("/lost")))
    hub.call("poll")
    assert [row["source"] for row in hub.rows("status", "--failing")] == ["lost"]
    assert hub.rows("status", "--failing", "news") == []


def test_a_source_that_moved_says_so_without_its_secrets(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(CONFIG.format(news=origin.url("/feed"), lost=origin.url("/lost")))
    hub.call("poll")
    moved = "https://new.example/feed?token=secret"
    with sqlite3.connect(hub.folder / "data/feedhub.db") as db:
        db.execute(
            "UPDATE source SET address = ?, moves = ? WHERE name = 'news'",
            (moved, json.dumps([[1_790_000_000, "https://old.example/feed", moved]])),
        )
    db.close()
    shown = "https://new.example/feed?token=…"
    assert f"moved: asked at {shown}" in hub.call("status").stdout
    said = hub.call("status", "news").stdout
    assert re.search(
        rf"news: moved on 2026-09-2\d \d\d:\d\d from https://old.example/feed to {re.escape(shown)}\n", said
    )
    [row] = hub.rows("status", "news")
    assert row["address"] == shown
    assert row["moves"] == [{"at": "2026-09-21T14:13:20+00:00", "before": "https://old.example/feed", "after": shown}]


@pytest.mark.parametrize(
    ("words", "offered"), [("feedhub status n", "news"), ("feedhub poll l", "lost"), ("feedhub preview i", "idle")]
)
def test_the_names_of_sources_are_completed(hub: HubFolder, words: str, offered: str) -> None:
    hub.configure(CONFIG.format(news="http://127.0.0.1:1/", lost="http://127.0.0.1:1/x"))
    environment = {**ENVIRONMENT, "_FEEDHUB_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
    done = subprocess.run(FEEDHUB, cwd=hub.folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == ([offered], "")
    hub.configure("sources: {")
    done = subprocess.run(FEEDHUB, cwd=hub.folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")
