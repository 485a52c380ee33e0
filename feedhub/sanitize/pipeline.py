"""HTML of any kind in, `SafeHtml` out: the order of the steps, and what is done when they do not agree.

    printable ─▶ shape ─▶ DOM pass ─▶ gate ─▶ printable

Nothing may touch the markup behind the gate. What goes in twice comes out the same.
"""

from dataclasses import dataclass

from feedhub.model.html import SafeHtml
from feedhub.sanitize.characters import printable
from feedhub.sanitize.dom import edit
from feedhub.sanitize.findings import BodyImage
from feedhub.sanitize.gate import gated
from feedhub.sanitize.plain import as_paragraphs, line_of, lines_of, shortened
from feedhub.sanitize.shape import is_overgrown, is_oversized
from feedhub.sanitize.straight import edit_straight

_ROUNDS = 4
"""How often a text may change before it is given up as markup. Real ones take one round, odd ones two."""
_TEXT = 500
"""Characters of plain text that come with a body."""
_TEXT_SOURCE = 1024
"""Characters of clean HTML that are looked at for it first; then twice as many, until there is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A clean body, and what it shows."""

    html: SafeHtml
    images: tuple[BodyImage, ...] = ()
    """In document order."""
    embeds: tuple[str, ...] = ()
    """Addresses of the known players in it, in document order."""

    @property
    def text(self) -> str:
        """The first 500 characters as one line of plain text; few entries need them."""
        return _opening(self.html)


def sanitize(html: str, *, base: str | None) -> Cleaned:
    """Clean the HTML of an entry; addresses become absolute against `base`.

    Text that would cost too much to parse, before or after, or that parsers do not agree on, becomes plain paragraphs.
    """
    text = printable(html)
    if is_overgrown(text):
        return _as_text(text)
    edited = edit_straight(text, base)
    settled = _agreed(edited.html) if edited else None
    if edited is None or settled is None:
        edited = edit(text, base)
        settled = _settled(edited.html, base)
    if settled is None or is_oversized(settled):
        return _as_text(text)
    return Cleaned(html=settled, images=edited.images, embeds=edited.embeds)


def paragraphs(text: str) -> SafeHtml:
    """Write plain text as HTML, one paragraph a line."""
    return SafeHtml(as_paragraphs(text))


def _agreed(html: str) -> SafeHtml | None:
    """Pass the gate; None if it had anything to say."""
    return SafeHtml(html) if printable(gated(html)) == html else None


def _settled(edited: str, base: str | None) -> SafeHtml | None:
    """Pass the gate, again and again until nothing changes: if the gate had nothing to say, at once."""
    html = printable(gated(edited))
    if html == edited:
        return SafeHtml(html)
    for _ in range(_ROUNDS):
        again = printable(gated(edit(html, base).html))
        if again == html:
            return SafeHtml(html)
        html = again
    return None


def _as_text(html: str) -> Cleaned:
    return Cleaned(html=SafeHtml(as_paragraphs(lines_of(html))))


def _opening(html: SafeHtml) -> str:
    size = _TEXT_SOURCE
    text = line_of(html[:size])
    while len(text) <= _TEXT and size < len(html):
        size *= 2
        text = line_of(html[:size])
    return shortened(text, _TEXT)
