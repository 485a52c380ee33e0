"""config.yaml in, `Settings` out: every name resolved, every unknown key refused with its line."""

from feedhub.config.access import Auth, request_headers
from feedhub.config.cautions import cautions
from feedhub.config.crontab import Crontab, crontab
from feedhub.config.loading import load
from feedhub.config.schema import json_schema
from feedhub.config.settings import ConfigFile, Cron, Every, Feed, Fetch, Hub, Publish, Serve, Settings, Source, Store
from feedhub.config.units import duration, duration_text, size, size_text

__all__ = [
    "Auth",
    "ConfigFile",
    "Cron",
    "Crontab",
    "Every",
    "Feed",
    "Fetch",
    "Hub",
    "Publish",
    "Serve",
    "Settings",
    "Source",
    "Store",
    "cautions",
    "crontab",
    "duration",
    "duration_text",
    "json_schema",
    "load",
    "request_headers",
    "size",
    "size_text",
]
