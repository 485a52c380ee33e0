"""Log lines on stderr: one event a line, whatever a feed puts into it. Text for people, JSON for programs."""

import enum
import json
import logging
import re
import sys
import time

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a cursor, breaks a line or turns text around (UAX 9), and what no encoding has."""


class LogFormat(enum.StrEnum):
    """How events are written; `auto` is text on a terminal and JSON elsewhere."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class LineFormatter(logging.Formatter):
    r"""`2026-01-02T03:04:05Z WARNING the message`, with control characters shown as `\xNN`."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802  ditto
        """Give the moment of a record, UTC."""
        return _moment(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the library's name
        """Format all but a traceback, which alone may break lines."""
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))


class JsonFormatter(logging.Formatter):
    """An object a line: `time`, `level`, `logger`, `message`, and the facts of an event that has some."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one event, its traceback too, on one line."""
        event: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        line = json.dumps(event, ensure_ascii=False, default=str)
        return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def start(form: LogFormat = LogFormat.AUTO) -> None:
    """Send the program's own events, and the warnings of its libraries, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    as_text = sys.stderr.isatty() if form is LogFormat.AUTO else form is LogFormat.TEXT
    handler.setFormatter(LineFormatter() if as_text else JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("feedhub").setLevel(logging.INFO)


def _moment(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
