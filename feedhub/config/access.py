"""How a source wants to be asked: what its keys say in, the headers of its requests out.

Whatever may be a secret is a `SecretStr` until then: it shows in no message, no `repr` and no dump.
"""

import base64
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110, section 5.6.2
_OURS = frozenset(
    {
        "accept-encoding", "authorization", "connection", "content-length", "cookie", "host", "if-modified-since",
        "if-none-match", "proxy-authorization", "te", "transfer-encoding", "upgrade", "user-agent",
    }
)  # fmt: skip
_LONGEST = 4096
_HIGHEST_PORT = 65_535


def _header_name(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError("is no name of a header")
    if text.lower() in _OURS:
        raise ValueError("is not set here: feedhub sends it itself, or has a key of its own for it")
    return text


def _cookie_name(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError("is no name of a cookie")
    return text


def _header_value(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not text.isascii() or not text.isprintable() or len(text) > _LONGEST:
        raise ValueError("must be one line of ASCII, at most 4096 characters")
    return SecretStr(text.strip())


def _cookie_value(secret: SecretStr) -> SecretStr:
    if any(sign in secret.get_secret_value() for sign in ' ",;\\'):
        raise ValueError("must hold no spaces, quotes, commas, semicolons or backslashes")
    return _header_value(secret)


def proxy_url(secret: SecretStr) -> SecretStr:
    """Take the address of a proxy, http://HOST:PORT with a name and password if it wants them."""
    try:
        parts = urlsplit(secret.get_secret_value())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("is no address: its host or port cannot be read") from error
    if parts.scheme != "http" or not host or not port or parts.path.strip("/") or parts.query:
        raise ValueError("must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT")
    return secret


Value = Annotated[SecretStr, AfterValidator(_header_value)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
CookieName = Annotated[str, AfterValidator(_cookie_name)]
CookieValue = Annotated[SecretStr, AfterValidator(_cookie_value)]
Proxy = Annotated[SecretStr, AfterValidator(proxy_url)]


class Auth(BaseModel):
    """Who feedhub is to a source: a `user` with its `password` (RFC 7617), or a `bearer` token (RFC 6750)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    user: Annotated[str, Field(max_length=200)] | None = None
    """The name, for a password."""
    password: Value | None = None
    """The password that goes with it."""
    bearer: Annotated[Value | None, Field(validate_default=True)] = None
    """A token, in place of both."""

    @field_validator("bearer")
    @classmethod
    def _is_one_of_two(cls, bearer: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        basic = info.data.get("user") is not None and info.data.get("password") is not None
        if "user" in info.data and "password" in info.data and basic is (bearer is not None):
            raise ValueError("auth is either user and password, or bearer")
        if ":" in (info.data.get("user") or ""):
            raise ValueError("a user's name must hold no colon")
        return bearer

    @property
    def header(self) -> str:
        """The value of Authorization."""
        if self.bearer is not None:
            return f"Bearer {self.bearer.get_secret_value()}"
        password = self.password.get_secret_value() if self.password else ""
        return "Basic " + base64.b64encode(f"{self.user}:{password}".encode()).decode("ascii")


def request_headers(
    headers: dict[str, SecretStr], auth: Auth | None, cookies: dict[str, SecretStr]
) -> tuple[tuple[str, str], ...]:
    """Give what is added to the requests of a source, in the open: not to be kept, logged or shown."""
    added = [(name, value.get_secret_value()) for name, value in headers.items()]
    if auth is not None:
        added.append(("Authorization", auth.header))
    if cookies:
        pairs = (f"{name}={value.get_secret_value()}" for name, value in cookies.items())
        added.append(("Cookie", "; ".join(pairs)))
    return tuple(added)


def authorities(path: Path) -> Path:
    """Take a file of certificate authorities; it must be there."""
    if not path.is_file():
        raise ValueError("is no file that can be read")
    return path
