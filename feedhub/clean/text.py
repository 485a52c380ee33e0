"""An item's words: title, body, summary, and the small texts around them.

In: untrusted texts. Out: printable lines, and bodies that went through the sanitiser. Never in here: markup of our
own, except the paragraphs and line breaks that plain text turns into.
"""

import html
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from feedhub.model.parsed import ParsedEntry, Text
from feedhub.sanitize import Cleaned, absolute, plain_text, printable, sanitize, title_text

_TITLE_WORDS = 80
_EXCERPT = 300
_OWN_SUMMARY = 1000
_SMALL = 500
_UNTITLED = "(untitled)"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_BETWEEN_WORDS = re.compile(r"[-_+\s]+")
_FILE_TYPE = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def line(text: str | None, *, limit: int = _SMALL) -> str:
    """Return a small text on one line, printable, at most `limit` characters."""
    return " ".join(printable(text).split())[:limit].rstrip() if text else ""


def body(entry: ParsedEntry, *, base: str | None, location: str | None) -> Cleaned:
    """Return the first of content, summary and caption that has something to show, clean.

    `base` resolves relative links where the text has no base of its own; a relative base is resolved at `location`.
    """
    for text in (*entry.contents[:1], entry.summary, entry.caption):
        if text and text.value.strip():
            own = absolute(text.base, location) if text.base else None
            cleaned = sanitize(_markup(text), base=own or base)
            if cleaned.html.strip():
                return cleaned
    return sanitize("", base=None)


def stated_title(title: Text | None) -> str:
    """Return a title as plain text, empty where there is none."""
    return title_text(title.value, title.kind) if title else ""


def substitute_title(text: str, url: str | None) -> str:
    """Return a title for what has none: its first words, else those of its address."""
    return excerpt(text, _TITLE_WORDS) or _words_of(url) or _UNTITLED


def summary(entry: ParsedEntry, content: Cleaned) -> str:
    """Return the item's own summary as plain text, else the beginning of its body's text."""
    own = entry.summary if entry.contents else None  # otherwise the summary is the body
    if own and own.value.strip():
        words = own.value if own.kind == "plain" else plain_text(own.value, limit=4 * _OWN_SUMMARY)
        if found := excerpt(printable(words), _OWN_SUMMARY):
            return found
    return opening(content.text)


def opening(text: str) -> str:
    """Return the beginning of a body's text, for an entry that has no summary of its own."""
    return excerpt(text, _EXCERPT)


def excerpt(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text on one line, cut between words and marked with an ellipsis."""
    words = " ".join(text[: 4 * limit].split())
    if len(words) <= limit:
        return words
    end = limit - 1
    while end > 1 and _clings(words[end]):
        end -= 1
    space = words.rfind(" ", 0, end + 1)
    if space > limit // 2:  # scripts without spaces are cut between any two characters
        end = space
    return words[:end].rstrip(" ,;:-–—、，；：") + "…"


def _clings(character: str) -> bool:
    return character in "\u200d\ufe0e\ufe0f" or unicodedata.combining(character) != 0


def _markup(text: Text) -> str:
    if text.kind == "html":
        return text.value
    plain = html.escape(text.value.replace("\r\n", "\n").strip(), quote=False)
    return "".join(f"<p>{block}</p>".replace("\n", "<br>") for block in _BLANK_LINE.split(plain))


def _words_of(url: str | None) -> str:
    """Return the last part of a URL's path that has letters: `/2022/09/a-fine-day.html` is a fine day."""
    if not url:
        return ""
    for part in reversed(urlsplit(url).path.split("/")):
        words = line(_BETWEEN_WORDS.sub(" ", _FILE_TYPE.sub("", unquote(part))), limit=_TITLE_WORDS)
        if sum(character.isalpha() for character in words) > 1:
            return words
    return ""
