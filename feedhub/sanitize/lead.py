"""The head image in front of a clean body: text work on markup whose form is known, for every rendering."""

import re
from collections.abc import Iterator

from feedhub.model.html import SafeHtml
from feedhub.sanitize.allowed import FIXED
from feedhub.sanitize.characters import printable
from feedhub.sanitize.plain import escape
from feedhub.sanitize.urls import absolute

_FIXED = " ".join(f'{name}="{value}"' for name, value in FIXED["img"].items())
_SHOWING = ("<img ", "<source ", "<video ")
_ADDRESS = re.compile(r'(?:src|poster)="([^"]*)"|srcset="([^"]*)"')
_SIZE_IN_NAME = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)|-scaled(?=\.\w{3,4}$)")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)


def lead_with(html: SafeHtml, image: str | None, alt: str = "") -> SafeHtml:
    """Put `image` first, unless the body shows it already, in this or another size."""
    address = absolute(image, None) if image else None
    if address is None or _shows(html, address):
        return html
    words = escape(printable(alt)).replace('"', "&quot;")
    return SafeHtml(f'<p><img src="{escape(address)}" alt="{words}" {_FIXED}></p>{html}')


def _shows(html: str, address: str) -> bool:
    wanted = _picture_key(escape(address))
    return any(_picture_key(shown) == wanted for tag in _pictures(html) for shown in _addresses(tag))


def _pictures(html: str) -> Iterator[str]:
    """Find the tags that show pictures; most bodies have no other than `img`, and asking for each costs next to nothing."""
    for opening in _SHOWING:
        at = html.find(opening)
        while at >= 0:
            end = html.find(">", at)
            yield html[at:end]
            at = html.find(opening, end)


def _addresses(tag: str) -> list[str]:
    found: list[str] = []
    for one, several in _ADDRESS.findall(tag):
        found += [part.strip().partition(" ")[0] for part in several.split(",")] if several else [one]
    return found


def _picture_key(address: str) -> str:
    """Name the picture whatever its size: content systems write sizes into file names and queries."""
    place = address.partition("://")[2].replace("%2C", ",")
    path, _, query = place.partition("?")
    if _PICTURE_FILE.search(path):
        return _SIZE_IN_NAME.sub("", path)
    return f"{path}?{query}"
