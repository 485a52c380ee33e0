"""What becomes of a hub while it runs, when config.yaml is edited."""

import time

import httpx

from support.hub import PATIENCE, Daemon, HubFolder
from support.news import Item, rss

HEAD = 'hub: {base_url: "http://hub.example"}\nserve: {bind: "127.0.0.1:0"}\nsources:\n'
NEWS = "  - {name: news, path: news.xml, categories: [a/b]}\n"
MORE = "  - {name: more, path: more.xml, categories: [c]}\n"


def save(hub: HubFolder, text: str) -> None:
    """Save config.yaml the way editors do, as a new file."""
    (hub.folder / "config.new").write_text(HEAD + text, "utf-8")
    (hub.folder / "config.new").replace(hub.folder / "config.yaml")


def begin(hub: HubFolder) -> None:
    (hub.folder / "news.xml").write_bytes(rss(Item(number=1)))
    (hub.folder / "more.xml").write_bytes(rss(Item(number=2)))
    hub.configure(HEAD + NEWS + MORE)
    assert hub.call("poll").returncode == 0


def until(daemon: Daemon, path: str, status: int) -> httpx.Response:
    """Wait for the publishing that follows a change."""
    ends = time.monotonic() + PATIENCE
    while (answer := daemon.get(path)).status_code != status:
        assert time.monotonic() < ends, f"{path} still answers {answer.status_code}"
        time.sleep(0.1)
    return answer


def test_a_removed_source_is_gone_and_its_entries_stay(hub: HubFolder) -> None:
    begin(hub)
    with hub.daemon() as daemon:
        save(hub, NEWS)
        until(daemon, "/source/more.atom", 410)
        assert "Item 2" in daemon.get("/category/c.atom").text
        assert daemon.get("/source/news.atom").status_code == 200


def test_a_source_in_another_category_takes_its_entries_along(hub: HubFolder) -> None:
    begin(hub)
    with hub.daemon() as daemon:
        save(hub, NEWS.replace("a/b", "d/e") + MORE)
        assert "Item 1" in until(daemon, "/category/d/e.atom", 200).text
        until(daemon, "/category/a/b.atom", 410)
        until(daemon, "/category/a.atom", 410)


def test_a_paused_source_is_left_alone_and_stays_published(hub: HubFolder) -> None:
    begin(hub)
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        save(hub, NEWS + MORE.replace("}", ", enabled: false}"))
        daemon.wait_for("took up the new configuration")
        assert [row["enabled"] for row in hub.rows("status")] == [True, False]
        assert "Item 2" in daemon.get("/source/more.atom").text
        refused = hub.call("poll", "more")
        assert (refused.returncode, "no enabled source is called 'more'" in refused.stderr) == (2, True)


def test_a_renamed_feed_answers_with_301(hub: HubFolder) -> None:
    begin(hub)
    with hub.daemon() as daemon:
        save(hub, NEWS.replace("a/b", "z/b") + MORE + "feeds: [{category: z, was: [a]}]\n")
        assert until(daemon, "/category/a/b.rss", 301).headers["location"] == "http://hub.example/category/z/b.rss"


def test_a_change_is_in_force_within_two_seconds(hub: HubFolder) -> None:
    begin(hub)
    times = []
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        for number in range(3):
            daemon.lines.clear()
            began = time.monotonic()
            save(hub, NEWS + MORE.replace("[c]", f"[c{number}]"))
            daemon.wait_for("took up the new configuration")
            times.append(time.monotonic() - began)
    assert min(times) < 2
