"""From the pages of one article to what an entry gains by them: plain values in, plain values out.

Comes in: the body of a page and how its text is found; then, with all pages read, what the feed itself gave.
Goes out: a `PageText` each, and one `Judgement`. Never here: network, disk, database or clock; so it can run in a
worker process that may be killed.
"""

from dataclasses import dataclass

from feedhub.model.article import Fuller, Verdict
from feedhub.model.fetched import Body
from feedhub.model.html import SafeHtml

_LONGEST_TEXT = 100_000
"""Characters of an article that are compared with what the feed gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """A page of the article that begins at `article`; without a `selector` its text is looked for."""

    body: Body
    article: str
    selector: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page holds, clean; `content` is empty where nothing was found. `image` is what it shows itself with."""

    content: SafeHtml
    title: str
    further: str | None
    image: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the feed gave, and the pages to hold against it.

    The picture that a page declares counts where the entry's address is of the site of one of `homes`.
    """

    own: SafeHtml
    title: str
    url: str
    image_tier: str | None
    homes: tuple[str, ...]
    pages: tuple[PageText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How the pages compare, and what the entry gains by them."""

    verdict: Verdict
    fuller: Fuller


def read_page(job: PageJob) -> PageText:
    """Find the text of one page and clean it."""
    from feedhub import extract, parse, sanitize  # noqa: PLC0415  what reads documents would cost the daemon 20 MB

    html = parse.page_text(job.body)
    page = extract.look(html, location=job.body.location, article=job.article)
    found = extract.select(html, job.selector) if job.selector else extract.find_article(html, base=page.base)
    content = sanitize.sanitize(found, base=page.base).html
    return PageText(content=content, title=page.title, further=page.further, image=page.image)


def compare(job: Comparison) -> Judgement:
    """Tell whether the pages are the entry's article and hold more of it, and put them together."""
    from feedhub import clean, extract, sanitize  # noqa: PLC0415  as above

    html = "".join(page.content for page in job.pages)
    whole = sanitize.sanitize(extract.without_title(html, job.title), base=None)
    own = sanitize.plain_text(job.own, limit=_LONGEST_TEXT)
    text = sanitize.plain_text(whole.html, limit=_LONGEST_TEXT)
    verdict = extract.judge(own, text, name=job.title, page_name=job.pages[0].title)
    if verdict is Verdict.OTHER:
        return Judgement(verdict=verdict, fuller=Fuller())
    fuller = verdict is Verdict.FULLER
    picture = clean.article_image(job.image_tier, whole) if fuller else None
    if picture is None and any(extract.of_one_site(job.url, home) for home in job.homes):
        picture = clean.page_image(job.image_tier, job.pages[0].image, base=None)
    return Judgement(
        verdict=verdict,
        fuller=Fuller(
            content=whole.html if fuller else None,
            opening=clean.opening(whole.text) if fuller else "",
            headimg=picture.url if picture else None,
            image_tier=picture.tier.value if picture else None,
        ),
    )
