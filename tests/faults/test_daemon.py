"""Faults that only a real process shows: slow neighbours, huge documents, signals, no more files, other hash seeds."""

import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from support.hub import ENVIRONMENT, FEEDHUB, HubFolder
from support.news import Item, rss
from support.origin import Answer, Asked, Origin

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s, per_host: 32, deadline: 20s}}
serve: {{bind: "127.0.0.1:0"}}
sources:
{sources}
"""
SOURCE = '  - {{name: {name}, url: "{url}", categories: [a/b]}}\n'


def config(**urls: str) -> str:
    return CONFIG.format(sources="".join(SOURCE.format(name=name, url=url) for name, url in urls.items()))


async def hang(_asked: Asked, answer: Answer) -> None:
    await answer.hang()


def resident(pid: int) -> float:
    """Give a process's memory, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def test_one_source_that_hangs_holds_up_none_of_nineteen_others(hub: HubFolder, origin: Origin) -> None:
    names = [f"s{number}" for number in range(20)]
    for number, name in enumerate(names):
        origin.serve(f"/{name}", rss(Item(number=number)))
    origin.script("/s7", hang)
    hub.configure(config(**{name: origin.url(f"/{name}") for name in names}))
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        began = time.monotonic()
        for name in names:
            if name != "s7":
                daemon.wait_for(f" {name}: 1 new")
        assert time.monotonic() - began < 8  # visits are spread over the first second, on a busy machine
        assert not any(" s7: " in line for line in daemon.lines)


def test_a_hundred_thousand_entries_neither_block_the_loop_nor_fill_the_memory(hub: HubFolder, origin: Origin) -> None:
    item = "<item><title>Item {0}</title><link>https://news.example/{0}</link><guid>{0}</guid></item>"
    flood = "".join(item.format(number) for number in range(100_000))
    origin.serve("/feed", f'<rss version="2.0"><channel><title>Flood</title>{flood}</channel></rss>'.encode())
    origin.serve("/other", rss(Item(number=1)))
    hub.configure(config(flood=origin.url("/feed"), other=origin.url("/other")))
    with hub.daemon() as daemon:
        base = daemon.base
        delays, memory = [], []
        while not any(" flood: " in line for line in daemon.lines):
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2]))) as guest:
                guest.sendall(b"GET /all HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert guest.recv(20).startswith(b"HTTP/1.1 ")
            delays.append(time.monotonic() - began)
            memory.append(resident(daemon.process.pid))
            assert len(delays) < 2000, "it never ends"
            time.sleep(0.02)
        line = daemon.wait_for(" flood: ")
    assert "5000 new" in line or "parse budget" in line, line
    delays.sort()
    assert delays[int(len(delays) * 0.9)] < 0.2, "the loop answers while others parse"
    assert max(memory) < 200


def test_ten_slow_visits_do_not_hold_up_the_end_and_are_made_again(hub: HubFolder, origin: Origin) -> None:
    names = [f"s{number}" for number in range(10)]
    for name in names:
        origin.script(f"/{name}", hang)
    hub.configure(config(**{name: origin.url(f"/{name}") for name in names}))
    with hub.daemon() as daemon:
        origin.wait_for(10)
        code, seconds = daemon.stop()
    assert code == 0
    assert seconds < 10
    for name in names:
        origin.serve(f"/{name}", rss(Item(number=1)), etag='"one"')
    assert [row["new"] for row in hub.rows("poll")] == [1] * 10, "none waits for a lease to run out"
    origin.reset()
    assert hub.call("poll", "--force").returncode == 0
    assert [ask.header("if-none-match") for ask in origin.requests] == ['"one"'] * 10


def test_the_second_signal_ends_it_at_once(hub: HubFolder, origin: Origin) -> None:
    origin.script("/feed", hang)
    hub.configure(config(news=origin.url("/feed")))
    with hub.daemon() as daemon:
        origin.wait_for(1)
        daemon.process.send_signal(signal.SIGTERM)
        daemon.wait_for("stopping: 1 visits under way")
        code, seconds = daemon.stop()
    assert code == -signal.SIGTERM
    assert seconds < 1


def test_a_removed_source_is_gone_for_readers_and_its_entries_stay(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    origin.serve("/other", rss(Item(number=2)))
    hub.configure(config(news=origin.url("/feed"), other=origin.url("/other")))
    with hub.daemon() as daemon:
        daemon.wait_for("news: 1 new")
        daemon.wait_for("other: 1 new")
        hub.configure(config(other=origin.url("/other")))
        daemon.wait_for("took up the new configuration")
        deadline = time.monotonic() + 10
        while daemon.get("/source/news.atom").status_code != 410:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert daemon.get("/all.atom").text.count("<entry>") == 2


def test_guests_that_take_every_file_descriptor_are_survived(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(config(news=origin.url("/feed")))
    with hub.daemon(descriptors=64) as daemon:
        daemon.wait_for("published ")
        place = ("127.0.0.1", int(daemon.base.rpartition(":")[2]))
        with ExitStack() as guests:
            for _ in range(100):
                guests.enter_context(socket.create_connection(place, timeout=5))
            time.sleep(2)
            assert daemon.process.poll() is None
        assert daemon.get("/all.atom").status_code == 200
        assert len(daemon.lines) < 200, "and the log is not flooded"
        assert daemon.stop()[0] == 0


def test_documents_do_not_depend_on_the_hash_seed(tmp_path: Path, origin: Origin) -> None:
    body = '<p class="b a" style="color:red"><a href="/x" rel="me" title="t" target="_blank">x</a><img src="/i.png" alt="i"></p>'
    origin.serve("/feed", rss(*(Item(number=number, body=body) for number in range(5))))
    published = []
    for seed in ("0", "1", "4242"):
        hub = HubFolder(tmp_path / seed)
        hub.folder.mkdir()
        hub.configure(config(news=origin.url("/feed")))
        environment = ENVIRONMENT | {"PYTHONHASHSEED": seed}
        subprocess.run([*FEEDHUB, "poll"], cwd=hub.folder, env=environment, check=True, capture_output=True)
        published.append({name: data for name, (data, _) in hub.documents().items() if name.endswith(".atom")})
    assert published[0]
    assert published[0] == published[1] == published[2]
