"""A robots.txt and our name come in, the rules that are meant for us go out; a path and those rules, and a yes or no.

Rules are kept in the words of the file, a line each, so that they can be remembered as text (RFC 9309).
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

_LONGEST = 512 * 1024
"""Characters that are read of a robots.txt (RFC 9309, section 2.5, asks for 500 KiB)."""
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#\r\n]*)")
_OURS = "feedhub"
_SAFE = "%/:?=&;,+!()'@$*~"


def rules_for(text: str, user_agent: str) -> str:
    """Pick the rules of the groups that name us, else of those for everybody (RFC 9309, section 2.2.1).

    We go by `feedhub`, and by what the User-Agent begins with where a source has one of its own.
    """
    sent = re.match(r"[A-Za-z_-]*", user_agent)
    names = {_OURS, sent[0].lower() if sent else _OURS}
    named, general, found = [], [], False
    for agents, rules in _groups(text[:_LONGEST]):
        if names & agents:
            named += rules
            found = True
        elif "*" in agents:
            general += rules
    return "\n".join(named if found else general)


def allows(rules: str, target: str) -> bool:
    """Tell whether a path with its query may be asked for: the longest rule that fits decides, the kinder of two.

    `/robots.txt` itself always may (RFC 9309, section 2.2.2).
    """
    path = _normal(target or "/")
    best, kind = -1, True
    for line in rules.splitlines():
        verb, _, pattern = line.partition(" ")
        weight = len(pattern)
        if (weight > best or (weight == best and verb == "allow")) and _fits(pattern, path):
            best, kind = weight, verb == "allow"
    return kind


def _groups(text: str) -> Iterator[tuple[set[str], list[str]]]:
    agents: set[str] = set()
    rules: list[str] = []
    begun = False
    for key, value in _pairs(text.splitlines()):
        if key == "user-agent":
            if begun:
                yield agents, rules
                agents, rules, begun = set(), [], False
            agents.add(value.split("/")[0].strip().lower())
        elif agents and key in {"allow", "disallow"}:
            begun = True
            if value:
                rules.append(f"{key} {_normal(value)}")
    if agents:
        yield agents, rules


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if found := _LINE.match(line.lstrip("\ufeff")):
            yield found[1].lower(), found[2].strip()


def _normal(path: str) -> str:
    """Write a path so that two that mean the same compare equal: what is not ASCII as percent-encoded UTF-8."""
    encoded = quote(path, safe=_SAFE)
    return re.sub(r"%[0-9a-fA-F]{2}", lambda octet: octet[0].upper(), encoded)


def _fits(pattern: str, path: str) -> bool:
    """Match from the beginning, `*` being anything and a final `$` the end: piece by piece, so that nothing explodes."""
    whole = pattern.endswith("$")
    first, *rest = (pattern[:-1] if whole else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        if whole and number == len(rest):
            return len(path) - len(piece) >= at and path.endswith(piece)
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not whole or at == len(path)
