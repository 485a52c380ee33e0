"""The head image on a labelled sample, read and cleaned as any document is: what a person would choose, nineteen in twenty."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedhub import parse
from feedhub.model.fetched import Body
from support.parsed import cleaned, surroundings

SAMPLE = Path(__file__).with_name("sample.yaml")
LEAST = 60
SHARE = 0.95
RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Site</title><link>https://site.example/</link>'
    "{}</channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Site</title><link href="https://site.example/"/>{}</feed>'


@cache
def sample() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(SAMPLE.read_text())
    return loaded


def document(one: dict[str, Any]) -> str:
    """Write the document that holds one entry of the sample, in front of those beside it."""
    if "json" in one:
        head = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Site",
            "home_page_url": "https://site.example/",
        }
        return json.dumps({**head, "items": [one["json"]]})
    if "atom" in one:
        return ATOM.format(f"<entry>{one['atom']}</entry>")
    return RSS.format("".join(f"<item>{item}</item>" for item in (one["rss"], *one.get("beside", ()))))


def chosen(one: dict[str, Any]) -> str | None:
    location = "https://site.example/feed"
    feed = parse.read(Body(data=document(one).encode(), location=location))
    first = cleaned(feed, surroundings(location=location))[0]
    assert first is not None, one["note"]
    return first.headimg


def test_it_picks_what_a_person_would(capsys: pytest.CaptureFixture[str]) -> None:
    misses = [(one["note"], one["want"], found) for one in sample() if (found := chosen(one)) != one["want"]]
    with capsys.disabled():
        for note, want, found in misses:
            print(f"\n{note}: a person takes {want}, feedhub {found}")  # noqa: T201  what the reader of the test wants
    assert len(sample()) >= LEAST
    assert len(misses) <= len(sample()) * (1 - SHARE), misses


def test_no_note_stands_twice() -> None:
    notes = [one["note"] for one in sample()]
    assert len(notes) == len(set(notes))
