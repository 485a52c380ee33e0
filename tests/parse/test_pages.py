"""The text of pages, whatever says how it is encoded."""

import codecs

import pytest

from feedhub.model.fetched import Body
from feedhub.parse import page_text

CHINESE = "金秋时节,证券时报网"


def page(data: bytes, content_type: str | None = None) -> str:
    return page_text(Body(data=data, location="https://news.example/", content_type=content_type))


@pytest.mark.parametrize(
    "meta",
    [
        "<meta charset=gbk>",
        '<META http-equiv=Content-Type content="text/html; charset=gb2312">',
        "<meta charset='GB18030'/>",
    ],
)
def test_a_meta_element_names_the_encoding(meta: str) -> None:
    assert CHINESE in page(f"<html><head>{meta}</head><p>{CHINESE}".encode("gb18030"), "text/html")


def test_the_header_goes_before_the_meta_element() -> None:
    assert CHINESE in page(f"<meta charset=windows-1252><p>{CHINESE}".encode("gb18030"), "text/html; charset=gbk")


def test_sound_utf_8_and_marks_go_before_both() -> None:
    assert CHINESE in page(f"<meta charset=gbk><p>{CHINESE}".encode(), "text/html; charset=big5")
    assert page(codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "text/html; charset=gbk") == CHINESE


def test_an_unknown_name_reaches_no_codec() -> None:
    assert page(b"<meta charset=unicode_escape><p>\\x41", "text/html") == "<meta charset=unicode_escape><p>\\x41"
