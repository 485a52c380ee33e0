"""How text is written in XML and in JSON: text in, the same as it stands in a document out.

What XML cannot hold at all is no matter here: text that comes is printable. It is written just as libxml2 and `json`
write it, many times faster, since nothing but a few characters has to change.
"""

from datetime import date
from json.encoder import encode_basestring

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

quoted = encode_basestring
"""Writes a JSON string, quotes included."""


def text(said: str) -> str:
    """Write text as the content of an XML element; a raw carriage return would be read back as a line feed."""
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute(said: str) -> str:
    """Write text as an XML attribute's value, where raw white space would be read back as a blank."""
    return text(said).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def address(url: str) -> str:
    """Write a web address or an IRI, in an element or an attribute: of what XML escapes it can only hold `&`."""
    return url.replace("&", "&amp;")


def long_text(said: bytes) -> bytes:
    """Write a long text in UTF-8 as `text` does."""
    return said.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b"\r", b"&#13;")


def long_quoted(said: bytes) -> bytes:
    """Write a long text in UTF-8 as `quoted` does; of control characters, printable text holds white space alone."""
    said = said.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"' + said.replace(b"\n", b"\\n").replace(b"\r", b"\\r").replace(b"\t", b"\\t") + b'"'


def mail_date(instant: str) -> str:
    """Write an instant of RFC 3339 in UTC as e-mails do, and RSS (RFC 822, section 5, with four digits of the year)."""
    day, month, year = instant[8:10], int(instant[5:7]), instant[:4]
    weekday = date(int(year), month, int(day)).weekday()
    return f"{_DAYS[weekday]}, {day} {_MONTHS[month - 1]} {year} {instant[11:19]} GMT"
