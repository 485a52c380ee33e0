"""The attributes of one element as they were written in, those it keeps out; what it shows is noted on the page.

None says that the element shows nothing: a link that leads nowhere, a picture that counts readers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from feedhub.sanitize.allowed import FIXED
from feedhub.sanitize.embeds import is_player
from feedhub.sanitize.findings import BodyImage
from feedhub.sanitize.pictures import declared_set, picture, srcset, written
from feedhub.sanitize.trackers import counts_readers
from feedhub.sanitize.urls import absolute, link_target
from feedhub.sanitize.values import Attributes, kept


@dataclass(slots=True, kw_only=True)
class Page:
    """The body that is being cleaned: what its addresses are relative to, and what was found in it so far."""

    base: str | None
    images: list[BodyImage] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)


def is_plain(tag: str, attributes: Attributes) -> bool:
    """Tell whether this element can stay as it is: it has no attributes and needs none."""
    return not attributes and tag not in _NEEDY


def rewritten(tag: str, attributes: Attributes, page: Page, siblings: str | None = None) -> dict[str, str] | None:
    """Give the attributes of an allowed element as they are to be written.

    `siblings` is the srcset of the sources beside an `img` in a `picture`, and None elsewhere.
    """
    if tag == "img":
        return _image(attributes, page, siblings)
    if tag in _TREATMENTS:
        return _TREATMENTS[tag](attributes, page)
    return kept(tag, attributes)


def _image(attributes: Attributes, page: Page, siblings: str | None) -> dict[str, str] | None:
    found = picture(attributes, page.base, siblings or "")
    if found is None:
        return None
    page.images.append(BodyImage(url=found.largest, width=found.width, height=found.height))
    rest = kept("img", attributes)
    sizes = rest.pop("sizes", "")
    sets = {"srcset": found.srcset, **({"sizes": sizes} if sizes else {})} if found.srcset else {}
    return {"src": found.src, **sets, **rest, **FIXED["img"]}


def _link(attributes: Attributes, page: Page) -> dict[str, str] | None:
    target = link_target(attributes.get("href") or "", page.base)
    if target is None:
        return None
    if is_player(target):
        page.embeds.append(target)
    return {"href": target, **kept("a", attributes), **FIXED["a"]}


def _video(attributes: Attributes, page: Page) -> dict[str, str]:
    found = _recording(attributes, page)
    if (poster := absolute(attributes.get("poster") or "", page.base)) and not counts_readers(poster):
        found["poster"] = poster
        page.images.append(BodyImage(url=poster))
    return {**found, **kept("video", attributes), **FIXED["video"]}


def _audio(attributes: Attributes, page: Page) -> dict[str, str]:
    return {**_recording(attributes, page), **kept("audio", attributes), **FIXED["audio"]}


def _recording(attributes: Attributes, page: Page) -> dict[str, str]:
    found = absolute(attributes.get("src") or attributes.get("data-src") or "", page.base)
    return {"src": found} if found else {}


def _source(attributes: Attributes, page: Page) -> dict[str, str] | None:
    found = _recording(attributes, page)
    if candidates := srcset(declared_set(attributes), page.base):
        found["srcset"] = written(candidates)
    return {**found, **kept("source", attributes)} if found else None


def _track(attributes: Attributes, page: Page) -> dict[str, str] | None:
    found = _recording(attributes, page)
    return {**found, **kept("track", attributes)} if found else None


_TREATMENTS: Final[dict[str, Callable[[Attributes, Page], dict[str, str] | None]]] = {
    "a": _link,
    "audio": _audio,
    "source": _source,
    "track": _track,
    "video": _video,
}
_NEEDY = frozenset({"img", "span", *_TREATMENTS})
