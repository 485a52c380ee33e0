"""What a reader would notice of a change: two states of an entry's words in, a verdict out. Nothing is looked up.

Words are judged, never markup. What a page counts by itself — views, comments, likes, shares — and ages such as
"3 hours ago" are volatile: they differ at every visit and say nothing. Everything here takes time in proportion to
the texts, however they differ.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import unescape

_FEW = 4
"""So many words may come or go before a reader would notice, however short the text is; a character where words are
not parted by spaces."""
_MANY = 50
"""A change of more words than these is noticed, however long the text is."""
_SHARE = 0.02
"""Between the two, this part of the longer text's words."""

_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|"
    r"var|wbr)(?: [^<>]*)?>"
)
_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no spaces between words."""
_WORD = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]++(?:[.,'’:/-][^\W_{_WIDE}]++)*+")

_COUNTED = (
    r"(?:views?|reads?|comments?|replies|likes?|shares?|retweets?|reposts?|claps?|hits|aufrufe|kommentare?|vues|"
    r"commentaires?|vistas|comentarios?|visualizações|просмотр\w*|комментари\w*)"
)
_COUNTED_WIDE = (
    "(?:阅读|閱讀|浏览|瀏覽|观看|觀看|播放|点击|點擊|评论|評論|回复|回覆|留言|点赞|點讚|赞|讚|转发|轉發|分享|收藏|"
    "視聴|コメント|いいね|조회|댓글)"
)
_AGES = (
    r"\d*\s?(?:s|m|h|d|sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?) ago\b"
    r"|(?<=vor \d)\d* (?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b"
    r"|(?:(?<=il y a \d)|(?<=hace \d)|(?<=há \d))\d* [a-zéêñ]{2,9}\b"
    r"|\d* (?:секунд|минут|час|дн|день|недел|месяц|год|лет)\w* назад\b"
    r"|\d*\s?(?:秒钟?|分钟|分鐘|小时|小時|天|周|週|个月|個月|年|分|時間|日|週間|[かヶ]月)之?前"
    r"|\d*\s?(?:초|분|시간|일|주|개월|년) 전"
)
_REACH = 20
"""Characters before a number that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An entry's title and its clean body, as readers have them at one time."""

    title: str
    content: str


def text_of(html: str) -> str:
    """Give the text of clean HTML: a line for each block, nothing of the markup."""
    text = unescape(_TAG.sub("\n", _INLINE.sub("", html)))
    return "\n".join(line for each in text.split("\n") if (line := " ".join(each.split())))


def words_of(text: str) -> list[str]:
    """Part a text into words, lower case; a character each in scripts that put no spaces between them."""
    return _WORD.findall(text.lower())


def steady(before: str, after: str) -> str:
    """Give a text or clean HTML as it was where only volatile parts of it differ, else as it is now."""
    if before == after or _TAG.findall(before) != _TAG.findall(after):
        return after
    return before if _masked(_TAG.sub("", before)) == _masked(_TAG.sub("", after)) else after


def says_the_same(before: Wording, after: Wording) -> bool:
    """Tell whether two states differ in nothing but markup, blanks, punctuation and volatile parts."""
    return _title(before) == _title(after) and _words(before) == _words(after)


def is_noticed(before: Wording, after: Wording) -> bool:
    """Tell whether a reader who has the one would want to be told of the other.

    That is so when the words of the title changed; or when more words came into the body or left it than the least
    that is noticed: 2 in a hundred, but never fewer than 4 nor more than 50. Words that only changed places count
    for nothing, and so do case, punctuation, markup, links, pictures and volatile parts.
    """
    if _title(before) != _title(after):
        return True
    old, new = Counter(_words(before)), Counter(_words(after))
    came, left = (new - old).total(), (old - new).total()
    least = min(max(_FEW, _SHARE * max(old.total(), new.total())), _MANY)
    return max(came, left) > least


def _title(wording: Wording) -> list[str]:
    return words_of(_masked(wording.title))


def _words(wording: Wording) -> list[str]:
    return words_of(_masked(text_of(wording.content)))


def _masked(text: str) -> str:
    """Take the volatile parts out of a text."""
    return _number().sub(_unless_volatile, text)


@cache
def _number() -> re.Pattern[str]:
    """Compile what finds a number, and what it counts; an `age` and what `counts` are volatile."""
    return re.compile(
        rf"\d(?<![0-9a-z.,]\d)(?:(?P<age>{_AGES})"
        r"|[\d.,'\u00a0\u202f]*+\s?(?:[km](?![a-z])|[万萬亿億])?"
        rf"(?P<counts>\s?{_COUNTED}\b|[次人个個条條位回件]?の?{_COUNTED_WIDE})?)",
        re.IGNORECASE,
    )


@cache
def _counter() -> re.Pattern[str]:
    """Compile what stands before a number that is volatile."""
    return re.compile(rf"(?:\b{_COUNTED}\s?[:(]|{_COUNTED_WIDE}(?:量|次?[数數])?\s?[:：(（]?)\Z", re.IGNORECASE)


def _unless_volatile(number: re.Match[str]) -> str:
    if number["age"] or number["counts"]:
        return ""
    before = number.string[max(0, number.start() - _REACH) : number.start()].rstrip()
    if before[-1:].isascii() and before[-1:] not in {":", "("}:
        return number[0]
    return "" if _counter().search(before) else number[0]
