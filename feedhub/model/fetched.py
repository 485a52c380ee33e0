"""What came of asking: four outcomes, all of them everyday."""

import enum
from dataclasses import dataclass, field
from datetime import timedelta

from feedhub.model.request import Validators


class FailureKind(enum.StrEnum):
    """Why a visit brought nothing; the value is what `status`, logs and metrics show."""

    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    NETWORK = "network"
    BLOCKED = "blocked address"
    REDIRECT = "bad redirect"
    TOO_LARGE = "too large"
    ENCODING = "bad content encoding"
    THROTTLED = "throttled"
    CLIENT_ERROR = "http 4xx"
    SERVER_ERROR = "http 5xx"
    GONE = "gone"
    NO_FILE = "no such file"
    EMPTY = "empty"
    NOT_A_FEED = "not a feed"
    BUDGET = "parse budget"
    INTERNAL = "internal error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One document as it came: decoded from its transfer and content codings, in its own character encoding.

    `location` is the URL it was finally read from, or its path; `content_type` is the raw header, if any;
    `name` is the file name of a local document, and empty for one from the network.
    """

    data: bytes
    location: str
    content_type: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A new document (a folder of posts gives several), whole and within the caps, from an allowed address.

    `digest` identifies the bytes; `moved_to` is where a chain of permanent redirects (301, 308) ended;
    `fresh_for` is how long the origin says this stays current (RFC 9111, section 4.2), if it says so.
    """

    bodies: tuple[Body, ...]
    digest: str
    validators: Validators = field(default_factory=Validators)
    moved_to: str | None = None
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """Nothing new: a 304, or the same bytes as last time. `validators` are to be kept from now on."""

    validators: Validators = field(default_factory=Validators)
    moved_to: str | None = None
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """410: the origin asks never to be visited again at this address."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No document. `detail` is one sentence for the operator; `retry_after` is what the origin asked for."""

    kind: FailureKind
    detail: str
    status: int | None = None
    retry_after: timedelta | None = None
    held: str = ""
    """The host that asked for `retry_after`; empty where nobody did."""

    @property
    def is_put_off(self) -> bool:
        """Tell whether nobody was asked, since the host wants to be left alone still."""
        return self.kind is FailureKind.THROTTLED and self.status is None


FetchOutcome = Fetched | NotModified | Gone | Failed
