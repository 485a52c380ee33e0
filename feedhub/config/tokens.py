"""Who may read what: the keys of a token, the rules for the secret in it, and who can come near."""

from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from feedhub.config import values

_SHORTEST, _LONGEST = 16, 200


def _secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not _SHORTEST <= len(text) <= _LONGEST:
        raise ValueError(f"must have {_SHORTEST} to {_LONGEST} characters: openssl rand -hex 20 makes a good one")
    if not text.isascii() or not all(sign.isalnum() or sign in "-._~" for sign in text):
        raise ValueError("must hold only letters, digits and - . _ ~, so that it can stand in an address")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_secret)]


class Token(BaseModel):
    """A secret that opens feeds; taken out of the file, it opens nothing any more."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: Annotated[str, AfterValidator(values.name)]
    """Whose it is, for the log and the dashboard; unique."""
    token: Secret
    """The secret, 16 to 200 letters, digits and - . _ ~; best as `${NAME}` from the environment."""
    categories: Annotated[tuple[Annotated[str, AfterValidator(values.category)], ...], Field(max_length=100)] = ()
    """The categories it opens, each with all below it; without any, everything."""


def distinct(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Take tokens that differ in name and in secret."""
    names = [token.name for token in tokens]
    secrets = {token.token.get_secret_value() for token in tokens}
    if len(set(names)) < len(names):
        raise ValueError("two tokens have the same name")
    if len(secrets) < len(names):
        raise ValueError("two tokens have the same secret: none of them could be taken back alone")
    return tokens


def is_local(bind: str) -> bool:
    """Tell whether only this machine can reach what listens at HOST:PORT."""
    host = bind.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
