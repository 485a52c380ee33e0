"""What the log of an origin shows of feedhub over days: each test is one promise, and its docstring says it."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from feedhub import config
from feedhub.errors import StoreError
from feedhub.model.fetched import FailureKind
from feedhub.store import alone
from support.articles import TEASER, page
from support.guest import HOST, Guest
from support.news import Item, rss
from support.origin import Answer, Asked, Origin
from support.visitor import START

FEED = rss(Item(number=1), Item(number=2))
ETAG = '"v1"'
ETAGS = ('"a"', 'W/"a"', "a", '""', '"a b"', '"a,b", "c"', '"caf\xe9"')
MODIFIED = (
    "yesterday",
    "Mon, 01 Jan 2024 00:00:00 +0000",
    "Fri, 01 Jan 2100 00:00:00 GMT",
    "mon, 01 jan 2024 00:00:00 gmt",
)
DAY = 24.0


def news(guest: Guest, path: str = "/feed", **said: Any) -> dict[str, Any]:
    return {"name": "news", "url": guest.url(path), "every": "1h", **said}


def many(guest: Guest, count: int, *, host: str = HOST, **said: Any) -> list[dict[str, Any]]:
    return [
        {"name": f"s{number}", "url": guest.url(f"/{number}", host=host), "every": "1h", **said}
        for number in range(count)
    ]


def gaps(guest: Guest) -> list[float]:
    return [round(later - sooner, 4) for sooner, later in pairwise(guest.times)]


def with_channel(extra: str) -> bytes:
    return FEED.replace(b"<description>d</description>", f"<description>d</description>{extra}".encode())


@pytest.mark.polite(1)
def test_a_guest_gives_its_name(guest: Guest, origin: Origin) -> None:
    """One User-Agent, name/version (+URL), on every request."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest))
    guest.live(hours=5)
    assert len(guest.asked) == 6
    [name] = {asked.header("user-agent") for asked in guest.asked}
    assert name is not None
    assert name.startswith("feedhub/")
    assert name.endswith("(+http://127.0.0.1:8080)")


@pytest.mark.polite(2)
def test_a_guest_only_gets(guest: Guest, origin: Origin) -> None:
    """GET and nothing else, once when a source is added and once more at a restart only when it is due."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest))
    guest.live(minutes=30)
    guest.restart()
    guest.live(minutes=20)
    assert [asked.method for asked in guest.asked] == ["GET"]


@pytest.mark.polite(3)
def test_a_guest_brings_nothing_it_was_not_given(guest: Guest, origin: Origin) -> None:
    """No cookie, no referrer, no credentials, and the URL byte for byte as it was configured."""
    origin.serve("/Feed%7e/a//b", FEED, headers={"Set-Cookie": "a=b"})
    guest.start(news(guest, "/Feed%7e/a//b?Q=%C3%A4&&x"))
    guest.live(hours=3)
    assert {asked.target for asked in guest.asked} == {"/Feed%7e/a//b?Q=%C3%A4&&x"}
    for asked in guest.asked:
        assert not {name.lower() for name, _ in asked.headers} & {"cookie", "referer", "authorization"}


@pytest.mark.polite(4)
def test_a_guest_says_what_it_can_read(guest: Guest, origin: Origin) -> None:
    """Accept names the types of feeds; of codings gzip and deflate are asked for, and gzip is read."""
    origin.serve("/feed", FEED, gzipped=True)
    guest.start(news(guest))
    [report] = guest.tick()
    [asked] = guest.asked
    assert report.new == 2
    assert asked.header("accept-encoding") == "gzip, deflate"
    for kind in ("application/rss+xml", "application/atom+xml", "application/feed+json"):
        assert kind in (asked.header("accept") or "")


@pytest.mark.polite(5)
def test_only_the_first_visit_is_unconditional(guest: Guest, origin: Origin) -> None:
    """The first request asks for the document, every later one whether it changed."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest))
    guest.live(hours=3)
    assert [asked.header("if-none-match") for asked in guest.asked] == [None, ETAG, ETAG, ETAG]


