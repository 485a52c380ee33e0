"""What `full_text` may be, and what is said where nothing installed could do it."""

import subprocess
import sys
from pathlib import Path

import pytest

from feedhub import config
from feedhub.errors import ConfigError

HIDDEN = "import sys; sys.modules['trafilatura'] = None; from feedhub.cli import main; main()"


def read(folder: Path, text: str) -> config.Settings:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return config.load(path, {})


@pytest.mark.parametrize(("said", "meant"), [("true", True), ("auto", "auto"), ("false", False), ("No", False)])
def test_a_source_wants_all_texts_those_of_teasers_or_none(tmp_path: Path, said: str, meant: object) -> None:
    settings = read(tmp_path, f"sources:\n- {{name: a, url: 'https://a.example/', full_text: {said}}}\n")
    assert settings.sources[0].full_text == meant


def test_defaults_hold_for_all_and_a_source_can_do_without(tmp_path: Path) -> None:
    text = "defaults: {full_text: auto, full_text_selector: ' article .body '}\nsources:\n"
    text += "- {name: a, url: 'https://a.example/'}\n- {name: b, url: 'https://b.example/', full_text: false}\n"
    a, b = read(tmp_path, text).sources
    assert (a.full_text, a.full_text_selector, b.full_text) == ("auto", "article .body", False)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("full_text: maybe", "sources.0.full_text: must be true, auto or false"),
        ("full_text_selector: 'div['", "sources.0.full_text_selector: must be a CSS selector"),
        ("full_text_selector: '{LONG}'", "sources.0.full_text_selector: must be at most 500 characters long"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_place(tmp_path: Path, line: str, complaint: str) -> None:
    line = line.replace("{LONG}", "a" * 501)
    with pytest.raises(ConfigError, match=complaint):
        read(tmp_path, f"sources:\n- name: a\n  url: https://a.example/\n  {line}\n")


def checked(folder: Path, wish: str) -> subprocess.CompletedProcess[str]:
    path = folder / "config.yaml"
    path.write_text(f"sources:\n- name: a\n  url: https://a.example/\n{wish}", "utf-8")
    command = [sys.executable, "-c", HIDDEN, "check", "--config", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    result = checked(tmp_path, "  full_text: auto\n")
    assert result.returncode == 2
    assert "config.yaml:4:14: sources.0.full_text: needs an extra: pip install 'feedhub[fulltext]'" in result.stderr


def test_a_selector_needs_no_extra(tmp_path: Path) -> None:
    assert checked(tmp_path, "  full_text: true\n  full_text_selector: article\n").returncode == 0
