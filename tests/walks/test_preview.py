"""`feedhub preview`: what would be stored, what changed on the way, and nothing kept."""

import json
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin
from support.programs import need

BODY = """<p onclick="x()" class="lead">Text <!-- note --><a href="/rel?utm_source=rss">more</a></p>
<script>document.title = 'stolen'</script><img src="/loading.gif" data-src="/real.jpg" width="600">
<img src="/1.gif" width="1" height="1"><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>
<a href="javascript:alert(1)">bad</a><blink>old</blink>"""
CONFIG = """
fetch: {{allow: [127.0.0.0/8]}}
sources:
  - {{name: news, url: "{url}", categories: [金融/要闻], headers: {{X-Key: "7"}}}}
"""


@pytest.fixture
def site(origin: Origin, hub: HubFolder) -> Origin:
    origin.serve(
        "/feed", rss(Item(number=1, title="<b>Bold</b> &amp; 要闻", body=BODY, keyword="linux"), Item(number=2))
    )
    hub.configure(CONFIG.format(url=origin.url("/feed")))
    return origin


def test_a_source_by_name_is_asked_in_its_own_manner_and_every_step_is_told(hub: HubFolder, site: Origin) -> None:
    done = hub.call("preview", "news")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("News: rss20, 2 entries\n\nBold & 要闻\n  id: tag:news.example,2026:1\n")
    for line in (
        "  categories: 金融/要闻",
        "  tags: linux",
        "  headimg: https://news.example/real.jpg",
        "  * title: markup, references or white space became plain text",
        "  * headimg: found in the text",
        "  * content: scripts taken out of attributes: 1 onclick",
        "  * content: attributes taken out: 1 class",
        "  * content: comments taken out: 1",
        "  * content: tracking parameters taken off links: 1",
        "  * content: taken out with all they hold: 1 script",
        "  * content: late-loading pictures given their address: 1",
        "  * content: pictures that only count readers taken out: 1",
        "  * content: players turned into links: 1",
        "  * content: links without a safe address unwrapped: 1",
        "  * content: unwrapped or renamed, their contents kept: 1 blink",
    ):
        assert f"\n{line}\n" in done.stdout
    assert site.requests[-1].header("x-key") == "7"
    assert not (hub.folder / "data").exists()


def test_an_address_and_a_file_need_no_configuration(hub: HubFolder) -> None:
    (hub.folder / "feed.xml").write_bytes(rss(Item(number=1)))
    assert hub.call("preview", "feed.xml").stdout.startswith("News: rss20, 1 entries\n")
    refused = hub.call("preview", "http://127.0.0.1:1/feed")
    assert (refused.returncode, "blocked address" in refused.stderr) == (1, True)


def test_as_json_it_holds_before_and_after(hub: HubFolder, site: Origin) -> None:
    said = json.loads(hub.call("preview", site.url("/feed"), "--json", "-n", "1").stdout)
    (entry,) = said["entries"]
    assert (said["offered"], entry["title"], entry["before"]) == (2, "Bold & 要闻", BODY)
    assert "script" not in entry["content"]
    assert entry["published"] == "2026-01-01T01:00:00+00:00"


@pytest.mark.parametrize("what", ["nothing-like-it", "http://[::1/", "ftp://example.org/feed"])
def test_what_is_nothing_is_wrong_usage(hub: HubFolder, what: str) -> None:
    refused = hub.call("preview", what)
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


def test_a_page_is_no_feed_and_the_next_step_is_named(hub: HubFolder, site: Origin) -> None:
    site.serve("/", b"<!doctype html><title>x</title>", content_type="text/html")
    refused = hub.call("preview", site.url("/"))
    assert refused.returncode == 1
    assert "not a feed" in refused.stderr
    assert "`feedhub add` finds the feed behind a page" in refused.stderr


def test_the_page_of_before_and_after_runs_nothing(hub: HubFolder, site: Origin, tmp_path: Path) -> None:
    chromium = need("chromium")
    done = hub.call("preview", "news", "--html", "seen.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrote seen.html\n")
    page = (hub.folder / "seen.html").read_text("utf-8")
    assert escape(BODY.splitlines()[1], quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shown = browser.new_page()
        said: list[str] = []
        shown.on("console", lambda line: said.append(line.text))
        shown.route("**/*.jpg", lambda route: route.fulfill(status=200, body=""))
        shown.goto((hub.folder / "seen.html").as_uri())
        assert shown.title() == "News: before and after"
        assert shown.locator("script").count() == 0
        assert "document.title = 'stolen'" in shown.locator("pre").first.inner_text()
        assert shown.locator("section img").first.get_attribute("src") == "https://news.example/real.jpg"
        browser.close()
    assert said == []
