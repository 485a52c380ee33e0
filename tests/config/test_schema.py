"""The JSON Schema that `feedhub schema` prints."""

import re
from pathlib import Path
from typing import Any

import yaml

from feedhub.config import ConfigFile, json_schema

ROOT = Path(__file__).parents[2]


def properties(model: str) -> dict[str, Any]:
    """Give the keys one definition describes."""
    found: dict[str, Any] = json_schema()["$defs"][model]["properties"]
    return found


def test_the_schema_describes_the_file_and_not_what_becomes_of_it() -> None:
    schema = json_schema()
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert list(schema["properties"]) == list(ConfigFile.model_fields)
    assert properties("Fetch")["deadline"]["default"] == "30s"
    assert properties("Source")["every"]["type"] == "string"


def test_every_key_has_a_sentence_for_the_editor_to_show() -> None:
    for model in ("Hub", "Source", "Defaults", "Fetch", "Store", "Publish", "Serve"):
        assert all(described["description"].endswith(".") for described in properties(model).values())


def test_the_patterns_of_amounts_fit_the_defaults_and_refuse_others() -> None:
    times, sizes = properties("Fetch")["deadline"]["pattern"], properties("Fetch")["max_bytes"]["anyOf"][1]["pattern"]
    assert [bool(re.search(times, text)) for text in ("30s", "1h30m", "30", "5 minutes")] == [True, True, False, False]
    assert [bool(re.search(sizes, text)) for text in ("20 MB", "1 MiB", "1 TB")] == [True, True, False]


def test_unknown_keys_are_wrong_in_the_editor_too_and_the_shipped_file_has_none() -> None:
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text())
    assert json_schema()["additionalProperties"] is False
    assert set(shipped) <= set(json_schema()["properties"])
    assert {key for source in shipped["sources"] for key in source} <= set(properties("Source"))
