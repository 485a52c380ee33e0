"""config.yaml in, `Settings` out: every name resolved, every unknown key refused with its line."""

from feedhub.config.settings import Cron, Fetch, Hub, Publish, Serve, Settings, Source, Store

__all__ = ["Cron", "Fetch", "Hub", "Publish", "Serve", "Settings", "Source", "Store"]
