"""One text in many encodings, declared, declared wrongly, or not at all: the bytes are made here, not stored."""

import codecs
import gzip
import zlib

import pytest

from feedhub.errors import NotAFeed, OverLimit
from feedhub.model.parsed import ParsedFeed
from feedhub.parse import read
from feedhub.parse.decode import decode
from support.documents import body

CHINESE_SIMPLIFIED = (
    "金秋时节，服贸盛会喜迎八方来客。以“服务合作促发展，绿色创新迎未来”为主题的中国国际服务贸易交易会拉开帷幕，"
    "本届服贸会将更加聚焦服务贸易开放合作、绿色发展、数字化进程等前沿领域，举办论坛会议推介洽谈等二百余场活动。"
)
CHINESE_TRADITIONAL = (
    "金秋時節，服貿盛會喜迎八方來客。以服務合作促發展，綠色創新迎未來為主題的國際服務貿易交易會拉開帷幕，"
    "本屆將更加聚焦服務貿易開放合作、綠色發展、數位化進程等前沿領域，舉辦論壇會議推介洽談等二百餘場活動。"
)
JAPANESE = (
    "東京都内で開かれた会議では、環境に配慮した新しい技術についての発表が相次いだ。参加した企業は"
    "これからの市場の広がりに期待を寄せており、来年も同じ時期に開かれる予定だという。"
)
KOREAN = (
    "서울에서 열린 회의에서는 환경을 생각하는 새로운 기술에 대한 발표가 이어졌다. 참가한 기업들은 앞으로의 시장 "
    "확대에 기대를 걸고 있으며 내년에도 같은 시기에 열릴 예정이라고 한다."
)
RUSSIAN = (
    "В столице открылась конференция, посвящённая новым технологиям. Участники рассчитывают на рост рынка "
    "и надеются, что в следующем году встреча состоится снова в то же время."
)
FRENCH = "Les élèves ont été reçus à l'école où l'été s'achève déjà ; ça coûte très cher, même à Noël."

MULTI_BYTE = [
    ("gb2312", "gb2312", CHINESE_SIMPLIFIED),
    ("gbk", "gbk", CHINESE_SIMPLIFIED),
    ("gb18030", "gb18030", CHINESE_SIMPLIFIED),
    ("big5", "big5", CHINESE_TRADITIONAL),
    ("shift_jis", "cp932", JAPANESE),
    ("euc-jp", "euc_jp", JAPANESE),
    ("euc-kr", "cp949", KOREAN),
]
SINGLE_BYTE = [
    ("windows-1251", "cp1251", RUSSIAN),
    ("koi8-r", "koi8_r", RUSSIAN),
    ("windows-1252", "cp1252", FRENCH),
    ("iso-8859-1", "cp1252", FRENCH),
    ("iso-8859-15", "iso8859_15", FRENCH),
]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


def feed(text: str, label: str | None = None) -> str:
    declaration = f' encoding="{label}"' if label else ""
    return (
        f'<?xml version="1.0"{declaration}?>\n<rss version="2.0"><channel><title>{text[:20]}</title><item><guid>1</guid>'
        f"<title>{text[:30]}</title><description>{text}</description></item></channel></rss>\n"
    )


def description(found: ParsedFeed) -> str:
    [entry] = found.entries
    return entry.contents[0].value


@pytest.mark.parametrize("codec", UNICODE)
@pytest.mark.parametrize("label", [None, "utf-8", "utf-16", "iso-8859-1", "gb2312", "nonsense"])
def test_unicode_is_recognised_whatever_the_label_says(codec: str, label: str | None) -> None:
    assert description(read(body(feed(CHINESE_SIMPLIFIED, label).encode(codec)))) == CHINESE_SIMPLIFIED


@pytest.mark.parametrize(("label", "codec", "text"), MULTI_BYTE + SINGLE_BYTE)
def test_a_declared_encoding_is_read(label: str, codec: str, text: str) -> None:
    assert description(read(body(feed(text, label).encode(codec)))) == text


@pytest.mark.parametrize(("label", "codec", "text"), MULTI_BYTE + SINGLE_BYTE)
def test_the_header_alone_is_enough(label: str, codec: str, text: str) -> None:
    document = body(feed(text).encode(codec), content_type=f"text/xml; charset={label}")
    assert description(read(document)) == text


@pytest.mark.parametrize(("label", "codec", "text"), [*MULTI_BYTE, *SINGLE_BYTE[:2]])
def test_an_undeclared_encoding_is_recognised_by_its_bytes(label: str, codec: str, text: str) -> None:
    found = read(body(feed(text).encode(codec)))
    assert description(found) == text
    assert any("undeclared" in note for note in found.notes)


