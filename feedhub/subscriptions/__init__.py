"""Other programs' subscription lists: the bytes of an OPML file in, what it subscribes to out. Nothing is asked or kept."""

from feedhub.subscriptions.folders import known_spelling, paths
from feedhub.subscriptions.outline import MAX_BYTES, NotOpml, Refused, Subscription, read

__all__ = ["MAX_BYTES", "NotOpml", "Refused", "Subscription", "known_spelling", "paths", "read"]
