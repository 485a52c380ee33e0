"""The whole of config.yaml as frozen models, one to one."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cron(_Section):
    """A cron expression of five fields, in the source's `timezone`."""

    expression: str


class Hub(_Section):
    """What the hub calls itself."""

    title: str = "feedhub"
    base_url: str = "http://127.0.0.1:8080"
    authority: str | None = None
    language: str | None = None


class Source(_Section):
    """One thing that is polled: `url` or `path`, never both."""

    name: str
    url: str | None = None
    path: Path | None = None
    title: str | None = None
    categories: tuple[str, ...] = ()
    author: str | None = None
    enabled: bool = True
    every: Literal["auto"] | timedelta | Cron = "auto"
    timezone: str = "UTC"
    encoding: str | None = None


class Fetch(_Section):
    """How origins are visited."""

    user_agent: str = "feedhub/{version} (+{base_url})"
    deadline: timedelta = timedelta(seconds=30)
    max_bytes: int = 20_000_000
    concurrency: int = 64
    per_host: int = 2
    allow: tuple[str, ...] = ()
    min_interval: timedelta = timedelta(minutes=15)
    max_interval: timedelta = timedelta(days=1)


class Store(_Section):
    """Where entries are kept."""

    database: str = "sqlite:///data/feedhub.db"
    keep: Literal["forever"] = "forever"


class Publish(_Section):
    """What goes out, and how much of it in one document."""

    directory: Path = Path("data/public")
    entries: int = 50
    max_bytes: int = 512_000


class Serve(_Section):
    """Where the hub answers."""

    bind: str = "127.0.0.1:8080"


class Settings(_Section):
    """config.yaml."""

    hub: Hub = Hub()
    sources: tuple[Source, ...] = ()
    fetch: Fetch = Fetch()
    store: Store = Store()
    publish: Publish = Publish()
    serve: Serve = Serve()