@pytest.mark.parametrize("wrong", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(("label", "codec", "text"), MULTI_BYTE[:4])
def test_chinese_under_a_wrong_label_is_no_mojibake(label: str, codec: str, text: str, wrong: str) -> None:
    assert description(read(body(feed(text, wrong).encode(codec)))) == text


@pytest.mark.parametrize(
    ("label", "codec", "character"),
    [
        ("shift_jis", "cp932", "①㈱髙﨑"),
        ("euc-kr", "cp949", "똠방각하"),
        ("gb2312", "gb18030", "镕囍"),
        ("iso-8859-1", "cp1252", "“€”"),
    ],
)
def test_a_label_stands_for_what_browsers_read_under_it(label: str, codec: str, character: str) -> None:
    assert description(read(body(feed(character, label).encode(codec)))) == character


def test_one_flipped_byte_costs_one_character() -> None:
    data = bytearray(feed(CHINESE_SIMPLIFIED, "utf-8").encode())
    data[data.index("盛会".encode())] ^= 0x40
    found = read(body(bytes(data)))
    assert "金秋时节" in description(found)
    assert description(found).endswith(CHINESE_SIMPLIFIED[-60:])
    assert any("broken character" in note for note in found.notes)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_summary_cut_inside_a_character_costs_that_character(cut: int) -> None:
    whole = feed(CHINESE_SIMPLIFIED + "未")
    data = whole.encode().replace("未</description>".encode(), "未".encode()[:cut] + b"</description>")
    assert description(read(body(data))).rstrip("\ufffd") == CHINESE_SIMPLIFIED


def test_a_broken_byte_in_a_declared_encoding_is_tolerated() -> None:
    data = feed(CHINESE_SIMPLIFIED * 3, "gbk").encode("gb18030").replace("拉开".encode("gb18030"), b"\xff\xff", 1)
    assert "服务贸易开放合作" in description(read(body(data)))


def test_surrogates_written_as_utf_8_are_joined() -> None:
    data = feed("😀 smile").encode("utf-8").replace("😀".encode(), b"\xed\xa0\xbd\xed\xb8\x80")
    assert description(read(body(data))) == "😀 smile"


def test_seven_bit_encodings_are_read_when_declared() -> None:
    data = feed(JAPANESE, "iso-2022-jp").encode("iso2022_jp")
    assert description(read(body(data))) == JAPANESE


def test_the_operators_word_is_the_last() -> None:
    data = feed(FRENCH, "utf-8").encode("iso8859_15").replace("é".encode("iso8859_15"), b"\xa4")
    assert "€" in description(read(body(data), encoding="ISO-8859-15"))
    assert "¤" in description(read(body(data), encoding="latin-1"))


def test_the_operators_word_does_not_keep_a_byte_order_mark() -> None:
    assert decode(codecs.BOM_UTF8 + b"x", encoding="utf-8").text == "x"


@pytest.mark.parametrize(
    "label", ["undefined", "punycode", "unicode_escape", "idna", "rot13", "utf-7", "zlib", "x" * 30]
)
def test_names_of_other_codecs_are_not_looked_up(label: str) -> None:
    r"""`\u003c` must stay six characters: as markup it would pass every filter in front."""
    found = read(body(feed(r"\u003cb ok", label), content_type=f"text/xml; charset={label}"), encoding=label)
    assert description(found) == r"\u003cb ok"


@pytest.mark.parametrize("label", [None, "utf-16"])
@pytest.mark.parametrize("padding", ["", " "])
def test_utf_8_declared_as_utf_16_works_for_even_and_odd_lengths(label: str | None, padding: str) -> None:
    assert description(read(body(feed(CHINESE_SIMPLIFIED, label) + padding))) == CHINESE_SIMPLIFIED


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_bodies_are_unpacked(pack: type[bytes]) -> None:
    assert description(read(body(pack(feed(FRENCH).encode())))) == FRENCH


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(OverLimit, match="compressed data"):
        read(body(gzip.compress(b" " * 40_000_000)))


def test_packed_data_that_breaks_off_gives_what_it_holds() -> None:
    entries = "".join(f"<item><guid>{number}</guid></item>" for number in range(3000))
    data = gzip.compress(f"<rss><channel><title>t</title>{entries}</channel></rss>".encode())
    found = read(body(data[: len(data) // 2]))
    assert found.partial
    assert 100 < len(found.entries) < 3000


def test_packed_rubbish_is_refused() -> None:
    with pytest.raises(NotAFeed, match="gzip"):
        read(body(b"\x1f\x8b\x08rubbish"))
