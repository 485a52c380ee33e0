"""What a supervisor is told of the daemon: that it is ready, takes up a configuration, is alive, stops.

Comes in: the environment it was started with. Goes out: one datagram each to the socket named there, as sd_notify(3)
says; without a supervisor, nothing. Never here: what makes the daemon ready or alive.
"""

import logging
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Whoever started the daemon and watches over it, such as systemd.

    Args:
        address: of its socket; None if nobody watches.
        patience: how long it waits for a sign of life before it kills the daemon; None if it does not mind.
    """

    address: str | None = None
    patience: timedelta | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str], pid: int) -> Self:
        """Read the environment of the process `pid`; what makes no sense there is as if it were not."""
        given = environ.get("NOTIFY_SOCKET", "")
        address = given.replace("@", "\0", 1) if given.startswith("@") else given
        if not address.startswith(("/", "\0")):
            return cls()
        microseconds = environ.get("WATCHDOG_USEC", "")
        mine = environ.get("WATCHDOG_PID", str(pid)) == str(pid)
        watched = mine and microseconds.isdecimal() and int(microseconds) > 0
        return cls(address=address, patience=timedelta(microseconds=int(microseconds)) if watched else None)

    def ready(self, status: str) -> None:
        """Say that requests are answered, at the start and after a reload, and in a few words what is going on."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Say that a configuration is being taken up; `ready` ends it."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def alive(self) -> None:
        """Give a sign of life."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the end has begun."""
        self._tell("STOPPING=1")

    def _tell(self, *lines: str) -> None:
        if self.address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.setblocking(False)  # a supervisor that does not listen must not stop the loop
                out.sendto("\n".join(lines).encode(), self.address)
        except OSError as reason:
            _log.warning("the supervisor cannot be told %s: %s", lines[0], reason)
