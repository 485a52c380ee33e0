"""Who is taken for the operator, and who is not."""

from datetime import UTC, datetime, timedelta

import pytest

from feedhub.serve.operator import Operator, TooMany

SECRET = "a-secret-of-some-length"  # noqa: S105  of this test
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Hub:
    """What an operator is told from."""

    token: str | None = SECRET
    now = NOW

    def __init__(self) -> None:
        self.operator = Operator(lambda: self.token, lambda: self.now)

    def session(self) -> str:
        """Sign in."""
        session = self.operator.sign_in(SECRET, "127.0.0.1")
        assert session is not None
        return session


def test_the_right_secret_gives_a_session_that_ends_after_twelve_hours() -> None:
    hub = Hub()
    session = hub.session()
    assert hub.operator.knows(session)
    hub.now = NOW + timedelta(hours=12)
    assert not hub.operator.knows(session)


def test_a_wrong_secret_gives_none() -> None:
    assert Hub().operator.sign_in("another", "127.0.0.1") is None


def test_a_restart_ends_no_session_and_another_secret_ends_all() -> None:
    hub = Hub()
    session = hub.session()
    assert Hub().operator.knows(session)
    hub.token = SECRET[::-1]
    assert not hub.operator.knows(session)
    hub.token = None
    assert not hub.operator.knows(session)


@pytest.mark.parametrize("forged", ["", ".", "9999999999.x.", "9999999999.x.00", "é.ü.ö"])
def test_a_forged_session_is_none(forged: str) -> None:
    assert not Hub().operator.knows(forged)


def test_a_session_cannot_be_made_longer() -> None:
    hub = Hub()
    until, nonce, signature = hub.session().split(".")
    assert not hub.operator.knows(f"{int(until) + 1}.{nonce}.{signature}")


def test_a_form_belongs_to_one_session() -> None:
    hub = Hub()
    one, other = hub.session(), hub.session()
    assert hub.operator.is_form(one, hub.operator.form(one))
    assert not hub.operator.is_form(other, hub.operator.form(one))
    assert not hub.operator.is_form(one, "")


def test_ten_wrong_secrets_make_an_address_wait_and_no_other() -> None:
    hub = Hub()
    for _ in range(10):
        assert hub.operator.sign_in("wrong", "192.0.2.1") is None
    with pytest.raises(TooMany):
        hub.operator.sign_in(SECRET, "192.0.2.1")
    with pytest.raises(TooMany):
        hub.operator.bears(f"Bearer {SECRET}", "192.0.2.1")
    assert hub.operator.bears(f"bearer {SECRET}", "192.0.2.2")


def test_a_token_for_the_health_feed_is_no_secret_for_anything_else() -> None:
    hub = Hub()
    assert hub.operator.opens_feed(hub.operator.feed_token)
    assert not hub.operator.opens_feed(SECRET)
    assert hub.operator.sign_in(hub.operator.feed_token, "127.0.0.1") is None
