"""What robots.txt files mean for us (RFC 9309)."""

import time

import pytest

from feedhub.fetch import allows, rules_for

AGENT = "feedhub/1.0 (+https://hub.example)"


def may(text: str, target: str, agent: str = AGENT) -> bool:
    return allows(rules_for(text, agent), target)


@pytest.mark.parametrize(
    ("text", "target", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("user-agent : *\r\ndisallow : /private # not for you\r\n", "/private/x", False),
        ("user-agent: *\ndisallow: /private", "/public", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: FeedHub\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/a", False),
        ("User-agent: FeedHub\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", True),
        ("User-agent: other\nUser-agent: feedhub/2\nDisallow: /a", "/a", False),
        (
            "User-agent: feedhub\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: feedhub\nDisallow: /b",
            "/b",
            False,
        ),
        ("User-agent: feedhub\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("Disallow: /\nUser-agent: *\nDisallow: /b", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c$", "/abc", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*?", "/a?b=c", False),
        ("User-agent: *\nDisallow: /%e9%87%91", "/金/1", False),
        ("User-agent: *\nDisallow: /金", "/%E9%87%91/1", False),
        ("User-agent: *\nCrawl-delay: 9\nDisallow: /a", "/a", False),
        ("<html>not a robots.txt</html>", "/a", True),
    ],
)
def test_the_longest_rule_of_our_group_decides(text: str, target: str, allowed: bool) -> None:
    assert may(text, target) is allowed


def test_a_source_with_a_name_of_its_own_goes_by_both() -> None:
    text = "User-agent: shybot\nDisallow: /a\n\nUser-agent: feedhub\nDisallow: /b"
    assert [may(text, target, "ShyBot/2 (x)") for target in ("/a", "/b", "/c")] == [False, False, True]


def test_no_pattern_takes_long() -> None:
    rules = rules_for("User-agent: *\nDisallow: /" + "a*" * 5000 + "b\n", AGENT)
    began = time.process_time()
    assert allows(rules, "/" + "a" * 10_000)
    assert time.process_time() - began < 1
