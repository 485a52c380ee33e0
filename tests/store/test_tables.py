"""The classes of the tables: what of SQLModel is made of them, and what is not."""

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm.exc import UnmappedClassError

from feedhub.store.tables import metadata
from feedhub.store.tables.rows import Row


def test_tables_are_built_of_their_classes_and_no_objects_are_mapped() -> None:
    classes = Row.__subclasses__()
    assert {each.__tablename__ for each in classes} == metadata.tables.keys()
    for each in classes:
        with pytest.raises(UnmappedClassError):
            inspect(each)