@pytest.mark.polite(6)
def test_etags_come_back_as_they_went(guest: Guest, origin: Origin) -> None:
    """An ETag is opaque: strong, weak, bare, empty, with spaces, commas or bytes outside ASCII."""
    for number, etag in enumerate(ETAGS):
        origin.serve(f"/{number}", FEED, etag=etag)
    guest.start(*many(guest, len(ETAGS)), per_host=32)
    guest.live(minutes=30)
    guest.restart()
    guest.live(minutes=40)
    shown = {asked.path: asked.header("if-none-match") for asked in guest.asked[len(ETAGS) :]}
    assert shown == {f"/{number}": etag for number, etag in enumerate(ETAGS)}


@pytest.mark.polite(7)
def test_dates_come_back_as_they_went(guest: Guest, origin: Origin) -> None:
    """So is a Last-Modified: no date, another zone, the future, odd case."""
    for number, modified in enumerate(MODIFIED):
        origin.serve(f"/{number}", FEED, modified=modified)
    guest.start(*many(guest, len(MODIFIED)), per_host=32)
    guest.live(minutes=70)
    shown = {asked.path: asked.header("if-modified-since") for asked in guest.asked[len(MODIFIED) :]}
    assert shown == {f"/{number}": modified for number, modified in enumerate(MODIFIED)}


@pytest.mark.polite(8)
def test_both_validators_are_shown_when_both_were_given(guest: Guest, origin: Origin) -> None:
    """Both when both were given, and the one when one was."""
    origin.serve("/0", FEED, etag=ETAG, modified=MODIFIED[1])
    origin.serve("/1", FEED, etag=ETAG)
    origin.serve("/2", FEED, modified=MODIFIED[1])
    guest.start(*many(guest, 3), per_host=32)
    guest.live(minutes=70)
    shown = {asked.path: (asked.header("if-none-match"), asked.header("if-modified-since")) for asked in guest.asked}
    assert shown == {"/0": (ETAG, MODIFIED[1]), "/1": (ETAG, None), "/2": (None, MODIFIED[1])}


@pytest.mark.polite(9)
def test_no_validator_is_made_up(guest: Guest, origin: Origin) -> None:
    """Where none was given none is shown: neither the clock, nor the Date header, nor a date of an entry."""
    origin.serve("/feed", FEED, headers={"Date": "Sun, 01 Mar 2026 12:00:00 GMT"})
    guest.start(news(guest))
    guest.live(hours=2)
    assert len(guest.asked) == 3
    assert {asked.header(name) for asked in guest.asked for name in ("if-none-match", "if-modified-since")} == {None}


@pytest.mark.polite(10)
def test_a_new_document_brings_new_validators(guest: Guest, origin: Origin) -> None:
    """A 200 replaces both validators, and clears those it does not give."""
    origin.serve("/feed", FEED, etag=ETAG, modified=MODIFIED[1])
    guest.start(news(guest))
    guest.tick()
    origin.serve("/feed", rss(Item(number=3)), etag='"v2"')
    guest.live(hours=1)
    origin.serve("/feed", rss(Item(number=4)))
    guest.live(hours=2)
    shown = [(asked.header("if-none-match"), asked.header("if-modified-since")) for asked in guest.asked]
    assert shown == [(None, None), (ETAG, MODIFIED[1]), ('"v2"', None), (None, None)]


@pytest.mark.polite(11)
def test_a_304_may_renew_validators(guest: Guest, origin: Origin) -> None:
    """What a 304 says anew is kept, what it leaves out stays."""
    given = iter([{"ETag": '"v2"'}, {}, {"Last-Modified": "now"}, {}])

    async def handler(asked: Asked, answer: Answer) -> None:
        if asked.header("if-none-match") is None:
            await answer.send(200, {"ETag": ETAG}, FEED)
        else:
            await answer.send(304, next(given))

    origin.script("/feed", handler)
    guest.start(news(guest))
    guest.live(hours=4)
    shown = [(asked.header("if-none-match"), asked.header("if-modified-since")) for asked in guest.asked]
    assert shown == [(None, None), (ETAG, None), ('"v2"', None), ('"v2"', None), ('"v2"', "now")]


