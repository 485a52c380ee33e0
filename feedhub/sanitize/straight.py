"""The DOM pass without a DOM, for HTML that is written straight: tags closed where they belong, values in quotes.

In: HTML. Out: what `dom.edit` makes of it, or None where that has to be asked. Nothing is parsed here: elements are taken
to be where they are written. They are if the gate, asked next, has nothing to say: what comes out has the tags that went
in, so a parser that finds the one in order finds the other in order.
"""

import re
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import Final

from feedhub.sanitize.allowed import ATTRIBUTES, FIXED, MATH
from feedhub.sanitize.elements import Page, is_plain, rewritten
from feedhub.sanitize.embeds import is_player
from feedhub.sanitize.findings import Edited
from feedhub.sanitize.markup import VOID, names
from feedhub.sanitize.plain import escape
from feedhub.sanitize.urls import is_final
from feedhub.sanitize.values import kept

_PARSED: Final = MATH | names(
    "audio caption col colgroup details picture rp rt ruby source summary table tbody td tfoot th thead tr track video"
)
"""Elements that stay or go by what is in them or around them, or that move what is not theirs."""
_TAKEN: Final = ATTRIBUTES.keys() - _PARSED
_BARE: Final = frozenset(name for name in _TAKEN if is_plain(name, {}))
"""Tags that stay as they are."""
_ENDS: Final = frozenset(f"/{name}" for name in _TAKEN - VOID)
_ADDRESSED: Final = frozenset({"a", "img"})
"""Those whose addresses depend on the page they are on."""
_LINK: Final = 'a href="'
_AMP_MORE: Final = len("&amp;") - len("&")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*")
_HEAD: Final = re.compile(r"([a-z][a-z0-9]{0,9})([ \t\n]{1,9}[a-z][a-z0-9_-]{0,39}=)")
_ATTRIBUTE: Final = re.compile(r"[ \t\n]{1,9}([a-z][a-z0-9_-]{0,39})=")
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_SHORT: Final = 300
"""Characters of a start tag that is worth remembering: entries repeat theirs a hundred times."""


class _Unsure(Exception):
    """What is meant here, a parser has to say."""


def edit_straight(html: str, base: str | None) -> Edited | None:
    """Rewrite HTML to the allow-list, every address absolute against `base`; None where only a parser can tell how."""
    page = Page(base=base)
    try:
        text = _rewritten(html, page)
    except _Unsure:
        return None
    return Edited(html=text, images=tuple(page.images), embeds=tuple(page.embeds))


def _rewritten(html: str, page: Page) -> str:
    """Go from tag to tag."""
    if "\r" in html:
        raise _Unsure
    if "<span" in html:
        html = _without_idle_spans(html)
    pieces = html.split("<")
    is_even = "\xa0" not in html and html.count(">") == len(pieces) - 1
    pieces[0] = _text(pieces[0])
    is_empty = False
    for at in range(1, len(pieces)):
        tag, end, given = pieces[at].partition(">")
        if not end:
            raise _Unsure
        text = given if is_even and "&" not in given else _text(given)
        if tag in _ENDS:
            if is_empty:
                raise _Unsure  # what holds nothing may have to go
            start = tag
        else:
            name, start = (tag, tag) if tag in _BARE else _start(tag, page)
            is_empty = name not in VOID and (not text or text.isspace())
            if name == "pre" and text.startswith("\n"):
                raise _Unsure
        if start is not tag or text is not given:
            pieces[at] = f"{start}>{text}"
    return "<".join(pieces)


def _without_idle_spans(html: str) -> str:
    """Take out the tags of spans that say nothing. The gate will not see them, so all has to be nested as it should."""
    first, *pieces = html.split("<")
    written = [first]
    begun: list[tuple[str, bool]] = []
    for piece in pieces:
        tag, end, text = piece.partition(">")
        if tag in _ENDS:
            awaited, is_idle = begun.pop() if begun else ("", False)
            if tag != awaited:
                raise _Unsure
        else:
            name = tag if tag in _BARE else _name(tag)
            is_idle = name == "span" and not _start(tag, Page(base=None))[1]
            if name not in VOID:
                begun.append((f"/{name}", is_idle))
        # What ends in front of the tag and what begins behind it may not become one reference.
        if not end or (is_idle and written[-1].rfind("&") > written[-1].rfind(";")):
            raise _Unsure
        written += (text,) if is_idle else ("<", piece)
    if begun:
        raise _Unsure
    return "".join(written)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    if found is None:
        raise _Unsure
    return found[0]


