"""What a command loads before it does anything: by the names of modules, since a time would say more of the machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import json, sys
from feedhub.cli import main
sys.argv = ["feedhub", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(json.dumps(list(sys.modules)))
"""
NEVER = {"alembic", "click", "feedgen", "feedparser", "jinja2", "lxml", "prometheus_client", "pygments", "rich"}
NEVER |= {"apscheduler", "nh3", "selectolax", "starlette", "trafilatura", "uvicorn", "watchfiles"}
"""What only some commands, a worker or a daemon need."""
WALKS_NOT_TAKEN = {"feedhub.publish", "feedhub.republish", "feedhub.complete", "feedhub.reclean", "feedhub.parse"}
WALKS_NOT_TAKEN |= {"feedhub.clean", "feedhub.sanitize", "feedhub.serve", "feedhub.doctor", "feedhub.backup"}
WALKS_NOT_TAKEN |= {"feedhub.digest", "feedhub.compare", "feedhub.model.parsed", "feedhub.model.wording"}
WALKS_NOT_TAKEN |= {"feedhub.store.incoming", "feedhub.store.rewrite", "feedhub.store.texts", "feedhub.store.operator"}


def loaded(folder: Path, *words: str) -> set[str]:
    """Give the modules that are there when a command has ended well."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True, cwd=folder)
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return {*names, *(name.partition(".")[0] for name in names)}


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A hub whose only source is not due for a day."""
    (tmp_path / "feed.xml").write_text("<rss version='2.0'><channel><title>A</title></channel></rss>", "utf-8")
    (tmp_path / "config.yaml").write_text("sources: [{name: a, path: feed.xml, every: 1d}]\n", "utf-8")
    subprocess.run([sys.executable, "-m", "feedhub", "poll"], capture_output=True, check=True, cwd=tmp_path)
    return tmp_path


def test_the_version_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    names = loaded(tmp_path, "--version")
    assert not names & {"typer", "pydantic", "sqlalchemy", "httpx", "asyncio", "logging"}


def test_checking_the_configuration_opens_no_store_and_no_connection(hub: Path) -> None:
    names = loaded(hub, "check")
    assert not names & (NEVER | WALKS_NOT_TAKEN | {"sqlalchemy", "sqlmodel", "httpx", "httpcore", "asyncio"})


def test_a_poll_with_nothing_to_do_loads_nothing_that_it_does_not_touch(hub: Path) -> None:
    names = loaded(hub, "poll")
    assert "sqlmodel" in names
    assert not names & (NEVER | WALKS_NOT_TAKEN | {"httpx._main", "psycopg", "sqlalchemy.dialects.postgresql"})
