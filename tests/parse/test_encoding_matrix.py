"""One feed in every encoding, declared, named in the header alone, or mislabelled: always the same entries."""

import pytest

from feedhub.model.parsed import ParsedEntry
from feedhub.parse import read
from parse.test_encodings import CHINESE_SIMPLIFIED, MULTI_BYTE, SINGLE_BYTE, UNICODE
from support.documents import body

ALL = [*((codec, codec, CHINESE_SIMPLIFIED) for codec in UNICODE), *MULTI_BYTE, *SINGLE_BYTE]
GUESSABLE = [*((codec, codec, CHINESE_SIMPLIFIED) for codec in UNICODE), *MULTI_BYTE, *SINGLE_BYTE[:2]]
"""Single-byte Latin text under a wrong label is what the label says: nothing in it tells."""
MAX_LOST = 3
"""Characters that one flipped bit may cost, in encodings of two bytes and more."""


def document(text: str, label: str | None) -> str:
    declaration = f' encoding="{label}"' if label else ""
    items = "".join(
        f'<item><guid isPermaLink="false">id-{number}</guid><link>http://a.example/{number}</link><title>{text[:30]}</title>'
        f"<category>{text[:4]}</category><description>{text}</description></item>"
        for number in range(3)
    )
    return f'<?xml version="1.0"{declaration}?>\n<rss version="2.0"><channel><title>t</title>{items}</channel></rss>\n'


def entries(data: bytes, header: str | None = None) -> tuple[ParsedEntry, ...]:
    return read(body(data, content_type=f"text/xml; charset={header}" if header else None)).entries


@pytest.mark.parametrize(("label", "codec", "text"), ALL)
def test_declared_and_named_in_the_header_alone_are_one(label: str, codec: str, text: str) -> None:
    wanted = entries(document(text, None).encode())
    declared = label if label not in UNICODE else None
    assert entries(document(text, declared).encode(codec)) == wanted
    assert entries(document(text, None).encode(codec), label) == wanted
    assert entries(document(text, declared).encode(codec), label) == wanted


@pytest.mark.parametrize("wrong", ["utf-8", "iso-8859-1", "us-ascii", "no-such-thing"])
@pytest.mark.parametrize(("label", "codec", "text"), GUESSABLE)
def test_a_wrong_label_changes_nothing(label: str, codec: str, text: str, wrong: str) -> None:
    wanted = entries(document(text, None).encode())
    assert entries(document(text, wrong).encode(codec)) == wanted
    assert entries(document(text, None).encode(codec), wrong) == wanted


@pytest.mark.parametrize(("bit", "after"), [(0x01, True), (0x80, False)])
@pytest.mark.parametrize(("label", "codec", "text"), [("utf-8", "utf-8", CHINESE_SIMPLIFIED), *MULTI_BYTE])
def test_one_flipped_bit_in_a_text_costs_a_few_characters_of_it_and_nothing_else(
    label: str, codec: str, text: str, bit: int, after: bool
) -> None:
    """A lost high bit makes pairs of bytes of all that follows in East Asian encodings, up to the next tag."""
    sound = document(text, label).encode(codec)
    wanted = entries(sound)
    place = sound.rindex(text[40:44].encode(codec))
    found = entries(sound[:place] + bytes([sound[place] ^ bit]) + sound[place + 1 :])
    assert [entry.guid for entry in found] == [entry.guid for entry in wanted]
    assert found[:2] == wanted[:2]
    damaged = found[2].contents[0].value
    assert damaged[:40] == text[:40]
    if after or codec == "utf-8":
        assert damaged[-len(text) + 40 + MAX_LOST :] == text[40 + MAX_LOST :]