@pytest.mark.polite(12)
def test_validators_vouch_for_what_was_stored(guest: Guest, origin: Origin) -> None:
    """After a truncated, oversize or unreadable document the old validators are shown again."""
    answers = [
        (200, {"ETag": '"cut"', "Content-Length": "9999"}, FEED[:100]),
        (200, {"ETag": '"large"'}, b"x" * 5000),
        (200, {"ETag": '"html"'}, b"<html><title>Down</title></html>"),
    ]
    turns = iter(answers)

    async def handler(asked: Asked, answer: Answer) -> None:
        if asked.header("if-none-match") is None:
            await answer.send(200, {"ETag": ETAG}, FEED)
        else:
            await answer.send(*next(turns, (304, {}, b"")))

    origin.script("/feed", handler)
    guest.start(news(guest), max_bytes="4 kB")
    guest.live(days=1)
    assert len(guest.asked) > 4
    assert {asked.header("if-none-match") for asked in guest.asked[1:]} == {ETAG}


@pytest.mark.polite(13)
def test_validators_outlive_the_process(guest: Guest, origin: Origin) -> None:
    """Neither a restart nor a crash makes a request unconditional."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest))
    guest.tick()
    guest.crash()
    guest.live(hours=1)
    guest.restart()
    guest.live(hours=1)
    assert [asked.header("if-none-match") for asked in guest.asked] == [None, ETAG, ETAG]


@pytest.mark.polite(14)
def test_validators_belong_to_the_url_that_gave_them(guest: Guest, origin: Origin) -> None:
    """Another url in the configuration is asked afresh; behind a redirect they are kept for where it ended."""
    origin.redirect("/feed", "/real", 302)
    origin.serve("/real", FEED, etag=ETAG)
    origin.serve("/other", FEED, etag=ETAG)
    guest.start(news(guest))
    guest.live(hours=1)
    guest.restart()
    guest.live(hours=1)
    shown = [(asked.path, asked.header("if-none-match")) for asked in guest.asked]
    assert shown == [("/feed", None), ("/real", None), *[("/feed", None), ("/real", ETAG)] * 2]
    guest.reload(news(guest, "/other"))
    guest.tick()
    assert [(asked.path, asked.header("if-none-match")) for asked in guest.asked[6:]] == [("/other", None)]


@pytest.mark.polite(15)
def test_a_304_that_answers_nothing_is_a_failure(guest: Guest, origin: Origin) -> None:
    """'Not modified' to whoever showed no validator is trouble, and the next request is unconditional again."""
    origin.answer("/feed", 304)
    guest.start(news(guest))
    guest.live(hours=2)
    assert guest.status().trouble is not None
    assert guest.status().failures == len(guest.asked) > 1
    assert {asked.header("if-none-match") for asked in guest.asked} == {None}


@pytest.mark.polite(16)
def test_what_is_known_is_not_fetched_again(guest: Guest, origin: Origin) -> None:
    """Neither a new start nor other categories for the entries have a document fetched that is known."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest))
    guest.tick()
    guest.restart()
    guest.reload(news(guest, categories=["a/b"]))
    guest.live(minutes=50)
    assert len(guest.asked) == 1


