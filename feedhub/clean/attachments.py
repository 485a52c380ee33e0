"""Recordings and files that belong to an item; pictures are chosen elsewhere."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from feedhub.model.entry import Enclosure
from feedhub.model.parsed import Media, MediaRole
from feedhub.sanitize import absolute

_MOST = 20
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_UNKNOWN = "application/octet-stream"
_BY_MEDIUM = {"audio": "audio/mpeg", "video": "video/mp4"}
# A table of our own: the standard library's reads the files of the machine, and two machines would differ.
_TYPES = {
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "m4b": "audio/mp4", "aac": "audio/aac", "oga": "audio/ogg",
    "ogg": "audio/ogg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "weba": "audio/webm",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime",
    "mkv": "video/x-matroska", "avi": "video/x-msvideo", "m3u8": "application/vnd.apple.mpegurl",
    "pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip",
    "torrent": "application/x-bittorrent",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "svg": "image/svg+xml",
}  # fmt: skip


def enclosures(media: Iterable[Media], *, base: str | None) -> tuple[Enclosure, ...]:
    """Return an item's recordings and files with absolute URLs, each once, in document order."""
    found: dict[str, Enclosure] = {}
    for one in media:
        kind = _kind(one)
        if kind and len(found) < _MOST and (url := absolute(one.url, base)) and url not in found:
            length = one.length if one.length and one.length > 0 else None
            found[url] = Enclosure(url=url, type=kind, length=length)
    return tuple(found.values())


def _kind(media: Media) -> str | None:
    """Return a media type, or None for a picture and for what only illustrates."""
    if media.role not in {MediaRole.ENCLOSURE, MediaRole.CONTENT} or media.medium == "image":
        return None
    kind = (media.type or "").partition(";")[0].strip().lower()
    if not _MEDIA_TYPE.fullmatch(kind) or kind == _UNKNOWN:
        kind = _guessed(media.url) or _BY_MEDIUM.get(media.medium or "", _UNKNOWN)
    if kind.startswith("image/"):
        return None
    recording = kind.startswith(("audio/", "video/"))
    if media.role is MediaRole.CONTENT and not recording:  # players and pages, which nobody can download
        return None
    return kind


def _guessed(url: str) -> str | None:
    try:
        path = urlsplit(url).path
    except ValueError:  # brackets that are no IPv6 address
        return None
    _, dot, suffix = path.rpartition(".")
    return _TYPES.get(suffix.lower()) if dot else None
