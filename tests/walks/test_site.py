"""`feedhub export site`: what is published, served by nginx and by the plainest host there is."""

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from support.hub import HubFolder
from support.news import Item, rss
from support.programs import need

ROOT = Path(__file__).parents[2]
CONFIG = """
hub: {base_url: "http://feeds.example"}
sources:
  - {name: news, path: feed.xml, categories: ["NAME/$要闻"]}
feeds: FEEDS
"""


def a_hub_in(hub: HubFolder, name: str = 'R&D "x"', feeds: str = "[]") -> None:
    (hub.folder / "feed.xml").write_bytes(rss(*(Item(number=number) for number in range(60))))
    text = CONFIG.replace("NAME", name.replace('"', '\\"')).replace("FEEDS", feeds)
    hub.configure(text)
    assert hub.call("poll").returncode == 0


def test_a_second_export_writes_nothing_and_what_is_gone_goes(hub: HubFolder) -> None:
    a_hub_in(hub)
    first = hub.call("export", "site", "public", "--gzip")
    assert (first.returncode, first.stderr) == (0, "")
    assert re.fullmatch(r"(\d+) files in public, \1 changed, 0 removed\n", first.stdout)
    stood = {path: path.stat().st_mtime_ns for path in (hub.folder / "public").rglob("*") if path.is_file()}
    said = json.loads(hub.call("export", "site", "public", "--gzip", "--json").stdout)
    assert said == {"files": len(stood) - 1, "changed": 0, "removed": 0}
    assert {path: path.stat().st_mtime_ns for path in stood} == stood
    plain = hub.call("export", "site", "public")
    assert re.search(r" 0 changed, [1-9]\d* removed", plain.stdout)
    assert not list((hub.folder / "public").rglob("*.gz"))


def test_every_published_document_is_there_to_the_byte(hub: HubFolder) -> None:
    a_hub_in(hub)
    assert hub.call("export", "site", "public").returncode == 0
    for name, (data, modified) in hub.documents().items():
        page = name.endswith(".html") and name != "index.html"
        file = hub.folder / "public" / (f"{name.removesuffix('.html')}/index.html" if page else name)
        assert (file.read_bytes(), int(file.stat().st_mtime)) == (data, modified)
    assert (hub.folder / "public/.nojekyll").exists()


def test_a_folder_of_somebody_else_is_left_alone(hub: HubFolder) -> None:
    a_hub_in(hub)
    (hub.folder / "mine").mkdir()
    (hub.folder / "mine/thesis.txt").write_text("x")
    refused = hub.call("export", "site", "mine")
    assert (refused.returncode, "thesis.txt, which no export wrote" in refused.stderr) == (2, True)
    assert [path.name for path in (hub.folder / "mine").iterdir()] == ["thesis.txt"]
    refused = hub.call("export", "site", "feed.xml")
    assert (refused.returncode, "is no folder" in refused.stderr) == (2, True)


def test_without_anything_published_the_next_step_is_named(hub: HubFolder) -> None:
    hub.configure("sources: []\n")
    refused = hub.call("export", "site", "public")
    assert (refused.returncode, "run `feedhub poll` first" in refused.stderr) == (2, True)


@contextmanager
def nginx(folder: Path, scratch: Path) -> Iterator[str]:
    """Serve a folder with the snippet of the documentation."""
    program = need("nginx")
    page = (ROOT / "docs/static-hosting.md").read_text("utf-8")
    found = re.search(r"```nginx\n(.*?)```", page, re.DOTALL)
    assert found is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = found[1].replace("127.0.0.1:8081", f"127.0.0.1:{port}").replace("/srv/feeds", str(folder))
    temporary = "".join(
        f"{kind}_temp_path {scratch}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if scratch.owner() == "root" else ""
    (scratch / "nginx.conf").write_text(
        f"{user} daemon off; pid {scratch}/pid; error_log {scratch}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary} {server} }}"
    )
    checked = subprocess.run([program, "-t", "-c", scratch / "nginx.conf"], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([program, "-c", scratch / "nginx.conf"], stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(transport=transport, trust_env=False) as client:
            client.get(base)
        yield base
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def served(hub: HubFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    a_hub_in(hub, name="Old {name}")
    a_hub_in(hub, feeds='[{category: "R&D \\"x\\"", was: ["Old {name}"]}]')
    assert hub.call("export", "site", "public", "--gzip").returncode == 0
    with nginx(hub.folder / "public", tmp_path_factory.mktemp("nginx")) as base:
        yield base


def test_nginx_serves_it_with_the_right_types_and_knows_what_was_renamed(served: str) -> None:
    with httpx.Client(base_url=served, trust_env=False) as client:
        for path, kind in (
            ("/", "text/html"),
            ("/all", "text/html"),
            ("/all.atom", "application/atom+xml"),
            ("/all.rss", "application/rss+xml"),
            ("/all.json", "application/feed+json"),
            ("/feeds.opml", "text/x-opml"),
            ("/category/R%26D%20%22x%22/%24%E8%A6%81%E9%97%BB", "text/html"),
            ("/category/R%26D%20%22x%22/%24%E8%A6%81%E9%97%BB.atom", "application/atom+xml"),
            ("/static/feedhub.css", "text/css"),
        ):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8"), path
            assert client.get(path, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
        assert client.get("/all.atom", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
        moved = client.get("/category/Old%20%7Bname%7D/%24%E8%A6%81%E9%97%BB.atom")
        assert moved.status_code == 301
        wanted = "http://feeds.example/category/R%26D%20%22x%22/%24%E8%A6%81%E9%97%BB.atom"
        assert moved.headers["location"] == wanted
        assert client.get("/opml").headers["location"] == "http://feeds.example/feeds.opml"
        assert client.get("/nothing").status_code == 404