@pytest.mark.polite(17)
def test_visits_keep_their_distance(guest: Guest, origin: Origin) -> None:
    """An hour by default; closer than five minutes is warned of, and neither restart nor reload comes sooner."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest, every="auto"))
    guest.tick()
    planned = guest.status().next_visit
    assert planned is not None
    assert planned >= START + timedelta(hours=1)
    guest.clock.forward(seconds=10)
    guest.reload(news(guest, every="1m"))
    guest.live(minutes=4)
    guest.restart()
    guest.live(seconds=40)
    assert len(guest.asked) == 1
    guest.live(minutes=1)
    assert len(guest.asked) == 2
    source = {"name": "news", "url": "https://a.example/"}
    close = config.Settings.model_validate({"sources": [{**source, "every": "4m"}]})
    [caution] = config.cautions(close)
    assert "closer than origins like" in caution
    assert config.cautions(config.Settings.model_validate({"sources": [{**source, "every": "5m"}]})) == []


@pytest.mark.polite(18)
def test_max_age_is_respected(guest: Guest, origin: Origin) -> None:
    """Cache-Control: max-age puts the next visit off, a day at most; no directive brings it nearer."""
    wishes = {"max-age=10800": 3, "max-age=864000": 24, "s-maxage=10800": 1, "max-age=0": 1, "no-cache": 1}
    wishes["max-age=60, must-revalidate"] = 1
    for number, wish in enumerate(wishes):
        origin.serve(f"/{number}", FEED, headers={"Cache-Control": wish})
    guest.start(*many(guest, len(wishes)), per_host=32)
    guest.tick()
    waits = [guest.status(f"s{number}").next_visit for number in range(len(wishes))]
    assert waits == [START + timedelta(hours=hours) for hours in wishes.values()]


@pytest.mark.polite(19)
def test_expires_is_respected(guest: Guest, origin: Origin) -> None:
    """Expires counts where there is no max-age, 0 and the past do not, and Age is taken off."""
    later = "Sun, 01 Mar 2026 15:00:00 GMT"
    wishes: list[tuple[dict[str, str], float]] = [
        ({"Expires": later}, 3),
        ({"Expires": later, "Cache-Control": "max-age=7200"}, 2),
        ({"Expires": "0"}, 1),
        ({"Expires": "Sun, 01 Mar 2020 15:00:00 GMT"}, 1),
        ({"Cache-Control": "max-age=10800", "Age": "3600"}, 2),
    ]
    for number, (headers, _) in enumerate(wishes):
        origin.serve(f"/{number}", FEED, headers=headers)
    guest.start(*many(guest, len(wishes)), per_host=32)
    guest.tick()
    waits = [guest.status(f"s{number}").next_visit for number in range(len(wishes))]
    assert waits == [START + timedelta(hours=hours) for _, hours in wishes]


@pytest.mark.polite(20)
def test_what_a_document_asks_for_is_respected(guest: Guest, origin: Origin) -> None:
    """RSS ttl, sy:updatePeriod, skipHours and skipDays lengthen a wait, also after a 304, and never shorten it."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in (13, 14))
    update = '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>'
    wishes = [
        ("<ttl>180</ttl>", 3),
        ("<ttl>5</ttl>", 1),
        (update, 24),
        (f"<skipHours>{hours}</skipHours>", 3),
        ("<skipDays><day>Sunday</day></skipDays>", 12),
    ]
    for number, (wish, _) in enumerate(wishes):
        origin.serve(f"/{number}", with_channel(wish), etag=ETAG)
    guest.start(*many(guest, len(wishes)), per_host=32)
    guest.tick()
    waits = [guest.status(f"s{number}").next_visit for number in range(len(wishes))]
    assert waits == [START + timedelta(hours=hours) for _, hours in wishes]
    guest.live(hours=7)
    assert [at for at, asked in zip(guest.times, guest.asked, strict=True) if asked.path == "/0"] == [0, 3, 6]


