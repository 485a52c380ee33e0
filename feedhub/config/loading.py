"""config.yaml in, `Settings` out, or `ConfigError` with one line for each thing that is wrong with it, all of them."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from yaml.nodes import Node

from feedhub.config.conflicts import conflicts
from feedhub.config.problems import Loc, Problem, reason, refusal
from feedhub.config.settings import Defaults, Settings
from feedhub.config.yamltree import WRONG, Reading, find, parse, problem_at
from feedhub.errors import ConfigError


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read and check a configuration file; relative paths in it start from its folder.

    Raises:
        ConfigError: it cannot be read, or is wrong: a line `PATH:LINE:COLUMN: KEY: what is wrong` per problem.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; `feedhub init` writes one") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    return read(path, data, environ)


def read(path: Path, data: bytes, environ: Mapping[str, str]) -> Settings:
    """Check the bytes of a configuration file that stands, or is to stand, at `path`.

    Raises:
        ConfigError: as `load` does.
    """
    with _uncollected():
        return _read(path, data, environ)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make the hundred thousand nodes of a large file without looking for garbage among them: half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(path: Path, data: bytes, environ: Mapping[str, str]) -> Settings:
    root = parse(path, data)
    folder = path.absolute().parent
    if root is None:
        return Settings.model_validate({}, context=folder)
    reading = Reading(environ=environ)
    given = reading.value(root)
    settings, faults = _checked(given if given is not None else {}, folder)
    problems = [*reading.problems, *(_placed(root, loc, words, key=key) for loc, words, key in faults)]
    if problems or settings is None:
        raise refusal(path, problems)
    return settings


_Model = TypeVar("_Model", bound=BaseModel)
_Fault = tuple[Loc, str, bool]
"""Where, in what words, and whether it is the key that is wrong and not the value."""


def _checked(given: object, folder: Path) -> tuple[Settings | None, list[_Fault]]:
    if not isinstance(given, dict):
        return None, [((), "must hold keys and values: hub, sources, fetch, …", False)] if given is not WRONG else []
    rest = {key: value for key, value in given.items() if key != "defaults"}
    defaults, faults = _valid_defaults(given.get("defaults"), folder)
    sources = given.get("sources")
    if isinstance(sources, list):
        feeds = given.get("feeds")
        found = conflicts(sources, feeds if isinstance(feeds, list) else [])
        faults += [(loc, words, False) for loc, words in found]
        rest["sources"] = [_inherit(defaults, source) for source in sources]
    settings, more = _validate(Settings, rest, folder)
    return settings, faults + more


def _valid_defaults(given: object, folder: Path) -> tuple[dict[str, object], list[_Fault]]:
    """Keep the defaults that are right, so that a wrong one is told once and not for every source."""
    if given is None:
        return {}, []
    _, faults = _validate(Defaults, given, folder, at=("defaults",))
    wrong = {loc[1] for loc, *_ in faults if len(loc) > 1}
    kept = given.items() if isinstance(given, dict) else ()
    return {key: value for key, value in kept if key not in wrong and value is not WRONG}, faults


def _inherit(defaults: dict[str, object], source: object) -> object:
    return {**defaults, **source} if isinstance(source, dict) else source


def _validate(model: type[_Model], given: object, folder: Path, at: Loc = ()) -> tuple[_Model | None, list[_Fault]]:
    try:
        return model.model_validate(given, context=folder), []
    except ValidationError as error:
        return None, list(_faults(error, at))


def _faults(error: ValidationError, at: Loc) -> Iterator[_Fault]:
    for detail in error.errors(include_url=False):
        if detail["input"] is not WRONG:
            loc = (*at, *detail["loc"])
            yield loc, reason({**detail, "loc": loc}), detail["type"] == "extra_forbidden"


def _placed(root: Node, loc: Loc, words: str, *, key: bool) -> Problem:
    return problem_at(find(root, loc, key=key), loc, words)
