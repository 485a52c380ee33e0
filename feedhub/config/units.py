"""The two ways people write amounts in config.yaml, `30m` and `10 MB`: read from text and written back."""

import re
from datetime import timedelta

_SECONDS = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_BYTES = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
_SPELLED = {"GB": 1000**3, "MB": 1000**2, "kB": 1000}

DURATION_PATTERN = r"^(\d+(\.\d+)? *[smhdwSMHDW] *)+$"
SIZE_PATTERN = r"^\d+(\.\d+)? *([kKmMgG]?[iI]?[bB])?$"

_DURATION = re.compile(DURATION_PATTERN, re.ASCII)
_PART = re.compile(r"(\d+(?:\.\d+)?) *([smhdw])", re.ASCII)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?i?b|)", re.ASCII)


def duration(text: str) -> timedelta:
    """Read `90s`, `15m`, `6h`, `7d`, `2w` or a sum of them such as `1h30m`.

    Raises:
        ValueError: the text is anything else; the message does not repeat it, as it may come from a secret.
    """
    if not _DURATION.match(text.strip()):
        raise ValueError("is no duration: write 30s, 15m, 6h, 7d or 1h30m")
    try:
        return timedelta(seconds=sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text.lower())))
    except OverflowError as error:
        raise ValueError("is a longer time than there is") from error


def duration_text(time: timedelta) -> str:
    """Write a duration so that `duration` reads the same back, to the second: `1h30m`, `7d`, `0s`."""
    rest = round(time.total_seconds())
    parts = []
    for unit in "dhms":
        count, rest = divmod(rest, _SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def size(text: str) -> int:
    """Read `512 kB`, `20 MB`, `1 MiB` or bare bytes: decimal units are powers of 1000, binary ones of 1024.

    Returns:
        Bytes.

    Raises:
        ValueError: the text is anything else; the message does not repeat it, as it may come from a secret.
    """
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None or match[2] not in _BYTES:
        raise ValueError("is no size: write 512 kB, 20 MB or 1 MiB")
    return round(float(match[1]) * _BYTES[match[2]])


def size_text(count: int) -> str:
    """Write a number of bytes, in the largest decimal unit that holds it whole, so that `size` reads the same back."""
    for unit, factor in _SPELLED.items():
        if count >= factor and count % factor == 0:
            return f"{count // factor} {unit}"
    return f"{count} B"
