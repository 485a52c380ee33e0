"""Who wrote it: one line of names, never an e-mail address, never the hub."""

import re
from collections.abc import Iterable

from feedhub.clean.text import line
from feedhub.model.parsed import ParsedEntry, ParsedFeed
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import SourceFacts

_MOST_NAMES = 20
_LONGEST = 300
_MAIL = re.compile(r"(?<![^\s<(\[,;\"])(?:mailto:)?[^\s@<>()\[\],;\"]{1,64}@[^\s@<>()\[\],;\"]{1,255}", re.IGNORECASE)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_SHELL = " \t<>()[],;\"'"


def byline(entry: ParsedEntry, feed: ParsedFeed, facts: SourceFacts, around: Surroundings) -> str:
    """Return the authors of an item as "A, B"; without any, who answers for its source.

    Readers show one author of several, or the feed's where an entry has none, so the line is one name and never empty.
    """
    if told := _names(entry.authors) or _names(feed.authors):
        return told
    origin = entry.origin.title if entry.origin else None
    fallbacks = (around.author, origin, around.title, facts.title)
    return next(filter(None, map(line, fallbacks)), around.source)


def _names(authors: Iterable[str]) -> str:
    """Join distinct names in their order, without addresses: `a@b.org (Ann)` and `Ann <a@b.org>` are Ann."""
    found = dict.fromkeys(_name(author[:_LONGEST]) for author in authors)
    found.pop("", None)
    names = list(found)[:_MOST_NAMES]
    while len(joined := ", ".join(names)) > _LONGEST:
        names.pop()
    return joined


def _name(author: str) -> str:
    name = line(author, limit=_LONGEST)
    if "@" in name and (without := _MAIL.sub(" ", name)) != name:
        name = line(without.strip(_SHELL))
    return line(_MARKUP.sub(" ", name)) if "<" in name else name
