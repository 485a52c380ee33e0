"""A visit that a hold put off leaves nothing behind but its new time."""

from datetime import timedelta

from support.guest import HOST, Guest
from support.news import Item, rss
from support.origin import Origin


def test_what_is_put_off_is_visited_behind_the_hold_with_all_it_knew(guest: Guest, origin: Origin) -> None:
    origin.serve("/news", rss(Item(number=1)), etag='"1"')
    origin.answer("/busy", 503, {"Retry-After": "7200"})
    news = {"name": "news", "url": guest.url("/news"), "every": "1d"}
    guest.start(news)
    guest.tick()
    before = guest.status()
    guest.reload(news, {"name": "busy", "url": guest.url("/busy"), "every": "1d"})
    guest.clock.forward(minutes=10)
    guest.tick()
    guest.clock.forward(minutes=30)
    [report] = guest.poll("news")
    assert report.trouble is not None
    assert report.trouble.detail.startswith(f"{HOST} asked to be left alone and was not asked")
    after = guest.status()
    assert (after.failures, after.trouble, after.last_visit) == (0, None, before.last_visit)
    assert after.next_visit == report.next_visit == guest.clock.now + timedelta(minutes=90)
    guest.live(minutes=91)
    assert [asked.header("if-none-match") for asked in origin.asked("/news")] == [None, '"1"']
    assert guest.times[2] == round(130 / 60, 4)
    assert guest.status().last_visit == report.next_visit
