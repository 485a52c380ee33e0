"""What a reader expects of an Atom document: the grammar beside this module, and the document's own address."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from lxml import etree

from feedhub.model.document import Written
from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate import xmlcheck
from feedhub.publish.gate.version import Form, Line, between, text

_ATOM = "{http://www.w3.org/2005/Atom}"
_PAGE = re.compile(rb'<link (?=[^>]*rel="alternate")[^>]*href="([^"]*)"')


def _line(entry: bytes) -> Line:
    source = entry.rfind(b"<source>")
    behind_content = max(entry.rfind(b"</content>", 0, source), 0)
    page = _PAGE.search(entry, behind_content, source) or _PAGE.search(entry, 0, source)
    id_, date = _place(entry)
    title = between(entry, b"<title>", b"</title>")
    return Line(*map(text, (id_, page[1] if page else b"", title, date)))


def _place(entry: bytes) -> tuple[bytes, bytes]:
    published = entry.rfind(b"<published>")
    return between(entry, b"<id>", b"</id>"), between(entry, b"<published>", b"</published>", max(published, 0))


def _check(name: str, version: Written, entries: Sequence[bytes]) -> Iterator[Fault]:
    yield from xmlcheck.check(name, version, entries, _rules, _place)


def _rules(name: str, root: etree._Element) -> Iterator[Fault]:
    grammar = _grammar()
    if not grammar.validate(root):
        error = grammar.error_log.last_error
        yield Fault(rule=Rule.SCHEMA, entry="", detail=f"it is no Atom of ours: {error.message}")
        return
    selves = [link.get("href") for link in root.iterchildren(f"{_ATOM}link") if link.get("rel") == "self"]
    if len(selves) != 1 or not selves[0].endswith(f"/{quote(name)}"):
        yield Fault(rule=Rule.OWN_ADDRESS, entry="", detail=f"it calls itself {selves}")


@cache
def _grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring(files(__package__).joinpath("atom.rng").read_bytes()))


FORM = Form(begin=b"<entry", end=b"</entry>", tail=b"</feed>", line=_line, place=_place, check=_check)
