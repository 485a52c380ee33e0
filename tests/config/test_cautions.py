"""What is allowed and yet worth a word at start."""

from feedhub import config


def test_what_stands_in_many_sources_is_said_once() -> None:
    sources = [{"name": f"s{n}", "url": f"https://s{n}.example/", "every": "1m", "verify": n != 3} for n in range(2000)]
    said = config.cautions(config.Settings.model_validate({"sources": sources}))
    assert said == [
        "s0, s1, s2, s3, s4 and 1995 more: every 1m is closer than origins like; 15m is kind",
        "s3: verify is false: anybody on the way can read and change what is said",
    ]
