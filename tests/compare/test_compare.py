"""What a document brings, decided by keys and fingerprints alone."""

from hypothesis import given
from hypothesis import strategies as st

from feedhub.compare import Changes, changes
from feedhub.model.entry import Identity


def identity(key: str, says: bytes = b"1") -> Identity:
    return Identity(key=key, fingerprint=says)


def test_an_unknown_key_is_new() -> None:
    assert changes({}, [identity("a"), identity("b")]) == Changes(new=(0, 1), changed=(), same=0)


def test_a_known_key_that_says_the_same_is_neither() -> None:
    assert changes({"a": b"1"}, [identity("a")]) == Changes(new=(), changed=(), same=1)


def test_a_known_key_that_says_something_else_has_changed() -> None:
    offered = [identity("a"), identity("b", b"2"), identity("c")]
    assert changes({"a": b"1", "b": b"1"}, offered) == Changes(new=(2,), changed=(1,), same=1)


def test_a_repeated_key_counts_once_where_it_stands_first() -> None:
    offered = [identity("a", b"2"), identity("a", b"1"), identity("b"), identity("b", b"9")]
    assert changes({"a": b"1"}, offered) == Changes(new=(2,), changed=(0,), same=0)


def test_what_is_no_longer_offered_is_not_gone() -> None:
    assert changes({"a": b"1", "b": b"1"}, []) == Changes(new=(), changed=(), same=0)


OFFERED = st.lists(st.builds(identity, st.sampled_from("abcdef"), st.sampled_from([b"1", b"2"])))


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([b"1", b"2"])), OFFERED)
def test_every_key_is_counted_exactly_once_and_recording_it_settles_it(
    known: dict[str, bytes], offered: list[Identity]
) -> None:
    found = changes(known, offered)
    assert len(found.new) + len(found.changed) + found.same == len({one.key for one in offered})
    stored = known | {offered[place].key: offered[place].fingerprint for place in (*found.new, *found.changed)}
    settled = changes(stored, offered)
    assert (settled.new, settled.changed, settled.same) == ((), (), len({one.key for one in offered}))


def says(links: str, words: str) -> bytes:
    return links.ljust(16).encode() + words.ljust(8).encode()


def test_an_item_under_another_key_that_says_the_same_to_the_letter_is_the_stored_one() -> None:
    known = {key: says(key, key) for key in "abc"}
    offered = [identity("a", says("a", "a")), identity("x", says("b", "b")), identity("y", says("y", "y"))]
    assert changes(known, offered) == Changes(new=(2,), changed=(), same=2, renewed=1)


def test_two_items_side_by_side_that_say_the_same_are_two() -> None:
    known = {"a": says("a", "a")}
    offered = [identity("a", says("a", "a")), identity("b", says("a", "a"))]
    assert changes(known, offered) == Changes(new=(1,), changed=(), same=1)


def test_a_document_whose_ids_and_links_all_changed_is_known_by_its_words() -> None:
    known = {str(number): says("old", str(number)) for number in range(10)}
    offered = [identity(f"new{number}", says("new", str(number))) for number in range(1, 11)]
    assert changes(known, offered) == Changes(new=(9,), changed=(), same=9, renewed=9)


def test_one_more_item_with_the_words_of_an_old_one_is_new() -> None:
    """The weekly open thread says what it said last week, and is another one."""
    known = {"old": says("old", "thread")} | {str(number): says("", str(number)) for number in range(9)}
    offered = [identity("thread", says("new", "thread"))] + [
        identity(str(number), says("", str(number))) for number in range(9)
    ]
    assert changes(known, offered) == Changes(new=(0,), changed=(), same=9)
