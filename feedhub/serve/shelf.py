"""Documents at hand: read once a version, packed once a version, kept in memory up to a limit.

Disk and compression happen in threads, and once however many requests wait for them.
"""

import asyncio
import os
import stat
from collections import OrderedDict
from pathlib import Path

from feedhub.model.document import is_archive
from feedhub.serve.negotiation import Coding
from feedhub.serve.prepared import Answer, Document


class Shelf:
    """The documents below `directory`, by name. `limit` bounds the bytes kept, all codings together."""

    def __init__(self, directory: Path, *, limit: int, cache_control: str) -> None:
        self._directory = str(directory)
        self._limit = limit
        self._cache_control = cache_control.encode()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._size = 0
        self._loading: dict[str, asyncio.Task[Document | None]] = {}
        self._packing: dict[tuple[Document, Coding], asyncio.Task[Answer]] = {}
        self._comparing: dict[tuple[Document, bytes, Coding], asyncio.Task[Answer | None]] = {}

    def at_hand(self, name: str) -> Document | None:
        """Return the document if it is here and as it is on disk; the last good one where the file cannot be looked at."""
        document = self._documents.get(name)
        if document is None:
            return None
        try:
            found = os.lstat(f"{self._directory}/{name}")
        except OSError as reason:
            return None if _is_no_more(name, reason) else document
        if document.signature != (found.st_mtime_ns, found.st_size, found.st_ino):
            return None
        self._documents.move_to_end(name)
        return document

    async def fetch(self, name: str) -> Document | None:
        """Read the document; where that fails the last good one has to do, and None says that there is none."""
        task = self._loading.get(name)
        if task is None:
            task = self._loading[name] = asyncio.create_task(self._load(name))
            task.add_done_callback(lambda _: self._loading.pop(name))
        return await asyncio.shield(task)

    async def pack(self, document: Document, coding: Coding) -> Answer:
        """Make a document's answer in one coding, beside the loop."""
        key = (document, coding)
        task = self._packing.get(key)
        if task is None:
            task = self._packing[key] = asyncio.create_task(self._pack(document, coding))
            task.add_done_callback(lambda _: self._packing.pop(key))
        return await asyncio.shield(task)

    async def delta(self, document: Document, base: bytes, coding: Coding) -> Answer | None:
        """Make a document's answer to a client that has the version `base`, beside the loop; None if it needs it whole."""
        if (base, coding) in document.deltas:
            return document.deltas[base, coding]
        key = (document, base, coding)
        task = self._comparing.get(key)
        if task is None:
            task = self._comparing[key] = asyncio.create_task(self._compare(document, base, coding))
            task.add_done_callback(lambda _: self._comparing.pop(key))
        return await asyncio.shield(task)

    async def _load(self, name: str) -> Document | None:
        try:
            document = await asyncio.to_thread(self._read, name, self._documents.get(name))
        except OSError as reason:
            return None if _is_no_more(name, reason) else self._documents.get(name)
        self._discard(self._documents.pop(name, None))
        self._documents[name] = document
        self._grow(len(document.data))
        return document

    def _read(self, name: str, before: Document | None) -> Document:
        """Read a plain file, never through a symbolic link, never waiting at a pipe."""
        handle = os.open(f"{self._directory}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:  # noqa: PTH123  a descriptor, not a path
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(f"{name} is no plain file")
            signature = (found.st_mtime_ns, found.st_size, found.st_ino)
            return Document(name, file.read(), signature, self._cache_control, before)

    async def _pack(self, document: Document, coding: Coding) -> Answer:
        if coding == "identity":
            answer = document.pack(coding)
        else:
            answer = await asyncio.to_thread(document.pack, coding)
        document.answers[coding] = answer
        if coding != "identity" and self._documents.get(document.name) is document:
            self._grow(len(answer))
        return answer

    async def _compare(self, document: Document, base: bytes, coding: Coding) -> Answer | None:
        answer = document.deltas[base, coding] = await asyncio.to_thread(document.delta, base, coding)
        if answer is not None and self._documents.get(document.name) is document:
            self._grow(len(answer))
        return answer

    def _grow(self, size: int) -> None:
        self._size += size
        while self._size > self._limit and self._documents:
            self._discard(self._documents.popitem(last=False)[1])

    def _discard(self, document: Document | None) -> None:
        if document is not None:
            packed = sum(len(answer) for coding, answer in document.answers.items() if coding != "identity")
            changes = sum(map(len, filter(None, document.deltas.values())))
            self._size -= len(document.data) + packed + changes


def _is_no_more(name: str, reason: OSError) -> bool:
    """Tell whether a document was taken away on purpose: an archive that no longer holds is made anew for who asks."""
    return is_archive(name) and isinstance(reason, FileNotFoundError)
