"""What the configuration and the visit add to a document."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything cleaning needs to know that the document does not say."""

    source: str
    """The source's name, the key of `sources` in config.yaml."""
    authority: str
    """`host,year`: who mints `tag:` ids here (RFC 4151)."""
    location: str
    """The URL the document was finally read from, or its path."""
    title: str | None
    """The configured title."""
    author: str | None
    """The configured author, for entries that name none."""
    headimg: str | None = None
    """The configured picture, for entries that have none."""
    timezone: str
    """An IANA name: where dates without a zone are at home."""
    page: str
    """The hub's own page of the source: the address of entries that have none."""
    now: datetime

    @property
    def address(self) -> str | None:
        """The location where it is an http(s) URL, and so a base for relative links."""
        return self.location if self.location[:8].lower().startswith(("http://", "https://")) else None
