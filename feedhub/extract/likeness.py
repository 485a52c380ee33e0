"""Plain texts in, verdicts out: whether one is only the beginning of an article, and whether another is the whole of it."""

import re

from feedhub.model.article import Verdict

_SHORT = 500
"""Weighed characters: what is shorter is hardly ever a whole article."""
_GAIN = 200
"""Weighed characters that a page must have more: a request to log in, or a line of share buttons, has fewer."""
_RATIO = 1.2
_SHARED = 0.5
"""The share of one text's words that must stand in the other: abstracts reach it, other pages never do."""
_FEW = 4
_TELLING = 4
"""Letters from which on a word tells texts apart; shorter ones stand in every text."""
_WIDE = 2.5
"""How much a sign of a script without spaces says, in letters."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_CUT = re.compile(
    r"(?:…|\.\.\.|[\[(]\s*(?:…|\.\.\.|&hellip;)\s*[\])]"
    r"|\b(?:read|view|see)\s+(?:more|on|the\s+(?:full|rest|whole)\b.{0,40})|\bcontinue\s+reading\b.{0,80}|\bread\s+full\b.{0,40}"
    r"|\blire\s+la\s+suite|\bweiterlesen|\bmehr\s+lesen|\bleer\s+m[áa]s|\bseguir\s+leyendo|\bleggi\s+tutto|\bчитать\s+(?:далее|дальше)"
    r"|(?:阅读|閱讀|查看|点击查看)(?:全文|原文|更多)|继续阅读|繼續閱讀|続きを読む|もっと読む|더\s*보기)"
    r"[\s.…»›→>\])]*$",
    re.IGNORECASE,
)
_TAIL = 160


def is_teaser(text: str, summary: str) -> bool:
    """Judge whether a body is only the beginning of an article: short, cut off, or no more than the summary."""
    if _weight(text) < _SHORT or _CUT.search(text[-_TAIL:]):
        return True
    return text.split() == summary.split()


def judge(own: str, text: str, *, name: str = "", page_name: str = "") -> Verdict:
    """Compare a page's text with what the feed gave; where that is next to nothing, titles have to do.

    Args:
        own: what the feed gave, as plain text.
        text: what the page holds, as plain text.
        name: the entry's title.
        page_name: the page's title.
    """
    longer = _weight(text) >= max(_weight(own) * _RATIO, _weight(own) + _GAIN)
    if len(_words(own)) < _FEW:
        own, text = f"{own} {name}", f"{page_name} {text}"
    if longer:
        return Verdict.FULLER if share(own, text) >= _SHARED else Verdict.OTHER
    return Verdict.NO_FULLER if max(share(own, text), share(text, own)) >= _SHARED else Verdict.OTHER


def share(words: str, text: str) -> float:
    """Tell how many of a text's words, from 0 to 1, stand in another; each counts once, the short ones not at all."""
    wanted = _words(words)
    telling = {word for word in wanted if len(word) >= _TELLING or _SIGNS.match(word)}
    if len(telling) < _FEW:
        telling = wanted
    return len(telling & _words(text)) / len(telling) if telling else 0.0


def _words(text: str) -> set[str]:
    """Take a text apart into words, and what has no spaces into pairs of signs."""
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if _SIGNS.match(word) and len(word) > 1:
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            found.add(word)
    return found


def _weight(text: str) -> float:
    wide = len(_SIGNS.findall(text))
    return len(text) + wide * (_WIDE - 1)
