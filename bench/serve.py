"""Serve one feed with feedhub and with nginx, the same bytes from the same folder, and ask for it as fast as they answer.

    python bench/serve.py [SECONDS]

`200`: the whole document. `gzip`: the same, packed. `304`: the client has it already. Printed are requests a second
over 32 connections, and CPU microseconds a request of the whole process tree (user and system). nginx has one worker,
as feedhub is one process, and a packed file beside the plain one; it serves files and knows nothing of feeds.
"""

import gzip
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from corpus import document, kind
from process import cpu

NAME = "all.atom"
ENTRIES = 50
"""As many as a feed of feedhub holds."""
CONNECTIONS = 32
NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  types {{ application/atom+xml atom; }}
  sendfile on; tcp_nopush on; keepalive_requests 1000000000; gzip_static on; open_file_cache max=100;
  server {{ listen 127.0.0.1:{port}; root {folder}/public; }}
}}
"""


def publish(folder: Path) -> None:
    """Put a document in place, as feedhub does."""
    public = folder / "public"
    public.mkdir()
    feeds = [feed for feed in range(40) if kind(feed) == "application/atom+xml"]
    head, *entries = b"<entry>".join(document(feed).removesuffix(b"</feed>\n") for feed in feeds).split(b"<entry>")
    whole = [entry for entry in entries if entry.rstrip().endswith(b"</entry>")]
    data = head + b"".join(b"<entry>" + entry for entry in whole[:ENTRIES]) + b"</feed>"
    (public / NAME).write_bytes(data)
    (public / f"{NAME}.gz").write_bytes(gzip.compress(data, 6))
    (public / "index.json").write_text(json.dumps({"documents": [NAME]}))


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[int]:
    """Run a server until it is no longer needed; gives its process id."""
    with (folder / "log").open("a") as log, subprocess.Popen(command, cwd=folder, stderr=log) as server:
        try:
            _wait_for(port)
            yield server.pid
        finally:
            server.terminate()


def feedhub(folder: Path, port: int) -> list[str]:
    """Configure feedhub, and say how to start it."""
    (folder / "config.yaml").write_text(f"publish: {{directory: public}}\nserve: {{bind: '127.0.0.1:{port}'}}\n")
    return [sys.executable, "-m", "feedhub", "serve"]


def nginx(folder: Path, port: int) -> list[str]:
    """Configure nginx, and say how to start it."""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def measure(port: int, pid: int, seconds: int, headers: dict[str, str]) -> tuple[float, float]:
    """Ask as fast as it answers: requests a second, CPU microseconds each."""
    given = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    address = f"http://127.0.0.1:{port}/{NAME}"
    spent = cpu(pid)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *given, address], capture_output=True, text=True, check=True
    )
    spent = cpu(pid) - spent
    found = re.search(r"(\d+) requests in ([0-9.]+)s", done.stdout)
    if found is None or re.search(r"Socket errors|[Nn]on-2xx or 3xx", done.stdout):
        raise SystemExit(done.stdout)
    return int(found[1]) / float(found[2]), spent / int(found[1]) * 1e6


def main(seconds: int = 3) -> None:
    """Print the table."""
    missing = [program for program in ("nginx", "wrk") if shutil.which(program) is None]
    if missing:
        print(f"serving: not measured, there is no {' and no '.join(missing)} here")
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as servers:
        folder = Path(name)
        publish(folder)
        size = (folder / "public" / NAME).stat().st_size
        print(f"serving a feed of {size // 1000} kB over {CONNECTIONS} connections, {seconds} s each")
        print(f"{'answer':8}{'server':10}{'requests/s':>12}{'CPU us/request':>16}")
        for number, start in enumerate((feedhub, nginx)):
            port = 8710 + number
            pid = servers.enter_context(running(start(folder, port), folder, port))
            for answer, headers in _cases(port):
                rate, each = measure(port, pid, seconds, headers)
                print(f"{answer:8}{start.__name__:10}{rate:12.0f}{each:16.1f}")


def _cases(port: int) -> Iterator[tuple[str, dict[str, str]]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{NAME}", timeout=10) as response:
        tag = response.headers["etag"]
    yield "200", {}
    yield "gzip", {"Accept-Encoding": "gzip"}
    yield "304", {"If-None-Match": tag}


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
