"""The same corpus gives the same bytes: nothing that is published changes but on purpose.

`published.txt` beside this file says what is to come of the corpus in `support/published.py`. What changes it on purpose
writes it anew with `make bless`, and the difference is read like code: each line is a document that every reader will
see changed.
"""

from difflib import unified_diff
from pathlib import Path

from support.published import manifest, named

EXPECTED = Path(__file__).with_name("published.txt")


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    expected = EXPECTED.read_text("utf-8").splitlines()
    found = manifest(tmp_path, named(expected))
    differences = list(unified_diff(expected, found, "expected", "found", n=0, lineterm=""))
    assert not differences, f"{len(differences)} lines, and what was published is in {tmp_path}:\n" + "\n".join(
        differences[:40]
    )
