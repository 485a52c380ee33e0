"""What each element of RSS, RDF and Atom means, where feedparser's own reading loses or distorts it.

In: elements, through `reader`. Out: plain dictionaries for `fields` to read. Handlers that are not here are
feedparser's: versions, channel and feed, persons, images, sources, Dublin Core's synonyms.

Method names are feedparser's: `_start_` or `_end_`, the prefix of the namespace, the local name.
"""

import base64
import binascii
import re
from typing import Any, Final, Literal

from feedhub.model.parsed import Link, Media, MediaRole, Tag, Text
from feedhub.parse.limits import MAX_LINKS, MAX_PERSON, MAX_TAGS, MAX_TEXTS
from feedhub.parse.reader import Attributes, Context, Enough, Reader
from feedhub.parse.values import one_line, person, pixels, unescape_once

_PLAIN: Final = "text/plain"
_HTML: Final = "text/html"
_XHTML: Final = "application/xhtml+xml"
_MEDIA_SCHEME: Final = "http://search.yahoo.com/mrss/category_schema"


class Elements(Reader):
    """The handlers; every one is called by its element's name."""

    def __init__(self, *, max_entries: int) -> None:
        super().__init__(max_entries=max_entries)
        self._picture: Context = {}
        self._category: tuple[str | None, str | None, str | None] = (None, None, None)
        self._link: Attributes = {}

    # -- entries -------------------------------------------------------------------------------------------------

    def _start_item(self, attributes: Attributes) -> None:
        if len(self.entries) >= self.max_entries:
            raise Enough
        self.entries.append({})
        self.push("item", expecting_text=False)
        self.inentry = 1
        if about := attributes.get("rdf:about"):
            self.keep("id", about)
            self.keep("guid_is_link", value=True)
        if "xml:lang" in attributes and self.lang:
            self.keep("language", self.lang)
        self._cdf_common(attributes)

    def _end_item(self) -> None:
        self.pop("item")
        self.inentry = self.inimage = self.insource = 0

    _start_entry = _start_item
    _end_entry = _end_item

    def _start_guid(self, attributes: Attributes) -> None:
        self.push("id", expecting_text=True)
        if self.inentry and not self.insource:
            self.keep("guid_is_link", attributes.get("ispermalink", "true").strip().lower() != "false")

    def _start_id(self, _attributes: Attributes) -> None:
        self.push("id", expecting_text=True)

    def _end_guid(self) -> None:
        self.pop("id")

    _end_id = _end_guid

    # -- texts ---------------------------------------------------------------------------------------------------

    def push_content(self, tag: str, attributes: Attributes, default: str, expecting_text: object) -> None:
        """Begin a text that may hold markup."""
        kind = self.map_content_type(attributes.get("type", default).partition(";")[0].strip() or default)
        mode = attributes.get("mode", "")
        if mode == "escaped" and kind == _XHTML:
            kind = _HTML  # Atom 0.3: markup of that type, but escaped
        self.contentparams = {"type": kind, "mode": mode}
        self.push(tag, expecting_text)

    def pop_content(self, tag: str) -> str | None:
        """End such a text, and keep it under `tag` where that was asked for."""
        text = self._take(tag)
        return text.value if text else None

    def _take(self, tag: str) -> Text | None:
        """Return the text gathered for `tag` if there is any, and how to read it."""
        params, self.contentparams = self.contentparams, {}
        self._wrappers = 0
        kind = params.get("type", _PLAIN)
        if kind == _XHTML and self.elementstack:
            _unwrap(self.elementstack[-1][2])
        value = self.pop(tag)
        if not value:
            return None
        if params.get("mode") == "base64" or (not kind.startswith("text/") and not kind.endswith("xml")):
            kind, value = _from_base64(kind, value)
        return self._text(kind, value) if value else None

    def _text(self, kind: str, value: str) -> Text | None:
        if kind in {_HTML, _XHTML}:
            reading: Literal["plain", "html"] = "html"
        elif kind == _PLAIN:
            reading = "html" if not self.version.startswith("atom") and self.looks_like_html(value) else "plain"
        else:
            return None  # some other format, meant for machines
        return Text(value=value, kind=reading, base=self.baseuri or None, language=self.lang)

    def _add_text(self, key: str, text: Text | None) -> None:
        texts: list[Text] = self._get_context().setdefault(key, [])
        if text and len(texts) < MAX_TEXTS:
            texts.append(text)

    def _start_title(self, attributes: Attributes) -> None:
        self.push_content("title", attributes, _PLAIN, expecting_text=False)

    def _end_title(self) -> None:
        text = self._take("title")
        if text:
            self.keep("title", text)

    def _start_media_title(self, attributes: Attributes) -> None:
        self.push_content("media_title", attributes, _PLAIN, expecting_text=False)

    def _end_media_title(self) -> None:
        text = self._take("media_title")
        if text:
            self.keep("media_title", text)

    def _start_description(self, attributes: Attributes) -> None:
        self.push_content("description", attributes, _HTML, expecting_text=False)

    def _end_description(self) -> None:
        self._add_text("descriptions", self._take("description"))

    _start_abstract = _start_description
    _end_abstract = _end_description

    def _start_content_encoded(self, attributes: Attributes) -> None:
        self.push_content("content", attributes, _HTML, expecting_text=False)

    def _end_content(self) -> None:
        self._add_text("contents", self._take("content"))

    def _start_content(self, attributes: Attributes) -> None:
        self.push_content("content", attributes, _PLAIN, expecting_text=False)
        if source := attributes.get("src"):
            self._add_media(MediaRole.CONTENT, source, attributes)

    def _start_body(self, attributes: Attributes) -> None:
        self.push_content("content", attributes, _XHTML, expecting_text=False)

    _start_fullitem = _start_content_encoded
    _start_xhtml_body = _start_body
    _end_content_encoded = _end_fullitem = _end_body = _end_xhtml_body = _end_content

    def _start_summary(self, attributes: Attributes) -> None:
        self.push_content("summary", attributes, _PLAIN, expecting_text=False)

    def _end_summary(self) -> None:
        self._add_text("summaries", self._take("summary"))

    def _start_subtitle(self, attributes: Attributes) -> None:
        self.push_content("subtitle", attributes, _PLAIN, expecting_text=False)

    def _end_subtitle(self) -> None:
        self._add_text("summaries", self._take("subtitle"))

    _start_tagline = _start_subtitle
    _end_tagline = _end_subtitle

    def _start_itunes_summary(self, attributes: Attributes) -> None:
        self.push_content("caption", attributes, _PLAIN, expecting_text=False)

    def _end_itunes_summary(self) -> None:
        self._add_text("captions", self._take("caption"))

    _start_media_description = _start_itunes_summary
    _end_media_description = _end_itunes_summary

    def _start_itunes_subtitle(self, _attributes: Attributes) -> None:
        self.push("itunes_subtitle", expecting_text=False)

    def _end_itunes_subtitle(self) -> None:
        self.pop("itunes_subtitle")

    # -- links, media --------------------------------------------------------------------------------------------

    def _start_link(self, attributes: Attributes) -> None:
        href = attributes.get("href", "").strip()
        if not href:
            self._link = attributes
            self.push("link", expecting_text=False)
        elif attributes.get("rel", "").strip() == "enclosure":
            self._add_media(MediaRole.ENCLOSURE, href, attributes)
        else:
            self._add_link(href, attributes)

    def _end_link(self) -> None:
        href = self.pop("link")
        if href:
            self._add_link(href, self._link)

    def _add_link(self, href: str, attributes: Attributes) -> None:
        links: list[Link] = self._get_context().setdefault("links", [])
        if len(links) < MAX_LINKS:
            link = Link(
                href=self.resolve_uri(unescape_once(href)),
                rel=attributes.get("rel", "").strip() or "alternate",
                type=attributes.get("type") or None,
                language=attributes.get("hreflang") or None,
                title=attributes.get("title") or None,
                length=pixels(attributes.get("length")),
            )
            links.append(link)

    def _start_enclosure(self, attributes: Attributes) -> None:
        self._add_media(MediaRole.ENCLOSURE, attributes.get("url") or attributes.get("href"), attributes)

    def _start_media_content(self, attributes: Attributes) -> None:
        self._add_media(MediaRole.CONTENT, attributes.get("url"), attributes)

    def _start_media_thumbnail(self, attributes: Attributes) -> None:
        self._link = attributes
        self.push("media_thumbnail", expecting_text=False)

    def _end_media_thumbnail(self) -> None:
        text = self.pop("media_thumbnail")
        if text is not None:
            self._add_media(MediaRole.THUMBNAIL, self._link.get("url") or text, self._link)

    def _start_itunes_image(self, attributes: Attributes) -> None:
        url = attributes.get("href") or attributes.get("url")
        if self.inentry:
            self._add_media(MediaRole.ITUNES, url, {})
        elif url:
            self.keep("itunes_image", url)
        self.push("itunes_image", expecting_text=False)

    def _start_itunes_link(self, _attributes: Attributes) -> None:
        self.push("itunes_link", expecting_text=False)

    def _add_media(self, role: MediaRole, url: str | None, attributes: Attributes) -> None:
        media: list[Media] = self._get_context().setdefault("media", [])
        if url and url.strip() and len(media) < MAX_LINKS:
            found = Media(
                url=self.resolve_uri(unescape_once(url.strip())),
                role=role,
                type=(attributes.get("type") or "").strip().lower() or None,
                medium=(attributes.get("medium") or "").strip().lower() or None,
                width=pixels(attributes.get("width")),
                height=pixels(attributes.get("height")),
                length=pixels(attributes.get("length") or attributes.get("filesize")),
                title=attributes.get("title") or None,
            )
            media.append(found)

    def _start_image(self, attributes: Attributes) -> None:
        if self.inentry:
            self._picture = {}
        else:
            self.feeddata.setdefault("image", {})
        self.inimage = 1
        self.push("image", expecting_text=False)
        if self.inentry and attributes.get("href"):
            self._picture["href"] = attributes["href"]

    def _end_image(self) -> None:
        text = self.pop("image")
        self.inimage = 0
        if self.inentry:
            self._add_media(MediaRole.IMAGE, self._picture.get("href") or text, {})

    def _get_context(self) -> Context:
        if self.inimage and not self.insource:
            return self._picture if self.inentry else self.feeddata.setdefault("image", {})
        return super()._get_context()

    # -- keywords ------------------------------------------------------------------------------------------------

    def _start_category(self, attributes: Attributes) -> None:
        scheme = attributes.get("scheme", attributes.get("domain"))
        self._category = (attributes.get("term"), scheme, attributes.get("label"))
        self.push("category", expecting_text=False)

    def _end_category(self) -> None:
        text = self.pop("category")
        if text is not None:
            term, scheme, label = self._category
            self._add_tag(term or text or label, scheme, label)

    def _start_media_category(self, attributes: Attributes) -> None:
        self._start_category({"scheme": _MEDIA_SCHEME, **attributes})

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags: dict[Tag, None] = self._get_context().setdefault("tags", {})
        term = one_line(term)
        if term and len(tags) < MAX_TAGS:
            tags[Tag(term=term, scheme=one_line(scheme), label=one_line(label))] = None

    def _start_keywords(self, _attributes: Attributes) -> None:
        self.push("keywords", expecting_text=False)

    def _end_keywords(self) -> None:
        self.pop("keywords")

    def _end_media_keywords(self) -> None:
        self.pop("media_keywords")

    def _end_itunes_keywords(self) -> None:
        self.pop("itunes_keywords")

    def _start_itunes_category(self, _attributes: Attributes) -> None:
        self.push("itunes_category", expecting_text=False)

    def _end_itunes_category(self) -> None:
        self.pop("itunes_category")

    # -- persons, dates, languages -------------------------------------------------------------------------------

    def _end_author(self) -> None:
        text = self.pop("author")
        self.inauthor = 0
        authors: list[dict[str, Any]] = self._get_context().get("authors", [])
        if text and authors and not authors[-1]:
            authors[-1].update(person(text[:MAX_PERSON]))

    _end_managingeditor = _end_author

    def _sync_author_detail(self, key: str = "author") -> None:
        """Nothing: feedparser's search for an e-mail address here takes quadratic time."""

    def _end_published(self) -> None:
        self.pop("published")

    def _end_updated(self) -> None:
        self.pop("updated")

    def _end_created(self) -> None:
        self.pop("created")

    _end_issued = _end_pubdate = _end_published
    _end_modified = _end_lastbuilddate = _end_updated

    def _start_dc_date(self, _attributes: Attributes) -> None:
        self.push("dc_date", expecting_text=True)

    def _end_dc_date(self) -> None:
        self.pop("dc_date")

    def _end_language(self) -> None:
        self.pop("language")


def _unwrap(pieces: list[str]) -> None:
    """Take off the one div that XHTML content is wrapped in (RFC 4287, section 4.1.3.3)."""
    while pieces and not pieces[-1].strip():
        pieces.pop()
    while pieces and not pieces[0].strip():
        del pieces[0]
    if not pieces or pieces[-1] != "</div>" or not _DIV.match(pieces[0]):
        return
    depth = 0
    for piece in pieces[:-1]:
        depth += piece.startswith("<div") - (piece == "</div>")
        if depth == 0:
            return
    del pieces[0], pieces[-1]


_DIV: Final = re.compile(r"<div[\s>]")


def _from_base64(kind: str, value: str) -> tuple[str, str]:
    """Decode the text of a type that is no text (RFC 4287, section 4.1.3.3); what is no text then is left out."""
    if not kind.startswith("text/") and kind != _XHTML:
        return kind, ""
    try:
        return kind, base64.b64decode(value).decode("utf-8").strip()
    except (binascii.Error, UnicodeDecodeError):
        return kind, ""
