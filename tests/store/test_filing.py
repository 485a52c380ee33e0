"""Paths and their ancestors."""

import pytest

from feedhub.store import filing


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((), ("",)),
        (("金融/证券时报网/要闻",), ("", "金融", "金融/证券时报网", "金融/证券时报网/要闻")),
        (("a/b", "a/c", "a"), ("", "a", "a/b", "a/c")),
        (("a/a/a",), ("", "a", "a/a", "a/a/a")),
    ],
)
def test_a_lineage_names_each_ancestor_once_and_all_first(paths: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert filing.lineage(paths) == expected


@pytest.mark.parametrize(("path", "expected"), [("", None), ("a", ""), ("a/b/c", "a/b")])
def test_the_parent_is_one_step_up(path: str, expected: str | None) -> None:
    assert filing.parent(path) == expected
