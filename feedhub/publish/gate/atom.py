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
from feedhub.publish.gate.sight import (
    IRI,
    LANGUAGE,
    MEDIA_TYPE,
    NAME,
    TEXT,
    TIME,
    VALUE,
    WEB,
    WORDS,
    around_content,
    is_day,
    read,
)
from feedhub.publish.gate.version import Form, Line, between, text

_ATOM = "{http://www.w3.org/2005/Atom}"
_TAIL = b"</feed>"
_ID = re.compile(rb"<id>([^<]*)</id>")
_DATE = re.compile(rb"<published>([^<]*)</published>")
_PAGE = re.compile(rb'<link (?=[^>]*rel="alternate")[^>]*href="([^"]*)"')


def _line(entry: bytes) -> Line:
    source = entry.rfind(b"<source>")
    behind_content = max(entry.rfind(b"</content>", 0, source), 0)
    page = _PAGE.search(entry, behind_content, source) or _PAGE.search(entry, 0, source)
    id_, date = _place(entry)
    title = between(entry, b"<title>", b"</title>")
    return Line(*map(text, (id_, page[1] if page else b"", title, date)))


def _place(entry: bytes) -> tuple[bytes, bytes]:
    id_, date = _ID.search(entry), _DATE.search(entry, max(entry.rfind(b"<published>"), 0))
    return id_[1] if id_ else b"", date[1] if date else b""


def _is_plain_head(name: str, version: Written) -> bool:
    head = read(version.head)
    found = _plain_head().fullmatch(head) if head is not None else None
    return bool(found and version.tail == _TAIL and found["self"].endswith(f"/{quote(name)}") and is_day(found["day"]))


def _is_plain_entry(entry: bytes) -> bool:
    around = around_content(entry, b'<content type="html">', b"</content>")
    found = _plain_entry().fullmatch(around) if around is not None else None
    return bool(found and all(map(is_day, found.group("updated", "published", "moved"))))


@cache
def _plain_head() -> re.Pattern[str]:
    other = f'<link href="{WEB}" rel="(?:alternate|current|prev-archive|next-archive)" type="{MEDIA_TYPE}"/>'
    return re.compile(
        r"<\?xml version='1\.0' encoding='UTF-8'\?>\n"
        r'<feed xmlns:media="http://search\.yahoo\.com/mrss/" xmlns="http://www\.w3\.org/2005/Atom"'
        rf'(?: xml:lang="{LANGUAGE}")?><id>{IRI}</id><title>{WORDS}</title><updated>{_instant("day")}</updated>'
        rf'<link href="(?P<self>{WEB})" rel="self" type="{MEDIA_TYPE}"/>(?:{other})*+'
        rf"<generator>{TEXT}</generator><subtitle>{TEXT}</subtitle>"
        rf'(?:<fh:archive xmlns:fh="{VALUE}"/>)?'
    )


@cache
def _plain_entry() -> re.Pattern[str]:
    recording = rf'<link href="{WEB}" rel="enclosure" type="{MEDIA_TYPE}"(?: length="[0-9]+")?/>'
    category = rf'<category term="{NAME}"(?: scheme="{IRI}")? label="{NAME}"/>'
    return re.compile(
        rf'<entry(?: xml:lang="{LANGUAGE}")?><id>{IRI}</id><title>{WORDS}</title>'
        rf"<updated>{_instant('updated')}</updated><author><name>{WORDS}</name></author>"
        r'(?P<content><content type="html"></content>)?'
        rf'(?:<link href="{WEB}" rel="alternate" type="text/html"/>)?(?:{recording})*+'
        rf"(?(content)|(?:<summary>{TEXT}</summary>)?)(?:{category})*+"
        rf"<published>{_instant('published')}</published>(?:<rights>{TEXT}</rights>)?"
        rf'(?:<media:thumbnail url="{VALUE}"/>)?'
        rf"<source><id>{IRI}</id><title>{TEXT}</title><updated>{_instant('moved')}</updated>"
        rf'(?:<link rel="self" href="{WEB}"/>)?(?:<link rel="alternate" type="text/html" href="{WEB}"/>)?'
        rf"(?:<rights>{TEXT}</rights>)?</source></entry>"
    )


def _instant(day: str) -> str:
    return rf"(?P<{day}>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T{TIME}Z"


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


FORM = Form(
    begin=b"<entry",
    end=b"</entry>",
    tail=_TAIL,
    line=_line,
    place=_place,
    is_plain_head=_is_plain_head,
    is_plain_entry=_is_plain_entry,
    check=_check,
)
