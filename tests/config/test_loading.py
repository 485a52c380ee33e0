"""Good files and what becomes of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from feedhub.config import Cron, Keep, Settings, Source, load

ROOT = Path(__file__).parents[2]


def loaded(folder: Path, content: str, environ: dict[str, str] | None = None) -> Settings:
    """Load a file with this content."""
    file = folder / "config.yaml"
    file.write_text(content)
    return load(file, environ or {})


def only_source(folder: Path, keys: str, before: str = "") -> Source:
    """Load a file with one source and give it."""
    (source,) = loaded(folder, f"{before}sources:\n  - {{name: a, {keys}}}\n").sources
    return source


@pytest.mark.parametrize(
    "content", ["", "# nothing yet\n", "hub:\nsources:\nstore:\n", "{}", "\ufeffhub: {}\n", "---\n"]
)
def test_a_file_that_says_nothing_means_the_defaults(tmp_path: Path, content: str) -> None:
    settings = loaded(tmp_path, content)
    assert settings == Settings(
        store={"database": f"sqlite:///{tmp_path}/data/feedhub.db"}, publish={"directory": tmp_path / "data/public"}
    )


def test_the_shipped_file_is_right_and_its_samples_are_there() -> None:
    settings = load(ROOT / "config.yaml", {})
    local = [source.path for source in settings.sources if source.path]
    assert local == [ROOT / "samples/posts", ROOT / "samples/planet.atom"]
    assert all(path.exists() for path in local)
    assert any(path.count("/") == 2 for source in settings.sources for path in source.categories)


def test_the_key_says_what_a_word_is_and_not_yaml(tmp_path: Path) -> None:
    """YAML 1.1 would make a boolean, a number, a base-60 number and a date of these."""
    words = ["No", "1984", "1:30", "2022-09-01", "0x10", "1e3"]
    assert [only_source(tmp_path, f"path: x, title: {word}").title for word in words] == words


@pytest.mark.parametrize(
    ("word", "every"),
    [
        ("auto", "auto"),
        ("15m", timedelta(minutes=15)),
        ("1h30m", timedelta(minutes=90)),
        ("'30  6 * * 1-5'", Cron(expression="30 6 * * 1-5")),
        ("'0 0 13 * fri,SAT'", Cron(expression="0 0 13 * fri,SAT")),
    ],
)
def test_a_source_is_visited_by_rhythm_by_distance_or_by_the_clock(
    tmp_path: Path, word: str, every: timedelta | Cron | str
) -> None:
    assert only_source(tmp_path, f"path: x, every: {word}").every == every


def test_amounts_are_read_in_their_units(tmp_path: Path) -> None:
    fetch = loaded(tmp_path, "fetch: {deadline: 1m, max_bytes: 1 MiB, concurrency: 8, max_interval: 7d}\n").fetch
    assert (fetch.deadline, fetch.max_bytes, fetch.concurrency) == (timedelta(minutes=1), 1_048_576, 8)
    assert fetch.max_interval == timedelta(days=7)


def test_defaults_stand_for_what_a_source_does_not_say(tmp_path: Path) -> None:
    before = "defaults: {every: 6h, author: A, categories: [x], timezone: Asia/Shanghai}\n"
    source = only_source(tmp_path, "path: p, every: 15m, categories: [y], author: ", before)
    assert source.every == timedelta(minutes=15)
    assert source.timezone == "Asia/Shanghai"
    assert source.categories == ("y",)
    assert source.author is None


@pytest.mark.parametrize("key", ["path", "url"])
def test_any_key_of_a_source_may_stand_under_defaults(tmp_path: Path, key: str) -> None:
    place = {"path": "posts", "url": "https://a.example/"}[key]
    (source,) = loaded(tmp_path, f"defaults: {{{key}: '{place}', name: only}}\nsources: [{{title: T}}]\n").sources
    assert (source.name, source.title) == ("only", "T")


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    folder = tmp_path / "hub"
    folder.mkdir()
    settings = loaded(
        folder,
        "store: {database: 'sqlite:///db/x.db?timeout=9'}\npublish: {directory: out}\n"
        "sources: [{name: a, path: posts}, {name: b, path: /srv/posts}]\n",
    )
    assert [source.path for source in settings.sources] == [folder / "posts", Path("/srv/posts")]
    assert settings.store.database == f"sqlite:///{folder}/db/x.db?timeout=9"
    assert settings.publish.directory == folder / "out"


@pytest.mark.parametrize("url", ["sqlite:////var/lib/feedhub.db", "postgresql+psycopg://me:pw@db/feedhub"])
def test_a_database_with_a_place_of_its_own_stays_there(tmp_path: Path, url: str) -> None:
    assert loaded(tmp_path, f"store: {{database: '{url}'}}\n").store.database == url


def test_categories_are_trimmed_and_put_in_one_form(tmp_path: Path) -> None:
    source = only_source(tmp_path, "path: p, categories: [' 金融 / 证券时报网/要闻 ', \"Cafe\\u0301\"]")
    assert source.categories == ("金融/证券时报网/要闻", "Caf\u00e9")


def test_the_same_category_may_be_named_by_any_number_of_sources(tmp_path: Path) -> None:
    rows = "".join(f"  - {{name: s{n}, path: x, categories: [a/b, a]}}\n" for n in range(3))
    assert len(loaded(tmp_path, f"sources:\n{rows}").sources) == 3


def test_the_address_of_a_source_stays_byte_for_byte(tmp_path: Path) -> None:
    url = "HTTP://Me:pw@Example.ORG:80/a/../b%2f?x=1&&y#z"
    assert only_source(tmp_path, f"url: '{url}'").url == url


def test_the_base_url_loses_its_last_slash_and_keeps_its_path(tmp_path: Path) -> None:
    assert loaded(tmp_path, "hub: {base_url: 'https://a.example/feeds/'}\n").hub.base_url == "https://a.example/feeds"


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("hub", "authority", "feeds.example.org,2026"),
        ("hub", "authority", "me@example.org,2026-05-01"),
        ("hub", "language", "zh-Hant-TW"),
        ("fetch", "user_agent", "mine/{version} (+{base_url}; {{braces}})"),
    ],
)
def test_what_a_section_may_say_is_kept_to_the_letter(tmp_path: Path, section: str, key: str, value: str) -> None:
    settings = loaded(tmp_path, f"{section}:\n  {key}: '{value}'\n")
    assert getattr(getattr(settings, section), key) == value


@pytest.mark.parametrize("encoding", ["gb18030", "UTF-8", "windows-1252", "euc-jp", "utf-16"])
def test_an_encoding_goes_by_any_name_python_knows(tmp_path: Path, encoding: str) -> None:
    assert only_source(tmp_path, f"path: x, encoding: {encoding}").encoding == encoding


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "[::]:8080", "localhost:8080", "0.0.0.0:65535"])
def test_a_host_and_port_may_be_listened_on(tmp_path: Path, bind: str) -> None:
    assert loaded(tmp_path, f"serve: {{bind: '{bind}'}}\n").serve.bind == bind


def test_hosts_ports_and_networks_may_be_exempt(tmp_path: Path) -> None:
    allow = [
        "nas",
        "rsshub.lan:1200",
        "10.0.0.5",
        "10.0.0.0/24",
        "fd00::/8",
        "fd00::1",
        "[fd00::1]:80",
        "127.0.0.1:9",
        "内网.example",
    ]
    assert loaded(tmp_path, f"fetch: {{allow: {allow}}}\n").fetch.allow == tuple(allow)


def test_anchors_aliases_and_merges_work(tmp_path: Path) -> None:
    content = """\
