"""What repair does to text, and what it leaves alone."""

import pytest

from feedhub.parse.repair import repair
from feedhub.parse.values import one_line, person, pixels, unescape_once


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("<r>a & b</r>", "<r>a &amp; b</r>"),
        ("<r>&nbsp;&copy;&lt;</r>", "<r>\u00a0©&lt;</r>"),
        ("<r>&LT;b&GT;</r>", "<r>&lt;b&gt;</r>"),
        ("<r>&nonsense; &copy</r>", "<r>&amp;nonsense; &amp;copy</r>"),
        ("<r>1 < 2 <3 <a/></r>", "<r>1 &lt; 2 &lt;3 <a/></r>"),
        ("<r>&#xD83D;&#xDE00;</r>", "<r>😀</r>"),
        ("<r>&#xDE00;&#xD83D;x</r>", "<r>x</r>"),
        ("<r>&#38;&#60;&#x22;&#39;</r>", "<r>&amp;&lt;&quot;&apos;</r>"),
        ("<r>&#13;&#10;&#0;</r>", "<r>&#13;&#10;</r>"),
        ("<r>&#x;&#;</r>", "<r>&amp;#x;&amp;#;</r>"),
        ("<r>a\x00b\x0c\ufffe</r>", "<r>ab</r>"),
        ("<r>a\r\nb\rc</r>", "<r>a\nb\nc</r>"),
        ("<r><![CDATA[a & b < &nbsp;]]> & </r>", "<r><![CDATA[a & b < &nbsp;]]> &amp; </r>"),
        ("<r><!-- & --> & </r>", "<r><!-- & --> &amp; </r>"),
        ("<r><dc:x/></r>", '<r xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:x/></r>'),
        ('<r><x dc:y="1"/></r>', '<r xmlns:dc="http://purl.org/dc/elements/1.1/"><x dc:y="1"/></r>'),
        ("<r><foo:x/></r>", '<r xmlns:foo="urn:undeclared:foo"><foo:x/></r>'),
        ('<r xmlns:foo="u"><foo:x xml:lang="de"/></r>', '<r xmlns:foo="u"><foo:x xml:lang="de"/></r>'),
        ("", ""),
    ],
)
def test_repair(broken: str, mended: str) -> None:
    assert repair(broken) == mended


@pytest.mark.parametrize(("broken", "mended"), [("<r>a & &copy; <</r>", None), ("<r><x:y/></r>", None)])
def test_repairing_twice_changes_nothing(broken: str, mended: None) -> None:
    assert repair(repair(broken)) == repair(broken)


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("a&amp;b", "a&b"),
        ("a&amp;amp;b", "a&amp;b"),
        ("?a=1&copy=2&reg", "?a=1&copy=2&reg"),
        ("&#38;&#x26;&eacute;", "&&é"),
        ("plain", "plain"),
    ],
)
def test_references_are_decoded_once(text: str, once: str) -> None:
    assert unescape_once(text) == once


@pytest.mark.parametrize(
    ("text", "line"), [(" a\n b ", "a b"), ("&amp;", "&"), ("  ", None), ("&#32;", None), (None, None)]
)
def test_a_keyword_is_one_line_or_nothing(text: str | None, line: str | None) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("640", 640),
        (" 640px ", 640),
        ("640.5", 640),
        ("0", 0),
        ("-1", None),
        ("100%", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_sizes_are_whole_numbers(text: str | None, number: int | None) -> None:
    assert pixels(text) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee", {"name": "Ann Lee"}),
        ("a@b.example (Ann  Lee)", {"name": "Ann Lee", "email": "a@b.example"}),
        ('"Ann" <a@b.example>', {"name": "Ann", "email": "a@b.example"}),
        ("a@b.example", {"email": "a@b.example"}),
        ("mailto:a@b.example", {"email": "a@b.example"}),
        ("@ann", {"name": "@ann"}),
    ],
)
def test_a_person_has_a_name_and_perhaps_an_address(text: str, found: dict[str, str]) -> None:
    assert person(text) == found
