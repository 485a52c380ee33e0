"""The pages in a real browser: found by clicking, whole on a phone, without a script, an error or a broken policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from support.hub import HubFolder
from support.programs import need

FEED = """<rss version="2.0"><channel><title>证券时报网</title>
<item><guid>https://news.example.com/1</guid><title>绿色创新 &amp; 增长</title><link>https://news.example.com/1</link>
<pubDate>Thu, 01 Sep 2022 11:16:00 GMT</pubDate><description>金秋时节，北京迎来了一年一度的盛会。</description></item>
<item><guid>https://news.example.com/2</guid><title>A title that is a good deal longer than a phone is wide, in one
wordwithoutanyspacesatallthatgoesonandonandonandonandonandon</title><link>https://news.example.com/2</link>
<pubDate>Thu, 01 Sep 2022 10:16:00 GMT</pubDate><description>Text</description></item></channel></rss>"""
CONFIG = """
hub: {title: 每日要闻, base_url: "BASE", language: zh-CN}
serve: {bind: "127.0.0.1:0"}
sources:
  - {name: stcn, path: feed.xml, categories: [金融/证券时报网/要闻]}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a hub with one source, and give its address."""
    hub = HubFolder(tmp_path_factory.mktemp("hub"))
    (hub.folder / "feed.xml").write_text(FEED, "utf-8")
    hub.configure(CONFIG.replace("BASE", "http://hub.example"))
    assert hub.call("poll").returncode == 0
    with hub.daemon() as daemon:
        yield daemon.base


@contextmanager
def browsing(base: str, profile: Path, *, width: int = 1280, dark: bool = False) -> Iterator[Page]:
    """Open the hub's page; whatever the browser complains about fails the test."""
    chromium = need("chromium")
    complaints: list[str] = []
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if dark else "light",
        )
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda reply: complaints.append(reply.url) if reply.status >= 400 else None)
        page.goto(base + "/")
        yield page
        browser.close()
    assert complaints == []


def test_a_click_leads_from_the_hub_to_a_category_to_an_entry_and_autodiscovery_to_the_feed(
    base: str, tmp_path: Path
) -> None:
    with browsing(base, tmp_path) as page:
        page.get_by_role("navigation").get_by_role("link", name="要闻").click()
        assert page.get_by_role("heading", level=1).inner_text() == "要闻"
        entry = page.get_by_role("link", name="绿色创新 & 增长")
        assert entry.get_attribute("href") == "https://news.example.com/1"
        kinds = page.locator("link[rel=alternate]").evaluate_all("links => links.map(link => [link.type, link.href])")
        suffixes = {kind: address.rpartition(".")[2] for kind, address in kinds}
        assert suffixes["application/atom+xml"] == "atom"
        feed = page.request.get(kinds[0][1].replace("http://hub.example", base))
        assert (feed.status, feed.headers["content-type"]) == (200, f"{kinds[0][0]}; charset=utf-8")
        assert "绿色创新" in feed.text()


def test_a_browser_that_goes_to_a_feed_is_shown_its_page(base: str, tmp_path: Path) -> None:
    with browsing(base, tmp_path) as page:
        page.goto(f"{base}/all.atom")
        assert page.get_by_role("heading", name="绿色创新 & 增长").is_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_fits_its_window_and_wears_the_colours_asked_for(
    base: str, tmp_path: Path, width: int, dark: bool
) -> None:
    with browsing(base, tmp_path, width=width, dark=dark) as page:
        for path in ("/", "/all", "/source/stcn"):
            page.goto(base + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=tmp_path / f"{path.replace('/', '_')}.png", full_page=True)
        red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert (red + green + blue < 3 * 128) is dark


def test_the_first_key_leads_past_the_head_to_the_entries(base: str, tmp_path: Path) -> None:
    with browsing(base, tmp_path) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "entries"
