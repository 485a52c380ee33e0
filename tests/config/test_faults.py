"""Broken files and the exact lines said about them: where, which key, what is wrong."""

from pathlib import Path

import pytest

from feedhub.config import load
from feedhub.errors import ConfigError


def refusal(folder: Path, content: str | bytes, environ: dict[str, str] | None = None) -> list[str]:
    """Load a broken file and give the lines of its error, with the path as config.yaml."""
    file = folder / "config.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError) as caught:
        load(file, environ or {})
    return str(caught.value).replace(str(file), "config.yaml").splitlines()


def source(**keys: str) -> str:
    """Write a file with one source; its own keys begin on line 4."""
    lines = ["sources:", "  - name: a", "    url: https://a.example/feed"]
    return "\n".join([*lines, *(f"    {key}: {value}" for key, value in keys.items())])


SYNTAX = [
    (b"hub:\n\ttitle: x\n", "2:1: YAML: a tab: YAML indents with spaces only"),
    ("hub:\n  title: 好\n  language: \xff\n".encode("latin-1", "ignore"), "3:13: YAML: these bytes are not UTF-8"),
    ("hub:\n  title: 每日".encode() + b"\xff", "2:12: YAML: these bytes are not UTF-8"),
    ("hub:\n  title: 每日\x07".encode(), "2:12: YAML: this character must not stand in YAML"),
    (
        b"hub: {title: [1}\n",
        "1:16: YAML: while parsing a flow sequence, did not find expected ',' or ']'",
    ),
    (b"hub: *nowhere\n", "1:6: YAML: found undefined alias"),
    (b"hub:\n---\nserve:\n", "2:1: YAML: expected a single document in the stream, but found another document"),
    (b"- hub\n", "1:1: config: must hold keys and values: hub, sources, fetch, …"),
    (b"just words\n", "1:1: config: must hold keys and values: hub, sources, fetch, …"),
    (b"hub: !!python/object:os.system x\n", "1:6: hub: has a YAML tag (!…), which means nothing here"),
    (b"sources: &s [*s]\n", "1:10: sources.0: is nested in itself, or too deep"),
    (b"hub:\n  <<: 5\n", "2:7: hub.<<: must be a mapping, or a list of them"),
    (b"hub:\n  ? [a]\n  : b\n", "2:5: hub: a key must be a word"),
    (b"[" * 100_000, "1:501: YAML: is nested too deep"),
    (b"- " * 100_000, "1:1: YAML: is nested too deep"),
]


@pytest.mark.parametrize(("content", "line"), SYNTAX)
def test_what_is_no_yaml_we_read_is_refused_where_it_goes_wrong(tmp_path: Path, content: bytes, line: str) -> None:
    assert refusal(tmp_path, content) == [f"config.yaml:{line}"]


