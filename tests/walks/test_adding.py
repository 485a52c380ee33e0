"""`feedhub init` and `feedhub add`: from an empty folder to a hub with sources, and config.yaml as hands left it."""

import os
import pty
import subprocess

import pytest

from support.hub import ENVIRONMENT, FEEDHUB, HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """\
# mine
fetch: {allow: [127.0.0.0/8], spacing: 0s}
sources:
  - name: one      # the first
    url: "http://127.0.0.1:1/feed"
    categories: [Tech/Linux]
# the end
"""
PAGE = """<!doctype html><title>Site</title><link rel="alternate" type="application/rss+xml" href="/posts.xml"
 title="Posts"><link rel="alternate" type="application/atom+xml" href="/comments/feed/" title="Comments"><h1>Hi</h1>"""


def serve_a_site(origin: Origin) -> None:
    origin.serve("/", PAGE.encode(), content_type="text/html; charset=utf-8")
    posts = [Item(number=number * 8, keyword="linux") for number in range(9)]
    origin.serve("/posts.xml", rss(*posts, title="证券时报网"))
    origin.serve("/comments/feed/", rss(Item(number=90, title="A comment"), title="Comments on 证券时报网"))


def test_a_new_folder_becomes_a_hub_and_is_never_overwritten(hub: HubFolder) -> None:
    made = hub.call("init", "--title", 'The "daily" $HOME')
    assert (made.returncode, "wrote config.yaml" in made.stdout) == (0, True)
    assert hub.call("check").stdout == "config.yaml: good, 0 sources, 0 of them enabled\n"
    before = (hub.folder / "config.yaml").read_bytes()
    again = hub.call("init")
    assert (again.returncode, again.stderr) == (2, "config.yaml: is there already; nothing was changed\n")
    assert (hub.folder / "config.yaml").read_bytes() == before
    hub.configure(before.decode().replace("127.0.0.1:8080}", "127.0.0.1:0}"))
    with hub.daemon() as daemon:
        assert "The &#34;daily&#34; $HOME" in daemon.get("/").text


def test_init_writes_nothing_that_would_be_refused(hub: HubFolder) -> None:
    refused = hub.call("init", "--base-url", "feeds.example.org")
    assert (refused.returncode, list(hub.folder.iterdir())) == (2, [])
    assert "hub.base_url: must be an http:// or https:// address" in refused.stderr


def test_without_a_configuration_the_next_step_is_named(hub: HubFolder) -> None:
    refused = hub.call("add", "https://example.org/")
    assert (refused.returncode, "`feedhub init` writes one" in refused.stderr) == (2, True)


def test_several_feeds_are_listed_and_nothing_is_added(hub: HubFolder, origin: Origin) -> None:
    serve_a_site(origin)
    hub.configure(CONFIG)
    listed = hub.call("add", origin.url("/"))
    assert listed.returncode == 2
    first, second = listed.stdout.splitlines()[1:]
    assert "证券时报网" in first
    assert "about 3 a day" in first
    assert "Item 0; Item 8; Item 16" in first
    assert "A comment" in second
    assert (hub.folder / "config.yaml").read_text() == CONFIG


def test_the_best_feed_is_appended_and_every_other_byte_stays(hub: HubFolder, origin: Origin) -> None:
    serve_a_site(origin)
    hub.configure(CONFIG)
    done = hub.call("add", origin.url("/"), "--yes")
    assert done.returncode == 0, done.stderr
    new = f'  - name: zheng-quan-shi-bao-wang\n    url: "{origin.url("/posts.xml")}"\n    categories: [Tech/Linux]\n'
    assert (hub.folder / "config.yaml").read_text() == CONFIG.replace("# the end", f"{new}# the end")
    assert hub.call("poll", "zheng-quan-shi-bao-wang").returncode == 0


