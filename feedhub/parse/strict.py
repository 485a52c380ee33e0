"""Read a document with expat, as the XML it claims to be.

In: UTF-8 from the root element on, so that no document type ever gets here. Out: a `Run`.
"""

from typing import Final
from xml.parsers import expat
from xml.parsers.expat import errors

from feedparser.api import StrictFeedParser

from feedhub.parse.elements import Elements
from feedhub.parse.reader import Attributes, Enough, Unsound
from feedhub.parse.run import Ending, Run

_BUFFER: Final = 262_144
_SEPARATOR: Final = "\x1f"
"""No XML document can hold this character, so no namespace can."""
_USERLAND: Final = "backend.userland.com/rss"
_CUT_SHORT: Final = frozenset(
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_JUNK_BEHIND: Final = errors.codes[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_LOWERED: Final = frozenset({"rel", "type"})


class StrictReader(Elements, StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """Fed by expat."""

    def __init__(self, *, max_entries: int) -> None:
        super().__init__(max_entries=max_entries)
        self._tags: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag as expat gives it: namespace, local name and prefix."""
        tag = self._tags.get(name) or self._tag(name)
        if attributes:
            attributes = {self._tags.get(key) or self._tag(key): value for key, value in attributes.items()}
            for key in _LOWERED & attributes.keys():
                attributes[key] = attributes[key].lower()
        self.open(tag, attributes)

    def end(self, name: str) -> None:
        """Take an end tag."""
        self.close(self._tags.get(name) or self._tag(name))

    def _tag(self, name: str) -> str:
        """Put feedparser's prefix for a namespace, or else the document's own, before a local name."""
        uri, local, given, *_ = (*name.split(_SEPARATOR), "", "") if _SEPARATOR in name else ("", name, "")
        prefix = self._matchnamespaces.get(uri.lower(), given)
        if _USERLAND in uri.lower():
            prefix = ""  # many a version has its own namespace
        tag = f"{prefix}:{local}".lower() if prefix else local.lower()
        self._tags[name] = tag
        return tag


def read_strictly(data: bytes, *, max_entries: int) -> Run:
    """Read well-formed XML up to its end, its first error, or the wanted number of entries.

    Raises:
        OverLimit: Something in it is beyond one of the `limits`.
    """
    reader = StrictReader(max_entries=max_entries)
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartNamespaceDeclHandler = reader.startPrefixMapping
    try:
        parser.Parse(data, True)
    except Enough:
        return Run(reader=reader, ending=Ending.FULL)
    except Unsound:
        place = f"line {parser.CurrentLineNumber}"
        return Run(reader=reader, ending=Ending.MALFORMED, reason=f"{place}: a void element is never closed")
    except expat.ExpatError as error:
        return Run(
            reader=reader, ending=_ending(error.code), reason=f"line {error.lineno}: {errors.messages[error.code]}"
        )
    return Run(reader=reader, ending=Ending.WHOLE)


def _ending(code: int) -> Ending:
    if code == _JUNK_BEHIND:
        return Ending.WHOLE
    return Ending.CUT if code in _CUT_SHORT else Ending.MALFORMED
