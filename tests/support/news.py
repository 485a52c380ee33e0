"""News as a site gives it: an RSS feed of a few items, in the shape of real ones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One RSS item; `number` gives it its guid, its link and its date."""

    number: int
    title: str = ""
    body: str = ""
    keyword: str = ""

    def rss(self) -> str:
        """Write the item."""
        when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.number)
        return (
            f"<item><title>{escape(self.title or f'Item {self.number}')}</title>"
            f"<link>https://news.example/{self.number}</link>"
            f'<guid isPermaLink="false">tag:news.example,2026:{self.number}</guid>'
            f"<pubDate>{format_datetime(when, usegmt=True)}</pubDate>"
            f"<description>{escape(self.body or f'<p>Text {self.number}.</p>')}</description>"
            + (f"<category>{escape(self.keyword)}</category></item>" if self.keyword else "</item>")
        )


def rss(*items: Item, title: str = "News") -> bytes:
    """Write an RSS 2.0 document."""
    body = "".join(item.rss() for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://news.example/</link><description>d</description>"
        f"{body}</channel></rss>"
    ).encode()
