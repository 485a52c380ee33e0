"""What there is of a body once it is edited, and what it shows besides its text: pictures and players."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyImage:
    """A picture of a body: `url` is its largest form, absolute; sizes are pixels, None where they are not declared."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text rewritten to the allow-list, and what was found in it."""

    html: str
    images: tuple[BodyImage, ...]
    embeds: tuple[str, ...]
