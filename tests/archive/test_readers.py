"""Real readers that ask for deltas: they get them, and miss nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support import readers
from support.origin import Answer, Asked, Origin
from support.press import dated, press
from support.readers import Reader
from support.served import Folder, Hub, running

START = datetime(2025, 10, 3, 8, 0, tzinfo=UTC)


class Gate:
    """A site in front of a hub that notes what is asked and the status of each answer."""

    def __init__(self, hub: Hub, site: Origin) -> None:
        self.answers: list[tuple[str | None, int]] = []
        self._port = hub.port
        site.script("/all.atom", self._pass_on)

    async def _pass_on(self, asked: Asked, answer: Answer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        head, _, _ = asked.raw.partition(b"\r\n\r\n")
        writer.write(head + b"\r\nConnection: close\r\n\r\n")
        answered = await reader.read()
        writer.close()
        self.answers.append((asked.header("a-im"), int(answered.split(b" ", 2)[1])))
        await answer.raw(answered)


@pytest.mark.parametrize("reader", [readers.library, readers.newsboat], ids=lambda r: r.__name__)
def test_a_reader_that_comes_back_is_sent_only_what_is_new(tmp_path: Path, reader: Reader) -> None:
    (state := tmp_path / "state").mkdir()
    with (
        press(tmp_path) as paper,
        Origin() as site,
        running(Folder(tmp_path / "public"), "https://feeds.example.org") as hub,
    ):
        gate = Gate(hub, site)
        first = [dated(f"e{number}", START + timedelta(hours=number)) for number in range(20)]
        paper.bring("stcn", *first)
        paper.publish()
        for _ in range(2):  # newsboat keeps validators from its second visit on
            reader(site.url("/all.atom"), state)
        new = [dated(f"n{number}", START + timedelta(days=2, hours=number)) for number in range(3)]
        edited = dated("e7", START + timedelta(hours=7), title="Corrected", fingerprint=b"2")
        paper.bring("stcn", *new, edited)
        paper.publish()
        held = reader(site.url("/all.atom"), state)
        last = reader(site.url("/all.atom"), state)
    assert {shown.id for shown in held} == {entry.id for entry in (*first, *new)}
    assert [shown.title for shown in held if shown.id == edited.id] == ["Corrected"]
    assert last == held
    assert gate.answers[-2:] == [("feed", 226), ("feed", 304)]
