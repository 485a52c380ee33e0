"""feedhub as a hub that stays: `with_feedhub.py`, then `poll` or `publish` for every such line on stdin, answered by `done`.

config.yaml is in the current folder.
"""

import os
import sys
from pathlib import Path

import uvloop

from feedhub import config
from feedhub.app import App
from feedhub.refresh import VisitReport


def complain(report: VisitReport) -> None:
    """Name a source that failed: a benchmark of failures would look fast."""
    if report.trouble:
        print(f"{report.source}: {report.trouble.detail}", file=sys.stderr)


async def main() -> None:
    """Open the hub once, then poll and publish on demand."""
    async with App(config.load(Path("config.yaml"), os.environ)) as app:
        print("done", flush=True)
        while act := sys.stdin.readline().strip():
            if act == "poll":
                await app.poll(force=True, each=complain)
            else:
                await app.publish()
            print("done", flush=True)


if __name__ == "__main__":
    uvloop.run(main())
