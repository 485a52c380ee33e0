"""A hub in a folder of its own, driven from outside: the real program, real files, real sockets."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from feedhub import config
from feedhub.app import App

FEEDHUB = (sys.executable, "-W", "error", "-m", "feedhub")
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "FEEDHUB_LOG_FORMAT": "text", "PYTHONDONTWRITEBYTECODE": "1"}
PATIENCE = 20.0
"""Seconds until something that should happen counts as not happening."""


@dataclass(slots=True)
class Daemon:
    """`feedhub run` as a process of its own. `lines` is its log so far."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def base(self) -> str:
        """Where it listens."""
        found = re.search(r"listening on (http://\S+?),? ", self.wait_for("listening on ") + " ")
        assert found is not None
        return found[1]

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask the hub for a path, not yet percent-encoded; underscores in header names stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(self.base + quote(path, safe="/?="), headers=named, trust_env=False)

    def wait_for(self, text: str) -> str:
        """Wait for a log line that holds `text`, and give it."""
        with self._news:
            assert self._news.wait_for(lambda: self._line(text) or self.process.poll() is not None, PATIENCE), (
                f"no line with {text!r} in {self.lines}"
            )
            line = self._line(text)
        assert line is not None, f"it ended without a line with {text!r}: {self.lines}"
        return line

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal and wait: the exit code, and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        return code, time.monotonic() - began

    def _line(self, text: str) -> str | None:
        return next((line for line in self.lines if text in line), None)

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as log:
            for line in log:
                with self._news:
                    self.lines.append(line.rstrip("\n"))
                    self._news.notify_all()
        self.process.wait()
        with self._news:
            self._news.notify_all()


@dataclass(frozen=True, slots=True)
class HubFolder:
    """A folder with a config.yaml in it, and the program that works on it."""

    folder: Path
    program: tuple[str, ...] = FEEDHUB

    def configure(self, text: str) -> None:
        """Write config.yaml."""
        (self.folder / "config.yaml").write_text(text, "utf-8")

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [*self.program, *words],
            cwd=self.folder,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """Run one command with `--json` and read the rows it prints."""
        done = self.call(*words, "--json")
        assert done.returncode in {0, 1}, done.stderr
        rows: list[dict[str, Any]] = json.loads(done.stdout)
        return rows

    @contextmanager
    def daemon(
        self,
        command: str = "run",
        *,
        descriptors: int | None = None,
        environ: Mapping[str, str] | None = None,
        log_format: str = "text",
    ) -> Iterator[Daemon]:
        """Run the daemon for a while; it may open no more than so many files and sockets."""
        limit = ["prlimit", f"--nofile={descriptors}"] if descriptors else []
        process = subprocess.Popen(
            [*limit, *self.program, command, "--log-format", log_format],
            cwd=self.folder,
            env={**ENVIRONMENT, **(environ or {})},
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield Daemon(process)
            finally:
                if process.poll() is None:
                    process.kill()

    def make_all(self) -> None:
        """Have every document in place, as if somebody had asked for each."""

        async def work() -> None:
            async with App(config.load(self.folder / "config.yaml", {}), workers=0) as app:
                await app.make_all(lambda _done, _all: None, is_closed=lambda _: False)

        asyncio.run(work())

    def documents(self) -> dict[str, tuple[bytes, int]]:
        """Every published document: its bytes and its time of change."""
        public = self.folder / "data" / "public"
        return {
            str(path.relative_to(public)): (path.read_bytes(), int(path.stat().st_mtime))
            for path in sorted(public.rglob("*"))
            if path.is_file() and path.name != "index.json"
        }
