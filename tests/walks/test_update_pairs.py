"""Two documents of one source, a day apart: what of the second is new, what changed, and that nothing comes twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from feedhub.digest import DigestJob, digest
from feedhub.model.document import FeedKind, FeedName
from feedhub.model.fetched import Body
from feedhub.model.visit import Recorded
from feedhub.store import Store
from support.documents import rss
from support.parsed import surroundings
from support.visits import NOW, a_source, configured, visited

DAY = timedelta(days=1)
SOURCE = FeedName(kind=FeedKind.SOURCE, name="stcn")


def item(number: int, **said: str) -> str:
    """Write an item; `said` replaces what it says by the name of the element."""
    parts = {
        "guid": f"http://a.example/?p={number}",
        "link": f"http://a.example/posts/{number}.html",
        "title": f"Title of article {number}",
        "description": f"The words of article {number}, enough of them to tell it from the others.",
        "pubDate": f"Thu, 0{number} Sep 2022 11:16:00 GMT",
        **said,
    }
    return "".join(f"<{name}>{text}</{name}>" for name, text in parts.items() if text)


BEFORE = [item(number) for number in range(1, 6)]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents of one source into a store, as visits do."""

    store: Store

    def read(self, document: str, *, days: int, location: str = "http://a.example/feed") -> Recorded:
        """Make one visit that finds this document, so many days after the first."""
        at = NOW + days * DAY
        [claim] = self.store.claim_named(["stcn"], at, lease=DAY)
        known = self.store.known(claim.row)
        self.store.release([claim])
        body = Body(data=document.encode(), location=location, content_type=None, name="")
        got = digest(DigestJob(bodies=(body,), known=known, around=surroundings(now=at, location=location)))
        return visited(self.store, "stcn", *got.entries, at=at, renewed=got.renewed, facts=got.facts)

    def ids(self) -> dict[str, str]:
        """Give what is shown, titles by id."""
        return {line.id: line.title for line in self.store.front(SOURCE, limit=100).lines}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    store = Store.open(f"sqlite:///{tmp_path}/feedhub.db", now=NOW)
    configured(store, a_source())
    opened = Reader(store)
    assert opened.read(rss(*BEFORE), days=0).new == 5
    yield opened
    store.close()


def every(change: Callable[[str], str]) -> list[str]:
    return list(map(change, BEFORE))


PAIRS = {
    "the same again": (rss(*BEFORE), 0, 0),
    "in another order": (rss(*BEFORE[::-1]), 0, 0),
    "some dropped": (rss(*BEFORE[:2]), 0, 0),
    "one more": (rss(item(6), *BEFORE), 1, 0),
    "an edited title": (rss(item(1, title="Another title"), *BEFORE[1:]), 0, 1),
    "an edited text": (rss(item(1, description="Other words altogether, and no few of them."), *BEFORE[1:]), 0, 1),
    "a date moved": (rss(*(item(n, pubDate="Fri, 30 Sep 2022 11:16:00 GMT") for n in range(1, 6))), 0, 0),
    "https instead of http": (rss(*every(lambda text: text.replace("http://", "https://"))), 0, 5),
    "every guid renewed": (rss(*(item(n, guid=f"http://a.example/new/{n}") for n in range(1, 6))), 0, 0),
    "one guid renewed": (rss(item(1, guid="http://a.example/new/1"), *BEFORE[1:]), 0, 0),
    "every guid gone": (rss(*(item(n, guid="") for n in range(1, 6))), 0, 0),
    "malformed for a day": (rss(*BEFORE).replace("<title>t</title>", "<title>t</title></p><br>"), 0, 0),
    "bare ampersands for a day": (rss(*BEFORE).replace("<title>t</title>", "<title>a & b</title>"), 0, 0),
    "cut short": (rss(*BEFORE)[:-250], 0, 0),
    "junk in front": ("\n\nWarning: mysql_connect()\n" + rss(*BEFORE), 0, 0),
}
"""What the second document is, and how many entries of it are new and changed."""


@pytest.mark.parametrize("pair", PAIRS)
def test_the_second_document_brings_what_is_new_in_it_and_nothing_twice(reader: Reader, pair: str) -> None:
    after, new, changed = PAIRS[pair]
    before = reader.ids()
    recorded = reader.read(after, days=1)
    assert (recorded.new, recorded.alarm) == (new, None)
    assert recorded.changed <= changed
    assert len(reader.ids()) == 5 + new
    assert reader.ids().keys() >= before.keys()


def test_an_edit_is_shown_under_the_old_id_and_date(reader: Reader) -> None:
    dates = {line.id: line.published for line in reader.store.front(SOURCE, limit=100).lines}
    moved = item(1, title="Another title", pubDate="Fri, 30 Sep 2022 11:16:00 GMT")
    assert reader.read(rss(moved, *BEFORE[1:]), days=1).changed == 1
    assert reader.ids()["http://a.example/?p=1"] == "Another title"
    assert {line.id: line.published for line in reader.store.front(SOURCE, limit=100).lines} == dates


@pytest.mark.parametrize(
    "location", ["https://a.example/feed", "http://a.example/feed/", "http://mirror.example/f.xml"]
)
def test_another_address_of_the_document_brings_nothing(reader: Reader, location: str) -> None:
    recorded = reader.read(rss(*BEFORE), days=1, location=location)
    assert (recorded.new, recorded.changed) == (0, 0)


def test_after_a_bad_day_the_good_document_brings_nothing_either(reader: Reader) -> None:
    for days, pair in enumerate(PAIRS, 1):
        reader.read(PAIRS[pair][0], days=days)
    shown = len(reader.ids())
    assert shown == 6
    assert reader.read(rss(item(6), *BEFORE), days=len(PAIRS) + 1).new == 0
