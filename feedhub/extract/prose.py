"""A page's markup in, the markup of its article out: the only door to trafilatura, which is an extra."""

import re

from feedhub.sanitize import plain_text

_HEADING = re.compile(r"(?:\s|<(?:article|section|div|header|main)>)*<(h[1-3])\b[^>]*>(.*?)</\1>", re.DOTALL)
_BLOCK = r"</?(?:blockquote|body|code|dd|div|dl|dt|h[1-6]|html|img|li|ol|p|pre|table|td|th|tr|ul)\b"
_INDENT = re.compile(rf"(?:(?<=>)|^)\n\s*(?={_BLOCK})")
_FRAME = re.compile(r"</?(?:html|body)>")
_DOUBLED = re.compile(r"<pre>\s*<pre>|</pre>\s*</pre>")


def find_article(html: str, *, base: str) -> str:
    """Find the article on a page that nobody described; empty where there is none.

    Addresses come out absolute against `base`. What the library cannot live with counts as a page without an article.
    """
    import trafilatura  # noqa: PLC0415  an extra, and 200 ms and 30 MB that few workers need

    try:
        found = trafilatura.extract(
            html,
            url=base,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            include_tables=True,
        )
    except Exception:  # noqa: BLE001  a page can break its many heuristics in many ways
        return ""
    tight = _FRAME.sub("", _INDENT.sub("", found or "")).strip()
    return _DOUBLED.sub(lambda tags: tags[0][: tags[0].index(">") + 1], tight)


def without_title(html: str, title: str) -> str:
    """Leave out the heading in front that says no more than the entry's title."""
    heading = _HEADING.match(html)
    if heading is None or not title or plain_text(heading[2]).casefold() != " ".join(title.split()).casefold():
        return html
    start = html.index(f"<{heading[1]}", heading.start())
    return html[:start] + html[heading.end() :]
