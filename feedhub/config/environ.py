"""`${NAME}`, `${NAME:-default}` and `$$` in a text of config.yaml, against the variables of the environment.

No message holds the value of a variable: it may be a secret.
"""

import re
from collections.abc import Mapping

_MARK = re.compile(
    r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<default>:-[^}]*)?\}|(?P<open>\{))", re.ASCII
)


def expand(text: str, environ: Mapping[str, str]) -> str:
    """Put variables in place; the default stands for one that is unset or empty, `$$` for one dollar.

    A dollar before anything but `$` and `{` is a dollar.

    Raises:
        ValueError: a variable is not set and has no default, or `${` begins nothing that can be read.
    """

    def value(mark: re.Match[str]) -> str:
        if mark["dollar"]:
            return "$"
        if mark["open"]:
            raise ValueError("${ begins no variable: write ${NAME} or ${NAME:-default}, and $${ for the characters")
        given, default = environ.get(mark["name"]), mark["default"]
        if default is not None:
            return given or default.removeprefix(":-")
        if given is None:
            raise ValueError(f"the environment variable {mark['name']} is not set")
        return given

    return _MARK.sub(value, text)
