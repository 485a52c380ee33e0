"""The origin as a process: started, told what to do, ended."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from origin import urls
from programs import HERE


class Site:
    """The origin, and how it is told what to do."""

    def __init__(self, feeds: int, port: int) -> None:
        self.urls = urls(feeds, port)
        self._base = f"http://127.0.0.1:{port}"

    def tell(self, what: str) -> dict[str, int]:
        """Have it do something, and hear what it says."""
        with urllib.request.urlopen(f"{self._base}/{what}", timeout=600) as answer:  # noqa: S310  our own origin
            said: dict[str, int] = json.loads(answer.read())
        return said

    def settle(self, home: Path) -> Path:
        """Make a folder that holds the addresses of all feeds."""
        home.mkdir()
        (home / "urls").write_text("\n".join(self.urls) + "\n")
        return home


@contextmanager
def serving(feeds: int) -> Iterator[Site]:
    """Serve the corpus for a while."""
    command = [sys.executable, str(HERE / "origin.py"), str(feeds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            word, _, port = (process.stdout.readline() if process.stdout else "").partition(" ")
            if word != "ready":
                raise SystemExit("the origin did not start")
            yield Site(feeds, int(port))
        finally:
            process.terminate()
