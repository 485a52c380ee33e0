"""Documents for tests of the parse room: bodies from text or bytes, and small feeds around an item."""

from feedhub.model.fetched import Body
from feedhub.model.parsed import ParsedFeed
from feedhub.parse import read

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def body(
    document: str | bytes, *, location: str = "https://a.example/feed", content_type: str | None = None, name: str = ""
) -> Body:
    data = document if isinstance(document, bytes) else document.encode()
    return Body(data=data, location=location, content_type=content_type, name=name)


def read_text(document: str | bytes, *, name: str = "") -> ParsedFeed:
    return read(body(document, name=name))


def rss(*items: str, declaration: str = '<?xml version="1.0"?>') -> str:
    inside = "\n".join(f"<item>{item}</item>" for item in items)
    return (
        f'{declaration}\n<rss version="2.0" {NAMESPACES}>\n<channel>\n<title>t</title>\n{inside}\n</channel>\n</rss>\n'
    )


def atom(*entries: str) -> str:
    inside = "\n".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>t</title>\n{inside}\n</feed>\n'
