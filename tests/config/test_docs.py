"""docs/configuration.md and the models say the same: every key, its default and its meaning."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from feedhub.config import Feed, Fetch, Hub, Publish, Serve, Source, Store, duration_text, size_text
from feedhub.config.schema import descriptions

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
SECTIONS: dict[str, type[BaseModel]] = {
    "hub": Hub,
    "sources": Source,
    "feeds": Feed,
    "fetch": Fetch,
    "store": Store,
    "publish": Publish,
    "serve": Serve,
}
SIZES = {"max_bytes"}


def default_text(key: str, field: FieldInfo) -> str:
    """Write a default as the page does: as one would type it."""
    if field.is_required():
        return "required"
    return "–" if field.default is None else f"`{_typed(key, field.default)}`"


def _typed(key: str, value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case timedelta():
            return duration_text(value)
        case int() if key in SIZES:
            return size_text(value)
        case ():
            return "[]"
        case _:
            return str(value)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_a_section_is_documented_as_it_is(section: str) -> None:
    text = re.split(r"(?m)^## ", PAGE.read_text())
    (part,) = [one for one in text if one.startswith(f"`{section}`")]
    rows = re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| (.+?) \|$", part)
    fields = SECTIONS[section].model_fields
    sentences = descriptions(SECTIONS[section])
    assert rows == [(key, default_text(key, field), sentences[key]) for key, field in fields.items()]