def _start(tag: str, page: Page) -> tuple[str, str]:
    """Give the name of a start tag and how to write it; an idle span's is empty."""
    if tag[:2] != "a " and tag[:4] != "img " and len(tag) <= _SHORT:
        return _unaddressed(tag)
    if tag.startswith(_LINK) and (link := _final_link(tag, page)):
        return "a", link
    name, found = _read(tag)
    return name, _written(name, found, page)


def _final_link(tag: str, page: Page) -> str | None:
    """Write a link whose address comes first and stays as it is; None for any other."""
    href, end, rest = tag[len(_LINK) :].partition('"')
    url = href.replace("&amp;", "&") if "&" in href else href
    is_escaped = len(href) - len(url) == _AMP_MORE * url.count("&")
    if not end or not is_escaped or len(rest) > _SHORT or not is_final(url):
        return None
    beside = _beside_link(rest)
    if is_player(url):
        page.embeds.append(url)
    return f'{_LINK}{href}"{beside}'


@lru_cache(maxsize=512)
def _beside_link(rest: str) -> str:
    """Write what stands in a link's tag behind its address."""
    name, found = _read("a" + rest)
    if name != "a" or "href" in found:
        raise _Unsure
    wanted = {**kept("a", found), **FIXED["a"]}
    return _listed(found if found == wanted else wanted)


@lru_cache(maxsize=1024)
def _unaddressed(tag: str) -> tuple[str, str]:
    """Do as `_start` where it makes no difference on which page."""
    name, found = _read(tag)
    if name in _ADDRESSED:
        raise _Unsure
    return name, _written(name, found, Page(base=None))


def _written(name: str, found: dict[str, str], page: Page) -> str:
    wanted = rewritten(name, found, page) if name in _TAKEN else None
    if wanted is None:
        raise _Unsure
    if name == "span" and not wanted:
        return ""
    # Where nothing changes, the DOM pass leaves their order alone.
    return name + _listed(found if found == wanted else wanted)


def _listed(said: dict[str, str]) -> str:
    values = "".join(said.values())
    if "&" in values or "\xa0" in values or '"' in values:
        said = {key: _quoted(value) for key, value in said.items()}
    return "".join([f' {key}="{value}"' for key, value in said.items()])


def _quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace('"', "&quot;")


def _read(tag: str) -> tuple[str, dict[str, str]]:
    """Take a start tag apart: values stand between the quotes, names in front of them."""
    if '"' not in tag:
        name = _name(tag)
        if not _is_end(tag[len(name) :], name):
            raise _Unsure
        return name, {}
    parts = tag.split('"')
    name, head = _head(parts[0])
    if len(parts) % 2 == 0 or not (parts[-1] == "" or _is_end(parts[-1], name)):
        raise _Unsure
    found: dict[str, str] = {}
    for at in range(1, len(parts), 2):
        attribute = _attribute(head)
        if attribute in found:
            raise _Unsure
        found[attribute] = _value(parts[at])
        head = parts[at + 1]
    return name, found


def _is_end(text: str, name: str) -> bool:
    """Tell whether this ends a start tag; only an element without contents may close itself."""
    return text.strip(" \t\n") in {"", "/" if name in VOID else ""}


@lru_cache(maxsize=256)
def _head(text: str) -> tuple[str, str]:
    """Part the name of a tag from that of its first attribute."""
    found = _HEAD.fullmatch(text)
    if found is None:
        raise _Unsure
    return found[1], found[2]


@lru_cache(maxsize=512)
def _attribute(text: str) -> str:
    found = _ATTRIBUTE.fullmatch(text)
    if found is None:
        raise _Unsure
    return found[1]


def _value(text: str) -> str:
    value = _REFERENCE.sub(_meant, text) if "&" in text else text
    if "<" in value or ">" in value:
        raise _Unsure  # serialisers differ in how to write these
    return value


def _text(text: str) -> str:
    """Write a text as a serialiser does that has read it."""
    if "&" in text:
        text = _REFERENCE.sub(_escaped, text)
    return text.replace("\xa0", "&nbsp;").replace(">", "&gt;")


def _escaped(reference: re.Match[str]) -> str:
    return escape(_character(reference[0]))


def _meant(reference: re.Match[str]) -> str:
    return _character(reference[0])


@lru_cache(maxsize=512)
def _character(reference: str) -> str:
    """Give what a reference stands for, where it is complete and nothing that parsers replace or fold."""
    is_known = reference[1:2] == "#" or reference[1:] in html5
    character = unescape(reference) if is_known else ""
    if not character or not (character.isprintable() or character == "\xa0"):
        raise _Unsure
    return character
