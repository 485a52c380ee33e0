"""Log lines on stderr: one event a line, whatever a feed puts into it."""

import logging
import re
import sys
import time

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class LineFormatter(logging.Formatter):
    r"""`2026-01-02T03:04:05Z WARNING the message`, with control characters shown as `\xNN`."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802  ditto
        """Give the moment of a record, UTC."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the library's name
        """Format all but a traceback, which alone may break lines."""
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))


def start() -> None:
    """Send the program's own events, and the warnings of its libraries, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("feedhub").setLevel(logging.INFO)