@pytest.mark.polite(21)
def test_a_start_is_no_burst(guest: Guest, origin: Origin) -> None:
    """A host's overdue sources come back spread over half an interval; chance adds a tenth at most."""
    count = 6
    for number in range(count):
        origin.serve(f"/{number}", FEED, etag=ETAG)
    sources = many(guest, count)
    guest.start(*sources, spacing="2s", per_host=1)
    guest.live(minutes=1)
    assert min(gaps(guest)) * 3600 >= 2 - 0.4  # new ones: somebody waits for them, so only apart
    guest.stop()
    guest.clock.forward(hours=8)
    before = len(guest.seen)
    guest.start(*sources, per_host=1)
    guest.live(minutes=35)
    started = guest.times[before:]
    assert len(started) == count
    assert min(later - sooner for sooner, later in pairwise(started)) >= 1 / count / 2 - 0.001
    guest.dice = 0.999
    guest.live(hours=2)
    waits = [guest.status(f"s{number}") for number in range(count)]
    lengths = [row.next_visit - row.last_visit for row in waits if row.next_visit and row.last_visit]
    assert all(timedelta(hours=1) <= length <= timedelta(hours=1.1) for length in lengths)


@pytest.mark.polite(22)
def test_a_machine_that_slept_makes_up_for_nothing(guest: Guest, origin: Origin) -> None:
    """After six hours of sleep each source is asked once, apart from the others of its host."""
    for number in range(4):
        origin.serve(f"/{number}", FEED, etag=ETAG)
    guest.start(*many(guest, 4), per_host=1)
    guest.live(minutes=10)
    guest.clock.forward(hours=6)
    before = len(guest.asked)
    guest.live(minutes=45)
    assert sorted(asked.path for asked in guest.asked[before:]) == ["/0", "/1", "/2", "/3"]
    assert min(gaps(guest)[before:]) > 0.1


@pytest.mark.polite(23)
def test_too_many_requests_quiet_the_whole_host(guest: Guest, origin: Origin) -> None:
    """429 with Retry-After, in either form: nobody asks the host before, not even after a restart."""
    origin.answer("/0", 429, {"Retry-After": "7200"})
    origin.serve("/1", FEED, etag=ETAG)
    guest.start(*many(guest, 2), per_host=1)
    guest.live(minutes=1)
    guest.restart()
    guest.live(hours=1.9)
    [report] = guest.poll("s1")
    assert report.trouble is not None
    assert [asked.path for asked in guest.asked] == ["/0"]
    guest.live(hours=6)
    assert guest.times[1] >= 2
    waits = {"Sun, 01 Mar 2026 20:00:00 GMT": 8, "1": 1 / 60, "999999999": 7 * 24, "soon": 1, "-5": 1}
    for number, (wish, hours) in enumerate(waits.items(), 2):
        origin.answer(f"/{number}", 429, {"Retry-After": wish})
        guest.clock.now = START
        hosted = {"name": f"s{number}", "url": guest.url(f"/{number}", host=f"{number}.example"), "every": "1m"}
        guest.reload(hosted)
        guest.tick()
        wait = (guest.status(f"s{number}").next_visit or START) - START
        assert wait >= timedelta(hours=hours) if hours != 1 else wait < timedelta(minutes=5)


@pytest.mark.polite(24)
def test_an_origin_out_of_service_gets_its_time(guest: Guest, origin: Origin) -> None:
    """503 with Retry-After is the same; without it the wait doubles with chance in it, up to a day."""
    origin.answer("/0", 503, {"Retry-After": "Sun, 01 Mar 2026 18:00:00 GMT"})
    origin.serve("/1", FEED, etag=ETAG)
    guest.start(
        {"name": "held", "url": guest.url("/0", host="held.example"), "every": "1h"},
        {"name": "news", "url": guest.url("/1"), "every": "1h"},
    )
    guest.tick()
    guest.dice = 0.5
    origin.answer("/1", 503)
    guest.live(days=6)
    held = [at for at, asked in zip(guest.times, guest.asked, strict=True) if asked.path == "/0"]
    other = [at for at, asked in zip(guest.times, guest.asked, strict=True) if asked.path == "/1"]
    assert held[1] >= 6
    waits = [round(later - sooner, 2) for sooner, later in pairwise(other)]
    assert waits[1:6] == [1.5, 3, 6, 12, 18]
    assert max(waits) <= DAY


