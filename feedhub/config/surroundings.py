"""A source's settings in, what they add to its documents out."""

from datetime import datetime

from feedhub.config.settings import Source
from feedhub.model.surroundings import Surroundings


def surroundings(source: Source, *, authority: str, location: str, page: str, now: datetime) -> Surroundings:
    """Give what cleaning needs to know of a source that was read from a location, beside what its document says."""
    return Surroundings(
        source=source.name,
        authority=authority,
        location=location,
        title=source.title,
        author=source.author,
        headimg=source.headimg,
        timezone=source.timezone,
        page=page,
        now=now,
    )
