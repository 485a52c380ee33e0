"""Variables of the environment inside config.yaml."""

from pathlib import Path

import pytest

from feedhub.config import load
from feedhub.errors import ConfigError

SECRET = "hunter2 hunter2"  # noqa: S105  the point of the tests


def title(folder: Path, text: str, environ: dict[str, str]) -> str:
    """Load a hub title."""
    file = folder / "config.yaml"
    file.write_text(f"hub:\n  title: '{text}'\n")
    return load(file, environ).hub.title


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("${A}", "x"),
        ("<${A}-${A}>", "<x-x>"),
        ("${B:-y z}", "y z"),
        ("${A:-y}", "x"),
        ("${EMPTY:-y}", "y"),
        ("${A}${EMPTY}", "x"),
        ("${B:-}${A}", "x"),
        ("$${A}", "${A}"),
        ("$$$$", "$$"),
        ("US$ 5, $A and $", "US$ 5, $A and $"),
        ("${B:-$}", "$"),
        ("${NESTED}", "${A}"),
    ],
)
def test_variables_are_put_in_place_once(tmp_path: Path, text: str, result: str) -> None:
    assert title(tmp_path, text, {"A": "x", "EMPTY": "", "NESTED": "${A}"}) == result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${NOPE}", "the environment variable NOPE is not set"),
        ("${NOPE", "${ begins no variable"),
        ("${}", "${ begins no variable"),
        ("${1A}", "${ begins no variable"),
        ("${A-b}", "${ begins no variable"),
    ],
)
def test_a_variable_that_is_not_set_or_not_written_right_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=r":2:10: hub\.title: ") as caught:
        title(tmp_path, text, {})
    assert words in str(caught.value)


def test_a_value_cannot_add_keys_or_lines(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"hub\.title: must be one line"):
        title(tmp_path, "${A}", {"A": "x\nserve: {bind: 0.0.0.0:80}"})


def test_a_variable_can_stand_for_a_number_and_a_switch(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("publish: {entries: '${N}'}\nsources: [{name: a, path: x, enabled: '${ON:-no}'}]\n")
    settings = load(file, {"N": "7"})
    assert settings.publish.entries == 7
    assert not settings.sources[0].enabled


@pytest.mark.parametrize(
    "place",
    [
        "sources: [{name: a, url: $}]",
        "sources: [{name: $, path: x}]",
        "sources: [{name: a, path: x, every: $}]",
        "sources: [{name: a, path: x, timezone: $}]",
        "sources: [{name: a, path: x, encoding: $}]",
        "sources: [{name: a, path: x, categories: $}]",
        "sources: [{name: a, path: x, enabled: $}]",
        "sources: $",
        "hub: $",
        "hub: {base_url: $}",
        "hub: {authority: $}",
        "hub: {language: $}",
        "fetch: {deadline: $}",
        "fetch: {max_bytes: $}",
        "fetch: {concurrency: $}",
        "fetch: {allow: [$]}",
        "store: {database: $}",
        "store: {keep: $}",
        "serve: {bind: $}",
    ],
)
def test_no_message_holds_the_value_of_a_variable(tmp_path: Path, place: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(place.replace("$", "'${SECRET}'"))
    with pytest.raises(ConfigError) as caught:
        load(file, {"SECRET": SECRET})
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).startswith(f"{file}:1:")
