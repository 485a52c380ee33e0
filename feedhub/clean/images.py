"""The picture that stands for an entry: what the entry declares and shows in, one address or none out.

Tiers are asked in order; the first with a picture that survives wins. Nothing is fetched to find out how large a
picture is: what is not declared is unknown, and unknown is accepted. A picture that most entries of the document show is
the site's and no entry's.
"""

import enum
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from feedhub.model.parsed import Media, MediaRole, ParsedEntry
from feedhub.sanitize import BodyImage, Cleaned, absolute, counts_readers

_SPECK = 3
"""Pixels: a side this short is a counter or a rule."""
_ICON = 64
"""Pixels: smaller on both sides is an icon."""
_SMALL = 200
"""Pixels: narrower declared pictures wait until nothing better is found."""
_RECENT = 20
"""Entries of a document among which a picture may recur."""
_A_DOCUMENT = 4
"""Entries from which on it can be told that a picture recurs."""


class Tier(enum.StrEnum):
    """Where a head image comes from, the surest first; stored beside it."""

    OWN = "headimg"
    CONTENT = "media:content"
    THUMBNAIL = "media:thumbnail"
    ENCLOSURE = "enclosure"
    IMAGE = "image"
    BANNER = "banner_image"
    BODY = "body"
    ITUNES = "itunes:image"
    SMALL = "small"
    VIDEO = "video"
    PAGE = "og:image"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadImage:
    """An entry's picture: absolute address, the tier it comes from, pixels where they are known."""

    url: str
    tier: Tier
    width: int | None = None
    height: int | None = None


