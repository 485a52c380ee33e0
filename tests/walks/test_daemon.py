"""The daemon as a process of its own, from a changing web site to a reader's second request."""

import shutil
import signal
from xml.etree import ElementTree as ET

import httpx

from support.hub import Daemon, HubFolder
from support.news import Item, rss
from support.origin import Answer, Asked, Origin

ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = """
hub: {{title: 每日要闻, base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8]}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: news, url: "{news}", categories: [金融/证券时报网/要闻]}}
"""


def ids(response: httpx.Response) -> list[str | None]:
    assert response.status_code == 200, response.text
    return [entry.findtext(f"{ATOM}id") for entry in ET.fromstring(response.content).iter(f"{ATOM}entry")]  # noqa: S314


def published(daemon: Daemon) -> None:
    daemon.wait_for("news: ")
    daemon.wait_for("published ")


def test_entries_walk_from_the_site_to_every_level_of_their_category(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=2), Item(number=1)), etag='"one"')
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    both = ["tag:news.example,2026:2", "tag:news.example,2026:1"]
    with hub.daemon() as daemon:
        published(daemon)
        for path in (
            "/all",
            "/category/金融",
            "/category/金融/证券时报网",
            "/category/金融/证券时报网/要闻",
            "/source/news",
        ):
            assert ids(daemon.get(path + ".atom")) == both
            assert "Item 2" in daemon.get(path).text


def test_a_change_at_the_site_shows_and_the_rest_stays_as_it_was(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=2), Item(number=1)), etag='"one"')
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    with hub.daemon() as daemon:
        published(daemon)
        before = daemon.get("/all.atom")
        origin.serve("/feed", rss(Item(number=3), Item(number=2, title="Corrected"), Item(number=1)), etag='"two"')
        assert hub.call("poll", "news").returncode == 0
        assert origin.requests[-1].header("if-none-match") == '"one"'
        after = daemon.get("/all.atom")
    assert ids(after) == ["tag:news.example,2026:3", *ids(before)]
    assert "Corrected" in after.text
    assert before.text.count("<published>2026-01-01T02:00:00Z") == after.text.count("<published>2026-01-01T02:00:00Z")


def test_a_second_request_is_answered_with_304(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)), etag='"one"')
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    with hub.daemon() as daemon:
        published(daemon)
        first = daemon.get("/category/金融.atom")
        by_tag = daemon.get("/category/金融.atom", If_None_Match=first.headers["etag"])
        by_date = daemon.get("/category/金融.atom", If_Modified_Since=first.headers["last-modified"])
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert (by_date.status_code, by_date.content) == (304, b"")


def test_kill_and_restart_change_no_id_date_or_byte(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=2), Item(number=1)), etag='"one"')
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    with hub.daemon() as daemon:
        published(daemon)
        daemon.stop(signal.SIGKILL)
    before = hub.documents()
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        assert daemon.get("/all.atom").content == before["all.atom"][0]
        origin.reset()
        assert hub.call("poll", "news").returncode == 0
        code, _ = daemon.stop()
    assert code == 0
    assert hub.documents() == before
    assert [ask.header("if-none-match") for ask in origin.requests] == ['"one"']


def test_a_published_folder_that_was_lost_comes_back_byte_for_byte(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)), etag='"one"')
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    assert hub.call("poll").returncode == 0
    before = hub.documents()
    shutil.rmtree(hub.folder / "data/public")
    assert hub.call("publish").returncode == 0
    assert hub.documents() == before


def test_sigterm_ends_it_within_five_seconds_with_a_slow_site_under_way(hub: HubFolder, origin: Origin) -> None:
    async def hang(_asked: Asked, answer: Answer) -> None:
        await answer.hang()

    origin.script("/feed", hang)
    hub.configure(CONFIG.format(news=origin.url("/feed")))
    with hub.daemon() as daemon:
        origin.wait_for(1)
        code, seconds = daemon.stop()
    assert code == 0
    assert seconds < 5
    origin.serve("/feed", rss(Item(number=1)))
    (visit,) = hub.rows("poll")
    assert (visit["source"], visit["new"], visit["error"]) == ("news", 1, None)
    assert visit["next_visit"] == hub.rows("status")[0]["next_visit"]


def test_a_broken_configuration_stops_the_start_with_its_line(hub: HubFolder) -> None:
    hub.configure("hub: {title: t}\nsources:\n  - name: a\n    urll: https://a.example/\n")
    done = hub.call("run")
    assert done.returncode == 2
    assert "config.yaml:4:5: sources.0.urll" in done.stderr
    assert not (hub.folder / "data").exists()


def test_a_running_daemon_refuses_a_broken_configuration_and_takes_up_a_good_one(
    hub: HubFolder, origin: Origin
) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    origin.serve("/more", rss(Item(number=7)))
    good = CONFIG.format(news=origin.url("/feed"))
    hub.configure(good)
    with hub.daemon() as daemon:
        published(daemon)
        hub.configure(good + "  - {name: more, urls: x}\n")
        assert "config.yaml:7" in daemon.wait_for("the new configuration is refused")
        hub.configure(good + f'  - {{name: more, url: "{origin.url("/more")}", categories: [新]}}\n')
        daemon.wait_for("took up the new configuration")
        daemon.wait_for("more: 1 new")
        assert daemon.get("/all.atom").status_code == 200
