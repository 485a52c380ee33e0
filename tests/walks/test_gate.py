"""The gate on its way: what would do readers harm is held back, told, tried again, and let pass by whoever decides so."""

import json
from collections.abc import Sequence

from support.hub import HubFolder


def feed(entries: Sequence[int]) -> str:
    """Write a feed whose entries are dated an hour apart."""
    items = "".join(
        f"<entry><id>urn:news:{hour}</id><title>News {hour}</title><link href='https://news.example.com/{hour}'/>"
        f"<updated>2022-09-01T{hour:02}:00:00Z</updated><content>Text {hour}</content></entry>"
        for hour in entries
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:news</id><title>News</title>"
        f"<updated>2022-09-01T00:00:00Z</updated>{items}</feed>"
    )


def configure(hub: HubFolder, categories: str = "[news]") -> None:
    hub.configure(
        f"sources:\n  - {{name: large, path: large.xml, first: 12, categories: {categories}}}\n"
        "  - {name: small, path: small.xml, categories: [news]}\n"
    )
    (hub.folder / "small.xml").write_text(feed([22, 23]))


def lose_the_database(hub: HubFolder) -> None:
    for file in (hub.folder / "data").glob("feedhub.db*"):
        file.unlink()


def entries_of(hub: HubFolder, name: str) -> int:
    return (hub.folder / "data/public" / name).read_bytes().count(b"<entry")


def test_a_document_that_collapses_with_a_lost_database_is_held_back_until_somebody_accepts_it(hub: HubFolder) -> None:
    configure(hub)
    (hub.folder / "large.xml").write_text(feed(range(12)))
    assert hub.call("poll").returncode == 0
    assert entries_of(hub, "category/news.atom") == 14
    hub.make_all()

    lose_the_database(hub)
    (hub.folder / "large.xml").write_text(feed(range(2)))
    again = hub.call("poll")
    assert "category/news.atom stays as it was: size" in again.stderr
    assert entries_of(hub, "category/news.atom") == 14
    assert entries_of(hub, "source/small.atom") == 2

    assert "category/news.atom is held back since" in hub.call("status").stderr
    published = hub.call("publish", "--json")
    assert published.returncode == 1
    assert {"category/news.atom", "all.atom", "source/large.rss"} <= {
        each["document"] for each in json.loads(published.stdout)["held_back"]
    }

    accepted = hub.call("publish", "--accept")
    assert accepted.returncode == 0, accepted.stderr
    assert entries_of(hub, "category/news.atom") == 4
    assert hub.call("status").stderr == ""


def test_a_category_that_the_configuration_empties_may_shrink(hub: HubFolder) -> None:
    configure(hub)
    (hub.folder / "large.xml").write_text(feed(range(12)))
    assert hub.call("poll").returncode == 0

    configure(hub, categories="[elsewhere]")
    published = hub.call("publish")
    assert published.returncode == 0, published.stderr
    assert (entries_of(hub, "category/news.atom"), entries_of(hub, "category/elsewhere.atom")) == (2, 12)


def test_the_published_folder_can_be_checked_at_any_time(hub: HubFolder) -> None:
    configure(hub)
    (hub.folder / "large.xml").write_text(feed(range(12)))
    assert hub.call("poll").returncode == 0
    good = hub.call("check", "--published")
    assert (good.returncode, good.stdout) == (0, "")

    broken = hub.folder / "data/public/category/news.atom"
    broken.write_bytes(broken.read_bytes().replace(b"<title>News 7<", b"<title>News 7 &nbsp;<"))
    (hub.folder / "data/public/all.json").unlink()
    found = hub.call("check", "--published")
    assert found.returncode == 1
    assert "category/news.atom: well-formed: urn:news:7 " in found.stdout
    assert "all.json: well-formed" in found.stdout
