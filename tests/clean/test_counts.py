"""Numbers that are others at every visit make no new version of an entry."""

from pathlib import Path

import pytest

from feedhub.clean import identify
from feedhub.parse import read
from support.documents import body
from support.parsed import surroundings

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize(
    ("case", "counts"),
    [
        ("links-comment-counts", ("<slash:comments>7<", "<thr:total>7<")),
        ("links-thread", ('thr:count="10"', "<thr:total>10<", "2022-09-01T00:00:00Z")),
    ],
)
def test_one_comment_more_is_no_change(case: str, counts: tuple[str, ...]) -> None:
    before = (CORPUS / case / "feed.xml").read_text("utf-8")
    after = before
    for count in counts:
        assert count in before
        after = after.replace(count, count.replace("7", "8").replace("10", "11").replace("2022", "2023"))
    prints = [identify(read(body(document)), surroundings()) for document in (before, after)]
    assert prints[0] == prints[1]
