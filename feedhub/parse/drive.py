"""Run a document through feedparser's parsers: strictly with expat, or leniently with its SGML tokenizer.

In: UTF-8, or text, from the root element on. Out: a reader that holds what was read, and how it ended.
"""

import enum
import re
from dataclasses import dataclass
from html import unescape
from typing import Any, ClassVar, Final
from xml.parsers import expat
from xml.parsers.expat import errors

from feedparser.api import LooseFeedParser, StrictFeedParser

from feedhub.parse.elements import Elements
from feedhub.parse.limits import MAX_LENIENT_ELEMENTS
from feedhub.parse.reader import VOID, Attributes, Enough, Unsound
from feedhub.parse.values import unescape_once

_BUFFER: Final = 262_144
_SEPARATOR: Final = "\x1f"
"""No XML document can hold this character, so no namespace can."""
_USERLAND: Final = "backend.userland.com/rss"
_CUT_SHORT: Final = frozenset(
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_JUNK_BEHIND: Final = errors.codes[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_LOWERED: Final = frozenset({"rel", "type"})
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_OF_A_FEED: Final = frozenset(
    {"author", "category", "content", "enclosure", "entry", "guid", "id", "item", "pubdate", "published", "updated"}
)
"""Elements that no HTML has: inside a text they say that its end tag is missing."""
_ENTRIES: Final = frozenset({"item", "entry"})


class Ending(enum.Enum):
    """How the reading ended."""

    WHOLE = "at the end of the root element"
    FULL = "at the wanted number of entries"
    CUT = "in the middle"
    MALFORMED = "at an error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A reader after its run; `reason` says where and why a malformed document stopped it."""

    reader: Elements
    ending: Ending
    reason: str = ""


class StrictReader(Elements, StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """Fed by expat."""

    def __init__(self, *, max_entries: int) -> None:
        super().__init__(max_entries=max_entries)
        self._tags: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag as expat gives it: namespace, local name and prefix."""
        tag = self._tags.get(name) or self._tag(name)
        if attributes:
            attributes = {self._tags.get(key) or self._tag(key): value for key, value in attributes.items()}
            for key in _LOWERED & attributes.keys():
                attributes[key] = attributes[key].lower()
        self.open(tag, attributes)

    def end(self, name: str) -> None:
        """Take an end tag."""
        self.close(self._tags.get(name) or self._tag(name))

    def _tag(self, name: str) -> str:
        """Put feedparser's prefix for a namespace, or else the document's own, before a local name."""
        uri, local, given, *_ = (*name.split(_SEPARATOR), "", "") if _SEPARATOR in name else ("", name, "")
        prefix = self._matchnamespaces.get(uri.lower(), given)
        if _USERLAND in uri.lower():
            prefix = ""  # many a version has its own namespace
        tag = f"{prefix}:{local}".lower() if prefix else local.lower()
        self._tags[name] = tag
        return tag


def read_strictly(data: bytes, *, max_entries: int) -> Run:
    """Read well-formed XML up to its end, its first error, or the wanted number of entries.

    Raises:
        OverLimit: Something in it is beyond one of the `limits`.
    """
    reader = StrictReader(max_entries=max_entries)
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartNamespaceDeclHandler = reader.startPrefixMapping
    try:
        parser.Parse(data, True)
    except Enough:
        return Run(reader=reader, ending=Ending.FULL)
    except Unsound:
        place = f"line {parser.CurrentLineNumber}"
        return Run(reader=reader, ending=Ending.MALFORMED, reason=f"{place}: a void element is never closed")
    except expat.ExpatError as error:
        return Run(
            reader=reader, ending=_ending(error.code), reason=f"line {error.lineno}: {errors.messages[error.code]}"
        )
    return Run(reader=reader, ending=Ending.WHOLE)


def _ending(code: int) -> Ending:
    if code == _JUNK_BEHIND:
        return Ending.WHOLE
    return Ending.CUT if code in _CUT_SHORT else Ending.MALFORMED


class LooseReader(Elements, LooseFeedParser):  # type: ignore[misc]  # feedparser has no types
    """Fed by feedparser's tokenizer, so that everything arrives as expat would have given it."""

    max_elements: ClassVar[int] = MAX_LENIENT_ELEMENTS

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take a start tag; one that only a feed has ends a text whose end tag is missing."""
        attributes: Attributes = {}
        for name, value in attrs:
            if name.startswith("xmlns"):
                self.track_namespace(name[6:] or None, value)
                self._handlers.clear()
            key = self._canonical(name) if ":" in name else name
            attributes[key] = unescape_once(value.lower() if key in _LOWERED else value)
        tag = self._canonical(tag)
        self._end_leaf()
        if self.contentparams and (tag in _OF_A_FEED or (":" in tag and tag[:6] != "xhtml:")):
            self._end_text()
        if tag in _ENTRIES:
            self._end_entry_before()
        self.open(tag, attributes)
        if self.inline and self.inline[-1] in VOID:
            self._close_inline()

    def unknown_endtag(self, tag: str) -> None:
        """Take an end tag, whatever is open."""
        tag = self._canonical(tag)
        if self.contentparams and not self._ends_something(tag):
            return
        if tag in _ENTRIES:
            self._end_text()
            self._close_down_to("item")
        self.close(tag)

    def _ends_something(self, tag: str) -> bool:
        """Close what is still open inside the element that this tag ends; False if it ends nothing."""
        local = tag.rpartition(":")[2]
        if local in self.inline:
            while self.inline[-1] != local:
                self._close_inline()
            return True
        if self._wrappers and local == "div":
            return True
        if local in VOID or self._find(tag)[2] is None:
            return False  # a tag of HTML
        while self.inline:
            self._close_inline()
        return True

    def _close_inline(self) -> None:
        self._close_inside(self.inline[-1])
        self.depth -= 1

    def handle_data(self, text: str, escape: object = True) -> None:  # noqa: ARG002, FBT002  feedparser's signature
        """Take text without references in it."""
        self.characters(text)

    def handle_charref(self, ref: str) -> None:
        """Take a character reference; `repair` has dropped those that mean nothing."""
        self.characters(unescape(f"&#{ref};"))

    def handle_entityref(self, ref: str) -> None:
        """Take an entity reference; `repair` has left only XML's own."""
        self.characters(_ENTITIES.get(ref, f"&{ref};"))

    def parse_declaration(self, i: int) -> int:
        """Take a CDATA section as text, and pass over any other declaration."""
        if self.rawdata.startswith("<![CDATA[", i):
            end = self.rawdata.find("]]>", i)
            self.characters(self.rawdata[i + 9 : end if end >= 0 else None])
            return end + 3 if end >= 0 else len(self.rawdata)
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else len(self.rawdata)

    def _canonical(self, name: str) -> str:
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return name
        prefix = self.namespacemap.get(prefix, prefix)
        return f"{prefix}:{local}" if prefix else local

    def _end_text(self) -> None:
        """End the open text where its end tag should have been."""
        if self.contentparams and self.elementstack:
            while self.inline:
                self._close_inline()
            _, _, closer = self._find(self._tag_of_open_text())
            if closer:
                self._guard(closer, "")
        self.contentparams = {}

    def _end_leaf(self) -> None:
        """End an element that holds no others where another begins."""
        if self.elementstack and self.elementstack[-1][0] in _LEAVES:
            name = self.elementstack[-1][0]
            _, _, closer = self._find(_LEAVES[name])
            if closer:
                self._guard(closer, "")

    def _tag_of_open_text(self) -> str:
        name: str = self.elementstack[-1][0]
        return _TEXT_TAGS.get(name, name)

    def _end_entry_before(self) -> None:
        """Begin an entry with nothing open but the feed, whatever the one before it left open."""
        if self.inentry:
            self._end_text()
            self._close_down_to("item")
            self.pop("item")
            self.inentry = self.insource = self.inauthor = self.incontributor = self.inimage = 0
            self.depth = 2

    def _close_down_to(self, element: str) -> None:
        names: list[Any] = [open_element[0] for open_element in self.elementstack]
        if element in names:
            del self.elementstack[len(names) - names[::-1].index(element) :]


_LEAVES: Final = {
    "id": "guid",
    "link": "link",
    "category": "category",
    "published": "published",
    "updated": "updated",
    "dc_date": "dc:date",
}
"""Elements that hold no others, by the name they are gathered under, and a tag with their handlers."""
_TEXT_TAGS: Final = {"content": "content:encoded", "caption": "media:description", "media_title": "media:title"}
_ROOT_END: Final = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)


def read_leniently(text: str, *, max_entries: int) -> Run:
    """Read XML that stays malformed after repair, as far as its tags make sense.

    Raises:
        OverLimit: Something in it is beyond one of the `limits`.
    """
    reader = LooseReader(max_entries=max_entries)
    end = max((match.end() for match in _ROOT_END.finditer(text)), default=None)
    try:
        reader.feed(text[:end])
    except Enough:
        return Run(reader=reader, ending=Ending.FULL)
    return Run(reader=reader, ending=Ending.WHOLE if end else Ending.CUT)
