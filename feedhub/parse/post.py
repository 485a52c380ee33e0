"""A post with front matter, as Hexo keeps it and as feedhub exports it: from text to a `ParsedFeed` of one entry.

In: a file's text and name. Out: its entry. The body is HTML as it stands, in `.md` files too: Markdown is not rendered.
A `feedhub:` map, which an export writes, brings back what front matter has no key for.
"""

from typing import Any, Final

from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, ParsedFeed, ParsedOrigin, Tag, Text
from feedhub.parse.frontmatter import mapping, mappings, scalar, scalars, split
from feedhub.parse.limits import MAX_LINKS, MAX_TAGS

Values = dict[str, Any]

SUFFIXES: Final = (".md", ".markdown", ".html", ".htm", ".txt")
_HEAD_IMAGES: Final = ("headimg", "thumbnail", "cover", "image", "banner", "feature")
_IN_IMAGE_MAP: Final = ("url", "path", "src")


def read_post(text: str, *, name: str, notes: tuple[str, ...] = ()) -> ParsedFeed:
    """Read a post; one with `published: false` has no entry.

    Raises:
        NotAFeed: Its front matter cannot be read.
    """
    values, body = split(text)
    if values.get("published") is False:
        return ParsedFeed(format="post", notes=(*notes, "a post with `published: false` was left out"))
    return ParsedFeed(format="post", entries=(_entry(values, body, name),), notes=notes)


def _entry(values: Values, body: str, name: str) -> ParsedEntry:
    ours = mapping(values.get("feedhub"))
    title = scalar(values.get("title"))
    url = scalar(ours.get("url"))
    return ParsedEntry(
        guid=scalar(ours.get("id")) or f"post:{name}",
        title=Text(value=title) if title else None,
        links=(Link(href=url),) if url else (),
        contents=(Text(value=body, kind="html"),) if body else (),
        summary=_summary(ours),
        authors=_authors(values.get("author")),
        tags=_tags(values, ours),
        published=scalar(values.get("date")),
        updated=scalar(ours.get("updated")) or scalar(values.get("updated")),
        media=(*_head_image(values, exported="feedhub" in values), *_enclosures(ours)),
        language=scalar(ours.get("language")) or scalar(values.get("language")) or scalar(values.get("lang")),
        rights=scalar(ours.get("rights")),
        origin=_origin(ours),
        categories=_categories(ours.get("categories") if "categories" in ours else values.get("categories")),
        thumbnail=_image(values.get("thumbnail")),
        first_seen=scalar(ours.get("first_seen")),
    )


def _summary(ours: Values) -> Text | None:
    summary = scalar(ours.get("summary"))
    return Text(value=summary) if summary else None


def _authors(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        value = value.get("name")
    return tuple(dict.fromkeys(scalars(value)))


def _tags(values: Values, ours: Values) -> tuple[Tag, ...]:
    if "tags" not in ours:
        return tuple(dict.fromkeys(Tag(term=term) for term in scalars(values.get("tags"))))[:MAX_TAGS]
    found = ((scalar(one.get("term")), scalar(one.get("scheme"))) for one in mappings(ours["tags"]))
    return tuple(Tag(term=term, scheme=scheme) for term, scheme in found if term)[:MAX_TAGS]


def _categories(value: object) -> tuple[str, ...] | None:
    """Return category paths: a flat list is one path, a list of lists several, a text one."""
    if value is None:
        return None
    nested = isinstance(value, list) and any(isinstance(one, list) for one in value)
    paths = value if isinstance(value, list) and nested else [value]
    joined = ("/".join(scalars(path)) for path in paths)
    return tuple(dict.fromkeys(path for path in joined if path))


def _head_image(values: Values, *, exported: bool) -> tuple[Media, ...]:
    """Return `headimg`, else what other themes call it; an export that names none had none."""
    keys = _HEAD_IMAGES[:1] if exported else _HEAD_IMAGES
    url = next((url for key in keys if (url := _image(values.get(key)))), None)
    return (Media(url=url, role=MediaRole.HEADIMG),) if url else ()


def _image(value: object) -> str | None:
    if isinstance(value, dict):
        value = next((value[key] for key in _IN_IMAGE_MAP if key in value), None)
    return next(scalars(value), None)


def _enclosures(ours: Values) -> tuple[Media, ...]:
    found = (_enclosure(one) for one in mappings(ours.get("enclosures")))
    return tuple(media for media in found if media)[:MAX_LINKS]


def _enclosure(one: Values) -> Media | None:
    url = scalar(one.get("url"))
    length = scalar(one.get("length"))
    if not url:
        return None
    size = int(length) if length and length.isascii() and length.isdigit() else None
    return Media(url=url, role=MediaRole.ENCLOSURE, type=scalar(one.get("type")), length=size)


def _origin(ours: Values) -> ParsedOrigin | None:
    source = mapping(ours.get("source"))
    origin = ParsedOrigin(
        id=scalar(source.get("id")),
        title=scalar(source.get("title")),
        home=scalar(source.get("home")),
        feed=scalar(source.get("feed")),
        updated=scalar(source.get("updated")),
        rights=scalar(source.get("rights")),
    )
    return None if origin == ParsedOrigin() else origin
