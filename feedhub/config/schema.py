"""The JSON Schema of config.yaml, for editors that complete and check while one types."""

from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from feedhub.config.settings import ConfigFile
from feedhub.config.units import duration_text


class _InTheWordsOfTheFile(GenerateJsonSchema):
    def encode_default(self, dft: Any) -> Any:
        return duration_text(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def json_schema() -> dict[str, Any]:
    """Describe the file form of the configuration (JSON Schema 2020-12): amounts are texts such as `15m` and `20 MB`."""
    schema = ConfigFile.model_json_schema(schema_generator=_InTheWordsOfTheFile)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}
