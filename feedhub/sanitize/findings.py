"""What a body shows besides its text: the pictures and players found while it was cleaned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyImage:
    """A picture of a body: `url` is its largest form, absolute; sizes are pixels, None where they are not declared."""

    url: str
    width: int | None = None
    height: int | None = None
