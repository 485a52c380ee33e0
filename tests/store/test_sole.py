"""One daemon on one store, on every engine."""

from itertools import count
from pathlib import Path

import pytest

from feedhub.errors import StoreError
from feedhub.store import Store, alone
from support.database import new_schema
from support.visits import NOW

_numbers = count()


def test_a_second_daemon_is_refused_until_the_first_has_ended(url: str) -> None:
    with alone(url), pytest.raises(StoreError, match="another feedhub already runs on"), alone(url):
        pass
    with alone(url):
        Store.open(url, now=NOW).close()


def test_another_store_is_nobodys_business(tmp_path: Path) -> None:
    with alone(f"sqlite:///{tmp_path}/a.db"), alone(f"sqlite:///{tmp_path}/b.db"):
        pass


def test_two_schemas_of_one_database_are_two_stores(cluster: str) -> None:
    one, other = (new_schema(cluster, f"sole{next(_numbers)}") for _ in range(2))
    with alone(one), alone(other):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"data/feedhub\.db\.lock"), alone(f"sqlite:///{tmp_path}/data/feedhub.db"):
        pass
