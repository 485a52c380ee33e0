"""Every input of the case list comes out without what it must not have and with what it must."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from feedhub.sanitize import sanitize

BASE = "https://blog.example/posts/7"
CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("known_cases.json").read_text(encoding="utf-8"))
ACTIVE = (
    r"<script|\bon\w+\s*=|javascript:|vbscript:|<(?:iframe|object|embed|form|input|svg|meta|base|link|style)|srcdoc"
)
NEVER_IN_GROUP = {
    "address": r"data:text|file:|intent:|blob:|view-source:|ping=|xlink",
    "style": r"position|behavior|expression|url\(|opacity|color|font|margin",
    "embed": r"evil\.example|<portal|<dialog|<button",
    "clobbering": r"\b(?:id|name|class|is|slot|contenteditable|target|role|data-x|popover|accesskey|tabindex)=",
    "characters": "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_known_case_comes_out_clean_and_whole(case: dict[str, Any]) -> None:
    html = sanitize(case["html"], base=BASE).html
    group = case["name"].split()[0]
    for pattern in (ACTIVE, NEVER_IN_GROUP.get(group, r"(?!)"), *case.get("never", ())):
        assert not re.search(pattern, html, re.IGNORECASE), pattern
    for wanted in case.get("must", ()):
        assert wanted in html


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_known_case_cleaned_again_stays_as_it_is(case: dict[str, Any]) -> None:
    once = sanitize(case["html"], base=BASE).html
    assert sanitize(once, base=BASE).html == once
    once.encode()


def test_the_list_is_whole() -> None:
    assert len(CASES) == 85