@pytest.mark.polite(25)
def test_trouble_makes_visits_rare_and_success_brings_them_back(guest: Guest, origin: Origin) -> None:
    """5xx and refused connections are met with doubling waits; one success puts everything back to normal."""
    origin.answer("/feed", 500)
    guest.start(news(guest))
    guest.live(hours=8)
    origin.close()
    guest.live(hours=30)
    assert guest.status().failures >= 5
    assert guest.status().trouble is not None
    origin.open()
    origin.serve("/feed", FEED, etag=ETAG)
    guest.live(days=1)
    assert guest.status().failures == 0
    assert gaps(guest)[-3:] == [1, 1, 1]


@pytest.mark.polite(26)
def test_a_refusal_is_taken_as_one(guest: Guest, origin: Origin) -> None:
    """401, 403 and 404 are asked for ever less often, shown, and under the same name."""
    for number, status in enumerate((401, 403, 404)):
        origin.answer(f"/{number}", status)
    guest.start(*many(guest, 3), per_host=32)
    guest.live(days=7)
    for number in range(3):
        row = guest.status(f"s{number}")
        assert row.trouble is not None
        assert row.trouble.kind is FailureKind.CLIENT_ERROR
        times = [at for at, asked in zip(guest.times, guest.asked, strict=True) if asked.path == f"/{number}"]
        waits = [later - sooner for sooner, later in pairwise(times)]
        assert all(later >= sooner - 0.01 for sooner, later in pairwise(waits))
        assert waits[-1] >= 12
    assert len({asked.header("user-agent") for asked in guest.asked}) == 1


@pytest.mark.polite(27)
def test_gone_is_gone(guest: Guest, origin: Origin) -> None:
    """410 ends the visits and is shown, until the source gets another url."""
    origin.answer("/feed", 410)
    origin.serve("/new", FEED)
    guest.start(news(guest))
    guest.live(days=30)
    guest.restart()
    guest.live(days=30)
    assert len(guest.asked) == 1
    trouble = guest.status().trouble
    assert trouble is not None
    assert (trouble.kind, guest.status().next_visit) == (FailureKind.GONE, None)
    guest.reload(news(guest, "/new"))
    guest.tick()
    assert guest.status().trouble is None


@pytest.mark.polite(28)
def test_a_move_is_believed_after_three_visits_over_a_day(guest: Guest, origin: Origin) -> None:
    """301 and 308 are followed at once and kept after a day of them; the old url stays, and is gone back to."""
    origin.redirect("/feed", "/new", 301)
    origin.serve("/new", FEED, etag=ETAG)
    guest.start(news(guest, every="10h"))
    guest.live(hours=29)
    assert [asked.path for asked in guest.asked] == ["/feed", "/new"] * 3
    assert guest.status().address is None
    guest.live(hours=21)
    row = guest.status()
    assert [asked.path for asked in guest.asked[6:]] == ["/feed", "/new", "/new", "/new"]
    assert {asked.header("if-none-match") for asked in guest.asked[7:]} == {ETAG}
    assert (row.location, row.address) == (guest.url("/feed"), guest.url("/new"))
    assert [(move.before, move.after) for move in row.moves] == [(guest.url("/feed"), guest.url("/new"))]
    origin.answer("/new", 404)
    origin.serve("/feed", FEED)
    guest.live(days=6)
    assert guest.status().address is None
    assert guest.asked[-1].path == "/feed"
    assert guest.status().trouble is None


