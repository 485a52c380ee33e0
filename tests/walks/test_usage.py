"""What a user can do wrong ends in a sentence, a code, and never in a traceback; and nothing is slow to say so."""

import os
import subprocess

import pytest

from support.commands import Command, every_command
from support.hub import ENVIRONMENT, FEEDHUB, HubFolder

COMMANDS = list(every_command())
ARGUMENTS = {
    "feedhub add": ["http://127.0.0.1:1/"],
    "feedhub backup": ["a.backup"],
    "feedhub diff": ["tag:a,2026:1"],
    "feedhub export posts": ["posts"],
    "feedhub export site": ["site"],
    "feedhub import": ["a.opml"],
    "feedhub preview": ["name"],
    "feedhub remove": ["tag:a,2026:1"],
    "feedhub restore": ["a.backup"],
}
SITUATIONS = {
    "no configuration": None,
    "no YAML": "sources: [\n",
    "a database that is a folder": "store: {database: 'sqlite:///folder'}\nserve: {bind: '192.0.2.1:80'}\n",
    "a folder that is a file": "publish: {directory: note.txt}\nserve: {bind: '192.0.2.1:80'}\n",
}
"""No daemon outlives any of them: where the rest is well, the address is not ours."""


@pytest.mark.parametrize("situation", sorted(SITUATIONS))
@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_no_mistake_ends_in_a_traceback(hub: HubFolder, command: Command, situation: str) -> None:
    (hub.folder / "folder").mkdir()
    (hub.folder / "note.txt").write_text("a note, and no database at all: " * 200)
    text = SITUATIONS[situation]
    if text is not None:
        hub.configure(text)
    words = [*command.name.split()[1:], *ARGUMENTS.get(command.name, [])]
    done = subprocess.run(
        ["timeout", "-s", "TERM", "6", *FEEDHUB, *words],
        cwd=hub.folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    if done.returncode not in {0, 124}:
        assert done.returncode in {1, 2}
        assert done.stderr.strip() or done.stdout.strip()


def test_words_that_are_no_text_are_refused_in_a_sentence(hub: HubFolder) -> None:
    hub.configure("sources: []\n")
    for words in (
        [b"poll", b"\xff"],
        [b"preview", b"\xff\xfe"],
        [b"add", b"http://\xff/"],
        [b"init", b"--title", b"\xff"],
    ):
        done = subprocess.run(
            [*map(os.fsencode, FEEDHUB), *words], cwd=hub.folder, env=ENVIRONMENT, capture_output=True, check=False
        )
        assert done.returncode == 2, words
        assert b"Traceback" not in done.stderr


def test_the_version_is_said_at_once() -> None:
    """In processor time of one start, the best of a few: a busy machine is no fault of the program."""
    spent = []
    for _ in range(5):
        before = os.times()
        subprocess.run([*FEEDHUB, "--version"], check=True, capture_output=True)
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent) < 0.15
