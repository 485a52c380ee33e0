"""What holds for the whole project: documents that are true, types that mean something, a wheel that is whole."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from typer.main import get_command

from feedhub.cli.commands import commands

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "feedhub"


def test_safe_html_is_made_by_the_sanitiser_the_store_and_the_one_text_filter_behind_it() -> None:
    makers = [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if re.search(r"\bSafeHtml\(", path.read_text("utf-8"))
    ]
    assert [maker for maker in makers if not maker.startswith(("sanitize/", "store/"))] == ["publish/facts.py"]


@pytest.mark.parametrize("name", sorted(get_command(commands).commands))  # type: ignore[attr-defined]
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert f"`feedhub {name}" in (ROOT / "README.md").read_text("utf-8")


def test_every_pinned_release_installs_on_the_oldest_python_that_is_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    oldest = f"{project['requires-python'].removeprefix('>=')}.0"
    pinned = [line.split("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()]
    asked = {name: str(distribution(name).metadata.json.get("requires_python", "")) for name in pinned}
    assert {name: python for name, python in asked.items() if oldest not in SpecifierSet(python)} == {}


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_page_stands_in_the_index_of_the_documentation() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    index = (ROOT / "docs/README.md").read_text("utf-8")
    assert {page for page in pages if f"]({page})" not in index} == set()


def test_decisions_are_numbered_in_a_row_by_name_and_title() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [path.name[:5] for path in decisions] == [f"{number:04}-" for number in range(1, len(decisions) + 1)]
    titles = [path.read_text("utf-8").partition("\n")[0] for path in decisions]
    assert [each for number, each in enumerate(titles, 1) if not each.startswith(f"# {number}. ")] == []


def test_the_picture_of_the_house_shows_every_room_where_it_stands() -> None:
    picture = (ROOT / "docs/architecture.md").read_text("utf-8").split("```")[1].partition("config.yaml")[0]
    floors = re.split(r"^ +├.*$", picture, flags=re.MULTILINE)
    drawn = [set(re.findall(r"[a-z]+", floor)) for floor in floors]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [re.findall(r"[a-z]+", layer) for layer in contracts[0]["layers"]]
    at = {room: number for number, layer in enumerate(layers) for room in layer}
    found = [next((floor for floor, rooms in enumerate(drawn) if room in rooms), None) for room in at]
    assert None not in found, [room for room, floor in zip(at, found, strict=True) if floor is None]
    assert found == sorted(found, key=lambda floor: floor or 0)


def test_the_types_named_in_the_architecture_are_types() -> None:
    table = (
        (ROOT / "docs/architecture.md").read_text("utf-8").partition("## What flows")[2].partition("\n`SafeHtml`")[0]
    )
    names = {
        name for row in re.findall(r"^\| \w+ \| (.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    assert len(names) > 20
    assert {name for name in names if not re.search(rf"^(?:class {name}\b|{name} = )", code, re.MULTILINE)} == set()


def test_every_runtime_dependency_is_used_and_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = (ROOT / "constraints.txt").read_text("utf-8").lower().replace("_", "-")
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    modules = {
        "pyyaml": "yaml",
        "charset-normalizer": "charset_normalizer",
        "prometheus-client": "prometheus_client",
        "httptools": "uvicorn.protocols.http.httptools_impl",
        "tzdata": "zoneinfo",
    }
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=;\[ ]", requirement)[0].lower()
        assert f"\n{name}==" in f"\n{pinned}", f"{name} is not in constraints.txt"
        wanted = modules.get(name, name)
        assert re.search(rf"(import|from) {re.escape(wanted)}\b", code), f"nothing uses {name}"


def test_the_wheel_is_whole_and_runs_from_anywhere(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/one.html").write_text("---\ntitle: One\ndate: 2026-01-01\n---\n<p>Text.</p>", "utf-8")
    (tmp_path / "config.yaml").write_text("sources: [{name: posts, path: posts, categories: [a]}]\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "feedhub", "poll"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"<title>One</title>" in (tmp_path / "data/public/category/a.atom").read_bytes()
    tracked = subprocess.run(["git", "ls-files", "feedhub"], cwd=ROOT, check=True, capture_output=True, text=True)
    held = {str(path.relative_to(tmp_path / "installed")) for path in (tmp_path / "installed/feedhub").rglob("*")}
    assert set(tracked.stdout.split()) <= held
