"""Texts that may hold markup: titles, bodies, summaries, captions.

In: the elements of RSS, RDF and Atom that hold them, through `reader`. Out: `Text` records in the dictionaries of feed
and entries, candidates for `fields` to choose from. A caption stays apart from bodies and summaries from here on.
"""

import base64
import binascii
import re
from typing import Final, Literal

from feedhub.model.parsed import Text
from feedhub.parse.limits import MAX_TEXTS
from feedhub.parse.reader import Attributes, Reader

_PLAIN: Final = "text/plain"
_HTML: Final = "text/html"
_XHTML: Final = "application/xhtml+xml"
_DIV: Final = re.compile(r"<div[\s>]")


class Texts(Reader):
    """The handlers of texts."""

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


def _from_base64(kind: str, value: str) -> tuple[str, str]:
    """Decode the text of a type that is no text (RFC 4287, section 4.1.3.3); what is no text then is left out."""
    if not kind.startswith("text/") and kind != _XHTML:
        return kind, ""
    try:
        return kind, base64.b64decode(value).decode("utf-8").strip()
    except (binascii.Error, UnicodeDecodeError):
        return kind, ""
