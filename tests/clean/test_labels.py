"""Tags, category paths and languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.clean.labels import paths
from feedhub.model import entry as clean
from feedhub.model.parsed import ParsedEntry, Tag, Text
from support.parsed import clean_one


def tags(*given: Tag) -> tuple[clean.Tag, ...]:
    return clean_one(ParsedEntry(title=Text(value="t"), tags=given)).tags


def terms(*given: str) -> list[str]:
    return [tag.term for tag in tags(*(Tag(term=term) for term in given))]


def test_tags_are_kept_in_order_and_once() -> None:
    assert terms("b", "a", "b", " a ") == ["b", "a"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (" two \n words ", ["two words"]),
        ("R&D", ["R&D"]),
        ("&lt;", ["&lt;"]),
        ("C++ & <D>", ["C++ & <D>"]),
        ("Tech/Python", ["Tech/Python"]),
        ("cafe\u0301", ["café"]),
        ("a\x00b", ["ab"]),
        ("", []),
        (" \u3000", []),
        ("x" * 201, []),
    ],
)
def test_a_tag_is_canonical(given: str, shown: list[str]) -> None:
    assert terms(given) == shown


def test_a_tag_without_a_term_is_known_by_its_label() -> None:
    assert [tag.term for tag in tags(Tag(term="", label="News"))] == ["News"]


def test_a_scheme_is_an_absolute_iri_or_none() -> None:
    assert tags(Tag(term="a", scheme="https://a.example/c/"))[0].scheme == "https://a.example/c/"
    assert tags(Tag(term="a", scheme="urn:x:y"))[0].scheme == "urn:x:y"
    assert tags(Tag(term="a", scheme="Sections"))[0].scheme is None
    assert tags(Tag(term="a", scheme="javascript:alert(1)"))[0].scheme is None


def test_a_thousand_tags_are_too_many() -> None:
    assert len(terms(*map(str, range(1000)))) == 30


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("金融/证券时报网/要闻",), ("金融/证券时报网/要闻",)),
        (("a/b", "c"), ("a/b", "c")),
        (("a", "a", " a "), ("a",)),
        (("/a//b/ ",), ("a/b",)),
        (("../../etc/passwd",), ("etc/passwd",)),
        (("a/./b/..",), ("a/b",)),
        (("cafe\u0301",), ("café",)),
        (("a\x00\n b",), ("a b",)),
        (("/".join("abcdefghijkl"),), ("a/b/c/d/e/f/g/h/i/j",)),
        (("x" * 100,), ("x" * 80,)),
        (("😀" * 80,), ("😀" * 60,)),
        (("", "/", ".."), None),
        ((), None),
        (None, None),
    ],
)
def test_own_categories_are_paths_of_names_fit_for_urls_and_files(
    given: tuple[str, ...] | None, kept: tuple[str, ...] | None
) -> None:
    assert clean_one(ParsedEntry(title=Text(value="t"), categories=given)).categories == kept


@given(st.lists(st.text(max_size=100)))
def test_no_path_leaves_its_folder(given: list[str]) -> None:
    for path in paths(given) or ():
        names = path.split("/")
        assert len(names) <= 10
        assert not set(names) & {"", ".", ".."}
        assert all(len(name.encode()) <= 240 and name == name.strip() and "\x00" not in name for name in names)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("zh-CN", "zh-CN"),
        ("zh_CN", "zh-CN"),
        (" en-us ", "en-us"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("english", None),
        ("en\x00", None),
        ("x" * 100, None),
        ("", None),
        ("de-" + "-".join(["abcdefgh"] * 5), None),
    ],
)
def test_a_language_looks_like_one(given: str, shown: str | None) -> None:
    assert clean_one(ParsedEntry(title=Text(value="t"), language=given)).language == shown
