"""An `img` as it was written in, the picture it means out: its true address, its sizes, or None if it shows nothing.

Pages load pictures late: the address stands in some `data-*` attribute, in `srcset` or in `noscript`, and `src` holds
a placeholder.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feedhub.sanitize.trackers import counts_readers, is_pixel
from feedhub.sanitize.urls import absolute

_MAX_SRCSET = 8192
_MAX_CANDIDATES = 20

_LAZY = (
    "data-src data-original data-actualsrc data-lazy-src data-lazy data-lazyload data-original-src data-orig-src "
    "data-ori-src data-real-src data-hi-res-src data-full-src data-large-src data-img-src data-image-src data-echo "
    "data-url data-srcurl data-cfsrc data-orig data-orig-file data-large-file data-medium-file data-image "
    "data-backsrc data-data-src data-croporisrc data-source real_src file zoomfile original lazy-src lazysrc "
    "data-thumb data-thumbnail"
)
"""Attributes that hold the address until a script moves it to `src`, the surest first."""
_LATE = tuple(_LAZY.split())
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-ll-srcset", "data-cfsrcset")
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:spacer|blank|placeholder|transparent|trans|pixel|grey|gray|none|empty|loading\w*|lazy\w*|"
    r"loader|1x1|dot|clear|default_img|img_load\w*|bg_pixel)(?:[_.-][\w-]*)?\.(?:gif|png|jpe?g|svg|webp)(?:$|[?#])",
    re.IGNORECASE,
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:$|[?#!@])", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*?)(?:,++(?=\s|\Z)|\s++([^,]*+)(?:,|\Z)|\Z)")
_DESCRIPTOR = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)([wx])(?:\s+\d+h)?\s*")
_LENGTH = re.compile(r"\s*(\d{1,5})(?:\.\d*)?(?:px)?\s*")
_STYLED = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5})(?:\.\d*)?px", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)

Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that can be shown: all addresses absolute, sizes in pixels where they are declared."""

    src: str
    srcset: str
    largest: str
    """The candidate of `src` and `srcset` with the most pixels."""
    width: int | None
    height: int | None


def picture(attributes: Attributes, base: str | None, siblings: str = "") -> Picture | None:
    """Find the picture an `img` means; `siblings` is the srcset of the `source` elements beside it, if any."""
    styles = attributes.get("style") or ""
    width, height = _size(attributes, styles, "width"), _size(attributes, styles, "height")
    if is_pixel(width, height) or (styles and _HIDDEN.search(styles)):
        return None
    candidates = srcset(declared_set(attributes), base)
    src = _source(attributes, base) or _first(candidates) or _first(srcset(siblings, base))
    if src is None or counts_readers(src):
        return None
    largest = max(candidates, key=_pixels)[0] if candidates else src
    return Picture(src=src, srcset=written(candidates), largest=largest, width=width, height=height)


def srcset(text: str, base: str | None) -> list[tuple[str, str]]:
    """Read a `srcset` (WHATWG HTML, section 4.8.4.2.1) into absolute addresses and descriptors; what is wrong is left out."""
    return list(_candidates(text, base)) if 0 < len(text) <= _MAX_SRCSET else []


def written(candidates: list[tuple[str, str]]) -> str:
    """Write a `srcset` that any parser reads alike: no comma is left inside an address."""
    return ", ".join(f"{url} {descriptor}".rstrip() for url, descriptor in candidates)


def length(text: str | None) -> int | None:
    """Read a width or height in pixels; None for percentages and anything else."""
    found = _LENGTH.fullmatch(text) if text else None
    return int(found[1]) if found else None


def is_waiting(attributes: Attributes) -> bool:
    """Tell whether an `img` shows nothing yet but a placeholder."""
    src = attributes.get("src") or ""
    if not src or src.startswith(("data:", "about:")):
        return True
    # The pattern has no slash inside, and ends at the end or in front of a query: the file's name is enough for it.
    name = 0 if "?" in src or "#" in src else max(src.rfind("/"), 0)
    return _PLACEHOLDER.search(src, name) is not None


def declared_set(attributes: Attributes) -> str:
    """Find the srcset of an `img` or `source`, wherever it waits."""
    for name in _LAZY_SETS:
        if value := attributes.get(name):
            return value
    return attributes.get("srcset") or ""


def late_source(attributes: Attributes, base: str | None) -> str | None:
    """Find the address that a script would put in place of a placeholder."""
    found = (absolute(address, base) for address in _late_addresses(attributes))
    return next((url for url in found if url), None)


def _candidates(text: str, base: str | None) -> Iterator[tuple[str, str]]:
    for _, found in zip(range(_MAX_CANDIDATES), _CANDIDATE.finditer(text), strict=False):
        url = absolute(found[1].rstrip(","), base)
        descriptor = _DESCRIPTOR.fullmatch(found[2].strip()) if found[2] else None
        if url and not counts_readers(url) and (descriptor or not (found[2] or "").strip()):
            yield url.replace(",", "%2C"), "".join(descriptor.groups()) if descriptor else ""


def _source(attributes: Attributes, base: str | None) -> str | None:
    is_late = is_waiting(attributes) or "lazy" in (attributes.get("class") or "").lower()
    if is_late and (late := late_source(attributes, base)):
        return late
    src = attributes.get("src")
    return absolute(src, base) if src else None


def _late_addresses(attributes: Attributes) -> Iterator[str]:
    """Give what the known attributes hold, then whatever else looks like the address of a picture file."""
    for name in _LATE:
        if (value := attributes.get(name)) and ("/" in value or _PICTURE_FILE.search(value)):
            yield value
    for name, value in attributes.items():
        if name.startswith("data-") and name not in _LAZY_SETS and value and _PICTURE_FILE.search(value):
            yield value


def _first(candidates: list[tuple[str, str]]) -> str | None:
    return candidates[0][0] if candidates else None


def _pixels(candidate: tuple[str, str]) -> float:
    """Order candidates by width; densities are below any width, and none stands for 1x."""
    descriptor = candidate[1] or "1x"
    number = float(descriptor[:-1])
    return number if descriptor.endswith("w") else number / 1000


def _size(attributes: Attributes, styles: str, side: str) -> int | None:
    if (declared := length(attributes.get(side))) is not None or not styles:
        return declared
    return next((int(value) for name, value in _STYLED.findall(styles) if name.lower() == side), None)