KEEP = "must be forever, a time such as 365d, a number of entries such as 500, or {age: 365d, entries: 500}"
STRUCTURE = [
    ("hubb:\n  title: x\n", "1:1: hubb: unknown key, did you mean hub?"),
    ("hub:\n  base_uri: x\n", "2:3: hub.base_uri: unknown key, did you mean base_url?"),
    ("hub:\n  Title: x\n", "2:3: hub.Title: unknown key, did you mean title?"),
    ("hub:\n  frobnicate:\n", "2:3: hub.frobnicate: unknown key; there are title, base_url, authority, language"),
    ("hub:\n  title: a\n  title: b\n", "3:3: hub.title: is there twice, first on line 2"),
    ("hub: {}\nhub: {}\n", "2:1: hub: is there twice, first on line 1"),
    ("hub: x\n", "1:6: hub: must hold keys and values"),
    ("sources: x\n", "1:10: sources: must be a list"),
    ("sources:\n  a: {url: x}\n", "2:3: sources: must be a list"),
    ("sources:\n  - just-a-name\n", "2:5: sources.0: must hold keys and values"),
    ("sources:\n  - url: https://a.example/\n", "2:5: sources.0.name: is missing"),
    ("sources:\n  - name: a\n", "2:5: sources.0.path: a source needs a url or a path"),
    ("defaults:\n  evry: 5m\n", "2:3: defaults.evry: unknown key, did you mean every?"),
    ("defaults: 5m\n", "1:11: defaults: must hold keys and values"),
    (source(path="x"), "4:11: sources.0.path: a source has either a url or a path, not both"),
    (source(catgories="[x]"), "4:5: sources.0.catgories: unknown key, did you mean categories?"),
    (source(title="[x]"), "4:12: sources.0.title: must be text"),
    (source(categories="x"), "4:17: sources.0.categories: must be a list"),
    (source(categories="[x, ~]"), "4:21: sources.0.categories.1: must be text"),
    (source(enabled="maybe"), "4:14: sources.0.enabled: must be true or false"),
    ("fetch: {concurrency: many}\n", "1:22: fetch.concurrency: must be a whole number"),
    ("fetch: {concurrency: 0}\n", "1:22: fetch.concurrency: must be at least 1"),
    ("fetch: {per_host: 99}\n", "1:19: fetch.per_host: must be at most 32"),
    ("store: {keep: 10m}\n", "1:15: store.keep: must be from 1h to 36500d"),
    ("store: {keep: 0}\n", "1:15: store.keep: must be from 1 to 1000000 entries"),
    ("store: {keep: always}\n", f"1:15: store.keep: {KEEP}"),
    ("store: {keep: {days: 3}}\n", f"1:15: store.keep: {KEEP}"),
    ("store: {keep: {age: 30d, entries: many}}\n", f"1:15: store.keep: {KEEP}"),
    ("defaults: {keep: yes}\n", f"1:18: defaults.keep: {KEEP}"),
    ("publish: {first: -1}\n", "1:18: publish.first: must be at least 0"),
    (source(first="5001"), "4:12: sources.0.first: must be at most 5000"),
    ("publish: {entries: 1.5}\n", "1:20: publish.entries: must be a whole number"),
    ("publish: {entries: [1]}\n", "1:20: publish.entries: must be a whole number"),
    ("publish: {directory: [x]}\n", "1:22: publish.directory: must be a path"),
    (source(enabled="[yes]"), "4:14: sources.0.enabled: must be true or false"),
    (source(path="{}"), "4:11: sources.0.path: must be a path"),
    (f"fetch: {{per_host: {'9' * 5000}}}\n", "1:19: fetch.per_host: is too large a number"),
    ("publish: {entries: 1001}\n", "1:20: publish.entries: must be at most 1000"),
    ("fetch: {min_interval: 2d}\n", "1:8: fetch.max_interval: must not be below min_interval"),
    (
        "fetch: {min_interval: 2h, max_interval: 1h}\n",
        "1:41: fetch.max_interval: must not be below min_interval",
    ),
]


@pytest.mark.parametrize(("content", "line"), STRUCTURE)
def test_a_key_that_is_wrong_is_named_with_its_place(tmp_path: Path, content: str, line: str) -> None:
    assert refusal(tmp_path, content) == [f"config.yaml:{line}"]


VALUES = [
    ("name", "../x", "must begin with a-z or 0-9"),
    ("name", "Upper", "must begin with a-z or 0-9"),
    ("name", "中文", "must begin with a-z or 0-9"),
    ("name", "x.atom", "must not end in .atom, .rss, .json or .html"),
    ("name", "x" * 81, "must be at most 80 characters long"),
    ("url", "ftp://a.example/x", "must be an http:// or https:// address with a host"),
    ("url", "https:///feed", "must be an http:// or https:// address with a host"),
    ("url", "https://a.example:99999/", "its host or port cannot be read"),
    ("url", "https://[::1/", "its host or port cannot be read"),
    ("url", '"https://a.example/a b"', "without spaces and control characters"),
    ("url", "file:///etc/passwd", "must be an http:// or https:// address with a host"),
    ("url", "https://a.example/" + "x" * 4096, "must be at most 4096 characters long"),
    ("title", '""', "must not be blank"),
    ("title", '"a\\nb"', "must be one line without control characters"),
    ("title", '"a\\u202Eb"', "must be one line without control characters"),
    ("title", "x" * 201, "must be at most 200 characters long"),
    ("headimg", "logo.png", "must be an http:// or https:// address with a host"),
    ("headimg", "https://me:pw@a.example/logo.png", "must not hold a user name"),
    ("categories", '["/a"]', "one of them is empty"),
    ("categories", '["a//b"]', "one of them is empty"),
    ("categories", '[""]', "one of them is empty"),
    ("categories", "[../x]", "must not be . or .."),
    ("categories", "[a/./b]", "must not be . or .."),
    ("categories", "['a\\\\b']", "must not hold a backslash"),
    ("categories", '["a\\u0000b"]', "must not hold control characters"),
    ("categories", f"[{'x' * 81}]", "at most 80 characters and 240 bytes"),
    ("categories", f"[{'🏮' * 61}]", "at most 80 characters and 240 bytes"),
    ("categories", "[a/b/c/d/e/f/g/h/i/j/k]", "a category is at most 10 names deep"),
    ("categories", "[news.atom]", "must not end in .atom, .rss, .json or .html"),
    ("categories", "[News.HTML/x]", "must not end in .atom, .rss, .json or .html"),
    ("categories", f"[{', '.join(f'c{n}' for n in range(101))}]", "must hold at most 100"),
    ("every", "59s", "must be from 1m to 365d"),
    ("every", "366d", "must be from 1m to 365d"),
    ("every", "hourly", "must be auto, a time such as 15m, or a cron expression of five fields"),
    ("every", "15", "must be auto, a time such as 15m, or a cron expression of five fields"),
    ("every", "[15m]", "must be auto, a time such as 15m, or a cron expression"),
    ("every", '"0 6 * *"', "a cron expression has five fields, this has 4"),
    ("every", '"60 * * * *"', "the minute of a cron expression is 0 to 59"),
    ("every", '"0 24 * * *"', "the hour of a cron expression is 0 to 23"),
    ("every", '"0 0 0 * *"', "the day of the month of a cron expression is 1 to 31"),
    ("every", '"0 0 * foo *"', "the month of a cron expression is 1 to 12"),
    ("every", '"0 0 * * 8"', "the day of the week of a cron expression is 0 to 7"),
    ("every", '"0 0 * * fri-mon"', "the day of the week runs backwards"),
    ("every", '"*/0 * * * *"', "the step of the minute in a cron expression is 1 to 59"),
    ("every", '"0 0 31 2,4 *"', "never fires"),
    ("timezone", "Mars/Olympus", "is no time zone"),
    ("timezone", "../../etc/passwd", "is no time zone"),
    ("updates", "never", "must be 'replace' or 'ignore'"),
    ("encoding", "utf-9", "is no character encoding"),
    ("encoding", "base64", "is no character encoding"),
    ("encoding", "unicode_escape", "is no encoding documents come in"),
]


