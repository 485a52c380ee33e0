"""What `full_text` and `full_text_selector` may be: texts as written in, values as used out, or `ValueError`."""

from importlib.util import find_spec
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

_YES = frozenset({"true", "yes", "on"})
_NO = frozenset({"false", "no", "off"})
_LONGEST = 500


def _wish(given: Any) -> Any:
    """Tell the three forms apart before pydantic tries them all and complains twice."""
    word = given.strip().lower() if isinstance(given, str) else given
    if word is True or word in _YES:
        return True
    if word is False or word in _NO:
        return False
    if word == "auto":
        return word
    raise ValueError("must be true, auto or false")


def _selector(text: str) -> str:
    """Take a CSS selector that the parser of pages understands."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415  12 ms that few configurations need

    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(f"must be at most {_LONGEST} characters long")
    try:
        LexborHTMLParser("<p>").css(text)
    except SelectolaxError as error:
        raise ValueError("must be a CSS selector, such as `article .body`") from error
    return text


def can_be_had(wish: bool | Literal["auto"], selector: str | None) -> bool | Literal["auto"]:  # noqa: FBT001  a value
    """Refuse a wish that nothing installed can fulfil."""
    if wish and selector is None and find_spec("trafilatura") is None:
        raise ValueError(
            "needs an extra: pip install 'feedhub[fulltext]', or say where the text is: full_text_selector"
        )
    return wish


FullText = Annotated[bool | Literal["auto"], BeforeValidator(_wish)]
Selector = Annotated[str, AfterValidator(_selector)]
