"""One folder, one fact: `tests/corpus/<case>/` holds a document, what is expected of it, and a note on why.

`expected.json` names only what the case is about: objects are compared key by key, lists have to be of equal length.
A case that is refused says how the sentence begins.
"""

import enum
import json
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from feedhub.errors import NotAFeed
from feedhub.model.fetched import Body
from feedhub.parse import read
from support.documents import body

CORPUS = Path(__file__).parents[1] / "corpus"
CASES = sorted(path.name for path in CORPUS.iterdir() if (path / "expected.json").is_file())
READ = [case for case in CASES if "refused" not in json.loads((CORPUS / case / "expected.json").read_text("utf-8"))]
"""Those that are feeds."""


def document_of(case: str) -> Body:
    [path] = [path for path in (CORPUS / case).iterdir() if path.stem in {"feed", "post"}]
    return body(path.read_bytes(), location=str(path), name=path.name)


def differences(expected: object, found: object, where: str = "") -> list[str]:
    if isinstance(expected, dict) and is_dataclass(found):
        known = {field.name for field in fields(found)}
        return [
            line
            for key, value in expected.items()
            for line in (
                differences(value, getattr(found, key), f"{where}.{key}") if key in known else [f"{where}: no {key}"]
            )
        ]
    if isinstance(expected, list) and isinstance(found, tuple):
        if len(expected) != len(found):
            return [f"{where}: {len(found)} instead of {len(expected)}: {found}"]
        pairs = zip(expected, found, strict=True)
        return [line for i, pair in enumerate(pairs) for line in differences(*pair, f"{where}[{i}]")]
    if isinstance(found, enum.Enum):
        found = found.name
    return [] if expected == found else [f"{where}: {found!r} instead of {expected!r}"]


def test_there_are_cases() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("case", CASES)
def test_a_document_is_read_as_its_note_says(case: str) -> None:
    expected = json.loads((CORPUS / case / "expected.json").read_text("utf-8"))
    if "refused" in expected:
        with pytest.raises(NotAFeed) as refusal:
            read(document_of(case))
        assert str(refusal.value).startswith(expected["refused"])
    else:
        assert differences(expected, read(document_of(case))) == []


@pytest.mark.parametrize("case", CASES)
def test_a_case_says_which_mess_it_is(case: str) -> None:
    note = (CORPUS / case / "note.txt").read_text("utf-8").strip()
    assert len(note) > 10
    assert note.endswith(".")
