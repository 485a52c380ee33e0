"""feedhub under test: `with_feedhub.py URLS-FILE`, then a poll for every line on stdin, answered by a line."""

import os
import sys
from pathlib import Path

from feedhub import config
from feedhub.app import App
from feedhub.refresh import VisitReport

CONFIG = "fetch: {allow: [127.0.0.0/8]}\nsources:\n"


def complain(report: VisitReport) -> None:
    """Name a source that failed: a benchmark of failures would look fast."""
    if report.trouble:
        print(f"{report.source}: {report.trouble.detail}", file=sys.stderr)


def configure(urls: list[str]) -> config.Settings:
    """Write config.yaml and read it back."""
    sources = [f"  - {{name: f{n}, url: '{url}', categories: [bench/c{n % 10}]}}" for n, url in enumerate(urls)]
    file = Path("config.yaml")
    file.write_text(CONFIG + "\n".join(sources))
    return config.load(file, os.environ)


async def main(settings: config.Settings) -> None:
    """Open the hub once, then poll and publish on demand."""
    async with App(settings) as app:
        print("ready", flush=True)
        while sys.stdin.readline():
            await app.poll(force=True, each=complain)
            await app.publish()
            print("done", flush=True)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(configure(Path(sys.argv[1]).read_text().split())))