def test_a_feed_that_is_there_is_refused_whatever_its_address_looks_like(hub: HubFolder, origin: Origin) -> None:
    serve_a_site(origin)
    hub.configure(CONFIG.replace("http://127.0.0.1:1/feed", origin.url("/posts.xml/")))
    refused = hub.call("add", origin.url("/posts.xml") + "#newest")
    assert refused.returncode == 2
    assert f"already there: {origin.url('/posts.xml')}" in refused.stderr
    assert " as one; nothing was changed" in refused.stderr


def test_name_and_category_are_taken_as_given_and_said_as_json(hub: HubFolder, origin: Origin) -> None:
    serve_a_site(origin)
    hub.configure(CONFIG)
    done = hub.call("add", origin.url("/posts.xml"), "--name", "stcn", "--category", "金融/要闻", "--json")
    assert done.returncode == 0
    assert '"name": "stcn"' in done.stdout
    assert '"cadence": "about 3 a day"' in done.stdout
    assert "name: stcn\n" in (hub.folder / "config.yaml").read_text("utf-8")
    taken = hub.call("add", origin.url("/comments/feed/"), "--name", "stcn")
    assert (taken.returncode, "the name stcn is taken" in taken.stderr) == (2, True)


def test_a_feed_at_a_usual_place_is_found(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/", b"<!doctype html><title>No links</title>", content_type="text/html")
    origin.serve("/atom.xml", rss(Item(number=1)))
    hub.configure(CONFIG)
    done = hub.call("add", origin.url("/"))
    assert done.returncode == 0
    assert done.stdout == f"added news to config.yaml, in Tech/Linux: {origin.url('/atom.xml')}\n"
    assert [ask.path for ask in origin.requests][:4] == ["/", "/feed", "/rss", "/atom.xml"]


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "ftp://example.org/", "http://[::1/", "http://127.0.0.1:1/"])
def test_what_cannot_be_asked_or_must_not_be_is_said_in_a_sentence(hub: HubFolder, address: str) -> None:
    hub.configure(CONFIG.replace("spacing: 0s", "spacing: 0s, deadline: 5s"))
    refused = hub.call("add", address)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert (hub.folder / "config.yaml").read_text() == CONFIG.replace("spacing: 0s", "spacing: 0s, deadline: 5s")


def test_on_a_terminal_it_asks_which_and_how_to_call_it(hub: HubFolder, origin: Origin) -> None:
    serve_a_site(origin)
    hub.configure(CONFIG)
    code, screen = typed(hub, ["add", origin.url("/")], {"which one?": "2", "name": "talk", "category": "Talk"})
    assert code == 0, screen
    assert "A comment" in screen
    new = f'  - name: talk\n    url: "{origin.url("/comments/feed/")}"\n    categories: [Talk]\n'
    assert (hub.folder / "config.yaml").read_text() == CONFIG.replace("# the end", f"{new}# the end")


def test_colours_are_for_terminals_alone(hub: HubFolder, origin: Origin) -> None:
    serve_a_site(origin)
    hub.configure(CONFIG)
    code, screen = typed(hub, ["poll"], {})
    assert (code, "\x1b[" in screen) == (1, True)
    for words in (["poll", "--force"], ["status"], ["add", origin.url("/")], ["check"], ["doctor"], ["nothing"]):
        done = hub.call(*words)
        assert "\x1b" not in done.stdout + done.stderr, words


def typed(hub: HubFolder, words: list[str], answers: dict[str, str]) -> tuple[int, str]:
    """Run a command on a terminal and answer what it asks; give its exit code and all that was on the screen."""
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in ENVIRONMENT.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        [*FEEDHUB, *words],
        cwd=hub.folder,
        env={**environment, "TERM": "xterm-256color", "COLUMNS": "200"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    screen, left = "", dict(answers)
    with process, os.fdopen(ours, "r+b", buffering=0) as terminal:
        while True:
            try:
                screen += terminal.read(1024).decode(errors="replace")
            except OSError:  # Linux ends a terminal that nobody has open any more in this way
                break
            for question in [question for question in left if f"{question} [" in screen]:
                terminal.write(f"{left.pop(question)}\n".encode())
    return process.returncode, screen
