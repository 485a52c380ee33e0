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
    assert changes(stored, offered) == Changes(new=(), changed=(), same=len({one.key for one in offered}))
