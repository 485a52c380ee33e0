"""What a secret that opens pages must be like, and who can come near them."""

from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, SecretStr

_SHORTEST, _LONGEST = 16, 200


def _secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not _SHORTEST <= len(text) <= _LONGEST:
        raise ValueError(f"must have {_SHORTEST} to {_LONGEST} characters: openssl rand -hex 20 makes a good one")
    if not text.isascii() or not all(sign.isalnum() or sign in "-._~" for sign in text):
        raise ValueError("must hold only letters, digits and - . _ ~, so that it can stand in an address")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_secret)]


def is_local(bind: str) -> bool:
    """Tell whether only this machine can reach what listens at HOST:PORT."""
    host = bind.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
