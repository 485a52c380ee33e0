"""What each element of RSS, RDF and Atom means, where feedparser's own reading loses or distorts it.

In: elements, through `reader`. Out: plain dictionaries for `fields` to read. Handlers that are neither
here nor in `texts` are feedparser's: versions, channel and feed, persons, images, sources, Dublin Core's synonyms.

Method names are feedparser's: `_start_` or `_end_`, the prefix of the namespace, the local name.
"""

from typing import Any, Final

from feedhub.model.parsed import Link, Media, MediaRole, Tag
from feedhub.parse.limits import MAX_LINKS, MAX_PERSON, MAX_TAGS
from feedhub.parse.reader import Attributes, Context, Enough
from feedhub.parse.texts import Texts
from feedhub.parse.values import one_line, person, pixels, unescape_once

_MOST_RESTS: Final = 31
_MEDIA_SCHEME: Final = "http://search.yahoo.com/mrss/category_schema"


class Elements(Texts):
    """The handlers; every one is called by its element's name."""

    def __init__(self, *, max_entries: int) -> None:
        super().__init__(max_entries=max_entries)
        self._aside: Context = {}
        self._category: tuple[str | None, str | None, str | None] = (None, None, None)
        self._link: Attributes = {}

    # -- entries -------------------------------------------------------------------------------------------------

    def _start_item(self, attributes: Attributes) -> None:
        if len(self.entries) - len(self.oversized) >= self.max_entries:
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

    def _start_content(self, attributes: Attributes) -> None:
        super()._start_content(attributes)
        if source := attributes.get("src"):  # content that is elsewhere (RFC 4287, section 4.1.3.2)
            self._add_media(MediaRole.CONTENT, source, attributes)

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
        self.push("image", expecting_text=False)
        self.inimage = 1
        if self.inentry:
            self._aside = {"href": attributes["href"]} if "href" in attributes else {}

    def _end_image(self) -> None:
        text = self.pop("image")
        self.inimage = 0
        if self.inentry:
            self._add_media(MediaRole.IMAGE, self._aside.get("href") or text, {})

    def _start_textinput(self, _attributes: Attributes) -> None:
        self.push("textinput", expecting_text=False)
        self.intextinput = 1
        self._aside = {}

    def _get_context(self) -> Context:
        if self.insource:
            return self.sourcedata
        if self.intextinput or (self.inimage and self.inentry):
            return self._aside
        if self.inimage:
            image: Context = self.feeddata.setdefault("image", {})
            return image
        return self.entries[-1] if self.inentry else self.feeddata

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

    # -- hours and days ------------------------------------------------------------------------------------------

    def _start_hour(self, _attributes: Attributes) -> None:
        self.push("hour", expecting_text=False)

    def _end_hour(self) -> None:
        self._add_rest("skip_hours", self.pop("hour"))

    def _start_day(self, _attributes: Attributes) -> None:
        self.push("day", expecting_text=False)

    def _end_day(self) -> None:
        self._add_rest("skip_days", self.pop("day"))

    def _add_rest(self, key: str, text: str | None) -> None:
        rests: list[str] = self.feeddata.setdefault(key, [])
        if text and not self.inentry and len(rests) < _MOST_RESTS:
            rests.append(text)

    _start_tags = _end_tags = None  # feedparser splits a made-up element at its commas

    # -- persons, sources, dates, languages -------------------------------------------------------------------------------

    def _end_author(self) -> None:
        text = self.pop("author")
        self.inauthor = 0
        authors: list[dict[str, Any]] = self._get_context().get("authors", [])
        if text and authors and not authors[-1]:
            authors[-1].update(person(text[:MAX_PERSON]))

    _end_managingeditor = _end_author

    def _save_author(self, key: str, value: str | None, prefix: str = "author") -> None:
        """Keep a person's name or address; the owner of a podcast is no author of it."""
        if prefix == "author" and value:
            persons: list[dict[str, str]] = self._get_context().setdefault("authors", [{}])
            persons[-1][key] = value[:MAX_PERSON]

    def _sync_author_detail(self, key: str = "author") -> None:
        """Nothing: feedparser's search for an e-mail address here takes quadratic time."""

    def _start_source(self, attributes: Attributes) -> None:
        self.push("source", expecting_text=False)
        self.insource = 1
        self.sourcedata = {"href": attributes["url"]} if "url" in attributes else {}

    def _end_source(self) -> None:
        text = self.pop("source")
        self.insource = 0
        if text:
            self.sourcedata.setdefault("title", text)
        if self.inentry:
            self.keep("source", self.sourcedata)

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
