"""The whole of config.yaml as frozen models, one to one.

Comes in: plain texts, lists and mappings, as a file has them. Goes out: values that are what they claim to be. Rules
that tie one source to another are in `conflicts`; nothing here reads a file.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from feedhub.config import access, values
from feedhub.config.crontab import crontab
from feedhub.config.fulltext import FullText, Selector, can_be_had
from feedhub.config.keeping import FOREVER, Kept
from feedhub.config.tokens import Secret, Token, distinct
from feedhub.config.units import DURATION_PATTERN, SIZE_PATTERN, duration, duration_text, size, size_text

_MINUTE = timedelta(minutes=1)
_YEAR = timedelta(days=365)
_KILOBYTE = 1000
_GIGABYTE = 1000**3


class _Section(BaseModel):
    # What checks a section is built once, as a part of what checks the whole file.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_keys_without_value(cls, given: Any) -> Any:
        """Read `key:` with nothing behind it as if the line were not there."""
        if not isinstance(given, dict) or None not in given.values():
            return given
        return {key: value for key, value in given.items() if value is not None or key not in cls.model_fields}


class Cron(_Section):
    """A cron expression of five fields, in the source's `timezone`."""

    expression: str

    @field_validator("expression")
    @classmethod
    def _is_cron(cls, expression: str) -> str:
        crontab(expression)
        return " ".join(expression.split())


Every = Literal["auto"] | timedelta | Cron
"""How often a source is visited: as its rhythm suggests, at a fixed distance, or by the clock."""


def _every(given: object) -> object:
    """Tell the three forms of `every` apart before pydantic tries them all and complains thrice."""
    if isinstance(given, Cron) or given == "auto":
        return given
    if isinstance(given, str):
        text = given.strip()
        if len(text.split()) == 5 or "*" in text:  # noqa: PLR2004  the five fields of cron
            crontab(text)
            return Cron(expression=text)
        given = _every_duration(text)
    if not isinstance(given, timedelta):
        raise ValueError("must be auto, a time such as 15m, or a cron expression in quotes")  # noqa: TRY004  pydantic's way
    if not _MINUTE <= given <= _YEAR:
        raise ValueError("must be from 1m to 365d")
    return given


def _every_duration(text: str) -> timedelta:
    try:
        return duration(text)
    except ValueError as error:
        raise ValueError("must be auto, a time such as 15m, or a cron expression of five fields") from error


def _duration(given: object) -> object:
    return duration(given) if isinstance(given, str) else given


def _size(given: object) -> object:
    return size(given) if isinstance(given, str) else given


def _within_a_year(time: timedelta) -> timedelta:
    if not _MINUTE <= time <= _YEAR:
        raise ValueError("must be from 1m to 365d")
    return time


def _within_ten_minutes(time: timedelta) -> timedelta:
    if not timedelta(seconds=1) <= time <= timedelta(minutes=10):
        raise ValueError("must be from 1s to 10m")
    return time


def _within_a_minute(time: timedelta) -> timedelta:
    if time > timedelta(minutes=1):
        raise ValueError("must be at most 1m")
    return time


def _within_a_gigabyte(count: int) -> int:
    if not _KILOBYTE <= count <= _GIGABYTE:
        raise ValueError("must be from 1 kB to 1 GB")
    return count


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(duration_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN, "examples": ["30s", "15m", "6h", "7d", "1h30m"]}),
]
Size = Annotated[
    int,
    BeforeValidator(_size),
    AfterValidator(_within_a_gigabyte),
    PlainSerializer(size_text, return_type=str, when_used="json"),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": SIZE_PATTERN}], "examples": ["20 MB"]}
    ),
]
Text = Annotated[str, AfterValidator(values.printable)]
Name = Annotated[str, AfterValidator(values.name)]
Category = Annotated[str, AfterValidator(values.category)]
Tag = Annotated[str, AfterValidator(values.tag)]
LocalPath = Annotated[Path, AfterValidator(values.anchored)]
_EverySchema = WithJsonSchema({"type": "string", "examples": ["auto", "15m", "6h", "30 6 * * 1-5"]})


class Hub(_Section):
    """What the hub calls itself."""

    title: Text = "feedhub"
    """Its name, on every page and in the titles of its feeds."""
    base_url: Annotated[str, AfterValidator(values.base_url)] = "http://127.0.0.1:8080"
    """Its public address, used in every link; it may have a path."""
    authority: Annotated[str, AfterValidator(values.authority)] | None = None
    """Who mints its ids and since when, `host,year`; by default from base_url and the year of the first start."""
    language: Annotated[str, AfterValidator(values.language)] | None = None
    """The language of its feeds, as a language tag (BCP 47)."""


