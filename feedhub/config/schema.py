"""The JSON Schema of config.yaml, for editors that complete and check while one types."""

import ast
import inspect
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from feedhub.config.settings import ConfigFile
from feedhub.config.units import duration_text


class _InTheWordsOfTheFile(GenerateJsonSchema):
    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        sentences = descriptions(schema["cls"])
        for key, value in described["properties"].items():
            if key in sentences:
                value["description"] = sentences[key]
        return described

    def encode_default(self, dft: Any) -> Any:
        return duration_text(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def json_schema() -> dict[str, Any]:
    """Describe the file form of the configuration (JSON Schema 2020-12): amounts are texts such as `15m` and `20 MB`."""
    schema = ConfigFile.model_json_schema(schema_generator=_InTheWordsOfTheFile)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Give what stands below each field of a model, its own words before those it inherits.

    pydantic would read them, too, but at every start and not only where they are shown.
    """
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            found.update(_sentences(each))
    return found


def _sentences(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    (described,) = ast.parse(inspect.getsource(model)).body
    if not isinstance(described, ast.ClassDef):
        raise TypeError(f"{model} is no class")
    for field, below in pairwise(described.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                yield name, inspect.cleandoc(words)
            case _:
                pass
