"""Entries that no reader could use as they come: each has a result, and the rest of its source goes on."""

import gzip
import json
from html import escape

import pytest

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], max_bytes: 40 MB}}
sources: [{{name: bad, url: "{url}", categories: [a/b]}}]
"""
GOOD = Item(number=1, title="A good one").rss()
DATE = "<pubDate>Thu, 01 Jan 2026 05:00:00 GMT</pubDate>"
LONG = "long " * 2_000_000


def item(title: str = "<title>Odd</title>", body: str = "Text.", more: str = DATE, guid: str = "g") -> str:
    link = "<link>https://news.example/odd</link>"
    return f"<item>{title}{link}<guid>{guid}</guid><description>{escape(body)}</description>{more}</item>"


def polled(hub: HubFolder, origin: Origin, odd: str) -> dict[str, object]:
    """Poll a source with one good item and an odd one; give the odd one as it was published."""
    origin.serve("/feed", rss().replace(b"</channel>", f"{odd}{GOOD}</channel>".encode("utf-8", "surrogatepass")))
    hub.configure(CONFIG.format(url=origin.url("/feed")))
    done = hub.call("poll")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr[-500:]
    assert hub.call("check", "--published").returncode == 0
    hub.make_all()
    document = json.loads((hub.folder / "data/public/source/bad.json").read_text("utf-8"))
    shown = {each["title"]: each for each in document["items"]}
    assert shown.pop("A good one")
    [found] = shown.values()
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("", "Text."),
        ("<title> \u3000 </title>", "Text."),
        ("<title>&lt;b&gt;&lt;/b&gt;</title>", "Text."),
        ("<title>&lt;img src=x onerror=alert(1)&gt;</title>", "<img src=x onerror=alert(1)>"),
        ("<title><![CDATA[<b>A</b> &amp; <i>B</i>]]></title>", "A & B"),
        ("<title>one&#0;\u0007 two</title>", "one two"),
    ],
    ids=["none", "blank", "markup only", "what no title holds, as words", "marked up", "control characters"],
)
def test_a_title_is_words_whatever_it_was(hub: HubFolder, origin: Origin, title: str, shown: str) -> None:
    assert polled(hub, origin, item(title))["title"] == shown


def test_a_title_of_megabytes_is_cut_to_a_kilobyte(hub: HubFolder, origin: Origin) -> None:
    found = polled(hub, origin, item(f"<title>{LONG[:3_000_000]}</title>"))
    assert str(found["title"]).startswith("long long ")
    assert len(str(found["title"]).encode()) <= 1024


def test_a_title_of_ten_megabytes_costs_its_entry_which_is_counted_and_explained(
    hub: HubFolder, origin: Origin
) -> None:
    found = polled(hub, origin, item(f"<title>{LONG}</title>", guid="huge") + item())
    assert found["title"] == "Odd"
    [row] = hub.rows("status")
    [note] = row["notes"]
    assert note.startswith(
        "1 of 3 entries are too large and were left out: a text of 10,000,000 characters in <title>;"
    )


def test_a_document_of_nothing_but_that_is_refused_with_the_reason(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss().replace(b"</channel>", item(f"<title>{LONG}</title>").encode() + b"</channel>"))
    hub.configure(CONFIG.format(url=origin.url("/feed")))
    [row] = hub.rows("poll")
    assert row["error"]["kind"] == "not a feed"
    assert "10,000,000 characters in <title>; at most 4,000,000 are read" in row["error"]["detail"]


def test_a_hundred_thousand_nested_tags_are_plain_paragraphs(hub: HubFolder, origin: Origin) -> None:
    found = polled(hub, origin, item(body="<div>" * 100_000 + "deep down" + "</div>" * 100_000 + "<p>and after"))
    assert found["content_html"] == "<p>deep down</p><p>and after</p>"


def test_an_id_with_control_characters_is_minted_anew(hub: HubFolder, origin: Origin) -> None:
    found = polled(hub, origin, item(guid="https://news.example/\u0085\u202e\u0007x"))
    assert str(found["id"]).startswith("tag:hub.example,2026:bad/")


@pytest.mark.parametrize(
    "date", ["Fri, 01 Jan 9999 00:00:00 GMT", "9999-12-31T23:59:59Z", "99999-01-01", "Thu, 01 Jan 0001 00:00:00 GMT"]
)
def test_a_date_that_cannot_be_is_the_first_sight(hub: HubFolder, origin: Origin, date: str) -> None:
    found = polled(hub, origin, item(more=f"<pubDate>{date}</pubDate>"))
    [entry] = [each for each in hub.rows("status") if each["source"] == "bad"]
    assert str(found["date_published"])[:4] == str(entry["last_visit"])[:4]


def test_categories_of_every_kind_are_tags_and_no_more_than_can_be_shown(hub: HubFolder, origin: Origin) -> None:
    odd = ["a/b", '"quoted"', "it's", "🎉", "../../etc", "<b>", "x\u0007y", " "]
    terms = [*odd, *(f"tag {number}" for number in range(1000))]
    more = DATE + "".join(f"<category>{escape(term)}</category>" for term in terms)
    tags = polled(hub, origin, item(more=more))["tags"]
    assert isinstance(tags, list)
    assert {"a/b", '"quoted"', "it's", "🎉", "../../etc", "xy", "tag 0"} <= set(tags)
    assert len(tags) < 300
    names = {path.name for path in (hub.folder / "data/public").rglob("*.atom")}
    assert "etc.atom" not in names


def test_what_holds_nothing_is_left_out_counted_and_explained(hub: HubFolder, origin: Origin) -> None:
    nothing = f"<item><guid isPermaLink='false'>n</guid><description>&lt;script&gt;x&lt;/script&gt;</description>{DATE}</item>"
    document = rss().replace(b"</channel>", f"{nothing}{GOOD}</channel>".encode())
    origin.serve("/feed", gzip.compress(document))
    hub.configure(CONFIG.format(url=origin.url("/feed")))
    [row] = hub.rows("poll")
    assert (row["new"], row["error"]) == (1, None)
    assert row["notes"] == ["1 of 2 entries hold nothing that could be shown and were left out"]
