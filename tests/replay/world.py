"""A world of sites that give the same articles in ever other ways: what is offered is known here, and only here.

Each article carries a word of its own, `token`, in its title and text; nothing else of it need stay from visit to visit.
`Site.visit` writes the document of one visit, and says which articles stand in it whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from itertools import count
from random import Random


class Trick(Enum):
    """What a site does to the ids and links of its items."""

    NONE = "plain"
    GUID_FORM = "scheme, host, case and query of guids"
    GUID_NEW = "all guids new at every visit"
    GUID_AND_SESSION = "all guids new, and session ids in links"
    LINK_SESSION = "no guids, session ids in links"
    WORDS_ONLY = "guids and links new at every visit, for good"
    GUID_ONCE = "other guids from one day on"
    ONE_GUID = "the same guid on every item"


_WINDOW = 15
_MOVED_AT = 5
"""The visit from which on `GUID_ONCE` sites run other software."""
_WORDS = [
    "river",
    "bridge",
    "council",
    "market",
    "garden",
    "winter",
    "signal",
    "harbour",
    "letter",
    "museum",
    "paper",
    "station",
    "valley",
    "copper",
]


@dataclass(slots=True, eq=False)
class Article:
    """One article, as it is; `shared` ones stand on several sites and are not edited."""

    token: str
    published: datetime | None
    title: str
    sentences: list[str]
    shared: bool = False
    version: int = 1
    slug: str = ""

    def edit(self, random: Random) -> None:
        """Add to its text."""
        self.version += 1
        self.sentences.append(f"Update number v{self.version} says {' '.join(random.choices(_WORDS, k=8))}.")


Offer = tuple[Article, datetime | None]
"""An article as it stands in a document, with the date it has there."""


@dataclass(slots=True, eq=False)
class Site:
    """One source: its articles, newest last, and its ways."""

    name: str
    trick: Trick
    random: Random
    tokens: Iterator[int]
    articles: list[Article] = field(default_factory=list)
    dated: bool = True
    steady: bool = False
    """Whether it never dates its items anew."""
    visits: int = 0
    _renewals: Iterator[int] = field(default_factory=count)

    def write(self, now: datetime, *, days_ago: int = 0) -> Article:
        """Write an article; a site's own are a day or less apart, and never of the same second."""
        number = next(self.tokens)
        when = now - timedelta(days=days_ago, seconds=number)
        words = self.random.choices(_WORDS, k=6)
        it = Article(
            token=f"tok{number}x",
            published=when if self.dated else None,
            title=f"tok{number}x {' '.join(words[:3])}",
            sentences=[f"In tok{number}x the {word} was seen again near the old town." for word in words],
            slug=f"{when:%Y/%m/%d}/{'-'.join(words)}-{number}",
        )
        self.articles.append(it)
        return it

    def visit(self, now: datetime) -> tuple[bytes, list[Offer]]:
        """Write today's document."""
        self.visits += 1
        redated = self.dated and not self.steady and self.random.random() < 0.1
        offered = [(it, now if redated else it.published) for it in self._offered()]
        items = [self._item(*offer) for offer in offered]
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{self.name}</title>'
            f"<link>https://{self.name}.example/</link><description>d</description>"
        )
        if self.random.random() < 0.1 and len(items) > 13:  # half a document
            whole = self.random.randint(13, len(items) - 1)
            text = head + "".join(items[:whole]) + items[whole][: len(items[whole]) // 2]
            return text.encode(), offered[:whole]
        return f"{head}{''.join(items)}</channel></rss>".encode(), offered

    def _offered(self) -> list[Article]:
        """Choose what stands in the document: the newest, without some that come back later, and in any order."""
        offered = self.articles[-_WINDOW:][::-1]
        if self.trick is not Trick.WORDS_ONLY:
            offered = [it for it in offered if self.random.random() > 0.07]  # a few are left out
            if self.random.random() < 0.3:  # an old one is offered again
                offered.append(self.random.choice(self.articles))
        offered = list(dict.fromkeys(offered))
        if self.random.random() < 0.3:
            self.random.shuffle(offered)
        return offered

    def _item(self, it: Article, published: datetime | None) -> str:
        guid, link = self._names(it)
        date = f"<pubDate>{format_datetime(published, usegmt=True)}</pubDate>" if published else ""
        named = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
        body = f"{' '.join(it.sentences)} This is version v{it.version} of it."
        return (
            f"<item><title>{it.title}</title><link>{link}</link>{named}{date}"
            f"<description>&lt;p&gt;{body}&lt;/p&gt;</description></item>"
        )

    def _names(self, it: Article) -> tuple[str, str]:
        place = it.slug if it.shared else f"https://{self.name}.example/{it.slug}"
        fresh = f"{self.visits}-{next(self._renewals)}"
        names = {
            Trick.NONE: (f"tag:{self.name}.example,2026:{it.token}", place),
            Trick.GUID_FORM: (self._in_another_form(f"https://{self.name}.example/?p={it.token}"), place),
            Trick.GUID_NEW: (f"{it.token}-{fresh}", place),
            Trick.GUID_AND_SESSION: (f"urn:x:{self.name}:{fresh}", f"{place}?sid={fresh}"),
            Trick.LINK_SESSION: ("", f"{place};jsessionid={fresh}"),
            Trick.WORDS_ONLY: (f"urn:x:{self.name}:{fresh}", f"https://{self.name}.example/go?to={fresh}"),
            Trick.GUID_ONCE: (f"{it.token}-{'old' if self.visits < _MOVED_AT else 'new'}", place),
            Trick.ONE_GUID: (f"https://{self.name}.example/", place),
        }
        return names[self.trick]

    def _in_another_form(self, guid: str) -> str:
        """Change scheme, host, case or query of a guid, or all of them."""
        forms = (
            lambda text: text.replace("https:", "http:"),
            lambda text: text.replace("://", "://www."),
            lambda text: text.upper() if self.random.random() < 0.5 else text,
            lambda text: f"{text}&amp;v={self.random.randint(1, 9)}",
        )
        for form in forms:
            if self.random.random() < 0.5:
                guid = form(guid)
        return guid


def sites(random: Random, number: int, now: datetime) -> list[Site]:
    """Make sites that use every trick, with a dozen articles each."""
    tokens = count(1)
    tricks = list(Trick)
    found = [
        Site(name=f"s{each}", trick=tricks[each % len(tricks)], random=random, tokens=tokens, dated=each % 10 != 9)
        for each in range(number)
    ]
    for site in found:
        for days_ago in range(16, 1, -1):
            site.write(now, days_ago=days_ago)
    return found


def share(random: Random, carriers: Sequence[Site], now: datetime, *, by_url: bool) -> Article:
    """Have several sites carry one article: under its own address, or as a text of which each has its own page."""
    first, *others = carriers
    it = first.write(now)
    it.shared = by_url
    it.slug = f"https://press.example/{it.slug}" if by_url else it.slug
    it.sentences += [
        f"At length the {word} was handed over, as agreed before." for word in random.choices(_WORDS, k=20)
    ]
    for other in others:
        other.articles.append(it)
    return it
