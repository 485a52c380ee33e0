"""From what the elements left behind to `ParsedFeed`: which of several candidates fills which field.

In: the plain dictionaries of `elements`. Out: frozen records, nothing trusted. `docs/fields.md` says the same in prose.
"""

from typing import Any, Final

from feedhub.model.parsed import Link, ParsedEntry, ParsedFeed, ParsedOrigin, Text
from feedhub.parse.reader import Context
from feedhub.parse.values import unescape_once

_MINUTES: Final = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_TTL: Final = 525_600


def entry_from(context: Context) -> ParsedEntry:
    """Return the record of one item or entry."""
    contents, summary = _bodies(context)
    source: Context = context.get("source") or {}
    guid = context.get("id")
    return ParsedEntry(
        guid=unescape_once(guid).strip() if guid else None,
        guid_is_link=bool(context.get("guid_is_link")),
        title=context.get("title") or context.get("media_title"),
        links=_links(context),
        contents=contents,
        summary=summary,
        caption=_longest(context.get("captions")),
        authors=_names(context.get("authors")) or _names(source.get("authors")),
        tags=tuple(context.get("tags", ())),
        published=context.get("published") or context.get("dc_date") or context.get("created"),
        updated=context.get("updated"),
        media=tuple(context.get("media", ())),
        language=context.get("language"),
        rights=context.get("rights"),
        origin=_origin(source),
    )


def feed_from(
    context: Context, *, version: str, entries: tuple[ParsedEntry, ...], partial: bool, notes: tuple[str, ...]
) -> ParsedFeed:
    """Return the record of the whole document."""
    return ParsedFeed(
        format=version,
        entries=entries,
        title=context.get("title"),
        subtitle=_longest(context.get("summaries")) or _longest(context.get("descriptions")),
        id=context.get("id"),
        links=tuple(context.get("links", ())),
        authors=_names(context.get("authors")),
        updated=context.get("updated") or context.get("dc_date") or context.get("published"),
        language=context.get("language") or context.get("xml_lang"),
        rights=context.get("rights"),
        image=_image(context),
        ttl_minutes=_ttl(context),
        skip_hours=_skip_hours(context),
        skip_days=_skip_days(context),
        partial=partial,
        notes=notes,
    )


def _bodies(context: Context) -> tuple[tuple[Text, ...], Text | None]:
    """Tell body from summary.

    RSS: the longest of content:encoded and description is the body, and a description is the summary only where it is
    not the body. Atom: content is the body and summary the summary, unless it says the same.
    """
    contents: list[Text] = context.get("contents", [])
    descriptions: list[Text] = context.get("descriptions", [])
    summary = _longest(context.get("summaries"))
    if contents and descriptions:
        longest = max(len(text.value) for text in contents)
        summary = summary or next((text for text in descriptions if len(text.value) <= longest), None)
    bodies = sorted((*contents, *(text for text in descriptions if text != summary)), key=_length, reverse=True)
    if summary and any(text.value == summary.value for text in bodies):
        summary = None
    return tuple(bodies), summary


def _length(text: Text) -> int:
    return len(text.value)


def _longest(texts: list[Text] | None) -> Text | None:
    return max(texts, key=_length) if texts else None


def _links(context: Context) -> tuple[Link, ...]:
    links: list[Link] = context.get("links", [])
    comments = context.get("comments")
    if comments:
        links = [*links, Link(href=unescape_once(comments), rel="replies", type="text/html")]
    return tuple(links)


def _names(persons: list[dict[str, Any]] | None) -> tuple[str, ...]:
    """Return the names in document order, each once; an e-mail address stands in for a missing name."""
    found = (one.get("name") or one.get("email") for one in persons or ())
    return tuple(dict.fromkeys(" ".join(name.split()) for name in found if name and name.strip()))


def _origin(source: Context) -> ParsedOrigin | None:
    """Read an Atom source (RFC 4287, section 4.2.11), or the text and url of an RSS one."""
    title = source.get("title")
    links: list[Link] = source.get("links", [])
    origin = ParsedOrigin(
        id=source.get("id"),
        title=title.value if isinstance(title, Text) else title,
        home=next((link.href for link in links if link.rel == "alternate"), None),
        feed=next((link.href for link in links if link.rel == "self"), None) or source.get("href"),
        updated=source.get("updated"),
        rights=source.get("rights"),
    )
    return None if origin == ParsedOrigin() else origin


def _image(context: Context) -> str | None:
    """Return the feed's own picture: RSS image, else Atom logo, iTunes image, Atom icon."""
    image: Context = context.get("image") or {}
    found = image.get("href") or context.get("logo") or context.get("itunes_image") or context.get("icon")
    return unescape_once(found).strip() if found else None


def _ttl(context: Context) -> int | None:
    """Return RSS ttl, or what the syndication module says, in minutes; at most a year."""
    ttl = _number(context.get("ttl"))
    if ttl is None:
        period = _MINUTES.get(str(context.get("sy_updateperiod", "")).strip().lower())
        ttl = period // (_number(context.get("sy_updatefrequency")) or 1) if period else None
    return min(ttl, _LONGEST_TTL) if ttl else None


def _skip_hours(context: Context) -> tuple[int, ...]:
    """Return RSS skipHours; 24 is midnight in RSS 0.91 and 0 in RSS 2.0. All hours of a day are none."""
    hours = {hour % 24 for text in context.get("skip_hours", ()) if (hour := _number(text)) is not None and hour <= 24}  # noqa: PLR2004  hours of a day
    return tuple(sorted(hours)) if len(hours) < 24 else ()  # noqa: PLR2004  see above


def _skip_days(context: Context) -> tuple[int, ...]:
    """Return RSS skipDays as numbers from Monday; all days of a week are none."""
    names = {text.strip().lower()[:3] for text in context.get("skip_days", ()) if text}
    days = tuple(number for number, name in enumerate(_DAYS) if name in names)
    return days if len(days) < len(_DAYS) else ()


def _number(text: str | None) -> int | None:
    digits = text.strip()[:9] if text else ""
    return int(digits) if digits.isascii() and digits.isdigit() else None
