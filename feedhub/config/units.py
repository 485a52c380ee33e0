"""The two ways people write amounts in config.yaml: `30m` and `10 MB`."""

import re
from datetime import timedelta

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_BYTES = {"b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}


def duration(text: str) -> timedelta:
    """Read `90s`, `15m`, `6h`, `7d`, `2w` or a sum of them such as `1h30m`.

    Raises:
        ValueError: the text is anything else.
    """
    compact = text.replace(" ", "").lower()
    if not re.fullmatch(r"(\d+(\.\d+)?[smhdw])+", compact):
        raise ValueError(f"{text!r} is no duration: write 30s, 15m, 6h, 7d or 1h30m")
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhdw])", compact)
    return timedelta(seconds=sum(float(number) * _SECONDS[unit] for number, unit in parts))


def size(text: str) -> int:
    """Read `512 kB`, `20 MB`, `1 MiB`: decimal units are powers of 1000, binary ones of 1024.

    Returns:
        Bytes.

    Raises:
        ValueError: the text is anything else.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?i?b)", text.strip().lower())
    if match is None or match[2] not in _BYTES:
        raise ValueError(f"{text!r} is no size: write 512 kB, 20 MB or 1 MiB")
    return int(float(match[1]) * _BYTES[match[2]])
