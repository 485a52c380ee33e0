"""Folders of other programs in, category paths that configuration takes out."""

import re
import unicodedata
from collections.abc import MutableMapping

from feedhub.subscriptions.outline import Subscription

_DEEPEST = 10
_LONGEST = 60
_ENDING = re.compile(r"\.(?=(?:atom|rss|json|html)$)", re.IGNORECASE)
_SLASHES = re.compile(r"\s*/\s*")
_UNSORTED = frozenset({"", "all", "uncategorized", "uncategorised", "root", "未分类", "默认分类"})
"""What programs call the folder of what lies in none."""


def paths(subscription: Subscription) -> tuple[str, ...]:
    """Give the category paths of a subscription: those it names (OPML 2.0 `category`), else its folders as one path."""
    named = [_path(path.split("/")) for path in subscription.paths]
    return tuple(dict.fromkeys(filter(None, named or [_path(subscription.folders)])))


def known_spelling(path: str, spellings: MutableMapping[str, str]) -> str:
    """Write a path as its like is written already, name by name, and remember it where it is new."""
    written = ""
    for name in path.split("/"):
        longer = f"{written}/{name}" if written else name
        written = spellings.setdefault(_folded(longer), longer)
    return written


def _path(folders: tuple[str, ...] | list[str]) -> str:
    names = [_name(folder) for folder in folders]
    if len(names) == 1 and names[0].casefold() in _UNSORTED:
        return ""
    return "/".join([name for name in names if name][:_DEEPEST])


def _name(folder: str) -> str:
    """Make a folder's title a name in a category: no slash, no ending that addresses of feeds have, not too long."""
    text = unicodedata.normalize("NFC", folder).replace("\\", "-")
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = _ENDING.sub(" ", _SLASHES.sub("-", " ".join(text.split())))[:_LONGEST].strip()
    return "" if text in {".", ".."} else text


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