_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:$|[?#!@])", re.IGNORECASE)
_NO_PICTURE = re.compile(
    r"//(?:[^/]*\.)?(?:gravatar\.com|img\.shields\.io|badge\.fury\.io|badgen\.net|travis-ci\.(?:org|com))/"
    r"|/avatars?/|/user_?avatars?/|//avatars?\d*\.|s\.w\.org/images/core/emoji|/(?:tw)?emojis?/|/smil(?:ies|eys?)/"
    r"|/emoticons?/|badges?(?:/[^?#]*)?\.svg"
    r"|/(?:site-?)?(?:logo|favicon)s?(?:[-_]?\d+(?:x\d+)?)?\.\w{3,4}(?:$|[?#])"
    r"|/(?:spacer|blank|pixel|1x1|transparent|trans|clear|dot|placeholder|grey|loading)(?:[-_]?\d+)?\.(?:gif|png|svg)"
    r"|/(?:share|rss|feed|email|print|facebook|twitter|x|weibo|wechat|qq|linkedin|pinterest|reddit|telegram|whatsapp)"
    r"(?:[-_]?(?:icon|button|share|logo|\d+(?:x\d+)?))*\.(?:png|gif|svg|jpe?g)"
    r"|buymeacoffee\.com/|ko-?fi\.com/|patreon_button|[/_-](?:qr-?code|erweima|ewm|二维码)[^/]*$",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"""src(?:set)?=["']?\s*((?:https?:)?/[^"'>]*)""")
_YOUTUBE = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|live/|watch\?(?:[^#]*&)?v=))"
    r"([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
)


def recurring(entries: Sequence[ParsedEntry]) -> frozenset[str]:
    """Find the pictures that the bodies of more than half of a document's first items show, as they are written there.

    Addresses relative to an item are not counted: `cover.jpg` is another picture beside each.
    """
    recent = entries[:_RECENT]
    if len(recent) < _A_DOCUMENT:
        return frozenset()
    times = Counter(url for entry in recent for url in set(_shown(entry)))
    return frozenset(url for url, count in times.items() if count * 2 > len(recent))


def _shown(entry: ParsedEntry) -> Iterator[str]:
    for text in entry.contents[:1] or (entry.summary,):
        for declared in _SHOWN.findall(text.value) if text else ():
            for candidate in declared.split(","):
                yield from candidate.split()[:1]


def head_image(
    entry: ParsedEntry,
    cleaned: Cleaned,
    *,
    base: str | None,
    logos: Collection[str] = (),
    default: str | None = None,
) -> HeadImage | None:
    """Choose the entry's picture; None where there is none.

    Args:
        entry: the item.
        cleaned: its body, clean.
        base: what relative addresses are taken against.
        logos: what `recurring` found in its document.
        default: the address of the picture that stands for the source, absolute.
    """
    chosen = _own(entry, cleaned, base, {absolute(unescape(logo), base) for logo in logos})
    return chosen or (HeadImage(url=default, tier=Tier.SOURCE) if default else None)


def article_image(chosen: str | None, cleaned: Cleaned) -> HeadImage | None:
    """Choose the picture of an article that replaces what a feed gave; None where the entry keeps what it has."""
    return _first_in_body(cleaned.images, ()) if chosen in {None, Tier.SOURCE} else None


def page_image(chosen: str | None, url: str | None, *, base: str | None) -> HeadImage | None:
    """Judge the picture that an article's page names (`og:image`, `twitter:image`) where a feed gave none.

    Args:
        chosen: the tier of the entry's head image so far, None for none; any but the source's own default wins.
        url: what the page names.
        base: the address of the page.

    Returns:
        What to put in its place; None where the entry keeps what it has.
    """
    address = absolute(url, base) if url and chosen in {None, Tier.SOURCE} else None
    found = HeadImage(url=address, tier=Tier.PAGE) if address else None
    return found if found and _is_worth_showing(found) else None


def _own(entry: ParsedEntry, cleaned: Cleaned, base: str | None, logos: Collection[str | None]) -> HeadImage | None:
    declared = [found for media in entry.media if (found := _declared(media, base))]
    if not declared and not entry.thumbnail:
        return _first_in_body(cleaned.images, logos) or _video_still(entry, cleaned, base)
    return (
        _widest(found for found in declared if found.tier is Tier.OWN)
        or _widest(found for found in declared if found.tier is Tier.CONTENT and not _is_small(found))
        or _widest(_thumbnails(entry, declared, base))
        or _widest(found for found in declared if found.tier is Tier.ENCLOSURE)
        or _widest(found for found in declared if found.tier is Tier.IMAGE)
        or _widest(found for found in declared if found.tier is Tier.BANNER)
        or _first_in_body(cleaned.images, logos)
        or _widest(found for found in declared if found.tier is Tier.ITUNES)
        or _widest(_as_small(found) for found in declared if (found.width or _ICON) >= _ICON)
        or _video_still(entry, cleaned, base)
    )


_TIERS = {
    MediaRole.HEADIMG: Tier.OWN,
    MediaRole.CONTENT: Tier.CONTENT,
    MediaRole.THUMBNAIL: Tier.THUMBNAIL,
    MediaRole.ENCLOSURE: Tier.ENCLOSURE,
    MediaRole.IMAGE: Tier.IMAGE,
    MediaRole.BANNER: Tier.BANNER,
    MediaRole.ITUNES: Tier.ITUNES,
}


def _declared(media: Media, base: str | None) -> HeadImage | None:
    if media.role in {MediaRole.CONTENT, MediaRole.ENCLOSURE} and not _is_picture(media):
        return None
    url = absolute(media.url, base)
    found = HeadImage(url=url, tier=_TIERS[media.role], width=media.width, height=media.height) if url else None
    return found if found and (found.tier is Tier.OWN or _is_worth_showing(found)) else None


def _is_picture(media: Media) -> bool:
    """Judge by medium, then by type; by file name only where neither says anything."""
    if media.medium:
        return media.medium.lower() == "image"
    kind = (media.type or "").lower()
    if kind and kind != "application/octet-stream":
        return kind.startswith("image/")
    return _PICTURE_FILE.search(media.url) is not None


def _is_worth_showing(image: HeadImage) -> bool:
    sides = [side for side in (image.width, image.height) if side is not None]
    if sides and (min(sides) <= _SPECK or max(sides) < _ICON):
        return False
    return not counts_readers(image.url) and _NO_PICTURE.search(image.url) is None


def _is_small(image: HeadImage) -> bool:
    return image.width is not None and image.width < _SMALL


def _thumbnails(entry: ParsedEntry, declared: list[HeadImage], base: str | None) -> Iterator[HeadImage]:
    yield from (found for found in declared if found.tier is Tier.THUMBNAIL and not _is_small(found))
    if entry.thumbnail and (url := absolute(entry.thumbnail, base)):
        yield HeadImage(url=url, tier=Tier.THUMBNAIL)


def _as_small(image: HeadImage) -> HeadImage:
    return HeadImage(url=image.url, tier=Tier.SMALL, width=image.width, height=image.height)


def _widest(images: Iterable[HeadImage]) -> HeadImage | None:
    """Take the widest as declared; the first of several that say the same, or nothing."""
    return max(images, key=lambda image: image.width or 0, default=None)


def _first_in_body(images: tuple[BodyImage, ...], logos: Collection[str | None] = ()) -> HeadImage | None:
    """Take the first picture; a small one only if no larger one follows."""
    small = None
    for image in images:
        found = HeadImage(url=image.url, tier=Tier.BODY, width=image.width, height=image.height)
        if _is_worth_showing(found) and image.url not in logos:
            if not _is_small(found):
                return found
            small = small or found
    return small


def _video_still(entry: ParsedEntry, cleaned: Cleaned, base: str | None) -> HeadImage | None:
    links = (absolute(link.href, base) for link in entry.links)
    for address in (*cleaned.embeds, *links):
        if address and (found := _YOUTUBE.match(address)):
            url = f"https://i.ytimg.com/vi/{found[1]}/hqdefault.jpg"
            return HeadImage(url=url, tier=Tier.VIDEO, width=480, height=360)
    return None