sources:
  - &first
    name: a
    path: x
    categories: &where [news/world]
    every: 1h
  - <<: *first
    name: b
  - name: c
    path: y
    categories: *where
"""
    a, b, c = loaded(tmp_path, content).sources
    assert (b.name, b.path, b.every) == ("b", a.path, a.every)
    assert a.categories == b.categories == c.categories == ("news/world",)


def test_ten_thousand_sources_are_ten_thousand_sources(tmp_path: Path) -> None:
    rows = "".join(f"  - {{name: s{n}, url: 'https://h{n}.example/'}}\n" for n in range(10_000))
    assert [source.name for source in loaded(tmp_path, f"sources:\n{rows}").sources[::9_999]] == ["s0", "s9999"]


@pytest.mark.parametrize(
    ("word", "keep"),
    [
        ("forever", Keep()),
        ("365d", Keep(age=timedelta(days=365))),
        ("500", Keep(entries=500)),
        ("'500'", Keep(entries=500)),
        ("{age: 2w, entries: 500}", Keep(age=timedelta(days=14), entries=500)),
        ("{entries: 1}", Keep(entries=1)),
    ],
)
def test_how_long_entries_stay_is_a_time_a_number_or_both(tmp_path: Path, word: str, keep: Keep) -> None:
    assert only_source(tmp_path, f"path: x, keep: {word}").keep == keep
    assert Keep.model_validate(keep.model_dump()) == keep


def test_a_source_says_nothing_of_how_long_entries_stay_unless_it_does(tmp_path: Path) -> None:
    before = "defaults: {keep: 30d}\nstore: {keep: 365d}\n"
    assert only_source(tmp_path, "path: x").keep is None
    assert only_source(tmp_path, "path: x", before).keep == Keep(age=timedelta(days=30))
    assert only_source(tmp_path, "path: x, keep: forever", before).keep == Keep()