@pytest.mark.polite(29)
def test_a_detour_is_no_move(guest: Guest, origin: Origin) -> None:
    """302, 303 and 307 are followed each time and never kept; nor is any move of a source that is pinned."""
    for status in (302, 303, 307, 301):
        origin.redirect(f"/{status}", "/real", status)
    origin.serve("/real", FEED, etag=ETAG)
    pinned = {301: {"pin": True}}
    guest.start(
        *(
            {"name": f"s{status}", "url": guest.url(f"/{status}"), "every": "10h", **pinned.get(status, {})}
            for status in (301, 302, 303, 307)
        ),
        per_host=32,
    )
    guest.live(days=4)
    for status in (301, 302, 303, 307):
        assert len(origin.asked(f"/{status}")) == 10
        assert guest.status(f"s{status}").address is None


@pytest.mark.polite(30)
def test_a_move_to_something_else_is_not_believed(guest: Guest, origin: Origin) -> None:
    """A permanent redirect to a page that is no feed, or to the feed of somebody else, is never kept."""
    for number in range(2):
        origin.serve(f"/{number}", FEED)
    guest.start(*many(guest, 2, every="10h"), per_host=32)
    guest.tick()
    for number in range(2):
        origin.redirect(f"/{number}", f"/to{number}", 301)
    origin.serve("/to0", b"<html><title>Log in</title></html>")
    origin.serve("/to1", rss(Item(number=100), Item(number=101)))
    guest.live(days=4)
    assert len(origin.asked("/to1")) > 5
    for number, entries in enumerate((2, 4)):
        row = guest.status(f"s{number}")
        assert (row.address, row.entries, row.moves) == (None, entries, ())


@pytest.mark.polite(31)
def test_a_visit_ends(guest: Guest, origin: Origin) -> None:
    """A visit makes one request and one a hop, five at most; a circle ends where it closes."""
    for number in range(9):
        origin.redirect(f"/hop{number}", f"/hop{number + 1}", 302)
    origin.redirect("/a", "/b")
    origin.redirect("/b", "/a")
    guest.start(news(guest, "/hop0"), {"name": "circle", "url": guest.url("/a"), "every": "1h"})
    guest.tick()
    paths = sorted(asked.path for asked in guest.asked)
    assert paths == ["/a", "/b", *(f"/hop{number}" for number in range(6))]


@pytest.mark.polite(32)
def test_a_guest_looks_into_no_other_room(guest: Guest, origin: Origin) -> None:
    """No favicon, front page, robots.txt, picture, enclosure, or guessed address of a feed is ever asked for."""
    body = f'<p><img src="{guest.url("/a.png")}"></p>'
    feed = rss(Item(number=1, body=body)).replace(b"https://news.example/", guest.url("/").encode())
    feed = feed.replace(
        b"</item>", f'<enclosure url="{guest.url("/a.mp3")}" type="audio/mpeg" length="1"/></item>'.encode()
    )
    origin.serve("/feed", feed)
    origin.answer("/missing", 404)
    guest.start(news(guest), {"name": "lost", "url": guest.url("/missing"), "every": "1h"})
    guest.live(hours=4)
    assert {asked.path for asked in guest.asked} == {"/feed", "/missing"}


@pytest.mark.polite(33)
def test_pages_of_entries_are_read_once_and_only_where_it_is_wanted(guest: Guest, origin: Origin) -> None:
    """An article page is asked for only where a source wants it: once an entry, one a host at a time, robots.txt first."""
    for path, numbers in (("/feed", (5, 6)), ("/wanted", (1, 2, 3, 4))):
        items = rss(*(Item(number=number, body=TEASER) for number in numbers))
        origin.serve(path, items.replace(b"https://news.example/", guest.url("/article/").encode()))
    guest.start(news(guest))
    guest.live(hours=3)
    assert {asked.path for asked in guest.asked} == {"/feed"}
    origin.serve("/robots.txt", b"User-agent: feedhub\nDisallow: /article/4\n", content_type="text/plain")
    inside: list[Asked] = []
    crowd: list[int] = []

    async def handler(asked: Asked, answer: Answer) -> None:
        inside.append(asked)
        crowd.append(len(inside))
        await asyncio.sleep(0.01)
        inside.remove(asked)
        await answer.send(200, {"Content-Type": "text/html", "ETag": ETAG}, page())

    for number in range(1, 5):
        origin.script(f"/article/{number}", handler)
    guest.reload(news(guest), {**news(guest, "/wanted"), "name": "wanted", "full_text": True})
    guest.live(hours=3)
    guest.restart()
    guest.live(days=2)
    pages = [asked for asked in guest.asked if asked.path.startswith("/article/")]
    assert sorted(asked.path for asked in pages) == ["/article/1", "/article/2", "/article/3"]
    assert max(crowd) == 1
    assert len(origin.asked("/robots.txt")) == 1
    assert {asked.header("if-none-match") for asked in pages} == {None}
    assert {asked.header("referer") for asked in pages} == {None}


