"""Feeds that others collected: `FEEDHUB_CORPUS=DIR` has the reader take them all, and prints what came of each."""

import os
from pathlib import Path

import pytest

from support.documents import rss
from support.foreign import judge, totals, verdicts

FOLDER = os.environ.get("FEEDHUB_CORPUS")
SOUND = rss("<guid>1</guid><title>One</title>", "<guid>2</guid><title>Two</title>")


@pytest.mark.skipif(not FOLDER, reason="FEEDHUB_CORPUS names no folder")
def test_no_foreign_feed_makes_the_reader_fail_or_tarry(capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    with capsys.disabled():
        print()  # noqa: T201  the report is what this is run for
        for verdict in verdicts(Path(FOLDER or "")):
            found.append(verdict)
            print(verdict)  # noqa: T201  as above
        print(totals(found))  # noqa: T201  as above
    assert found, f"{FOLDER} holds no file"
    assert not [str(verdict) for verdict in found if verdict.kind in {"FAILED", "SLOW"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper/sound.xml").write_text(SOUND)
    (tmp_path / "broken.xml").write_text(SOUND.replace("One", "One & <br>"))
    (tmp_path / "cut.xml").write_text(SOUND[: SOUND.index("Two")])
    (tmp_path / "page.html").write_text("<html><body>No feed</body></html>")
    return tmp_path


def test_the_report_has_a_line_for_every_file_and_the_sums(folder: Path) -> None:
    found = list(verdicts(folder))
    assert [(each.name, each.kind, each.entries, each.lost) for each in found] == [
        ("broken.xml", "repaired", 2, 0),
        ("cut.xml", "lost", 1, 1),
        ("deeper/sound.xml", "ok", 2, 0),
        ("page.html", "refused", 0, 0),
    ]
    assert str(found[1]).startswith("lost     cut.xml: 1 entries, 1 lost; ")
    assert totals(found) == "4 files: 1 lost, 1 ok, 1 refused, 1 repaired; 5 entries, 1 lost"


def test_a_file_that_the_reader_stumbles_over_is_named(tmp_path: Path) -> None:
    (tmp_path / "nothing.xml").write_bytes(b"")
    verdict = judge(tmp_path / "nothing.xml", "nothing.xml")
    assert (verdict.kind, verdict.entries) == ("refused", 0)
    assert verdict.detail
