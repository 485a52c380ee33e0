"""What one value of config.yaml may be: the text as written in, the text as used out, or `ValueError` saying why not.

Nothing here looks at a second value, and no message repeats the value it refuses: it may come from a secret.
"""

import codecs
import ipaddress
import re
import string
import unicodedata
import zoneinfo
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import ValidationInfo

SUFFIXES = (".atom", ".rss", ".json", ".html")
"""What the address of a feed ends in: a name that ends so would be the address of another."""

_LONGEST_TEXT = 200
_LONGEST_URL = 4096
_LONGEST_NAME = 80
_LONGEST_FILE_NAME = 240
_DEEPEST = 10
_LAST_PORT = 65_535

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"\w([\w-]*\w)?(\.\w([\w-]*\w)?)*\.?")
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:/]+)(:(?P<port>[0-9]{1,5}))?")
_AUTHORITY = re.compile(
    r"([a-z0-9._+-]+@)?(?P<host>[a-z0-9.-]+),[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
)
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_MEMORY = frozenset({"", ":memory:"})


def printable(text: str) -> str:
    """Take a line of text for people: trimmed, not blank, no control characters, at most 200 characters."""
    text = text.strip()
    if not text:
        raise ValueError("must not be blank")
    if _CONTROL.search(text):
        raise ValueError("must be one line without control characters")
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"must be at most {_LONGEST_TEXT} characters long")
    return text


def name(text: str) -> str:
    """Take the name of a source, which is also part of its addresses and file names."""
    if not _NAME.fullmatch(text):
        raise ValueError("must begin with a-z or 0-9 and go on with a-z, 0-9, dot, underscore or hyphen")
    if len(text) > _LONGEST_NAME:
        raise ValueError(f"must be at most {_LONGEST_NAME} characters long")
    if text.endswith(SUFFIXES):
        raise ValueError(f"must not end in {_or(SUFFIXES)}: the addresses of feeds do")
    return text


@lru_cache(maxsize=4096)  # sources share their categories
def category(text: str) -> str:
    """Take a category path, its names in NFC (UAX 15) and trimmed: `金融/证券时报网/要闻`."""
    names = [part.strip() for part in unicodedata.normalize("NFC", text).split("/")]
    if len(names) > _DEEPEST:
        raise ValueError(f"a category is at most {_DEEPEST} names deep")
    for part in names:
        _check_category_name(part)
    return "/".join(names)


def tag(text: str) -> str:
    """Take a tag, in NFC (UAX 15) and trimmed; as it becomes an address, it is held to the rules of a category."""
    return category(text)


