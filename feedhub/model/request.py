"""What is asked of an origin: everything needed to ask, nothing about feeds."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an origin gave to ask "has it changed?" with, byte for byte (RFC 9110, section 8.8).

    `given_by` is the URL they came from where redirects led away from the configured one: they are shown to no other.
    """

    etag: str | None = None
    last_modified: str | None = None
    given_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a source wants to be asked. `headers` and `proxy` may hold secrets: no `repr` shows them.

    `headers` are sent to the configured origin alone, `verify` and `ca_file` hold for the configured host alone.
    """

    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    proxy: str | None = field(default=None, repr=False)
    verify: bool = True
    ca_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One visit to one source, or to a page that its document names.

    `location` is an http(s) URL, or the absolute path of a local file or folder.
    `digest` is the `Fetched.digest` of the last body that was stored: an equal body counts as not modified.
    """

    source: str
    location: str
    local: bool = False
    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    moved: str | None = None
    """Where `location` is known to have moved for good: asked first, and trusted no more than any redirect."""
    manner: Manner = field(default_factory=Manner)
    home: str | None = None
    """The source's own URL, where `location` is one that its document names: what the operator allows and entrusts to
    a source holds for the host, or the origin, of that."""
    accept: str | None = None
    """The Accept header, where something other than a feed is wanted."""
