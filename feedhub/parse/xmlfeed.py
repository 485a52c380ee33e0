"""RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0: from text to `ParsedFeed`.

In: a document's text. Out: what it says, and notes on what was repaired or left out. A document is read strictly
first; if it is malformed it is repaired and read strictly again; only what stays malformed is read leniently. All three
ways give the same ids, links and terms, so that a feed which is malformed for a day does not come out twice.
"""

from typing import Final

from feedhub.errors import NotAFeed, OverLimit
from feedhub.model.parsed import ParsedFeed
from feedhub.parse.fields import entry_from, feed_from
from feedhub.parse.giants import left_out, without_giants
from feedhub.parse.lenient import read_leniently
from feedhub.parse.limits import MAX_LENIENT
from feedhub.parse.outline import Root, describe, find_root
from feedhub.parse.repair import repair
from feedhub.parse.run import Ending, Run
from feedhub.parse.strict import read_strictly

_MAX_NOTES: Final = 8


def read_xml(text: str, *, max_entries: int, notes: tuple[str, ...] = ()) -> ParsedFeed:
    """Read an XML feed.

    Raises:
        NotAFeed: There is no feed in it.
        OverLimit: Reading it would cost too much.
    """
    root = find_root(text)
    document = text[root.start :]
    run, repairs, giants = _run(document, max_entries)
    notes += ("something in front of the feed was cut off",) if root.junk else ()
    return _result(run, root, document, notes + repairs, giants)


def _run(document: str, max_entries: int) -> tuple[Run, tuple[str, ...], tuple[str, ...]]:
    """Return the run that came to an end, what was repaired for it, and why entries were taken out for it."""
    run = read_strictly(document.encode("utf-8", "replace"), max_entries=max_entries)
    if run.ending is not Ending.MALFORMED:
        return run, (), ()
    reason = run.reason
    repaired = repair(document)
    run = read_strictly(repaired.encode(), max_entries=max_entries)
    if run.ending is not Ending.MALFORMED:
        return run, (f"malformed XML was repaired ({reason})",), ()
    if len(repaired) > MAX_LENIENT:
        rest, giants = without_giants(repaired)
        if giants:
            run, repairs, more = _run(rest, max_entries)
            return run, repairs or (f"malformed XML was repaired ({reason})",), giants + more
        raise OverLimit(
            f"malformed XML ({run.reason}) of {len(repaired):,} characters; at most {MAX_LENIENT:,} are read"
        )
    return read_leniently(repaired, max_entries=max_entries), (f"malformed XML was read leniently ({run.reason})",), ()


def _result(run: Run, root: Root, document: str, notes: tuple[str, ...], giants: tuple[str, ...]) -> ParsedFeed:
    reader = run.reader
    contexts = reader.entries
    partial = run.ending is Ending.CUT
    if partial and reader.inentry:
        contexts = contexts[:-1]
    giants += tuple(reason for place, reason in reader.oversized.items() if place < len(contexts))
    contexts = [context for place, context in enumerate(contexts) if place not in reader.oversized]
    notes += left_out(giants, kept=len(contexts))
    if partial:
        notes += ("the document ends too early: its last, unfinished entry was left out",)
    if run.ending is Ending.FULL:
        notes += (f"only the first {len(contexts):,} entries were read",)
    version = "rss091n" if root.netscape else reader.version
    if not version and not contexts:
        raise NotAFeed(describe(document, root))
    return feed_from(
        reader.feeddata,
        version=version or root.name,
        entries=tuple(entry_from(context) for context in contexts),
        partial=partial,
        notes=notes + tuple(dict.fromkeys(reader.notes))[:_MAX_NOTES],
    )
