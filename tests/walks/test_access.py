"""Closed categories at a real hub: who gets what, and that no cache, log or other reader gets a token."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from support.hub import Daemon, HubFolder
from support.news import Item, rss

ANNA, ADMIN = "annas-own-token-1234", "the-operators-own-token"
CONFIG = f"""
hub: {{base_url: "http://hub.example"}}
serve:
  bind: "127.0.0.1:0"
  admin_token: {ADMIN}
  tokens: [{{name: anna, token: {ANNA}, categories: [家]}}]
sources:
  - {{name: home, path: home.xml, categories: [家/照片]}}
  - {{name: news, path: news.xml, categories: [新闻]}}
"""


def polled(folder: Path) -> HubFolder:
    """Make a hub with something closed and something open."""
    hub = HubFolder(folder)
    (hub.folder / "home.xml").write_bytes(rss(Item(number=1, title="Our secret party")))
    (hub.folder / "news.xml").write_bytes(rss(Item(number=2, title="Public news")))
    hub.configure(CONFIG)
    assert hub.call("poll").returncode == 0
    return hub


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> HubFolder:
    return polled(tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="module")
def daemon(folder: HubFolder) -> Iterator[Daemon]:
    with folder.daemon() as running:
        yield running


def test_without_a_token_nothing_of_a_closed_category_is_shown_anywhere(folder: HubFolder, daemon: Daemon) -> None:
    answers = {name: daemon.get("/" + name) for name in folder.documents()}
    assert daemon.get("/category/新闻.atom").status_code == 200
    assert daemon.get("/category/家.atom").status_code == 401
    assert {reply.status_code for reply in answers.values()} <= {200, 301, 401}
    assert not any("secret party" in reply.text or "照片" in reply.text for reply in answers.values())


def test_a_token_opens_its_category_in_every_way_it_can_be_given(daemon: Daemon) -> None:
    basic = "Basic YW5uYTphbm5hcy1vd24tdG9rZW4tMTIzNA=="
    for reply in (
        daemon.get(f"/category/家.atom?token={ANNA}"),
        daemon.get("/category/家.atom", authorization=f"Bearer {ANNA}"),
        daemon.get("/category/家/照片.json", authorization=basic),
    ):
        assert (reply.status_code, "secret party" in reply.text) == (200, True)
    refused = daemon.get("/category/家.atom?token=annas-own-token-1235")
    assert (refused.status_code, refused.headers["cache-control"]) == (401, "no-store")
    assert refused.headers["www-authenticate"].startswith("Basic")


def test_what_is_closed_is_for_no_shared_cache(daemon: Daemon) -> None:
    whole = daemon.get("/category/家.atom", authorization=f"Bearer {ANNA}")
    known = daemon.get("/category/家.atom", authorization=f"Bearer {ANNA}", if_none_match=whole.headers["etag"])
    stranger = daemon.get("/category/家.atom", if_none_match=whole.headers["etag"])
    assert (known.status_code, stranger.status_code) == (304, 401)
    for reply in (whole, known):
        assert reply.headers["cache-control"] == "private, no-cache"
        assert "Authorization" in reply.headers["vary"]
    assert "public" in daemon.get("/category/新闻.atom").headers["cache-control"]


def test_links_of_a_document_with_a_token_go_on_working_and_lead_it_nowhere_else(daemon: Daemon) -> None:
    feed = daemon.get(f"/category/家.atom?token={ANNA}", accept_encoding="gzip")
    links = {link.get("rel"): link.get("href") for link in etree.fromstring(feed.content).iter("{*}link")}
    assert links["self"] == f"http://hub.example/category/%E5%AE%B6.atom?token={ANNA}"
    assert "token" not in links["alternate"]
    page = daemon.get(f"/category/家?token={ANNA}")
    assert f'href="http://hub.example/category/%E5%AE%B6.atom?token={ANNA}"' in page.text
    assert 'href="https://news.example/1?token' not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    plain = daemon.get("/category/家", authorization=f"Bearer {ANNA}")
    assert ANNA not in plain.text


def test_a_move_takes_the_token_along_and_is_kept_by_no_cache(daemon: Daemon) -> None:
    moved = daemon.get(f"/category/家/?token={ANNA}")
    assert moved.headers["location"] == f"http://hub.example/category/%E5%AE%B6?token={ANNA}"
    assert moved.headers["cache-control"] == "no-store"


def test_the_log_knows_no_token_and_one_that_is_taken_back_opens_nothing(tmp_path: Path) -> None:
    folder = polled(tmp_path)
    with folder.daemon() as daemon:
        assert daemon.get(f"/category/家.atom?token={ANNA}").status_code == 200
        folder.configure(CONFIG.replace(ANNA, "another-token-of-anna"))
        daemon.wait_for("took up the new configuration")
        assert daemon.get(f"/category/家.atom?token={ANNA}").status_code == 401
        assert daemon.get("/category/家.atom?token=another-token-of-anna").status_code == 200
        assert "token" not in "".join(daemon.lines)


def test_tokens_need_an_operator_and_secrets_long_enough(tmp_path: Path) -> None:
    hub = HubFolder(tmp_path)
    for wrong, said in (
        (CONFIG.replace(f"  admin_token: {ADMIN}\n", ""), "needs serve.admin_token"),
        (CONFIG.replace(ANNA, "short"), "16 to 200 characters"),
        (CONFIG.replace(ANNA, "no such/character here"), "letters, digits"),
    ):
        hub.configure(wrong)
        done = hub.call("check")
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