def unlike(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Take texts of which no two differ in case only."""
    for later, text in enumerate(texts):
        if text.casefold() in {other.casefold() for other in texts[:later]}:
            raise ValueError(f"{text} stands there already, if in upper or lower case")
    return texts


def _check_category_name(part: str) -> None:
    if not part:
        raise ValueError("a category is one or more names with / between them; one of them is empty")
    if part in {".", ".."}:
        raise ValueError("a name in a category must not be . or ..")
    if "\\" in part:
        raise ValueError("a name in a category must not hold a backslash: no file can be called so everywhere")
    if _CONTROL.search(part):
        raise ValueError("a name in a category must not hold control characters")
    if len(part) > _LONGEST_NAME or len(part.encode()) > _LONGEST_FILE_NAME:
        raise ValueError(
            f"a name in a category is at most {_LONGEST_NAME} characters and {_LONGEST_FILE_NAME} bytes of UTF-8 long"
        )
    if part.lower().endswith(SUFFIXES):
        raise ValueError(f"a name in a category must not end in {_or(SUFFIXES)}: the addresses of feeds do")


def source_url(text: str) -> str:
    """Take the address of a source, byte for byte as it is written."""
    _http(text)
    return text


def picture(text: str) -> str:
    """Take the address of a picture, as it is written."""
    if "@" in _http(text).netloc:
        raise ValueError("must not hold a user name: everyone reads it")
    return text


def base_url(text: str) -> str:
    """Take the public address of the hub, without the slashes at its end; it may have a path."""
    parts = _http(text)
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ValueError("must have neither query nor fragment: paths are added to it")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name: everyone reads it")
    if not text.isascii():
        raise ValueError("must be ASCII: write the host as xn--… and the path percent-encoded")
    return text.rstrip("/")


def _http(text: str) -> SplitResult:
    if _CONTROL.search(text) or " " in text:
        raise ValueError("must be an address without spaces and control characters")
    if len(text) > _LONGEST_URL:
        raise ValueError(f"must be at most {_LONGEST_URL} characters long")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("is no address: its host or port cannot be read") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("must be an http:// or https:// address with a host")
    return parts


def authority(text: str) -> str:
    """Take who mints the hub's tag: ids, and since when (RFC 4151, section 2.1): `feeds.example.org,2026`."""
    match = _AUTHORITY.fullmatch(text)
    if not match or not _HOST.fullmatch(match["host"]):
        raise ValueError("must be a host you own and a date you owned it on: feeds.example.org,2026")
    return text


def language(text: str) -> str:
    """Take a language tag (BCP 47): `zh-CN`."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("is no language tag: write en, zh-CN or pt-BR")
    return text


def bind(text: str) -> str:
    """Take the address to listen on; port 0 is any that is free."""
    match = _HOST_AND_PORT.fullmatch(text)
    if not match or not match["port"] or not _host(match["host"]) or int(match["port"]) > _LAST_PORT:
        raise ValueError("must be host:port, an IPv6 address in brackets: 127.0.0.1:8080, [::1]:8080")
    return text


def allowed(text: str) -> str:
    """Take an exemption from the guard of private addresses: a host, host:port or network."""
    if _network(text):
        return text
    match = _HOST_AND_PORT.fullmatch(text)
    if not match or not _host(match["host"]) or int(match["port"] or 0) > _LAST_PORT:
        raise ValueError("must be a host, host:port or network: nas.lan, nas.lan:8080, 10.0.0.0/24, [fd00::1]:80")
    return text


def _network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _host(text: str) -> bool:
    if text.startswith("["):
        return _network(text[1:-1])
    # Four numbers with dots are an address, and only if they are one: 10.0.0.256 is nobody's name.
    return _network(text) if text.replace(".", "").isdigit() else bool(_HOST.fullmatch(text))


def timezone(text: str) -> str:
    """Take a time zone by its IANA name: `Asia/Shanghai`."""
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone: write its IANA name, such as Asia/Shanghai or UTC") from error
    return text


def encoding(text: str) -> str:
    """Take a character encoding by a name Python knows: `gb18030`."""
    try:
        bytes(4).decode(text)  # four zeros are a text in every encoding, and refused by codecs such as base64
        known = codecs.lookup(text).name
    except (LookupError, ValueError) as error:
        raise ValueError("is no character encoding: write utf-8, gb18030, windows-1252") from error
    if known in _NO_CHARSETS:
        raise ValueError("is no encoding documents come in: write utf-8, gb18030, windows-1252")
    return text


def user_agent(text: str) -> str:
    """Take how feedhub names itself to origins; `{version}` and `{base_url}` stand for what they say."""
    if not text.isascii() or not text.isprintable() or not text.strip():
        raise ValueError("must be one line of ASCII")
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError as error:
        raise ValueError("has a brace without its partner: write {{ and }} for the characters") from error
    if fields - {"version", "base_url"}:
        raise ValueError("may hold {version} and {base_url}; write {{ and }} for braces")
    return text.strip()


def anchored(path: Path, info: ValidationInfo) -> Path:
    """Read a path as seen from the folder of config.yaml, which loading gives as the context."""
    if not str(path).strip() or _CONTROL.search(str(path)):
        raise ValueError("must be a path without control characters")
    return path if info.context is None else info.context / path


def database(url: str, info: ValidationInfo) -> str:
    """Take where the entries are kept; the file of a SQLite URL is seen from the folder of config.yaml."""
    scheme, _, rest = url.partition("://")
    if scheme == "postgresql+psycopg" and rest:
        return url
    if scheme != "sqlite":
        raise ValueError("must be sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    file, question, options = rest.partition("?")
    if not file.startswith("/") or file[1:] in _MEMORY:
        raise ValueError("must name a file, after three slashes: sqlite:///data/feedhub.db")
    return f"sqlite:///{anchored(Path(file[1:]), info)}{question}{options}"


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
