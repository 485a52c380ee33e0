"""Ten thousand sources in config.yaml: checked and taken up in seconds, while visits under way go on."""

import asyncio
import os
import resource
import threading
from pathlib import Path

import pytest

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Answer, Asked, Origin

MANY = 10_000
HEAD = """
hub: {{title: Many, base_url: "http://hub.example"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s, deadline: 2m}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: slow, url: "{slow}", categories: [a]}}
"""
LATER = '  - {{name: later, url: "{later}", categories: [b]}}\n'


def many() -> str:
    """Write sources as people do, a key a line."""
    return "".join(
        f"  - name: source-{number}\n"
        f"    url: https://host{number % 4000}.example.org/feeds/{number}.xml\n"
        f"    title: Source {number}\n"
        f"    categories: [Area {number % 20}/Topic {number % 400}]\n"
        "    enabled: false\n"
        for number in range(MANY)
    )


def seconds_of(pid: int) -> float:
    """Give the CPU seconds that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_ten_thousand_sources_are_checked_in_less_than_three_seconds(hub: HubFolder) -> None:
    hub.configure(HEAD.format(slow="https://slow.example/") + many())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = hub.call("check")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout == f"config.yaml: good, {MANY + 1} sources, 1 of them enabled\n"
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


def test_a_mistake_among_ten_thousand_is_named_with_its_line(hub: HubFolder) -> None:
    text = HEAD.format(slow="https://slow.example/") + many()
    hub.configure(text.replace("title: Source 9000\n", "titel: Source 9000\n") + "  - {name: source-77, path: x}\n")
    refused = hub.call("check")
    line = text[: text.index("title: Source 9000\n")].count("\n") + 1
    assert refused.returncode == 2
    assert f"config.yaml:{line}:5: sources.9001.titel" in refused.stderr
    assert "the name source-77 is taken by sources.78" in refused.stderr


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="CPU time of another process is read from /proc")
def test_a_reload_of_ten_thousand_takes_less_than_three_seconds_and_loses_no_visit(
    hub: HubFolder, origin: Origin
) -> None:
    release = threading.Event()

    async def slow(_asked: Asked, answer: Answer) -> None:
        await asyncio.to_thread(release.wait)
        await answer.send(body=rss(Item(number=1)))

    origin.script("/slow", slow)
    origin.serve("/later", rss(Item(number=2)))
    head = HEAD.format(slow=origin.url("/slow"))
    hub.configure(head)
    with hub.daemon() as daemon:
        origin.wait_for(1)
        before = seconds_of(daemon.process.pid)
        hub.configure(head + LATER.format(later=origin.url("/later")) + many())
        assert f"{MANY + 2} sources" in daemon.wait_for("took up the new configuration")
        assert seconds_of(daemon.process.pid) - before < 3
        assert daemon.get("/health").status_code == 200
        daemon.wait_for("later: 1 new")
        release.set()
        daemon.wait_for("slow: 1 new")
