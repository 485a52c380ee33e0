"""Where sites keep their feed when their pages do not say so."""

from urllib.parse import urljoin, urlsplit

_USUAL = ("feed", "rss", "atom.xml", "rss.xml", "index.xml", "feed.xml", "feed.json", "feeds/posts/default")
"""WordPress and Ghost; Discourse and others; Hexo and Jekyll; static sites; Hugo; Jekyll; JSON Feed; Blogger."""


def usual_places(url: str) -> list[str]:
    """List where a feed may be: below the page's own folder where it is a section, then at the top of the site."""
    top = urljoin(url, "/")
    section = urlsplit(url).path.strip("/")
    near = [f"{url.partition('?')[0].partition('#')[0].rstrip('/')}/feed"] if section and "." not in section else []
    return [*near, *(top + path for path in _USUAL)]
