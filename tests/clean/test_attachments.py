"""Recordings and files, told from pictures and players."""

import pytest

from feedhub.model.entry import Enclosure
from feedhub.model.parsed import Media, MediaRole, ParsedEntry, Text
from support.parsed import clean_one

MP3 = "https://a.example/a.mp3"


def attached(*media: Media) -> tuple[Enclosure, ...]:
    return clean_one(ParsedEntry(title=Text(value="t"), media=media)).enclosures


def enclosure(url: str, kind: str | None = None, length: int | None = None, medium: str | None = None) -> Media:
    return Media(url=url, role=MediaRole.ENCLOSURE, type=kind, length=length, medium=medium)


def test_a_recording_is_kept_with_its_type_and_length() -> None:
    assert attached(enclosure(MP3, "audio/mpeg", 1234)) == (Enclosure(url=MP3, type="audio/mpeg", length=1234),)


@pytest.mark.parametrize("length", [None, 0, -1])
def test_a_length_of_nothing_is_unknown(length: int | None) -> None:
    assert attached(enclosure(MP3, "audio/mpeg", length))[0].length is None


@pytest.mark.parametrize(
    ("url", "given", "kind"),
    [
        (MP3, None, "audio/mpeg"),
        (MP3, "Audio/MPEG; x=1", "audio/mpeg"),
        (MP3, "mp3", "audio/mpeg"),
        (MP3, "application/octet-stream", "audio/mpeg"),
        ("https://a.example/A.MP4?x=1", None, "video/mp4"),
        ("https://a.example/paper.pdf", None, "application/pdf"),
        ("https://a.example/unknown", None, "application/octet-stream"),
        ("MP3", None, "application/octet-stream"),
        ("https://a.example/x.xyz", 'text/"><script>', "application/octet-stream"),
    ],
)
def test_a_missing_type_is_guessed_from_the_name(url: str, given: str | None, kind: str) -> None:
    assert attached(enclosure(url, given))[0].type == kind


def test_a_medium_tells_what_a_name_does_not() -> None:
    assert attached(enclosure("https://a.example/x", medium="audio"))[0].type == "audio/mpeg"


@pytest.mark.parametrize(
    "media",
    [
        enclosure("https://a.example/a.jpg", "image/jpeg"),
        enclosure("https://a.example/a.jpg"),
        enclosure("https://a.example/a", medium="image"),
        Media(url=MP3, role=MediaRole.THUMBNAIL),
        Media(url="https://a.example/player", role=MediaRole.CONTENT),
        Media(url="https://a.example/v/1", role=MediaRole.CONTENT, type="application/x-shockwave-flash"),
        enclosure("javascript:alert(1)", "audio/mpeg"),
        enclosure("http://[broken", "audio/mpeg"),
        enclosure("http://[broken"),
    ],
)
def test_pictures_players_and_what_has_no_address_are_no_attachments(media: Media) -> None:
    assert attached(media) == ()


def test_media_content_is_kept_where_it_is_a_recording() -> None:
    video = Media(url="https://a.example/v.mp4", role=MediaRole.CONTENT, type="video/mp4")
    assert attached(video)[0].type == "video/mp4"


def test_addresses_are_absolute_and_each_is_kept_once() -> None:
    assert [one.url for one in attached(enclosure("/a.mp3"), enclosure("a.mp3"), enclosure("/b.mp3"))] == [
        "https://news.example.com/a.mp3",
        "https://news.example.com/b.mp3",
    ]


def test_a_thousand_attachments_are_too_many() -> None:
    assert len(attached(*(enclosure(f"/{number}.mp3") for number in range(1000)))) == 20
