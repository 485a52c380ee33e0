"""Published files in, HTTP out, with good manners: validators, codings, types, and nothing a browser could run.

The server hands out what is on disk; it renders nothing, and believes no header about where it is. An archive that is
not there it has made by whoever runs it. Public: `web` makes the application, `Server` runs it in the daemon's own loop.
"""

from feedhub.serve.keys import Keys, key
from feedhub.serve.office import Act, Desk, HealthFeed, View, Viewer
from feedhub.serve.operator import Operator
from feedhub.serve.server import Server
from feedhub.serve.watch import Watch
from feedhub.serve.web import Answer, Health, web

__all__ = [
    "Act",
    "Answer",
    "Desk",
    "Health",
    "HealthFeed",
    "Keys",
    "Operator",
    "Server",
    "View",
    "Viewer",
    "Watch",
    "key",
    "web",
]
