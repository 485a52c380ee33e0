"""The machine under feedparser's element handlers: names, nesting, text and limits.

In: elements and text, from expat or from feedparser's own lenient tokenizer. Out: what the handlers keep, in plain
dictionaries. Nothing is resolved against the address of the feed, sanitised, or expanded here, and no URL or file is
ever opened: feedparser's `parse()` is not called at all.

feedparser's own machine does the same for ten further formats of markup trouble that this room has dealt with before,
costs three times as much, and lets the markup inside an article act as elements of the feed (`<summary>`, `<source>`
and `<title>` are HTML elements too). Decision 0002 says what stays and what goes.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any, ClassVar, Final

from feedparser.mixin import _FeedParserMixin

from feedhub.errors import OverLimit
from feedhub.parse.limits import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, MAX_VALUE

Attributes = dict[str, str]
Context = dict[str, Any]
Handler = Callable[..., None] | None

VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
"""HTML elements without an end tag: `<br></br>` would be two line breaks."""
_IGNORED: Final = frozenset({"cc", "creativecommons", "geo", "georss", "gml", "psc"})
"""Namespaces with nothing to republish, whose handlers raise on malformed input."""
_KEPT: Final = frozenset({"comments", "icon", "logo", "sy_updatefrequency", "sy_updateperiod", "ttl"})
"""Elements without a handler whose text is of use."""
_ENTRY: Final = frozenset({"item", "entry"})
_IN_IMAGE: Final = frozenset({"title", "link", "description", "url", "href", "width", "height"})
_IN_TEXT_INPUT: Final = frozenset({"title", "link", "description", "name"})
_C1: Final = re.compile("[\x80-\x9f]")
_TROUBLE: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class Enough(Exception):
    """Stop reading here; what was read so far is whole."""


class Unsound(Exception):
    """Well-formed so far, but certainly not meant like this: an element inside `<br>`, which nothing can be in."""


class Reader(_FeedParserMixin):  # type: ignore[misc]  # feedparser has no types
    """Stands in front of one of feedparser's two parsers in a class's list of bases."""

    max_elements: ClassVar[int] = MAX_ELEMENTS
    elementstack: list[list[Any]]
    contentparams: Attributes
    feeddata: Context
    entries: list[Context]
    lang: str | None
    baseuri: str

    def __init__(self, *, max_entries: int) -> None:
        super().__init__("", None, "utf-8")
        self.max_entries = max_entries
        self.notes: list[str] = []
        self.oversized: dict[int, str] = {}
        self.feeddata = {}
        self.sourcedata: Context = {}
        self.contentparams = {}
        self.inline: list[str] = []
        self.elements = 0
        self.depth = 0
        self._wrappers = 0
        self._scopes: list[tuple[str, str | None]] = []
        self._depths: dict[tuple[int, str], int] = {}
        self._handlers: dict[str, tuple[str, Handler, Handler]] = {}

    # -- elements ------------------------------------------------------------------------------------------------

    def open(self, tag: str, attributes: Attributes) -> None:
        """Begin the element `tag`, named with feedparser's prefix for its namespace, in lower case."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > self.max_elements:
            raise OverLimit(f"more than {MAX_DEPTH} elements inside one another, or {self.max_elements:,} in all")
        if attributes:
            self._bound(tag, attributes)
        if self.contentparams:
            self._open_inside(tag, attributes)
            return
        self._scopes.append((self.baseuri, self.lang))
        if attributes:
            self._enter(attributes)
        name, opener, _ = self._handlers.get(tag) or self._find(tag)
        if (self.inimage or self.intextinput) and ":" not in tag:
            self._leave_unclosed(tag)
        if opener is None:
            self.push(name, expecting_text=name in _KEPT)
            return
        try:
            opener(attributes)
        except _TROUBLE as trouble:
            self._note_trouble(tag, trouble)

    def close(self, tag: str) -> None:
        """End the element `tag`."""
        if self.inline or (self.contentparams and self._wrappers and tag.endswith("div")):
            self._close_inside(tag)
            self.depth -= 1
            return
        name, _, closer = self._handlers.get(tag) or self._find(tag)
        if closer is None:
            self.pop(name)
        else:
            try:
                closer()
            except _TROUBLE as trouble:
                self._note_trouble(tag, trouble)
        if self._scopes:
            self.baseuri, self.lang = self._scopes.pop()
        self.depth -= 1

    def _find(self, tag: str) -> tuple[str, Handler, Handler]:
        """Look up what feedparser, or `elements`, has for a tag."""
        prefix, _, local = tag.rpartition(":")
        name = f"{prefix}_{local}" if prefix else local
        ours = prefix not in _IGNORED
        opener = getattr(self, f"_start_{name}", None) if ours else None
        closer = getattr(self, f"_end_{name}", None) if ours else None
        found = self._handlers[tag] = (name, opener, closer)
        return found

    def _note_trouble(self, tag: str, trouble: Exception) -> None:
        """Let no element cost the feed: tell of one that a handler of feedparser's did not expect."""
        self.notes.append(f"an element <{tag}> was left out: {type(trouble).__name__}")

    def _enter(self, attributes: Attributes) -> None:
        """Follow xml:base (relative to the one around it) and xml:lang."""
        base = attributes.get("xml:base")
        if base:
            self.baseuri = self.resolve_uri(base.strip())
        language = attributes.get("xml:lang")
        if language is not None:
            self.lang = language.strip().replace("_", "-") or None
            if self.depth == 1:
                self.feeddata["xml_lang"] = self.lang

    def _leave_unclosed(self, tag: str) -> None:
        if tag not in _IN_TEXT_INPUT:
            self.intextinput = 0
        if tag not in _IN_IMAGE:
            self.inimage = 0

    def _bound(self, tag: str, attributes: Attributes) -> None:
        if len(attributes) > MAX_ATTRIBUTES:
            raise OverLimit(f"{len(attributes):,} attributes on one <{tag[:40]}>; at most {MAX_ATTRIBUTES} are read")
        for name, value in attributes.items():
            if len(value) > MAX_VALUE:
                reason = f"an attribute of {len(value):,} characters; at most {MAX_VALUE:,} are read"
                self._leave_out(reason, begins=tag in _ENTRY and not self.contentparams)
                attributes[name] = ""

    def _leave_out(self, reason: str, *, begins: bool = False) -> None:
        """Let what is too large cost the entry it is in, or `begins`, and the document where it is in none."""
        if not begins and not self.inentry:
            raise OverLimit(reason)
        self.oversized.setdefault(len(self.entries) - (not begins), reason)

    # -- markup inside a text ------------------------------------------------------------------------------------

    def _open_inside(self, tag: str, attributes: Attributes) -> None:
        tag = tag.rpartition(":")[2]
        kind = self.contentparams["type"]
        if not kind.endswith("xml") and not self.inline:
            if tag == "div":
                self._wrappers += 1  # escaped markup in a div that is none of it
                return
            self._become_markup(kind)
        if self.inline and self.inline[-1] in VOID:
            raise Unsound
        self.inline.append(tag)
        self.elementstack[-1][2].append(_start_tag(tag, attributes))

    def _become_markup(self, kind: str) -> None:
        """Markup where escaped markup or plain text was declared: take the text for what it now is."""
        pieces = self.elementstack[-1][2]
        if kind == "text/plain":
            pieces[:] = [escape(piece, quote=False) for piece in pieces]
        self.contentparams["type"] = "application/xhtml+xml"

    def _close_inside(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if not self.inline:
            self._wrappers -= 1
            return
        self.inline.pop()
        if tag not in VOID:
            self.elementstack[-1][2].append(f"</{tag}>")

    def characters(self, text: str) -> None:
        """Take text with its references already decoded."""
        if self.elementstack:
            if self.contentparams.get("type") == "application/xhtml+xml":
                text = escape(text, quote=False)
            self.elementstack[-1][2].append(text)

    # -- values --------------------------------------------------------------------------------------------------

    def push(self, element: str, expecting_text: object) -> None:
        """Begin to gather the text of `element`."""
        self.elementstack.append([element, expecting_text, []])

    def pop(self, element: str, strip_whitespace: object = True) -> str | None:  # noqa: FBT002  feedparser's signature
        """Return the text gathered for `element`, keeping it if it was expected; None if another element is open."""
        stack = self.elementstack
        if not stack or stack[-1][0] != element:
            return None
        _, expected, pieces = stack.pop()
        text = "".join(pieces)
        if len(text) > MAX_VALUE:
            self._leave_out(f"a text of {len(text):,} characters in <{element}>; at most {MAX_VALUE:,} are read")
            text = ""
        if strip_whitespace:
            text = text.strip()
        if not text.isascii():
            text = _undo_double_encoding(text)
        if expected and text:
            self.keep(element, text)
        return text

    def keep(self, key: str, value: object) -> None:
        """Keep a value of the feed, entry or source: the first at the level nearest to it."""
        context = self._get_context()
        place = (id(context), key)
        if key not in context or self.depth < self._depths.get(place, 0):
            context[key] = value
            self._depths[place] = self.depth

    def resolve_uri(self, uri: str) -> str:
        """Resolve against the document's own xml:base, which may itself be relative; never against the feed's URL."""
        return str(super().resolve_uri(uri)) if self.baseuri else uri

    def _get_context(self) -> Context:
        context: Context = super()._get_context()
        return context


def _start_tag(tag: str, attributes: Attributes) -> str:
    if not attributes:
        return f"<{tag}>"
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if name[:5] != "xmlns")
    return f"<{tag}{written}>"


def _undo_double_encoding(text: str) -> str:
    """Repair UTF-8 that was taken for Latin-1 and encoded again, and windows-1252 numbered as Latin-1."""
    try:
        once = text.encode("latin-1")
    except UnicodeEncodeError:
        once = b""
    if once:
        try:
            return once.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if _C1.search(text):
        return _C1.sub(_as_windows_1252, text)
    return text


def _as_windows_1252(match: re.Match[str]) -> str:
    return bytes([ord(match[0])]).decode("cp1252", "ignore")