@pytest.mark.parametrize(("key", "value", "words"), VALUES)
def test_a_value_of_a_source_that_is_wrong_is_told_where_it_stands(
    tmp_path: Path, key: str, value: str, words: str
) -> None:
    given = {"name": "a", "url": "https://a.example/feed"} | {key: value}
    lines = [f"    {one}: {text}" for one, text in given.items()]
    number = 2 + list(given).index(key)
    column = len(f"    {key}: ") + 1
    (line,) = refusal(tmp_path, "\n".join(["sources:", "  -" + lines[0][3:], *lines[1:]]))
    assert line.startswith(f"config.yaml:{number}:")
    assert words in line
    if key != "categories":
        assert line.startswith(f"config.yaml:{number}:{column}: sources.0.{key}: ")


SECTIONS = [
    ("hub", "base_url", "https://a.example/?x=1", "must have neither query nor fragment"),
    ("hub", "base_url", '"https://a.example/#x"', "must have neither query nor fragment"),
    ("hub", "base_url", "https://me:pw@a.example/", "must not hold a user name"),
    ("hub", "base_url", "https://订阅.example/", "must be ASCII"),
    ("hub", "base_url", "a.example", "must be an http:// or https:// address with a host"),
    ("hub", "authority", "a.example", "a date you owned it on"),
    ("hub", "authority", "a.example,26", "a date you owned it on"),
    ("hub", "authority", "-a,2026", "a date you owned it on"),
    ("hub", "language", "Chinese, simplified", "is no language tag"),
    ("fetch", "user_agent", "feedhub/{verson}", "may hold {version} and {base_url}"),
    ("fetch", "user_agent", '"feedhub {"', "a brace without its partner"),
    ("fetch", "user_agent", '"a\\r\\nX-Evil: 1"', "must be one line of ASCII"),
    ("fetch", "deadline", "30", "is no duration"),
    ("fetch", "deadline", "0s", "must be from 1s to 10m"),
    ("fetch", "deadline", "11m", "must be from 1s to 10m"),
    ("fetch", "deadline", "9" * 40 + "d", "is a longer time than there is"),
    ("fetch", "max_bytes", "20 XB", "is no size"),
    ("fetch", "max_bytes", "0", "must be from 1 kB to 1 GB"),
    ("fetch", "min_interval", "1s", "must be from 1m to 365d"),
    ("store", "database", "mysql://x/y", "must be sqlite:///FILE or postgresql+psycopg://"),
    ("store", "database", "data/feedhub.db", "must be sqlite:///FILE or postgresql+psycopg://"),
    ("store", "database", '"sqlite://"', "must name a file"),
    ("store", "database", '"sqlite:///:memory:"', "must name a file"),
    ("store", "database", '"sqlite:///"', "must name a file"),
    ("publish", "directory", '"a\\u0000b"', "must be a path without control characters"),
    ("publish", "directory", '" "', "must be a path without control characters"),
    ("publish", "merge", "sometimes", "must be true or false"),
    ("publish", "tags", "[Python, rust, python]", "python stands there already"),
    ("serve", "bind", "8080", "must be host:port"),
    ("serve", "bind", '":8080"', "must be host:port"),
    ("serve", "bind", '"::1:8080"', "must be host:port"),
    ("serve", "bind", '"127.0.0.1:65536"', "must be host:port"),
    ("serve", "bind", '"127.0.0.256:80"', "must be host:port"),
    ("serve", "bind", '"[127]:80"', "must be host:port"),
]


