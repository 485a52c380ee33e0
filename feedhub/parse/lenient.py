"""Read a document that stays malformed after repair, with feedparser's SGML tokenizer.

In: repaired text from the root element on. Out: a `Run` with what the tags make sense of. Everything reaches the handlers
as expat would have given it, so that ids, links and terms come out as on the day the document is well-formed again.
"""

import re
from html import unescape
from typing import ClassVar, Final

from feedparser.api import LooseFeedParser

from feedhub.parse.elements import Elements
from feedhub.parse.limits import MAX_LENIENT_ELEMENTS
from feedhub.parse.reader import VOID, Attributes, Enough
from feedhub.parse.run import Ending, Run
from feedhub.parse.values import unescape_once

_LOWERED: Final = frozenset({"rel", "type"})
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_OF_A_FEED: Final = frozenset(
    {"author", "category", "content", "enclosure", "entry", "guid", "id", "item", "pubdate", "published", "updated"}
)
"""Elements that no HTML has: inside a text they say that its end tag is missing."""
_ENTRIES: Final = ("item", "entry")
_LEAVES: Final = frozenset(
    {"category", "comments", "dc:creator", "dc:date", "dc:subject", "enclosure", "guid", "id", "language", "link"}
    | {"day", "hour", "media:thumbnail", "pubdate", "published", "ttl", "updated"}
)
"""Elements that hold no others: one that is still open when another begins lacks its end tag."""
_ROOT_END: Final = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)


class LooseReader(Elements, LooseFeedParser):  # type: ignore[misc]  # feedparser has no types
    """Fed by feedparser's tokenizer, so that everything arrives as expat would have given it."""

    max_elements: ClassVar[int] = MAX_LENIENT_ELEMENTS

    def __init__(self, *, max_entries: int) -> None:
        super().__init__(max_entries=max_entries)
        self._open: list[str] = []

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take a start tag, after ending what cannot be open around it."""
        attributes = self._attributes(attrs)
        tag = self._canonical(tag)
        if self.contentparams and (tag in _OF_A_FEED or (":" in tag and self._find(tag)[1])):
            self._close_last()
        if self._open and self._open[-1] in _LEAVES:
            self._close_last()
        if tag in _ENTRIES:
            for entry in _ENTRIES:
                self._close_down_to(entry)
        inside = bool(self.contentparams)
        self.open(tag, attributes)
        if not inside:
            self._open.append(tag)
        elif self.inline and self.inline[-1] in VOID:
            self._close_inline()

    def unknown_endtag(self, tag: str) -> None:
        """Take an end tag; one that ends nothing is passed over."""
        tag = self._canonical(tag)
        local = tag.rpartition(":")[2]
        if local in self.inline:
            while self.inline[-1] != local:
                self._close_inline()
            self._close_inline()
        elif self._wrappers and local == "div":
            self.close(tag)
        else:
            self._close_down_to(tag)

    def _attributes(self, pairs: list[tuple[str, str]]) -> Attributes:
        """Decode values as expat would have, and follow declarations of namespaces."""
        attributes: Attributes = {}
        for name, value in pairs:
            if name.startswith("xmlns"):
                self.track_namespace(name[6:] or None, value)
                self._handlers.clear()
            key = self._canonical(name)
            attributes[key] = unescape_once(value.lower() if key in _LOWERED else value)
        return attributes

    def _close_down_to(self, tag: str) -> None:
        """Close the innermost open `tag` and everything in it, if there is one."""
        if tag in self._open:
            last = None
            while last != tag:
                last = self._close_last()

    def _close_last(self) -> str:
        while self.inline:
            self._close_inline()
        tag = self._open.pop()
        self.close(tag)
        return tag

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
