"""From one source's documents to what would be stored of them, with each step that changed something told in words.

Comes in: what `digest` takes. Goes out: an `Examination`. Never here: network, disk, database or clock; so it can run
in a worker process that may be killed. The walk itself does not come by: keeping books would cost every poll.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from feedhub import clean
from feedhub.digest import DigestJob, read
from feedhub.discover import Candidate, feeds_of
from feedhub.model.entry import Entry
from feedhub.model.fetched import Body
from feedhub.model.parsed import ParsedEntry, ParsedFeed
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import SourceFacts
from feedhub.sanitize import absolute, account

_LONGEST = 100_000
"""Characters of a body as it came that are shown."""
_PICTURES = {
    "body": "found in the text",
    "small": "a small one, for want of a better one",
    "video": "the still of a video",
    "source": "the source's own, as the entry has none",
}
"""Where a head image comes from, if the entry does not declare it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An entry as it would be stored, its body as it came, and what happened in between."""

    entry: Entry
    before: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A document as it would be taken. `offered` counts all of its items, `entries` are those that can be shown."""

    format: str
    facts: SourceFacts
    title: str
    offered: int
    entries: tuple[Examined, ...]
    notes: tuple[str, ...]


def examine(job: DigestJob) -> Examination:
    """Read the documents and clean every entry, in document order.

    Raises:
        NotAFeed: none of the bodies is a feed or a post.
    """
    feed = read(job)
    around = job.around
    facts = clean.facts(feed, around)
    origin = clean.own_origin(feed, facts, around)
    logos = clean.recurring(feed.entries)
    found: list[Examined] = []
    for item, identity in zip(feed.entries, clean.identify(feed, around), strict=True):
        entry = clean.clean(item, identity, feed, facts, origin, around, logos=logos)
        if entry is not None:
            found.append(
                Examined(entry=entry, before=_body(item)[:_LONGEST], steps=tuple(_steps(item, entry, feed, around)))
            )
    return Examination(
        format=feed.format,
        facts=facts,
        title=around.title or facts.title or "",
        offered=len(feed.entries),
        entries=tuple(found),
        notes=feed.notes,
    )


def feeds_behind(body: Body, encoding: str | None) -> list[Candidate]:
    """List what may be feeds behind a page."""
    declared = (body.content_type or "").lower().partition("charset=")[2].strip(" \"';")
    for name in (encoding, declared, "utf-8"):
        try:
            if name:
                return feeds_of(body.data.decode(name), body.location)
        except (LookupError, ValueError):  # a wrong or unknown name: the addresses in a page are ASCII all the same
            continue
    return feeds_of(body.data.decode("latin-1"), body.location)


def _body(item: ParsedEntry) -> str:
    texts = [text.value for text in (*item.contents[:1], item.summary, item.caption) if text and text.value.strip()]
    return next(iter(texts), "")


def _steps(item: ParsedEntry, entry: Entry, feed: ParsedFeed, around: Surroundings) -> Iterator[str]:
    yield from _words(item, entry)
    yield from _dates(item, entry)
    yield from _address(item, entry, feed, around)
    yield from _picture(entry)
    base = entry.url or around.address
    texts = (*item.contents[:1], item.summary, item.caption)
    text = next((text for text in texts if text and text.value.strip()), None)
    if text is not None and text.kind == "html":
        own = absolute(text.base, around.address) if text.base else None
        yield from (f"content: {sentence}" for sentence in account(text.value, base=own or base))
    elif text is not None:
        yield "content: plain text became paragraphs"


def _words(item: ParsedEntry, entry: Entry) -> Iterator[str]:
    if item.title is None or not item.title.value.strip():
        yield "title: there is none; made of the text or the address"
    elif item.title.value.strip() != entry.title:
        yield "title: markup, references or white space became plain text"
    if not item.authors:
        yield f"author: there is none; {entry.author} stands for it"
    if item.guid is None:
        yield "id: there is none; minted from what does not change"
    elif item.guid != entry.id:
        yield "id: relative, shared or no id; replaced by a stable one"


def _dates(item: ParsedEntry, entry: Entry) -> Iterator[str]:
    for name, given, read_as in (
        ("published", item.published, entry.published),
        ("updated", item.updated, entry.updated),
    ):
        if given and read_as is None:
            yield f"{name}: {given[:60]!r} is no date, or in the future; the first sight counts"
    if not item.published and not item.updated:
        yield "published: there is no date; the first sight counts"


def _address(item: ParsedEntry, entry: Entry, feed: ParsedFeed, around: Surroundings) -> Iterator[str]:
    hrefs = [link.href.strip() for link in item.links]
    if entry.url is not None and entry.url.startswith(around.page):
        yield "url: there is none; the entry is shown on the hub's own page"
    elif entry.url is not None and entry.url not in hrefs:
        yield "url: made absolute, taken from the id, or rid of tracking"
    if entry.language and not (item.language or feed.language):
        yield f"language: {entry.language}"


def _picture(entry: Entry) -> Iterator[str]:
    if entry.image_tier is not None:
        yield f"headimg: {_PICTURES.get(entry.image_tier, f'declared by the entry as {entry.image_tier}')}"