class Defaults(_Section):
    """The keys of a source; under `defaults` they stand for every source that does not say otherwise."""

    name: Name | None = None
    """What it is called in addresses, on the command line and in the log; unique."""
    url: Annotated[str, AfterValidator(values.source_url)] | None = None
    """The http(s) address of a feed; a source has either this or a `path`."""
    path: LocalPath | None = None
    """A feed file, or a folder of posts with front matter."""
    title: Text | None = None
    """What it is called in pages and feeds; by default the feed's own title."""
    categories: Annotated[tuple[Category, ...], Field(max_length=100)] = ()
    """The category paths its entries are in, each one or more names with / between them."""
    author: Text | None = None
    """Who wrote entries that name nobody; by default the source's title."""
    headimg: Annotated[str, AfterValidator(values.picture)] | None = None
    """The http(s) address of the picture that stands for entries without any."""
    enabled: bool = True
    """Whether it is visited; what it brought stays published either way."""
    every: Annotated[Every, BeforeValidator(_every), _EverySchema] = "auto"
    """How often it is visited: auto, a time of 1m to 365d, or a cron expression of five fields."""
    timezone: Annotated[str, AfterValidator(values.timezone)] = "UTC"
    """The IANA time zone of its cron expression and of dates that name none."""
    encoding: Annotated[str, AfterValidator(values.encoding)] | None = None
    """Its character encoding, whatever the document claims."""
    updates: Literal["replace", "ignore"] = "replace"
    """What becomes of an entry that its source changes: `replace` takes the new version, `ignore` keeps the first."""
    first: Annotated[int, Field(ge=0, le=5000)] | None = None
    """How many of its first entries come into the feeds of its categories; by default as `publish.first` says."""
    pin: bool = False
    """Whether its url is asked for ever, even when the source moves for good."""
    user_agent: Annotated[str, AfterValidator(values.user_agent)] | None = None
    """How feedhub names itself to this source; by default as `fetch.user_agent` says."""
    headers: Annotated[dict[access.HeaderName, access.Value], Field(max_length=20)] = {}
    """Headers to send along, by name."""
    auth: access.Auth | None = None
    """Who feedhub is to the source: `user` and `password`, or `bearer` with a token."""
    cookies: Annotated[dict[access.CookieName, access.CookieValue], Field(max_length=20)] = {}
    """Cookies to send along, by name."""
    proxy: access.Proxy | None = None
    """The proxy it is fetched through, `http://HOST:PORT`, with `USER:PASSWORD@` in front of the host if need be."""
    verify: bool = True
    """Whether its certificate must be valid."""
    ca_file: Annotated[LocalPath, AfterValidator(access.authorities)] | None = None
    """A file of certificate authorities (PEM) to trust in place of the usual ones."""
    keep: Kept | None = None
    """How long its entries are kept; by default as `store.keep` says."""

    full_text_selector: Selector | None = None
    """Where the text is on its article pages, as a CSS selector; by default it is looked for."""
    full_text: FullText = False
    """Whether its new entries get the text of their article pages: true, auto (only teasers) or false."""


