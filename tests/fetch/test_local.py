"""Sources on disk: a file is one document, a folder is its posts."""

import os
from pathlib import Path

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched, NotModified
from support.visitor import Visitor


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def names(outcome: object) -> list[str]:
    """Give the names of the documents a visit brought."""
    assert isinstance(outcome, Fetched)
    return [body.name for body in outcome.bodies]


def failed(outcome: object, kind: FailureKind) -> str:
    """Check that a visit failed this way, and give the operator's sentence."""
    assert isinstance(outcome, Failed)
    assert outcome.kind is kind
    return outcome.detail


def test_a_file_is_one_document(visitor: Visitor, tmp_path: Path) -> None:
    path = write(tmp_path, {"feed.xml": b"<rss/>"}) / "feed.xml"
    outcome = visitor.visit(str(path), local=True)
    assert isinstance(outcome, Fetched)
    (body,) = outcome.bodies
    assert (body.data, body.name, body.location, body.content_type) == (b"<rss/>", "feed.xml", str(path), None)


def test_a_folder_is_its_posts_in_the_order_of_their_paths(visitor: Visitor, tmp_path: Path) -> None:
    write(tmp_path, {"b.md": b"b", "a/z.txt": b"z", "a/金融.html": b"x", "c.HTML": b"c", "a.md": b"a"})
    outcome = visitor.visit(str(tmp_path), local=True)
    assert names(outcome) == ["a.md", "a/z.txt", "a/金融.html", "b.md", "c.HTML"]


def test_what_is_hidden_drafted_empty_or_no_post_is_passed_over(visitor: Visitor, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".a.md": b"a",
            "_b.md": b"b",
            ".git/c.md": b"c",
            "_drafts/d.md": b"d",
            "e.png": b"e",
            "f.md": b"",
            "g.md": b"g",
        },
    )
    assert names(visitor.visit(str(tmp_path), local=True)) == ["g.md"]


def test_a_folder_in_a_hidden_place_is_still_read(visitor: Visitor, tmp_path: Path) -> None:
    write(tmp_path, {".home/_posts/a.md": b"a"})
    assert names(visitor.visit(str(tmp_path / ".home/_posts"), local=True)) == ["a.md"]


def test_a_link_out_of_the_folder_is_not_followed(visitor: Visitor, tmp_path: Path) -> None:
    """Posts may come from a shared place; they must not be able to publish what lies beside it."""
    write(tmp_path, {"secret.txt": b"secret", "posts/a.md": b"a", "posts/.data/b.md": b"b"})
    (tmp_path / "posts/leak.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "posts/all").symlink_to(tmp_path)
    (tmp_path / "posts/b.md").symlink_to(tmp_path / "posts/.data/b.md")
    (tmp_path / "posts/lost.md").symlink_to(tmp_path / "nowhere")
    assert names(visitor.visit(str(tmp_path / "posts"), local=True)) == ["a.md", "b.md"]


@pytest.mark.parametrize(
    "change", [{"a.md": b"A"}, {"c.md": b"c"}, {"b.md": b""}], ids=["another text", "one more", "one less"]
)
def test_a_folder_is_not_modified_until_a_post_is(visitor: Visitor, tmp_path: Path, change: dict[str, bytes]) -> None:
    write(tmp_path, {"a.md": b"a", "b.md": b"b"})
    first = visitor.visit(str(tmp_path), local=True)
    assert isinstance(first, Fetched)
    assert visitor.visit(str(tmp_path), local=True, digest=first.digest) == NotModified()
    write(tmp_path, change)
    assert isinstance(visitor.visit(str(tmp_path), local=True, digest=first.digest), Fetched)


def test_moving_bytes_from_one_post_to_the_next_is_a_change(visitor: Visitor, tmp_path: Path) -> None:
    one, other = (
        write(tmp_path / "1", {"a.md": b"ab", "b.md": b"c"}),
        write(tmp_path / "2", {"a.md": b"a", "b.md": b"bc"}),
    )
    digests = {getattr(visitor.visit(str(folder), local=True), "digest", None) for folder in (one, other)}
    assert len(digests) == 2


def test_a_missing_path_says_so(visitor: Visitor, tmp_path: Path) -> None:
    detail = failed(visitor.visit(str(tmp_path / "lost"), local=True), FailureKind.NO_FILE)
    assert str(tmp_path / "lost") in detail
    assert "No such file" in detail


@pytest.mark.parametrize("location", ["a\x00b", "\udcff" * 3, "x" * 5000])
def test_a_path_no_system_takes_says_so(visitor: Visitor, location: str) -> None:
    outcome = visitor.visit(location, local=True)
    assert isinstance(outcome, Failed)


def test_what_is_neither_file_nor_folder_is_not_opened(visitor: Visitor, tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "pipe.md")
    assert "neither a file nor a folder" in failed(
        visitor.visit(str(tmp_path / "pipe"), local=True), FailureKind.NO_FILE
    )
    assert "holds no" in failed(visitor.visit(str(tmp_path), local=True), FailureKind.EMPTY)


def test_an_empty_file_and_an_empty_folder_are_failures(visitor: Visitor, tmp_path: Path) -> None:
    write(tmp_path, {"empty.xml": b"", "folder/x.png": b"x"})
    failed(visitor.visit(str(tmp_path / "empty.xml"), local=True), FailureKind.EMPTY)
    failed(visitor.visit(str(tmp_path / "folder"), local=True), FailureKind.EMPTY)


def test_a_file_over_the_cap_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": b"a" * 1000, "b.md": b"b" * 1001})
    with Visitor(max_bytes=1000) as visitor:
        assert names(visitor.visit(str(tmp_path / "a.md"), local=True)) == ["a.md"]
        assert "b.md" in failed(visitor.visit(str(tmp_path), local=True), FailureKind.TOO_LARGE)


def test_a_folder_over_ten_times_the_cap_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {f"{number}.md": b"x" * 1000 for number in range(10)})
    with Visitor(max_bytes=1000) as visitor:
        assert len(names(visitor.visit(str(tmp_path), local=True))) == 10
        write(tmp_path, {"one-more.md": b"x"})
        assert "split it" in failed(visitor.visit(str(tmp_path), local=True), FailureKind.TOO_LARGE)


def test_a_name_that_is_no_unicode_becomes_text_that_can_be_stored(visitor: Visitor, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_bytes(b"a")
    (name,) = names(visitor.visit(str(tmp_path), local=True))
    assert name.encode() == "\ufffd.md".encode()
