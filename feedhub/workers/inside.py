"""The program of a worker process: tasks come in over one socket, answers go out; it never outlives its parent.

It is run by its file's path and imports little before it is told where to look for modules, so that a worker holds
nothing but what its tasks need: no event loop, no server, no database.

A frame is a kind (one byte), a length (eight) and that many bytes of pickle.
"""

import gc
import importlib
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Sequence

HEAD = struct.Struct("<BQ")
READY, RESULT, ERROR, MEMORY = range(4)
PICKLE = 5


def main() -> None:
    """Serve one parent: `inside.py SOCKET PARENT`, both numbers; end when the socket does."""
    _stay_with(int(sys.argv[2]))
    line = socket.socket(fileno=int(sys.argv[1]))
    hello = _receive(line)
    if hello is None:
        return
    path, preload, memory, seconds = pickle.loads(hello)  # noqa: S301  the parent wrote it
    sys.path[:] = path
    if not _warm_up(line, preload):
        return
    _limit_memory(memory)
    _send(line, READY)
    kind = RESULT
    while kind != MEMORY and (task := _receive(line)) is not None:
        _limit_cpu(seconds)
        kind, answer = _perform(task)
        del task
        _send(line, kind, answer)


def _perform(task: bytearray) -> tuple[int, bytes]:
    try:
        function, args = pickle.loads(task)  # noqa: S301  the parent wrote it
        return RESULT, pickle.dumps(function(*args), PICKLE)
    except MemoryError:
        return MEMORY, b""  # whatever else was allocated stays behind with this process
    except Exception as error:  # noqa: BLE001  it is raised again, in the parent
        return ERROR, _packed(error)


def _packed(error: Exception) -> bytes:
    """Pickle an exception with its traceback as a note; one that cannot travel is told in a RuntimeError."""
    from feedhub.errors import FeedhubError  # noqa: PLC0415  not importable before the parent has sent its path

    if not isinstance(error, FeedhubError):
        error.add_note("".join(traceback.format_exception(error)).rstrip())
    try:
        packed = pickle.dumps(error, PICKLE)
        pickle.loads(packed)  # noqa: S301  our own bytes: some exceptions pickle and do not come back
    except Exception:  # noqa: BLE001  a foreign __reduce__ or __init__ may raise anything
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note("".join(traceback.format_exception(error)).rstrip())
        return pickle.dumps(told, PICKLE)
    return packed


def _warm_up(line: socket.socket, preload: Sequence[str]) -> bool:
    try:
        for name in preload:
            importlib.import_module(name)
    except Exception as error:  # noqa: BLE001  it is raised again, in the parent
        _send(line, ERROR, _packed(error))
        return False
    gc.collect()
    gc.freeze()  # what was imported stays: no collection need look at it again
    return True


def _stay_with(parent: int) -> None:
    """Die with the parent, also while a task hangs in C code; leave stopping to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  elsewhere the end of the socket and the CPU limit have to do

        set_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent of this worker has ended")


def _limit_memory(headroom: int) -> None:
    """Allow `headroom` bytes of address space above what the imports took."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  pathlib would be a megabyte more
            pages = int(statm.read().split()[0])
        limit = pages * resource.getpagesize() + headroom
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _limit_cpu(seconds: float) -> None:
    """Allow the next task a little more CPU than wall time: the parent stops it first, if there is one."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _receive(line: socket.socket) -> bytearray | None:
    """Read the next frame's bytes; None when the parent has hung up."""
    head = _exactly(line, HEAD.size)
    if head is None:
        return None
    _, length = HEAD.unpack(head)
    return _exactly(line, length)


def _exactly(line: socket.socket, length: int) -> bytearray | None:
    data = bytearray(length)
    view, filled = memoryview(data), 0
    while filled < length:
        count = line.recv_into(view[filled:])
        if not count:
            return None
        filled += count
    return data


def _send(line: socket.socket, kind: int, data: bytes = b"") -> None:
    line.sendall(HEAD.pack(kind, len(data)))
    if data:
        line.sendall(data)


if __name__ == "__main__":
    main()