class Source(Defaults):
    """One thing that is polled: `url` or `path`, never both."""

    name: Name
    """What it is called in addresses, on the command line and in the log; unique."""
    path: Annotated[LocalPath | None, Field(validate_default=True)] = None
    """A feed file, or a folder of posts with front matter."""
    was: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    """The names it had before: its entries stay, and the old addresses lead to the new one."""

    @field_validator("full_text")
    @classmethod
    def _can_be_had(cls, wish: FullText, info: ValidationInfo) -> FullText:
        return can_be_had(wish, info.data.get("full_text_selector"))

    @field_validator("path")
    @classmethod
    def _has_one_place(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if "url" in info.data and (path is None) == (info.data["url"] is None):
            raise ValueError(
                "a source has either a url or a path, not both" if path else "a source needs a url or a path"
            )
        return path


class Feed(_Section):
    """What there is to say of the feed of one category."""

    category: Category
    """Its path."""
    was: Annotated[tuple[Category, ...], Field(max_length=100)] = ()
    """The paths it had before: the old addresses, also of what lies below, lead to the new one."""


class Fetch(_Section):
    """How origins are visited."""

    user_agent: Annotated[str, AfterValidator(values.user_agent)] = "feedhub/{version} (+{base_url})"
    """How feedhub names itself to origins."""
    deadline: Annotated[Duration, AfterValidator(_within_ten_minutes)] = timedelta(seconds=30)
    """The time a whole exchange may take, redirects included; 1s to 10m."""
    max_bytes: Size = 20_000_000
    """The size a document may have after decompression; 1 kB to 1 GB."""
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 64
    """How many visits may be under way at once; 1 to 1000."""
    per_host: Annotated[int, Field(ge=1, le=32)] = 2
    """How many of them at one host; 1 to 32."""
    spacing: Annotated[Duration, AfterValidator(_within_a_minute)] = timedelta(seconds=1)
    """The least time from one request to a host to the next; 0s to 1m."""
    allow: Annotated[tuple[Annotated[str, AfterValidator(values.allowed)], ...], Field(max_length=1000)] = ()
    """Hosts, host:port or networks that may be visited though their addresses are private."""
    min_interval: Annotated[Duration, AfterValidator(_within_a_year)] = timedelta(minutes=15)
    """The shortest wait of `every: auto`."""
    max_interval: Annotated[Duration, AfterValidator(_within_a_year), Field(validate_default=True)] = timedelta(days=1)
    """The longest wait of `every: auto`."""

    @field_validator("max_interval")
    @classmethod
    def _is_not_below_the_shortest(cls, longest: timedelta, info: ValidationInfo) -> timedelta:
        if longest < info.data.get("min_interval", longest):
            raise ValueError("must not be below min_interval")
        return longest


class Store(_Section, revalidate_instances="always"):
    """Where entries are kept."""

    database: Annotated[str, AfterValidator(values.database), Field(validate_default=True)] = (
        "sqlite:///data/feedhub.db"
    )
    """A SQLite file, or a PostgreSQL database."""
    keep: Kept = FOREVER
    """How long entries are kept: `forever`, a time, a number of the newest, or both; a source may say otherwise."""


class Publish(_Section, revalidate_instances="always"):
    """What goes out, and how much of it in one document."""

    directory: Annotated[LocalPath, Field(validate_default=True)] = Path("data/public")
    """The folder of the published files."""
    entries: Annotated[int, Field(ge=1, le=1000)] = 50
    """How many entries one document holds at most; 1 to 1000."""
    max_bytes: Size = 512_000
    """How large one document gets at most; 1 kB to 1 GB."""
    first: Annotated[int, Field(ge=0, le=5000)] = 10
    """How many entries of a new source come into the feeds of its categories, the newest; 0 to 5000."""
    tags: Annotated[tuple[Tag, ...], AfterValidator(values.unlike), Field(max_length=1000)] = ()
    """The tags that have a feed of their own; whether in upper or lower case is all one."""
    merge: bool = True
    """Whether what several sources bring, known by its page or its text, is one entry; the same id always is."""


class Serve(_Section):
    """Where the hub answers."""

    bind: Annotated[str, AfterValidator(values.bind)] = "127.0.0.1:8080"
    """The host and port it listens on; an IPv6 address in brackets, port 0 for any that is free."""
    admin_token: Secret | None = None
    """The secret that opens the dashboard and its buttons; without one it has no buttons."""
    tokens: Annotated[tuple[Token, ...], AfterValidator(distinct), Field(max_length=1000)] = ()
    """Who may read what; a category that stands here is closed to everybody else."""

    @field_validator("tokens")
    @classmethod
    def _has_an_operator(cls, tokens: tuple[Token, ...], info: ValidationInfo) -> tuple[Token, ...]:
        if tokens and "admin_token" in info.data and info.data["admin_token"] is None:
            raise ValueError("needs serve.admin_token too: the dashboard shows the names of what is closed")
        return tokens


class Settings(_Section):
    """config.yaml."""

    hub: Hub = Hub.model_construct()
    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()
    fetch: Fetch = Fetch.model_construct()
    store: Annotated[Store, Field(validate_default=True)] = Store.model_construct()
    publish: Annotated[Publish, Field(validate_default=True)] = Publish.model_construct()
    serve: Serve = Serve.model_construct()


class ConfigFile(Settings):
    """config.yaml as it is written: `defaults` still stands apart from the sources that inherit it."""

    defaults: Defaults = Defaults.model_construct()
