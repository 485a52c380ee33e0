"""The configuration in force, as it is needed to know what is closed and who may read it."""

from collections.abc import Callable

from feedhub import config
from feedhub.serve import Keys, key


class Locks:
    """The keys as the configuration in force has them, made anew only when it changes."""

    def __init__(self, settings: Callable[[], config.Settings]) -> None:
        self._settings = settings
        self._made_of: config.Settings | None = None
        self._keys: Keys | None = None

    def __call__(self) -> Keys | None:
        """Give the keys; None where nothing is closed."""
        settings = self._settings()
        if settings is not self._made_of:
            self._made_of, self._keys = settings, _keys(settings)
        return self._keys


def _keys(settings: config.Settings) -> Keys | None:
    if not settings.serve.tokens:
        return None
    keys = [key(each.token.get_secret_value(), each.categories) for each in settings.serve.tokens]
    if admin := admin_token(settings):
        keys.append(key(admin, closes=False))
    # Posts have categories of their own.
    sources = {source.name: None if source.path else source.categories for source in settings.sources}
    return Keys(tuple(keys), sources)


def closed(settings: config.Settings) -> Callable[[str], bool]:
    """Give what tells by the name of a document whether it is for some readers only."""
    keys = _keys(settings)
    return lambda name: keys is not None and bool(keys.needed(name))


def admin_token(settings: config.Settings) -> str | None:
    """Give the operator's secret, in the open; None where there is none."""
    secret = settings.serve.admin_token
    return None if secret is None else secret.get_secret_value()
