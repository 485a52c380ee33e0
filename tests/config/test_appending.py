"""A source more in config.yaml: everything that stood there stands there still, to the byte."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub import config
from feedhub.config import Addition
from feedhub.config.appending import appended
from feedhub.errors import ConfigError

NEW = Addition(name="new", url="https://new.example/feed?a=1&b=2", title="新 feed", categories=("技术/Linux",))
ONE = "sources:\n  - name: one\n    url: https://one.example/\n"
FILES = [
    ("", "sources:\n  - name: new\n    url: https://new.example/feed?a=1&b=2\n"),
    ("# only a comment", "# only a comment\nsources:\n  - name: new\n"),
    ("hub:\n  title: A\n", "hub:\n  title: A\nsources:\n  - name: new\n"),
    ("hub: {title: A}\n...\n", "hub: {title: A}\nsources:\n  - name: new\n"),
    ("sources:\nserve: {bind: '[::1]:1'}\n", "sources:\n  - name: new\n"),
    ("sources: []  # none\n", 'sources: [{name: new, url: "https://new.example/feed?a=1&b=2", title: 新 feed, '),
    ("sources: [{name: one, url: 'http://o/'}, ]\n", "'http://o/'}, {name: new, url: 'https://new.example/"),
    (
        ONE,
        f"{ONE}  - name: new\n    url: https://new.example/feed?a=1&b=2\n    title: 新 feed\n    categories: [技术/Linux]",
    ),
    (ONE.rstrip("\n"), f"{ONE}  - name: new\n"),
    (ONE + "    # of one\n# of serve\nserve: {}\n", f"{ONE}  - name: new\n"),
    (ONE.replace("\n", "\r\n"), "  - name: new\r\n    url: "),
    ("sources:\n- name: one\n  url: http://o/ # end\n", "http://o/ # end\n- name: new\n  url: "),
    ('sources:\n-   name: one\n    url: "http://o/"\n', '\n-   name: new\n    url: "https://new.example/'),
    ("sources:\n  - {name: one, url: http://o/}\n", '\n  - {name: new, url: "https://new.example/'),
    (
        "sources:\n  - name: one\n    url: http://o/\n\n  - name: two\n    url: http://t/\n\nserve: {}\n",
        "http://t/\n\n  - name: new\n",
    ),
    ("sources:\n  - name: one\n    url: http://o/\n    title: |-\n      A\n\nserve: {}\n", "A\n\n  - name: new\n"),
    ("x: &c [A]\nsources:\n  - name: one\n    url: http://o/\n    categories: *c\n", "*c\n  - name: new\n"),
    ("sources:\n  - name: one\n    url: http://o/\n    author:\n", "author:\n  - name: new\n"),
    ("\ufeff" + ONE, "\ufeff" + ONE + "  - name: new\n"),
]


@pytest.mark.parametrize(("before", "wanted"), FILES)
def test_a_source_goes_behind_the_others_in_the_way_of_the_file(before: str, wanted: str) -> None:
    after = appended(before, [NEW])
    assert wanted in after
    assert is_inserted(before, after)


@pytest.mark.parametrize(("before", "wanted"), [pair for pair in FILES if "x: &c" not in pair[0]])
def test_what_is_written_reads_back_as_meant(tmp_path: Path, before: str, wanted: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(before, "utf-8", newline="")
    then = config.load(path, {})
    now = config.add_sources(path, [NEW], {})
    assert now.sources[:-1] == then.sources
    new = now.sources[-1]
    assert (new.name, new.url, new.title, new.categories) == (NEW.name, NEW.url, NEW.title, NEW.categories)
    assert wanted in path.read_bytes().decode()


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60))
def test_any_title_survives_the_way_into_the_file_and_back(title: str) -> None:
    """Also those that look like YAML, like variables or like nothing."""
    try:
        wanted = config.Source(name="n", url="http://o/", title=title).title
    except ValueError:
        return
    for quoted in (ONE, ONE.replace("https://one.example/", "'https://one.example/'"), "sources: []\n"):
        text = appended(quoted, [Addition(name="n", url="http://o/", title=title, categories=())])
        read = config.read(Path("config.yaml"), text.encode(), {})
        assert read.sources[-1].title == wanted


def test_dollars_and_quotes_in_an_address_are_no_variables() -> None:
    for quote in ("", "'", '"'):
        before = f"sources:\n  - name: one\n    url: {quote}https://one.example/{quote}\n"
        url = "https://o.example/?a=${HOME}&b='c'#d"
        text = appended(before, [Addition(name="n", url=url)])
        assert config.read(Path("config.yaml"), text.encode(), {}).sources[-1].url == url


def test_a_file_that_would_be_wrong_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(ONE, "utf-8")
    with pytest.raises(ConfigError, match=r"config.yaml:4:11: sources.1.name: the name one is taken"):
        config.add_sources(path, [Addition(name="one", url="http://o/")], {})
    assert path.read_text("utf-8") == ONE
    assert [file.name for file in tmp_path.iterdir()] == ["config.yaml"]


def test_a_list_that_stands_elsewhere_is_left_to_hands(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("defaults: &d {every: 6h}\nsources: &d2\n", "utf-8")
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="add the source by hand"):
        config.add_sources(path, [NEW], {})
    assert path.read_bytes() == before


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text(ONE, "utf-8")
    real.chmod(0o640)
    link = tmp_path / "config.yaml"
    link.symlink_to(real)
    config.add_sources(link, [NEW], {})
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "name: new" in real.read_text("utf-8")


def is_inserted(before: str, after: str) -> bool:
    """Tell whether `after` is `before` with something put in at one place."""
    start = 0
    while start < len(before) and before[start] == after[start]:
        start += 1
    rest = len(before) - start
    return rest == 0 or after.endswith(before[start:])
