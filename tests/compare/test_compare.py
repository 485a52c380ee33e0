"""What a document brings, decided by keys and fingerprints alone."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.compare import Changes, changes
from feedhub.model.entry import NO_PRINT, Identity, Known


def identity(key: str, says: bytes = b"1", *, telling: bool = True) -> Identity:
    return Identity(key=key, fingerprint=says, telling=telling)


def remembered(prints: Mapping[str, bytes], aliases: Mapping[str, str] | None = None, removed: str = "") -> Known:
    return Known(prints=prints, aliases=aliases or {}, removed=frozenset(removed))


def test_an_unknown_key_is_new() -> None:
    assert changes(remembered({}), [identity("a"), identity("b")]) == Changes(new=(0, 1), changed=(), same=0)


def test_a_known_key_that_says_the_same_is_neither() -> None:
    assert changes(remembered({"a": b"1"}), [identity("a")]) == Changes(new=(), changed=(), same=1)


def test_a_known_key_that_says_something_else_has_changed() -> None:
    offered = [identity("a"), identity("b", b"2"), identity("c")]
    assert changes(remembered({"a": b"1", "b": b"1"}), offered) == Changes(new=(2,), changed=(1,), same=1)


def test_a_repeated_key_counts_once_where_it_stands_first() -> None:
    offered = [identity("a", b"2"), identity("a", b"1"), identity("b"), identity("b", b"9")]
    assert changes(remembered({"a": b"1"}), offered) == Changes(new=(2,), changed=(0,), same=0)


def test_what_is_no_longer_offered_is_not_gone() -> None:
    assert changes(remembered({"a": b"1", "b": b"1"}), []) == Changes(new=(), changed=(), same=0)


OFFERED = st.lists(st.builds(identity, st.sampled_from("abcdef"), st.sampled_from([b"1", b"2"])))


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([b"1", b"2"])), OFFERED)
def test_every_key_is_counted_exactly_once_and_recording_it_settles_it(
    known: dict[str, bytes], offered: list[Identity]
) -> None:
    found = changes(remembered(known), offered)
    assert len(found.new) + len(found.changed) + found.same == len({one.key for one in offered})
    stored = dict(known)
    for place in (*found.new, *found.changed):
        stored[found.stored_as.get(place, offered[place].key)] = offered[place].fingerprint
    stored |= {key: offered[place].fingerprint for place, key in found.stored_as.items()}
    settled = changes(remembered(stored, dict(found.renewed)), offered)
    assert (settled.new, settled.changed, settled.same) == ((), (), len({one.key for one in offered}))


def says(links: str, words: str, link: str = "") -> bytes:
    return links.ljust(16).encode() + link.encode().ljust(8, b"\0") + words.encode().ljust(8, b"\0")


def test_an_item_under_another_key_that_says_the_same_to_the_letter_is_the_stored_one() -> None:
    known = {key: says(key, key) for key in "abc"}
    offered = [identity("a", says("a", "a")), identity("x", says("b", "b")), identity("y", says("y", "y"))]
    found = changes(remembered(known), offered)
    assert found == Changes(new=(2,), changed=(), same=2, stored_as={1: "b"}, renewed=(("x", "b"),))


def test_an_item_without_words_to_speak_of_is_not_known_by_them() -> None:
    known = {"old": says("Update", "Update")}
    offered = [identity("new", says("Update", "Update"), telling=False)]
    assert changes(remembered(known), offered).new == (0,)


def test_two_items_side_by_side_that_say_the_same_are_two() -> None:
    known = {"a": says("a", "a", "link")}
    offered = [identity("a", says("a", "a", "link")), identity("b", says("a", "a", "link"))]
    assert changes(remembered(known), offered) == Changes(new=(1,), changed=(), same=1)


def test_of_two_items_that_say_what_one_did_one_is_that_one() -> None:
    known = {"a": says("a", "a")}
    found = changes(remembered(known), [identity("x", says("a", "a")), identity("y", says("a", "a"))])
    assert (found.new, found.renewed) == ((1,), (("x", "a"),))


def test_an_item_under_another_key_with_the_link_of_a_stored_one_is_a_change_of_it() -> None:
    known = {"a": says("a", "a", "/a"), "b": says("b", "b", "/b")}
    offered = [identity("x", says("edited", "edited", "/b")), identity("a", says("a", "a", "/a"))]
    found = changes(remembered(known), offered)
    assert found == Changes(new=(), changed=(0,), same=1, stored_as={0: "b"}, renewed=(("x", "b"),))


def test_a_link_that_several_stored_entries_have_tells_nothing() -> None:
    known = {"a": says("a", "a", "/live"), "b": says("b", "b", "/live")}
    assert changes(remembered(known), [identity("x", says("x", "x", "/live"))]).new == (0,)


def test_a_link_that_several_items_have_tells_nothing() -> None:
    known = {"a": says("a", "a", "/live")}
    offered = [identity("x", says("x", "x", "/live")), identity("y", says("y", "y", "/live"))]
    assert changes(remembered(known), offered).new == (0, 1)


def test_items_without_links_are_not_the_same_for_that() -> None:
    known = {"a": says("a", "a")}
    assert changes(remembered(known), [identity("x", says("x", "x"))]).new == (0,)


@pytest.mark.parametrize(("link", "words"), [("/a", "other"), ("/other", "a"), ("", "other")])
def test_what_was_recognised_once_stays_known_when_it_changes(link: str, words: str) -> None:
    known = remembered({"a": says("a", "a", "/a")}, {"x": "a"})
    found = changes(known, [identity("x", says("other", words, link))])
    assert found == Changes(new=(), changed=(0,), same=0, stored_as={0: "a"})


def test_another_article_under_a_key_that_was_one_s_is_new() -> None:
    """All items of some sources have one guid, and now and then one of them stands alone in the document."""
    known = remembered({"a": says("a", "a", "/a")}, {"guid": "a"})
    assert changes(known, [identity("guid", says("b", "b", "/b"))]).new == (0,)


def test_an_item_beside_the_one_it_was_once_taken_for_is_another() -> None:
    known = remembered({"a": says("a", "a", "/a")}, {"x": "a"})
    offered = [identity("x", says("x", "x", "/x")), identity("a", says("a", "a", "/a"))]
    assert changes(known, offered) == Changes(new=(0,), changed=(), same=1)


def test_a_link_tells_more_than_an_alias() -> None:
    """Two items with one guid had longer keys; alone, either comes under the same short one."""
    known = remembered({"a": says("a", "a", "/a"), "b": says("b", "b", "/b")}, {"guid": "a"})
    found = changes(known, [identity("guid", says("b", "b", "/b"))])
    assert (found.new, found.stored_as) == ((), {0: "b"})


def test_an_entry_that_was_removed_does_not_return_under_its_key_an_alias_or_another_key() -> None:
    known = remembered({"a": says("a", "a", "/a"), "b": says("b", "b", "/b")}, {"x": "a"}, removed="ab")
    offered = [identity("x", says("z", "z")), identity("y", says("edited", "edited", "/b"))]
    found = changes(known, offered)
    assert (found.new, found.changed, found.same, found.renewed) == ((), (), 2, (("y", "b"),))
    assert changes(known, [identity("a", says("edited", "edited"))]).same == 1


def test_a_document_whose_ids_and_links_all_changed_is_known_by_its_words() -> None:
    known = {str(number): says("old", str(number)) for number in range(10)}
    offered = [identity(f"new{number}", says("new", str(number)), telling=False) for number in range(1, 11)]
    found = changes(remembered(known), offered)
    assert (found.new, found.changed, found.same) == ((9,), (), 9)
    assert found.stored_as == {number - 1: str(number) for number in range(1, 10)}


def test_a_document_of_items_that_all_say_the_same_is_not_known_by_its_words() -> None:
    known = {str(number): says("old", "Update") for number in range(10)}
    offered = [identity(f"new{number}", says("new", "Update"), telling=False) for number in range(10)]
    assert changes(remembered(known), offered).new == tuple(range(10))


def test_a_document_of_items_without_words_is_not_known_by_them() -> None:
    known = {str(number): says("old", "") for number in range(5)}
    offered = [identity(f"new{number}", says("new", ""), telling=False) for number in range(5)]
    assert changes(remembered(known), offered).new == tuple(range(5))
    assert says("", "").endswith(NO_PRINT)


def test_one_more_item_with_the_words_of_an_old_one_is_new() -> None:
    """The weekly open thread says what it said last week, and is another one."""
    known = {"old": says("old", "thread")} | {str(number): says("", str(number)) for number in range(9)}
    offered = [identity("thread", says("new", "thread"))] + [
        identity(str(number), says("", str(number))) for number in range(9)
    ]
    assert changes(remembered(known), offered) == Changes(new=(0,), changed=(), same=9)


def test_words_tell_more_than_links_that_are_numbers_of_places() -> None:
    known = {str(number): says("old", str(number), f"/{number}") for number in range(10)}
    offered = [identity(f"new{number}", says("new", str(number), f"/{number - 1}")) for number in range(1, 11)]
    found = changes(remembered(known), offered)
    assert (found.new, found.changed) == ((9,), ())
