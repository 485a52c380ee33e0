"""The reference says what there is: every path answers, every metric is told, and no page names another."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from support.hub import HubFolder
from support.news import Item, rss

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/reference.md").read_text("utf-8")
CONFIG = """
serve: {bind: "127.0.0.1:0"}
sources: [{name: news, path: news.xml, categories: [金融/要闻]}]
"""


@pytest.fixture
def hub(tmp_path: Path) -> HubFolder:
    (tmp_path / "news.xml").write_bytes(rss(Item(number=1)))
    hub = HubFolder(tmp_path)
    hub.configure(CONFIG)
    return hub


def test_every_path_of_the_reference_answers_and_every_document_is_in_it(hub: HubFolder) -> None:
    assert hub.call("poll").returncode == 0
    rows = re.findall(r"^\| (`/.*?) \|", REFERENCE, re.MULTILINE)
    paths = [path for row in rows for path in re.findall(r"`(/[^`]*)`", row)]
    asked = {path.replace("PATH", "金融/要闻").replace("NAME", "news") for path in paths}
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        answers = {path: daemon.get(path).status_code for path in asked}
    assert answers == dict.fromkeys(asked, 200)
    published = {f"/{name}".removesuffix(".html") for name in hub.documents()}
    aside = {"/index", "/feeds.opml", "/sources.opml", "/category/金融"}
    unknown = {unquote(name) for name in published if "static" not in name and "feedhub." not in name} - asked - aside
    assert {name for name in unknown if not name.startswith(("/category/金融.", "/archive/"))} == set()


def test_every_metric_is_in_the_reference_and_no_page_names_another(hub: HubFolder) -> None:
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        text = daemon.get("/metrics").text
    families = [each for each in text_string_to_metric_families(text) if not each.name.endswith("_created")]
    told = {each.name + ("_total" if each.type == "counter" else "") for each in families}
    assert set(re.findall(r"^\| `(feedhub_\w+)`", REFERENCE, re.MULTILINE)) == told
    for page in (ROOT / "docs").glob("*.md"):
        assert set(re.findall(r"\bfeedhub_[a-z_]+", page.read_text("utf-8"))) - told == set(), page.name
