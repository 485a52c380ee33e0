"""Who is shown a page at the address of a feed, and who gets the feed."""

import pytest

from support.served import ATOM, PAGE, Folder, Hub, running

CHROMIUM = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MINIFLUX = "application/xml,application/atom+xml,application/rss+xml,application/rdf+xml,application/feed+json,text/html,*/*;q=0.9"
FEEDPARSER = (
    "application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,application/xml;q=0.9,"
    "text/xml;q=0.2,*/*;q=0.1"
)
LIFEREA = "application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7"


@pytest.mark.parametrize("target", ["/all.atom", "/all.rss", "/all.json"])
@pytest.mark.parametrize("accept", [CHROMIUM, FIREFOX, "text/html", "text/*, application/*;q=0.1, text/xml;q=0.5"])
def test_a_browser_that_goes_to_a_feed_is_shown_its_page(hub: Hub, target: str, accept: str) -> None:
    reply = hub.ask(target, accept=accept, sec_fetch_dest="document", accept_encoding="")
    assert reply.body == PAGE + b"all"
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest"
    assert reply.headers["etag"] == hub.ask("/all").headers["etag"]
    assert "sandbox" not in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"accept": "*/*"},
        {"accept": MINIFLUX},
        {"accept": "text/xml, text/html, */*"},
        {"accept": FEEDPARSER},
        {"accept": LIFEREA},
        {"accept": "application/rss+xml"},
        {"accept": FIREFOX},
        {"accept": FIREFOX, "sec_fetch_dest": "empty"},
        {"accept": FIREFOX, "sec_fetch_dest": "iframe"},
        {"accept": MINIFLUX, "sec_fetch_dest": "document"},
        {"accept": "text/xml, text/html, */*", "sec_fetch_dest": "document"},
        {"accept": "*/*", "sec_fetch_dest": "document"},
        {"accept": "text/html;q=0", "sec_fetch_dest": "document"},
        {"accept": "text/html;q=x, */*;q=0.1", "sec_fetch_dest": "document"},
        {"accept": "text/html," + "a/b," * 500, "sec_fetch_dest": "document"},
        {"accept": "image/png", "sec_fetch_dest": "document"},
        {"sec_fetch_dest": "document"},
    ],
)
def test_whoever_may_be_a_reader_gets_the_feed_and_never_406(hub: Hub, headers: dict[str, str]) -> None:
    reply = hub.ask("/all.atom", **headers)  # type: ignore[arg-type]  # none of them is `method` or `body`
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert reply.headers["vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest"
    assert reply.body == ATOM + b"all"


@pytest.mark.parametrize("query", ["raw=1", "x=y&raw=1"])
def test_a_browser_can_ask_for_the_feed_itself(hub: Hub, query: str) -> None:
    reply = hub.ask(f"/all.atom?{query}", accept=CHROMIUM, sec_fetch_dest="document")
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"


def test_no_cache_mixes_page_and_feed(hub: Hub) -> None:
    """The tag of one is no validator of the other, and a 304 says what the choice depends on."""
    page = hub.ask("/all.atom", accept=CHROMIUM, sec_fetch_dest="document")
    assert hub.ask("/all.atom", if_none_match=page.headers["etag"]).status == 200
    again = hub.ask("/all.atom", accept=CHROMIUM, sec_fetch_dest="document", if_none_match=page.headers["etag"])
    assert again.status == 304
    assert again.headers["vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest"


def test_a_feed_without_a_page_is_a_feed_to_browsers_too(folder: Folder) -> None:
    folder.names.remove("all.html")
    folder.write_index()
    with running(folder, "https://feeds.example.org") as hub:
        reply = hub.ask("/all.atom", accept=CHROMIUM, sec_fetch_dest="document")
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"


def test_a_page_at_its_own_address_needs_no_asking(hub: Hub) -> None:
    assert hub.ask("/all", accept="application/atom+xml").headers["content-type"] == "text/html; charset=utf-8"
