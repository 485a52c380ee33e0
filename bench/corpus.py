"""A corpus of feeds that look like real ones, the same bytes at every call.

Feed number `i` at version `v` is a pure function of both: version v+1 has `STEP` new entries on top and as many fewer
at the bottom. Twelve in twenty are RSS, seven Atom, one RDF; a body is log-normal around 3 kB, a document 92 kB.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

ENTRIES = 20
STEP = 2
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_LATIN = [
    "".join(random.Random(n).choices(["ba", "ro", "mi", "ten", "sol", "qui", "ver", "da"], k=1 + n % 4))
    for n in range(900)
]
_CHINESE = [chr(code) for code in range(0x4E00, 0x4E00 + 1800)]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a generated feed."""

    guid: str
    title: str
    link: str
    author: str
    tags: tuple[str, ...]
    when: datetime
    html: str


def document(feed: int, version: int = 0) -> bytes:
    """Write feed number `feed` as it stands at `version`."""
    newest = ENTRIES + version * STEP
    items = [_item(feed, number) for number in range(newest, newest - ENTRIES, -1)]
    return _form(feed)[1](feed, items).encode()


def kind(feed: int) -> str:
    """Name the media type of a feed."""
    return _form(feed)[0]


def _form(feed: int) -> tuple[str, Callable[[int, list[Item]], str]]:
    place = feed * 7 % 20
    if place < 12:
        return "application/rss+xml", _rss
    return ("application/atom+xml", _atom) if place < 19 else ("application/rdf+xml", _rdf)


def _item(feed: int, number: int) -> Item:
    dice = random.Random(f"{feed}/{number}")
    site = f"http://site{feed}.example/"
    chinese = feed % 3 == 1
    return Item(
        guid=f"{dice.getrandbits(160):040x}",
        title=_words(dice, dice.randint(20, 90), chinese=chinese),
        link=f"{site}{number}/{dice.getrandbits(32):08x}",
        author=_words(dice, 14, chinese=chinese),
        tags=tuple(dice.choices(_LATIN, k=dice.randint(0, 4))),
        when=_EPOCH + timedelta(hours=6 * number, minutes=feed % 300),
        html=_html(dice, int(min(20_000, max(500, dice.lognormvariate(7.93, 0.8)))), site, chinese=chinese),
    )


def _words(dice: random.Random, length: int, *, chinese: bool) -> str:
    if chinese:
        return "".join(dice.choices(_CHINESE, k=max(3, length // 3)))
    return " ".join(dice.choices(_LATIN, k=max(2, length // 6))).capitalize()


def _html(dice: random.Random, size: int, site: str, *, chinese: bool) -> str:
    parts: list[str] = []
    while size > 0:
        text = _words(dice, dice.randint(120, 700), chinese=chinese)
        shape = dice.random()
        if shape < 0.6:
            parts.append(f'<p>{text} <a href="{site}r/{dice.randint(1, 9999)}?a=1&amp;b=2">{text[:20]}</a></p>\n')
        elif shape < 0.75:
            parts.append(f'<p><img src="{site}i/{dice.getrandbits(48):x}.jpg" alt="{text[:20]}" width="640"/></p>\n')
        elif shape < 0.9:
            parts.append("<ul>" + "".join(f"<li>{text[n : n + 60]}</li>" for n in range(0, len(text), 60)) + "</ul>\n")
        else:
            parts.append(f"<pre><code>if (a &lt; b) {{ return '{text[:40]}'; }}</code></pre>\n")
        size -= len(parts[-1].encode())
    return "".join(parts)


def _rss(feed: int, items: list[Item]) -> str:
    body = "".join(
        f'<item><title>{escape(item.title)}</title><link>{item.link}</link><guid isPermaLink="false">{item.guid}</guid>'
        f"<dc:creator>{escape(item.author)}</dc:creator><pubDate>{format_datetime(item.when, usegmt=True)}</pubDate>"
        + "".join(f"<category>{tag}</category>" for tag in item.tags)
        + f"<content:encoded><![CDATA[{item.html}]]></content:encoded></item>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Feed {feed}</title><link>http://site{feed}.example/</link><description>Number {feed}</description>\n"
        f"{body}</channel></rss>\n"
    )


def _atom(feed: int, items: list[Item]) -> str:
    body = "".join(
        f'<entry><title>{escape(item.title)}</title><link href="{item.link}"/><id>urn:sha1:{item.guid}</id>'
        f"<published>{_iso(item.when)}</published><updated>{_iso(item.when)}</updated>"
        f"<author><name>{escape(item.author)}</name></author>"
        + "".join(f'<category term="{tag}"/>' for tag in item.tags)
        + f'<content type="html">{escape(item.html)}</content></entry>\n'
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>Feed {feed}</title><id>urn:feed:{feed}</id><updated>{_iso(items[0].when)}</updated>"
        f'<link href="http://site{feed}.example/"/>\n{body}</feed>\n'
    )


def _rdf(feed: int, items: list[Item]) -> str:
    body = "".join(
        f'<item rdf:about="{item.link}"><title>{escape(item.title)}</title><link>{item.link}</link>'
        f"<dc:creator>{escape(item.author)}</dc:creator><dc:date>{_iso(item.when)}</dc:date>"
        f"<content:encoded><![CDATA[{item.html}]]></content:encoded></item>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f'<channel rdf:about="http://site{feed}.example/"><title>Feed {feed}</title>'
        f"<link>http://site{feed}.example/</link><description>Number {feed}</description></channel>\n{body}</rdf:RDF>\n"
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
