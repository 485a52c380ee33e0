"""Who is the operator: a secret in, a session out, and what proves one later.

A session is a cookie that only this hub's `serve.admin_token` can have signed: another token ends them all, a restart
ends none. Secrets are compared in constant time, and wrong ones are few: whoever offers too many has to wait.
"""

import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

COOKIE = "feedhub_operator"
LASTS_SECONDS = 12 * 3600
_PATIENCE_SECONDS = 300.0
_TRIES = 10
_STRANGERS = 1000
"""Addresses whose wrong secrets are remembered."""


class TooMany(Exception):
    """So many wrong secrets came from there that no other is looked at for five minutes."""


class Operator:
    """Tells the operator from everybody else. `token` gives the secret in force, None where there is none."""

    def __init__(self, token: Callable[[], str | None], now: Callable[[], datetime]) -> None:
        self._token, self._now = token, now
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def exists(self) -> bool:
        """Whether there is a secret that makes somebody the operator."""
        return self._token() is not None

    def sign_in(self, secret: str, client: str) -> str | None:
        """Give a session for the right secret, None for a wrong one.

        Raises:
            TooMany: `client` offered too many wrong ones.
        """
        if not self._is(secret, client):
            return None
        body = f"{int(self._now().timestamp()) + LASTS_SECONDS}.{secrets.token_urlsafe(16)}"
        return f"{body}.{self._signed('session', body)}"

    def knows(self, session: str) -> bool:
        """Tell whether a session is one of ours and not over yet."""
        body, _, signature = session.rpartition(".")
        until = body.partition(".")[0]
        if not _same(signature, self._signed("session", body)) or not until.isdecimal():
            return False
        return self.exists and int(until) > self._now().timestamp()

    def bears(self, authorization: str, client: str) -> bool:
        """Tell whether an Authorization header holds the secret.

        Raises:
            TooMany: `client` offered too many wrong ones.
        """
        scheme, _, secret = authorization.partition(" ")
        return scheme.lower() == "bearer" and self._is(secret.strip(), client)

    def form(self, session: str) -> str:
        """Make what a form of ours holds and nobody else's page can know."""
        return self._signed("form", session)

    def is_form(self, session: str, given: str) -> bool:
        """Tell whether a form is ours."""
        return _same(given, self.form(session))

    @property
    def feed_token(self) -> str:
        """What opens the health feed and nothing else, for readers that keep addresses."""
        return self._signed("feed", "status.atom")

    def opens_feed(self, given: str) -> bool:
        """Tell whether this opens the health feed."""
        return self.exists and _same(given, self.feed_token)

    def _is(self, secret: str, client: str) -> bool:
        token = self._token()
        self._hold_back(client)
        if token is not None and _same(secret, token):
            return True
        self._wrong.setdefault(client, deque(maxlen=_TRIES)).append(time.monotonic())
        self._wrong.move_to_end(client)
        if len(self._wrong) > _STRANGERS:
            self._wrong.popitem(last=False)
        return False

    def _hold_back(self, client: str) -> None:
        tries = self._wrong.get(client, deque[float]())
        if len(tries) == _TRIES and time.monotonic() - tries[0] < _PATIENCE_SECONDS:
            raise TooMany

    def _signed(self, what: str, text: str) -> str:
        key = blake2b((self._token() or "").encode(), digest_size=32).digest()
        return blake2b(f"{what}\0{text}".encode(), key=key, digest_size=24).hexdigest()


def _same(one: str, other: str) -> bool:
    """Compare in constant time, whatever the lengths."""
    return hmac.compare_digest(
        blake2b(one.encode("utf-8", "surrogateescape")).digest(),
        blake2b(other.encode("utf-8", "surrogateescape")).digest(),
    )
