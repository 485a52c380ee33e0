"""Article pages in, their text out: what of a page is the article, where it goes on, and whether it is the right one.

Nothing here is clean: what comes out goes through `sanitize` like everything else. Nothing is fetched.
"""

from feedhub.extract.likeness import is_teaser, judge
from feedhub.extract.page import Page, look, of_one_site, select
from feedhub.extract.prose import find_article, without_title

__all__ = ["Page", "find_article", "is_teaser", "judge", "look", "of_one_site", "select", "without_title"]