@pytest.mark.polite(34)
def test_hubs_are_not_subscribed_to(guest: Guest, origin: Origin) -> None:
    """A WebSub hub that a document names is not written to."""
    hub = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{guest.url("/hub")}"/>'
    origin.serve("/feed", with_channel(hub), headers={"Link": f'<{guest.url("/hub")}>; rel="hub"'})
    guest.start(news(guest))
    guest.live(hours=3)
    assert {asked.path for asked in guest.asked} == {"/feed"}


@pytest.mark.polite(35)
def test_one_guest_at_a_time(guest: Guest, origin: Origin) -> None:
    """With per_host 1 a host has one request at a time; they are `spacing` apart, a second unless configured."""
    inside: list[Asked] = []
    crowd: list[int] = []

    async def handler(asked: Asked, answer: Answer) -> None:
        inside.append(asked)
        crowd.append(len(inside))
        await asyncio.sleep(0.01)
        inside.remove(asked)
        await answer.send(200, {}, FEED)

    for number in range(4):
        origin.script(f"/{number}", handler)
    guest.start(*many(guest, 4), per_host=1)
    guest.live(minutes=1)
    assert (len(guest.asked), max(crowd)) == (4, 1)
    guest.stop()
    guest.start(*many(guest, 4), spacing="1s", per_host=1)
    before = len(guest.asked)
    guest.clock.forward(seconds=3900)
    guest.live(minutes=40)
    assert len(guest.asked) - before >= 4
    assert min(gaps(guest)[before:]) * 3600 >= 0.99
    assert config.Fetch().spacing == timedelta(seconds=1)


@pytest.mark.polite(36)
def test_a_slow_host_is_nobody_elses_trouble(guest: Guest, origin: Origin) -> None:
    """A crowd of sources at a host that hangs takes no turn from the others."""

    async def hang(_asked: Asked, answer: Answer) -> None:
        await answer.until_they_leave()

    for number in range(70):
        origin.script(f"/{number}", hang)
    origin.serve("/feed", FEED)
    guest.start(*many(guest, 70, host="slow.example"), news(guest), deadline="1s", concurrency=4)
    reports = guest.tick()
    assert {report.source: report.trouble for report in reports}["news"] is None
    assert len(reports) == 3


@pytest.mark.polite(37)
def test_a_url_in_many_categories_is_asked_once(guest: Guest, origin: Origin) -> None:
    """However many categories a source is in, it is one request; two sources of one url are warned of."""
    origin.serve("/feed", FEED, etag=ETAG)
    guest.start(news(guest, categories=["a/b", "c", "d/e/f"]))
    guest.live(minutes=50)
    assert len(guest.asked) == 1
    twins = config.Settings.model_validate(
        {"sources": [{"name": name, "url": "https://a.example/"} for name in ("one", "two")]}
    )
    [caution] = config.cautions(twins)
    assert "one, two" in caution


@pytest.mark.polite(38)
def test_two_daemons_do_not_share_a_store(guest: Guest, origin: Origin) -> None:
    """The second daemon on one store is refused, so that nobody is asked twice."""
    guest.start(news(guest))
    url = guest.app.settings.store.database
    with alone(url), pytest.raises(StoreError, match="another feedhub already runs"), alone(url):
        pass
