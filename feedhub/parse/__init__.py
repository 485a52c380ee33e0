"""Read a document, whatever its format: RSS, RDF, Atom, JSON Feed, or a post with front matter.

In: bytes from anywhere, nothing in them trusted. Out: `ParsedFeed`, in which the format no longer matters and still
nothing is trusted. No network, disk, clock or thread is touched, and no text is ever taken for an address to open.
"""

from feedhub.errors import NotAFeed
from feedhub.model.fetched import Body
from feedhub.model.parsed import ParsedFeed
from feedhub.parse.decode import decode
from feedhub.parse.frontmatter import has_front_matter
from feedhub.parse.inflate import inflate
from feedhub.parse.jsonfeed import read_json
from feedhub.parse.outline import describe, describe_binary
from feedhub.parse.pages import page_text
from feedhub.parse.post import SUFFIXES, read_post
from feedhub.parse.xmlfeed import read_xml

__all__ = ["page_text", "read"]


def read(body: Body, *, encoding: str | None = None, max_entries: int = 5000) -> ParsedFeed:
    """Read a feed or post from its bytes; `encoding` is the operator's word on their character encoding.

    Raises:
        NotAFeed: There is no feed in these bytes; the text says what there is.
        OverLimit: Reading them would cost too much.
    """
    data = inflate(body.data)
    if binary := describe_binary(data):
        raise NotAFeed(binary)
    decoded = decode(data, content_type=body.content_type, encoding=encoding)
    text = decoded.text
    notes = (decoded.note,) if decoded.note else ()
    start = text.lstrip()
    if not start:
        raise NotAFeed(describe(text))
    if body.name.lower().endswith(SUFFIXES) and has_front_matter(text):
        return read_post(text, name=body.name, notes=notes)
    if start[0] in "{[":
        return read_json(text, max_entries=max_entries, notes=notes)
    return read_xml(text, max_entries=max_entries, notes=notes)