@pytest.mark.parametrize(("section", "key", "value", "words"), SECTIONS)
def test_a_value_of_a_section_that_is_wrong_is_told_where_it_stands(
    tmp_path: Path, section: str, key: str, value: str, words: str
) -> None:
    (line,) = refusal(tmp_path, f"{section}:\n  {key}: {value}\n")
    assert line.startswith(f"config.yaml:2:{len(key) + 5}: {section}.{key}: ")
    assert words in line


@pytest.mark.parametrize("entry", ["a b", "10.0.0.256", "http://x", "x:99999", "[zz]:80", "10.0.0.1/24", "x/y"])
def test_what_is_neither_host_nor_network_is_no_exemption(tmp_path: Path, entry: str) -> None:
    (line,) = refusal(tmp_path, f"fetch:\n  allow: [nas.lan, '{entry}']\n")
    assert line.startswith("config.yaml:2:20: fetch.allow.1: must be a host, host:port or network")


def test_two_sources_of_one_name_are_refused_at_the_second(tmp_path: Path) -> None:
    rows = "sources:\n" + "".join(f"  - {{name: {name}, url: https://a.example/}}\n" for name in "aba")
    assert refusal(tmp_path, rows) == ["config.yaml:4:12: sources.2.name: the name a is taken by sources.0"]


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ("Tech", "tech", ("Tech", "tech")),
        ("Tech/x", "tech/y", ("Tech", "tech")),
        ("a/Straße", "A/STRASSE", ("a", "A")),
        ("ＡＩ", "AI", ("ＡＩ", "AI")),
        ("Ⅳ", "iv", ("Ⅳ", "iv")),
    ],
)
def test_categories_nobody_can_tell_apart_are_refused_naming_both(
    tmp_path: Path, one: str, other: str, named: tuple[str, str]
) -> None:
    rows = (
        f"sources:\n  - {{name: a, path: a, categories: [x, {one}]}}\n  - {{name: b, path: b, categories: [{other}]}}\n"
    )
    (line,) = refusal(tmp_path, rows)
    assert line == (
        f"config.yaml:3:37: sources.1.categories.0: the category {named[1]} differs from {named[0]} only in case or in"
        " the form of its characters"
    )


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = """\
hub:
  titel: x
sources:
  - name: a
    url: gopher://a.example
    title: ${NOWHERE}
  - name: a
    path: b
    every: 5s
serve:
  bind: nowhere
defaults:
  enabled: maybe
"""
    assert refusal(tmp_path, content) == [
        "config.yaml:2:3: hub.titel: unknown key, did you mean title?",
        "config.yaml:5:10: sources.0.url: must be an http:// or https:// address with a host",
        "config.yaml:6:12: sources.0.title: the environment variable NOWHERE is not set",
        "config.yaml:7:11: sources.1.name: the name a is taken by sources.0",
        "config.yaml:9:12: sources.1.every: must be from 1m to 365d",
        "config.yaml:11:9: serve.bind: must be host:port, an IPv6 address in brackets: 127.0.0.1:8080, [::1]:8080",
        "config.yaml:13:12: defaults.enabled: must be true or false",
    ]


def test_a_wrong_default_is_one_fault_however_many_sources_inherit_it(tmp_path: Path) -> None:
    rows = "".join(f"  - {{name: s{n}, path: x}}\n" for n in range(20))
    assert refusal(tmp_path, f"defaults: {{every: 1s}}\nsources:\n{rows}") == [
        "config.yaml:1:19: defaults.every: must be from 1m to 365d"
    ]


def test_a_wrong_value_behind_an_anchor_is_one_fault(tmp_path: Path) -> None:
    content = "sources:\n  - {name: a, path: a, categories: &c [a//b]}\n  - {name: b, path: b, categories: *c}\n"
    assert len(refusal(tmp_path, content)) == 1


def test_a_file_that_is_not_there_or_no_file_is_refused_by_its_path(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "missing.yaml", "No such file or directory; `feedhub init` writes one"),
        (tmp_path, "Is a directory"),
    ):
        with pytest.raises(ConfigError) as caught:
            load(path, {})
        assert str(caught.value) == f"{path}: cannot be read: {words}"
