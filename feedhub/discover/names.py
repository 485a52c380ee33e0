"""What to call a source: its title, or its address, as a name that can be typed and said."""

import re
from collections.abc import Container
from itertools import count
from urllib.parse import urlsplit

from anyascii import anyascii

_LONGEST = 40
_NO_NAME = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_IDLE = frozenset({"www", "feeds", "feed", "rss", "blog", "news", "m"})


def speakable(title: str, url: str) -> str:
    """Give the name for a source: 证券时报网 is `zheng-quan-shi-bao-wang`; where the title says nothing, its host does."""
    return _slug("".join(map(_spelled, _APOSTROPHE.sub("", title)))) or _slug(_host_name(url)) or "source"


def free_name(name: str, taken: Container[str], *, first: int = 2) -> str:
    """Give a name that is not taken, with a number from `first` on behind it if need be."""
    if name not in taken:
        return name
    return next(other for number in count(first) if (other := f"{name[: _LONGEST - 6]}-{number}") not in taken)


def _spelled(sign: str) -> str:
    """Spell one character; one that stands for a syllable becomes a word of its own, and one that is a picture nothing."""
    if sign.isascii():
        return sign
    if not sign.isalnum():
        return " "
    letters = anyascii(sign)
    return f" {letters} " if letters[:1].isupper() and not sign.isupper() else letters


def _slug(text: str) -> str:
    words = [word for word in _NO_NAME.split(text.lower()) if word]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        name = longer
    return name


def _host_name(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _IDLE:  # noqa: PLR2004  a name and its top level
        labels = labels[1:]
    return host if host.replace(".", "").isdigit() else " ".join(labels[:-1] or labels)
