"""How many readers a feed has, without keeping who they are."""

from feedhub.serve.watch import Watch

HERE, THERE = ("192.0.2.1", 4000), ("192.0.2.2", 4000)
DAY = 86_401.0


def test_readers_are_told_apart_by_address_and_agent_in_all_formats_of_a_feed() -> None:
    watch = Watch()
    for name in ("all.atom", "all.rss", "all.atom"):
        watch.read(name, HERE, b"newsboat/2.30")
    watch.read("all.atom", ("192.0.2.1", 5000), b"newsboat/2.30")
    watch.read("all.atom", HERE, b"NetNewsWire")
    watch.read("all.atom", THERE, b"newsboat/2.30")
    assert (watch.readers("all"), watch.readers("category/a")) == (3, 0)


def test_a_service_counts_as_many_as_it_says_it_reads_for() -> None:
    watch = Watch()
    watch.read("all.atom", HERE, b"Feedbin feed-id:1 - 42 subscribers")
    watch.read("all.rss", THERE, b"Feedbin feed-id:1 - 40 subscribers")
    watch.read("all.rss", THERE, b"newsboat (a reader)")
    assert watch.readers("all") == 41


def test_readers_are_forgotten_after_two_days() -> None:
    now = 0.0
    watch = Watch(lambda: now)
    watch.read("all.atom", HERE, b"newsboat")
    now = DAY
    assert watch.readers("all") == 1
    now = 3 * DAY
    assert watch.readers("all") == 0
