"""The route of published documents: a bare ASGI function over prepared bytes, in front of everything else.

Comes in: a request. Goes out: a document, what is new in it, a 304, or why there is none; what is not ours goes on to the next
application. The Host header and the request's path as a file name never come into it, and the store only for a document that
nobody asked for yet.
"""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from feedhub.model.document import may_wait
from feedhub.serve import deltas, notices
from feedhub.serve.catalogue import Index, Moved, Removed
from feedhub.serve.keys import Keys, offered, with_token
from feedhub.serve.negotiation import Coding, coding, has_since, has_version, opaque_tags, prefers_page, takes_deltas
from feedhub.serve.prepared import Answer, Document, Message, for_one, from_base, in_place_of_a_feed
from feedhub.serve.shelf import Shelf
from feedhub.serve.watch import Watch, counting

Fields = dict[bytes, bytes]


class Documents:
    """Serve what `index` lists from `shelf`; ask `otherwise` about everything else.

    `make` has a document put in place that nobody asked for yet, if that can be; it gives its name, or that of the newest of
    those an archive was divided into, or None where there is none.
    `base_url` is the public address: requests come with its path or, behind a proxy that takes it off, without.
    """

    def __init__(
        self,
        index: Index,
        shelf: Shelf,
        base_url: str,
        *,
        prefix: bytes,
        otherwise: ASGIApp,
        make: Callable[[str], Awaitable[str | None]],
        watch: Watch,
        keys: Callable[[], Keys | None],
    ) -> None:
        self._index = index
        self._shelf = shelf
        self._base_url = base_url
        self._prefix = prefix
        self._watch = watch
        self._keys = keys
        self._make = make
        self._otherwise = counting(otherwise, watch)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI 3 has it."""
        if scope["type"] != "http":
            await self._otherwise(scope, receive, send)
            return
        raw_path: bytes = scope["raw_path"]
        if self._index.is_due():
            await self._index.refresh()
        name = self._index.current.exact.get(raw_path)
        if name is None:
            await self._search(raw_path, scope, receive, send)
        else:
            await self._serve(name, scope, receive, send)

    def at_once(self, target: bytes, fields: Fields, client: tuple[str, int] | None) -> Answer | None:
        """Answer a GET that needs no waiting: for an open document, at hand and packed. None says nothing about why not.

        `target` is as it stands in the request line; what comes this way is most of all there is, and costs half.
        """
        raw_path, _, query = target.partition(b"?")
        name = self._index.current.exact.get(raw_path)
        if name is None or self._index.is_due() or ((keys := self._keys()) is not None and keys.needed(name)):
            return None
        document = None if self._page_instead(name, query, fields) else self._shelf.at_hand(name)
        if document is None:
            return None
        answer = _prepared(document, fields)
        if answer is not None:
            self._count(document, answer.start, client, fields)
        return answer

    async def _search(self, raw_path: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        await self._index.refresh()
        found = None
        if self._prefix and (raw_path + b"/").startswith(self._prefix + b"/"):
            found = self._index.current.find(raw_path.removeprefix(self._prefix))
        match found or self._index.current.find(raw_path):
            case str(name):
                await self._serve(name, scope, receive, send)
            case Moved(path):
                await self._notify(self._moved(path, scope), scope, receive, send)
            case Removed():
                await self._notify(notices.REMOVED, scope, receive, send)
            case None:
                await self._otherwise(scope, receive, send)

    async def _serve(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await self._notify(notices.NOT_ALLOWED, scope, receive, send)
            return
        fields = _fields(scope["headers"])
        keys = self._keys()
        if keys is not None and (needed := keys.needed(name)):
            await self._serve_closed(name, keys, needed, fields, scope, receive, send)
            return
        document, page = await self._find(name, scope, fields)
        if document is None:
            await self._miss(name, scope, receive, send)
            return
        answer = _prepared(document, fields)
        if answer is None:
            packing = _packing(document, fields)
            answer = await self._delta(document, fields, packing)
            answer = answer or document.answers.get(packing) or await self._shelf.pack(document, packing)
        self._count(document, answer.start, scope.get("client"), fields)
        await send(in_place_of_a_feed(answer.start) if page else answer.start)
        await send(answer.body)

    async def _serve_closed(
        self,
        name: str,
        keys: Keys,
        needed: frozenset[str],
        fields: Fields,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Answer about a document that not everybody may have: never so that a cache would show it to others."""
        key = offered(scope["query_string"], fields.get(b"authorization"))
        if key is None or not keys.admits(needed, key):
            await self._notify(notices.CLOSED, scope, receive, send)
            return
        document, _ = await self._find(name, scope, fields)
        if document is None:
            await self._miss(name, scope, receive, send)
            return
        packing = _packing(document, fields)
        if _is_known(document, fields):
            answer = document.unmodified(packing)
        elif key.in_address:
            root, prefix = self._base_url.encode(), self._prefix
            is_page = document.name.endswith(".html")
            data = with_token(document.data, key.secret, root=root, prefix=prefix, page=is_page)
            answer = await asyncio.to_thread(document.pack, packing, data)
        else:
            answer = document.answers.get(packing) or await self._shelf.pack(document, packing)
        self._count(document, answer.start, scope.get("client"), fields)
        await send(for_one(answer.start))
        await send(answer.body)

    async def _find(self, name: str, scope: Scope, fields: Fields) -> tuple[Document | None, str | None]:
        """Give the document that answers for a name, and the name of the page where a browser is shown that instead."""
        page = self._page_instead(name, scope["query_string"], fields)
        wanted = page or name
        document = self._shelf.at_hand(wanted) or await self._shelf.fetch(wanted)
        if document is None and may_wait(wanted) and await self._make(wanted) == wanted:
            document = await self._shelf.fetch(wanted)
        return document, page

    def _count(self, document: Document, start: Message, client: tuple[str, int] | None, fields: Fields) -> None:
        self._watch.statuses[start["status"]] += 1
        if document.kind.negotiated:
            self._watch.read(document.name, client, fields.get(b"user-agent", b""))

    def _moved(self, path: str, scope: Scope) -> Response:
        """Say where a document is; whoever has a token in the address takes it along, to this hub's own address only."""
        location = self._base_url + quote(path)
        key = offered(scope["query_string"], None)
        return (
            notices.moved(f"{location}?token={key.secret.decode()}", shared=False) if key else notices.moved(location)
        )

    async def _miss(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        there = await self._make(name) if may_wait(name) else None
        if there == name:
            await self._notify(notices.NOT_NOW, scope, receive, send)
        elif there is not None:
            await self._notify(self._moved(f"/{there}", scope), scope, receive, send)
        elif self._index.current.is_gone(name):
            await self._notify(notices.REMOVED, scope, receive, send)
        else:
            await self._otherwise(scope, receive, send)

    async def _notify(self, answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
        self._watch.statuses[answer.status_code] += 1
        await answer(scope, receive, send)

    async def _delta(self, document: Document, fields: Fields, packing: Coding) -> Answer | None:
        """Give only what is new to a client that takes that and has a version still known; None for all others."""
        if not document.earlier or not takes_deltas(fields.get(b"a-im")):
            return None
        base = deltas.base(document.earlier, opaque_tags(fields.get(b"if-none-match", b"")))
        if base is None:
            return None
        version, opaque_tag = base
        answer = await self._shelf.delta(document, version, packing)
        return answer and from_base(answer, opaque_tag)

    def _page_instead(self, name: str, query: bytes, fields: Fields) -> str | None:
        """Name the page a browser is shown when it goes to the address of a feed; `?raw=1` keeps it the feed."""
        if fields.get(b"sec-fetch-dest") != b"document" or not prefers_page(fields.get(b"accept")):
            return None
        stem, _, suffix = name.rpartition(".")
        page = f"{stem}.html"
        is_feed = suffix in ("atom", "rss", "json") and page in self._index.current.names
        return page if is_feed and b"raw=1" not in query.split(b"&") else None


def _fields(headers: list[tuple[bytes, bytes]]) -> Fields:
    """Give header fields by name, those that came in several lines joined (RFC 9110, section 5.3)."""
    fields = dict(headers)
    if len(fields) < len(headers):
        fields = {}
        for name, value in headers:
            fields[name] = fields[name] + b", " + value if name in fields else value
    return fields


def _prepared(document: Document, fields: Fields) -> Answer | None:
    """Give what need not be made: a 304, or the whole document if it is packed already and no less would do."""
    packing = _packing(document, fields)
    if _is_known(document, fields):
        return document.unmodified(packing)
    if document.earlier and takes_deltas(fields.get(b"a-im")):
        return None
    return document.answers.get(packing)


def _packing(document: Document, fields: Fields) -> Coding:
    return document.coding(coding(fields.get(b"accept-encoding")))


def _is_known(document: Document, fields: Fields) -> bool:
    """Tell whether the client has this version: If-None-Match first, a date only where there is none."""
    tags = fields.get(b"if-none-match")
    if tags is not None:
        return has_version(tags, document.tag)
    date = fields.get(b"if-modified-since")
    return date is not None and has_since(date, document.modified)
