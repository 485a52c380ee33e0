"""`feedhub export site`: what is published, served by nginx and by the plainest host there is."""

import gzip
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
    assert said == {"files": len(stood) - 1, "changed": 0, "removed": 0, "left_out": 0}
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
    assert not (hub.folder / "data/feedhub.db").exists()


TOKEN = "annas-own-token-1234"  # noqa: S105  of this test
CLOSED = f"""
hub: {{base_url: "http://feeds.example"}}
serve: {{bind: "127.0.0.1:0", admin_token: the-operators-own-token, tokens: [{{name: anna, token: {TOKEN}, categories: [家]}}]}}
"""
SOURCES = """
sources:
  - {name: home, path: home.xml, categories: [家/照片, 新闻/地方]}
  - {name: party, path: party.xml, categories: [家/照片]}
  - {name: sports, url: "http://sports.invalid/", categories: [体育], enabled: false}
feeds: [{category: 家/照片, was: [旧照片]}]
"""


def a_hub_that_was_open(hub: HubFolder) -> None:
    """Make a hub of which an export shows everything: two sources, and one category that was renamed."""
    (hub.folder / "home.xml").write_bytes(rss(*(Item(number=number, title="Open news") for number in range(60))))
    (hub.folder / "party.xml").write_bytes(rss(Item(number=100, title="Our secret party")))
    open_to_all = CLOSED.partition("serve:")[0] + SOURCES.partition("feeds:")[0]
    hub.configure(open_to_all.replace("家/照片", "旧照片"))
    assert hub.call("poll").returncode == 0
    hub.configure(open_to_all.rstrip() + "\nfeeds:" + SOURCES.partition("feeds:")[2])
    assert hub.call("publish").returncode == 0
    assert hub.call("export", "site", "public", "--gzip").returncode == 0


def shown_in(folder: Path) -> dict[str, str]:
    """Give every file of a site, packed or not, by its name."""
    return {
        str(path.relative_to(folder)): (
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        ).decode()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_a_token_closes_is_left_out_and_goes_from_an_earlier_export(hub: HubFolder) -> None:
    a_hub_that_was_open(hub)
    before = shown_in(hub.folder / "public")
    for name in ("index.html", "all.atom", "feeds.opml", "category/旧照片.atom", "source/party/index.html"):
        assert name in before
    assert "旧照片" in before["redirects.conf"]
    hub.configure(CLOSED + SOURCES)
    done = hub.call("export", "site", "public", "--gzip")
    after = shown_in(hub.folder / "public")
    assert not [name for name, text in after.items() if "secret party" in text or "旧照片" in name + text]
    assert "%E6%97%A7" not in "".join(after.values())
    assert {name.split("/")[1].partition(".")[0] for name in after if name.startswith("source/")} == {"sports"}
    assert not [name for name in after if name.startswith(("index", "all", "feeds", "sources", "opml"))]
    assert "Open news" in after["category/新闻/地方.atom"]
    assert [name for name in after if name.startswith("archive/")]
    assert not [name for name in after if "家" in name]
    said = r"^left out (\d+) documents that serve\.tokens closes: a static host would show them to everybody$"
    left_out = re.search(said, done.stdout, re.MULTILINE)
    assert left_out is not None
    assert json.loads(hub.call("export", "site", "public", "--json").stdout)["left_out"] == int(left_out[1])


def test_an_export_holds_what_the_server_gives_to_a_stranger_and_nothing_else(hub: HubFolder) -> None:
    a_hub_that_was_open(hub)
    hub.configure(CLOSED + SOURCES)
    assert hub.call("publish").returncode == 0
    said = json.loads(hub.call("export", "site", "closed", "--json").stdout)
    exported = shown_in(hub.folder / "closed")
    names = list(hub.documents())
    with hub.daemon() as daemon:
        given = {name for name in names if daemon.get(f"/{name}").status_code == 200 or name.startswith("static/")}
        pages = {name for name in names if name.endswith(".html") and name != "index.html"}
        given -= pages
        given |= {name for name in pages if daemon.get("/" + name.removesuffix(".html")).status_code == 200}
    places = {f"{name.removesuffix('.html')}/index.html" if name in pages else name for name in given}
    own = {".feedhub-site", ".nojekyll", "_redirects", "redirects.conf"}
    assert set(exported) == places | own
    assert said["left_out"] == len(names) - len(given)


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
