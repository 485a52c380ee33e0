"""What an item is filed under: the publisher's tags, its own category paths, its language."""

import re
import unicodedata
from collections.abc import Iterable

from feedhub.clean.links import is_global_iri
from feedhub.clean.text import line
from feedhub.model import entry as clean
from feedhub.model.parsed import Tag

_MOST_TAGS = 30
_LONGEST_TAG = 200
_MOST_PATHS = 30
_DEEPEST_PATH = 10
_LONGEST_NAME = 80
_LONGEST_NAME_BYTES = 240  # a name becomes a file name, and 255 bytes is where those end
_LONGEST_LANGUAGE = 35  # RFC 5646, section 4.4.1
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def tags(given: Iterable[Tag]) -> tuple[clean.Tag, ...]:
    """Return keywords in canonical form (NFC, single spaces), each once, at most 30."""
    found: dict[str, clean.Tag] = {}
    for tag in given:
        term = _canonical(tag.term) or _canonical(tag.label)
        if term and len(term) <= _LONGEST_TAG and term not in found:
            scheme = tag.scheme if tag.scheme and is_global_iri(tag.scheme) else None
            found[term] = clean.Tag(term=term, scheme=scheme)
            if len(found) == _MOST_TAGS:
                break
    return tuple(found.values())


def paths(given: Iterable[str]) -> tuple[str, ...] | None:
    """Return category paths whose names can stand in a URL and a file name, or None where none is left.

    A slash always separates: a name that contains one has to come with another character in its place.
    """
    found = dict.fromkeys(path for one in given if (path := _path(one)))
    return tuple(found)[:_MOST_PATHS] or None


def language(*given: str | None) -> str | None:
    """Return the first that looks like a language tag (BCP 47); `zh_CN` is taken for `zh-CN`."""
    for one in given:
        tag = one.strip().replace("_", "-") if one else ""
        if len(tag) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(tag):
            return tag
    return None


def _path(given: str) -> str:
    names = (_short(_canonical(name)) for name in given.split("/"))
    return "/".join([name for name in names if name not in {"", ".", ".."}][:_DEEPEST_PATH])


def _short(name: str) -> str:
    cut = name[:_LONGEST_NAME]
    return cut.encode()[:_LONGEST_NAME_BYTES].decode(errors="ignore").rstrip()


def _canonical(text: str | None) -> str:
    return unicodedata.normalize("NFC", line(text))
