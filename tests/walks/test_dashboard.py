"""The dashboard in a real browser: every page and every button, on a phone and on a desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from support.browser import Window, window
from support.hub import Daemon, HubFolder
from support.news import Item, rss
from support.origin import Origin

TOKEN = "the-operators-own-token"  # noqa: S105  of this test
CONFIG = """
hub: {{title: 每日要闻, base_url: "http://hub.example"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
serve: {{bind: "127.0.0.1:0", {token}}}
sources:
  - {{name: good, url: "{site}/good", every: 6h, categories: [金融/证券时报网/要闻]}}
  - {{name: bad, url: "{site}/bad", every: 6h, title: "<script>alert(1)</script>"}}
  - {{name: page, url: "{site}/page", every: 6h}}
  - {{name: resting, url: "{site}/good?2", enabled: false}}
"""
PAGES = ("/status", "/status/source/good", "/status/source/bad", "/status/categories", "/status/timeline")


@dataclass(frozen=True, slots=True)
class Running:
    """A hub with a few sources, and the site they are on."""

    folder: HubFolder
    daemon: Daemon
    origin: Origin

    @property
    def base(self) -> str:
        """Where it listens."""
        return self.daemon.base


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = HubFolder(tmp_path_factory.mktemp("hub"))
    with Origin() as origin:
        origin.serve("/good", rss(*(Item(number=number) for number in range(12)), title="证券时报网"))
        origin.serve("/page", b"<html><body>no feed</body></html>")
        origin.answer("/bad", 503)
        folder.configure(CONFIG.format(site=origin.url(""), token=f"admin_token: {TOKEN}"))
        with folder.daemon() as daemon:
            for line in ("good: ", "bad: ", "page: ", "published "):
                daemon.wait_for(line)
            yield Running(folder, daemon, origin)


def sign_in(open_window: Window, base: str) -> None:
    """Go to the dashboard and give the token."""
    open_window.expected.append("401")
    page = open_window.page
    page.goto(f"{base}/status")
    page.get_by_label("The token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="How the sources are").wait_for()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_fits_its_window_and_shuts_nobody_out(
    running: Running, tmp_path: Path, width: int, dark: bool
) -> None:
    with window(width, dark=dark) as it:
        it.expected.append("401")
        it.page.goto(f"{running.base}/status")
        assert it.barriers() == []
        sign_in(it, running.base)
        for path in PAGES:
            it.page.goto(running.base + path)
            assert not it.too_wide(), path
            assert it.barriers() == [], path
            it.page.screenshot(path=tmp_path / f"{width}-{dark}{path.replace('/', '-')}.png", full_page=True)
        for path in ("/", "/all", "/source/good", "/category/金融"):
            it.page.goto(running.base + path)
            assert it.barriers() == [], path


@pytest.mark.parametrize("width", [390, 1280])
def test_a_source_is_polled_paused_and_resumed_with_its_buttons(running: Running, width: int) -> None:
    with window(width) as it:
        sign_in(it, running.base)
        page = it.page
        before = len(running.origin.asked("/good"))
        page.get_by_role("button", name="Poll now: 证券时报网").click()
        page.wait_for_url("**/status")
        running.origin.wait_for(before + 1, path="/good")
        page.get_by_role("button", name="Pause: 证券时报网").click()
        page.get_by_role("button", name="Resume: 证券时报网").wait_for()
        assert page.get_by_text("paused by the operator").is_visible()
        page.get_by_role("link", name="证券时报网").click()
        page.get_by_role("button", name="Resume").click()
        page.get_by_role("button", name="Poll now").wait_for()
        assert page.url.endswith("/status/source/good")


def test_a_pause_survives_a_reload_of_the_configuration(running: Running) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert httpx.post(f"{running.base}/status/source/page/pause", headers=bearer, trust_env=False).status_code == 303
    text = (running.folder.folder / "config.yaml").read_text("utf-8")
    running.folder.configure(text.replace("every: 6h", "every: 7h"))
    running.daemon.wait_for("took up the new configuration")
    assert "paused by the operator" in running.daemon.get("/status/source/page", **bearer).text
    assert httpx.post(f"{running.base}/status/source/page/resume", headers=bearer, trust_env=False).status_code == 303
    assert "paused by the operator" not in running.daemon.get("/status/source/page", **bearer).text


def test_sources_are_found_filtered_and_sorted_by_clicking(running: Running) -> None:
    with window(1280) as it:
        sign_in(it, running.base)
        page = it.page
        rows = page.locator("tbody tr th")
        page.get_by_role("link", name="failing").click()
        page.wait_for_url("**health=failing**")
        assert rows.count() == 2
        page.get_by_role("link", name="4 sources").click()
        page.wait_for_url(lambda url: "health" not in url.replace("sort=health", ""))
        page.get_by_role("link", name="Entries").click()
        page.wait_for_url("**sort=entries**")
        assert "证券时报网" in rows.first.inner_text()
        page.get_by_label("Name or title").fill("resting")
        page.get_by_role("button", name="Find").click()
        page.wait_for_url("**q=resting**")
        assert rows.count() == 1


def test_the_page_shows_what_is_new_by_itself_and_leaves_alone_what_is_being_typed(running: Running) -> None:
    with window(1280) as it:
        it.page.clock.install()
        sign_in(it, running.base)
        it.page.evaluate("document.querySelector('tbody').id = 'old'")
        it.page.get_by_label("Name or title").focus()
        it.page.clock.run_for(16_000)
        assert it.page.locator("#old").count() == 1
        it.page.evaluate("document.activeElement.blur()")
        it.page.clock.run_for(16_000)
        it.page.locator("#old").wait_for(state="detached")
        assert it.page.locator("tbody tr").count() == 4


def test_what_a_source_says_is_text_and_nothing_else(running: Running) -> None:
    with window(1280) as it:
        sign_in(it, running.base)
        it.page.goto(f"{running.base}/status/source/bad")
        assert it.page.get_by_role("heading", level=1).inner_text() == "<script>alert(1)</script>"
        assert it.page.get_by_text("Its server has an error (5xx).").is_visible()


def test_signing_out_closes_the_pages_again(running: Running) -> None:
    with window(1280) as it:
        sign_in(it, running.base)
        it.page.get_by_role("button", name="Sign out").click()
        it.page.get_by_label("The token").wait_for()


def test_a_wrong_token_is_told_and_opens_nothing(running: Running) -> None:
    with window(390) as it:
        it.expected.append("401")
        it.page.goto(f"{running.base}/status/login")
        it.page.get_by_label("The token").fill("wrong")
        it.page.get_by_role("button", name="Sign in").click()
        it.page.get_by_role("alert").wait_for()
        assert it.page.context.cookies() == []


def test_the_cookie_is_for_this_site_alone_and_no_script_can_read_it(running: Running) -> None:
    with window(1280) as it:
        sign_in(it, running.base)
        [cookie] = it.page.context.cookies()
        assert (cookie.get("httpOnly"), cookie.get("sameSite"), cookie.get("path")) == (True, "Strict", "/status")
        assert TOKEN not in str(cookie)
        assert it.page.evaluate("document.cookie") == ""


def test_an_act_without_a_form_of_ours_is_refused(running: Running) -> None:
    signed = httpx.post(f"{running.base}/status/login", data={"token": TOKEN}, trust_env=False)
    cookie = {"cookie": signed.headers["set-cookie"].partition(";")[0]}
    address = f"{running.base}/status/source/good/pause"
    assert signed.status_code == 303
    for data, headers in (
        ({}, cookie),
        ({"form": "guess"}, cookie),
        ({}, {}),
        ({}, {"authorization": "Bearer wrong"}),
        ({}, {**cookie, "sec-fetch-site": "cross-site"}),
    ):
        assert httpx.post(address, data=data, headers=headers, trust_env=False).status_code == 403
    assert httpx.get(address, headers=cookie, trust_env=False).status_code == 405
    assert "paused by the operator" not in running.daemon.get("/status/source/good", **cookie).text


def test_an_unknown_source_or_act_is_not_found(running: Running) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert running.daemon.get("/status/source/none", **bearer).status_code == 404
    for path in ("/status/source/none/poll", "/status/source/good/explode", "/status/source/resting/poll"):
        assert httpx.post(running.base + path, headers=bearer, trust_env=False).status_code == 404


def test_without_a_token_a_hub_on_this_machine_shows_all_pages_and_no_button(running: Running, tmp_path: Path) -> None:
    hub = HubFolder(tmp_path)
    hub.configure(CONFIG.format(site=running.origin.url(""), token=""))
    with hub.daemon() as daemon, window(1280) as it:
        daemon.wait_for("published ")
        for path in (*PAGES, "/status.atom"):
            assert daemon.get(path).status_code == 200
        it.page.goto(f"{daemon.base}/status/source/good")
        assert it.page.get_by_role("button").count() == 0
        for path in ("/status/source/good/poll", "/status/login"):
            refused = httpx.post(daemon.base + path, data={"token": ""}, trust_env=False)
            assert refused.status_code == 403


def test_without_a_token_a_hub_open_to_the_world_shows_the_least(running: Running, tmp_path: Path) -> None:
    hub = HubFolder(tmp_path)
    text = CONFIG.format(site=running.origin.url(""), token="")
    hub.configure(text.replace("127.0.0.1:0", "0.0.0.0:0"))
    with hub.daemon() as daemon:
        daemon.wait_for("bad: ")
        daemon.wait_for("published ")
        base = daemon.base.replace("0.0.0.0", "127.0.0.1")  # noqa: S104  where it listens
        brief = httpx.get(f"{base}/status", trust_env=False)
        assert (brief.status_code, "证券时报网" in brief.text) == (200, True)
        assert running.origin.url("") not in brief.text
        assert "503" not in brief.text
        for path in PAGES[1:]:
            assert httpx.get(base + path, trust_env=False).status_code == 403
