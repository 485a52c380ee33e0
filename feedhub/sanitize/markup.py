"""HTML's own grammar of tags as patterns that read any text once, from left to right, however broken it is.

Every alternative ends at the end of the text if nothing else ends it, so no search ever starts over.
"""

import re


def names(text: str) -> frozenset[str]:
    """Read element names as they are listed in this package, with spaces between them."""
    return frozenset(text.split())


_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = (
    r"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
)
_ATTRIBUTES = rf"((?:{_ATTRIBUTE})*+)[ \t\n\f\r/]*+>?"

RAW = "script|style|template|noscript|iframe|object|noembed|noframes|xmp|title|textarea|select|button|svg|canvas"
"""Elements whose contents are no text of the document."""

ATTRIBUTE = re.compile(_ATTRIBUTE)
TAG = re.compile(rf"<(/?)([a-zA-Z][^ \t\n\f\r/>]*+){_ATTRIBUTES}")
"""A start or end tag: slash, name, attributes (WHATWG HTML, section 13.2.5)."""

_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?|</(?![a-zA-Z])[^>]*+>?"
TOKEN = re.compile(
    rf"{_COMMENT}|<(?P<raw>{RAW})(?=[ \t\n\f\r/>]).*?(?:</(?P=raw)(?=[ \t\n\f\r/>])[^>]*+>?|\Z)"
    rf"|<(?P<slash>/?)(?P<name>[a-zA-Z][^ \t\n\f\r/>]*+){_ATTRIBUTES}",
    re.IGNORECASE | re.DOTALL,
)
"""Anything that is not text: comments, elements with raw contents, tags."""

BLOCKS = names(
    "address article aside audio blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html img legend li main menu nav ol "
    "option p picture pre search section source summary table tbody td tfoot th thead tr track ul video"
)
"""Tags that part the words beside them."""

KNOWN = BLOCKS | names(
    "a abbr acronym applet area b base basefont bdi bdo big blink button canvas cite code col colgroup data datalist "
    "del dfn em embed font i iframe image input ins kbd label link listing map mark marquee math meta meter nobr "
    "noembed noframes noscript object optgroup output param plaintext progress q rb rp rt rtc ruby s samp script "
    "select slot small span strike strong style sub sup svg template textarea time title tt u var wbr xmp"
)
"""Every element name HTML has or had: any other is taken for text where a title shows it."""

VOID = names("area base basefont br col embed frame hr image img input keygen link meta param source track wbr")
