"""Three formats of everything, served: each is its own address, lasts byte for byte, and goes when its feed goes."""

import shutil
from urllib.parse import quote

import pytest

from feedhub.model.document import Format
from support import atom_rules, json_rules, rss_rules
from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

_RULES = {Format.ATOM: atom_rules.faults, Format.RSS: rss_rules.faults, Format.JSON: json_rules.faults}
_TYPES = {Format.ATOM: "application/atom+xml", Format.RSS: "application/rss+xml", Format.JSON: "application/feed+json"}


def configure(hub: HubFolder, origin: Origin, tags: str = "[News]") -> None:
    hub.configure(
        'hub: {base_url: "http://hub.example/feeds", authority: "hub.example,2026"}\nfetch: {allow: [127.0.0.0/8]}\n'
        f'serve: {{bind: "127.0.0.1:0"}}\npublish: {{tags: {tags}}}\n'
        f'sources: [{{name: news, url: "{origin.url("/feed")}", categories: [金融/要闻]}}]\n'
    )


@pytest.mark.parametrize("form", Format)
def test_every_feed_is_served_in_every_format_at_the_address_it_says(
    hub: HubFolder, origin: Origin, form: Format
) -> None:
    origin.serve("/feed", rss(*(Item(number=number, keyword="news") for number in (3, 2, 1))))
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    with hub.daemon() as daemon:
        for feed in ("all", "category/金融", "category/金融/要闻", "source/news", "tag/News"):
            answer = daemon.get(f"/{feed}.{form}", host="evil.example")
            assert (answer.status_code, answer.headers["content-type"]) == (200, f"{_TYPES[form]}; charset=utf-8")
            self_url = f"http://hub.example/feeds/{quote(feed)}.{form}"
            assert _RULES[form](answer.content, self_url=self_url) == []
            assert answer.text.count("https://news.example/3") >= 1
        assert daemon.get(f"/tag/unknown.{form}").status_code == 404


def test_a_tag_that_is_taken_out_is_gone_with_its_files(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1, keyword="news")))
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    assert "tag/News.rss" in hub.documents()
    configure(hub, origin, "[]")
    with hub.daemon() as daemon:
        daemon.wait_for("published ")
        assert daemon.get("/tag/News.rss").status_code == 410
        assert daemon.get("/tag/News").status_code == 410
    assert not [name for name in hub.documents() if name.startswith("tag")]


def test_a_hub_rebuilt_from_its_sources_publishes_the_same_bytes(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(*(Item(number=number, keyword="news") for number in (3, 2, 1))))
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    before = {name: data for name, (data, _) in hub.documents().items()}
    shutil.rmtree(hub.folder / "data")
    assert hub.call("poll").returncode == 0
    assert {name: data for name, (data, _) in hub.documents().items()} == before
    assert {name.rpartition(".")[2] for name in before} >= {"atom", "rss", "json", "html"}
