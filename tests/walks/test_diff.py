"""`feedhub diff`: how an entry changed, in words for people and as data for programs."""

import json

from feedhub.cli.diffing import steps
from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin


def test_a_change_is_told_word_by_word(hub: HubFolder, origin: Origin) -> None:
    hub.configure(f'fetch: {{allow: [127.0.0.0/8]}}\nsources: [{{name: one, url: "{origin.url("/feed")}"}}]\n')
    for title, body in (("Rates stay", "<p>They stay at two.</p>"), ("Rates fall", "<p>They <b>fall</b> to one.</p>")):
        origin.serve("/feed", rss(Item(number=1, title=title, body=body)))
        assert hub.call("poll", "--force").returncode == 0

    told = hub.call("diff", "https://news.example/1").stdout.splitlines()
    assert told[0] == "tag:news.example,2026:1 (one)"
    assert told[2] == "    title: Rates [-stay-]{+fall+}"
    assert told[3] == "    text: They [-stay-]{+fall+} [-at-]{+to+} [-two.-]{+one.+}"
    assert len(told) == 4

    [past] = json.loads(hub.call("diff", "tag:news.example,2026:1", "--json").stdout)
    assert [version["title"] for version in past["versions"]] == ["Rates stay", "Rates fall"]
    assert past["changes"][0]["title"] == [["same", "Rates "], ["left", "stay"], ["came", "fall"]]

    unknown = hub.call("diff", "https://news.example/2")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no entry has the id, address or anchor" in unknown.stderr


def test_chinese_is_compared_character_by_character() -> None:
    assert steps("央行今日降息", "央行昨日降息") == [
        ("same", "央行"),
        ("left", "今"),
        ("came", "昨"),
        ("same", "日降息"),
    ]
