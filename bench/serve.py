"""Serve one feed with feedhub and with nginx, the same bytes from the same folder, and ask for it as fast as they answer.

    python bench/serve.py [SECONDS]

`200`: the whole document. `gzip`: the same, packed. `304`: the client has it already. Printed are requests a second
over 32 connections, and CPU microseconds a request of the whole process tree (user and system). nginx has one process, as
feedhub has, and a packed file beside the plain one; it serves files and knows nothing of feeds. `site` is nginx, too: what
`feedhub export site --gzip` writes, with the configuration of docs/static-hosting.md.
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
SIZE = 179_000
"""What a feed of fifty entries comes to."""
MARKS = {"200": 90, "gzip": 45, "304": 25}
"""Microseconds feedhub may take."""
CONNECTIONS = 32
NGINX = """
daemon off; master_process off; pid {folder}/{port}.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  {server}
}}
"""
PLAIN = """
  types {{ application/atom+xml atom; }}
  gzip_static on; open_file_cache max=100;
  server {{ listen 127.0.0.1:{port}; root {folder}/public; }}
"""


def publish(folder: Path) -> None:
    """Put a document in place, as feedhub does."""
    public = folder / "public"
    public.mkdir()
    feeds = [feed for feed in range(40) if kind(feed) == "application/atom+xml"]
    head, *entries = b"<entry>".join(document(feed).removesuffix(b"</feed>\n") for feed in feeds).split(b"<entry>")
    data = head
    for entry in entries:
        if entry.rstrip().endswith(b"</entry>") and len(data) < SIZE:
            data += b"<entry>" + entry
    data += b"</feed>"
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
    """Configure nginx for the published folder, as fast as it can be, and say how to start it."""
    return _nginx(folder, port, PLAIN.format(folder=folder, port=port))


def site(folder: Path, port: int) -> list[str]:
    """Export the site, configure nginx for it as the documentation has it, and say how to start it."""
    subprocess.run([sys.executable, "-m", "feedhub", "export", "site", "site", "--gzip"], cwd=folder, check=True)
    page = (Path(__file__).parents[1] / "docs/static-hosting.md").read_text("utf-8")
    server = page.split("```nginx\n")[1].partition("```")[0]
    server = server.replace("127.0.0.1:8081", f"127.0.0.1:{port}").replace("/srv/feeds", str(folder / "site"))
    return _nginx(folder, port, server)


def _nginx(folder: Path, port: int, server: str) -> list[str]:
    user = "user root;" if folder.owner() == "root" else ""
    file = folder / f"nginx-{port}.conf"
    file.write_text(user + NGINX.format(folder=folder, port=port, server=server))
    return ["nginx", "-c", str(file), "-p", str(folder)]


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
        print(f"{'answer':8}{'server':10}{'requests/s':>12}{'CPU us/request':>16}{'mark':>8}")
        for number, start in enumerate((feedhub, nginx, site)):
            port = 8710 + number
            pid = servers.enter_context(running(start(folder, port), folder, port))
            for answer, headers in _cases(port):
                rate, each = measure(port, pid, seconds, headers)
                mark = MARKS[answer] if start is feedhub else ""
                print(f"{answer:8}{start.__name__:10}{rate:12.0f}{each:16.1f}{mark:>8}")


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
