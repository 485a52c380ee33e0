"""config.yaml in, `Settings` out: every name resolved, every unknown key refused with its line."""

import os

# Looking for plugins of pydantic reads what every installed package says of itself; and none has a say here.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from feedhub.config.access import request_headers
from feedhub.config.appending import Addition
from feedhub.config.cautions import cautions
from feedhub.config.crontab import crontab
from feedhub.config.keeping import FOREVER, Keep
from feedhub.config.loading import load, read
from feedhub.config.manner import manner, request
from feedhub.config.schema import json_schema
from feedhub.config.settings import ConfigFile, Cron, Every, Feed, Fetch, Hub, Publish, Serve, Settings, Source, Store
from feedhub.config.surroundings import surroundings
from feedhub.config.tokens import is_local
from feedhub.config.units import duration, duration_text, size, size_text
from feedhub.config.writing import add_sources, create

__all__ = [
    "FOREVER",
    "Addition",
    "ConfigFile",
    "Cron",
    "Every",
    "Feed",
    "Fetch",
    "Hub",
    "Keep",
    "Publish",
    "Serve",
    "Settings",
    "Source",
    "Store",
    "add_sources",
    "cautions",
    "create",
    "crontab",
    "duration",
    "duration_text",
    "is_local",
    "json_schema",
    "load",
    "manner",
    "read",
    "request",
    "request_headers",
    "size",
    "size_text",
    "surroundings",
]
