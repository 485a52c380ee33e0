"""What became of an entry: its versions side by side, word by word; colour only on a terminal that wants it."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from feedhub.cli import printing
from feedhub.model.revision import Past, Version
from feedhub.model.wording import text_of

_AROUND = 8
"""Words that stay on each side of a change."""
_MOST_WORDS = 20_000
"""Words of a text that are compared one by one; what comes behind them is one word."""
_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"

_PARTS = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
"""Words and what parts them."""

Step = tuple[str, str]
"""`same`, `left` or `came`, and the words that did."""


def show(found: Sequence[Past], *, as_json: bool) -> None:
    """Print the versions of each entry and what changed between them."""
    if as_json:
        printing.data([_fields(past) for past in found])
        return
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for past in found:
        for line in _lines(past, coloured=coloured):
            print(line)  # noqa: T201  a result


def steps(before: str, after: str) -> list[Step]:
    """Tell how one text becomes another, word by word; without spaces between words, character by character."""
    old, new = _words(before), _words(after)
    found: list[Step] = []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > _MOST_WORDS**2 // 100)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[start:end])))
            continue
        if end > start:
            found.append(("left", "".join(old[start:end])))
        if last > first:
            found.append(("came", "".join(new[first:last])))
    return found


def _lines(past: Past, *, coloured: bool) -> Iterator[str]:
    yield f"{past.id} ({past.source})"
    if len(past.versions) == 1:
        yield "  no other version is kept"
    for old, new in pairwise(past.versions):
        yield f"  {printing.moment(old.since)} → {printing.moment(new.since)}"
        yield from _changes("title", old.wording.title, new.wording.title, coloured=coloured)
        yield from _changes("text", text_of(old.wording.content), text_of(new.wording.content), coloured=coloured)


def _changes(name: str, before: str, after: str, *, coloured: bool) -> Iterator[str]:
    if before != after:
        found = steps(before, after)
        last = len(found) - 1
        told = [_told(step, coloured=coloured, first=at == 0, last=at == last) for at, step in enumerate(found)]
        yield f"    {name}: " + "".join(told).replace("\n", " ¶ ")


def _told(step: Step, *, coloured: bool, first: bool, last: bool) -> str:
    kind, text = step
    if kind == "same":
        return _shortened(text, head=not first, tail=not last)
    if coloured:
        return f"{_RED if kind == 'left' else _GREEN}{text}{_PLAIN}"
    return f"[-{text}-]" if kind == "left" else f"{{+{text}+}}"


def _shortened(text: str, *, head: bool, tail: bool) -> str:
    """Leave of what did not change only the words beside a change."""
    words = _words(text)
    kept_head, kept_tail = 2 * _AROUND * head, 2 * _AROUND * tail
    if len(words) <= kept_head + kept_tail + 1:
        return text
    return "".join(words[:kept_head]) + "…" + "".join(words[len(words) - kept_tail :])


def _words(text: str) -> list[str]:
    words = _PARTS.findall(text)
    return words if len(words) <= _MOST_WORDS else [*words[:_MOST_WORDS], "".join(words[_MOST_WORDS:])]


def _fields(past: Past) -> dict[str, object]:
    return {
        "id": past.id,
        "source": past.source,
        "url": past.url,
        "versions": [_version(version) for version in past.versions],
        "changes": [
            {
                "title": steps(old.wording.title, new.wording.title),
                "text": steps(text_of(old.wording.content), text_of(new.wording.content)),
            }
            for old, new in pairwise(past.versions)
        ],
    }


def _version(version: Version) -> dict[str, object]:
    return {
        "since": printing.iso(version.since),
        "updated": printing.iso(version.updated),
        "title": version.wording.title,
        "text": text_of(version.wording.content),
    }
