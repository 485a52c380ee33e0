"""Whatever the bytes: `read` returns a feed or raises `NotAFeed`."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedhub.errors import NotAFeed
from feedhub.parse import read
from support.documents import NAMESPACES, body

TAGS = [
    "rss",
    "channel",
    "item",
    "title",
    "link",
    "guid",
    "description",
    "pubDate",
    "category",
    "author",
    "dc:creator",
    "dc:date",
    "content:encoded",
    "enclosure",
    "media:group",
    "media:content",
    "media:thumbnail",
    "media:description",
    "media:rating",
    "media:credit",
    "media:license",
    "itunes:image",
    "itunes:owner",
    "itunes:name",
    "itunes:block",
    "itunes:explicit",
    "itunes:category",
    "itunes:keywords",
    "itunes:duration",
    "image",
    "url",
    "width",
    "textInput",
    "cloud",
    "source",
    "feed",
    "entry",
    "id",
    "updated",
    "published",
    "summary",
    "content",
    "name",
    "email",
    "uri",
    "contributor",
    "generator",
    "rights",
    "subtitle",
    "newLocation",
    "tags",
    "creativeCommons:license",
    "cc:license",
    "gml:pos",
    "georss:where",
    "psc:chapter",
    "dcterms:valid",
    "xhtml:body",
    "p",
    "br",
    "div",
    "svg",
    "language",
    "ttl",
    "expirationDate",
    "admin:generatorAgent",
]
ATTRIBUTES = ["href", "url", "rel", "type", "xml:base", "xml:lang", "term", "src", "mode", "width", "isPermaLink"]
VALUES = [
    "",
    "x",
    "html",
    "xhtml",
    "image/png",
    "base64",
    "http://[",
    "http://a.example/ä",
    "-1",
    "&#xD800;",
    "alternate",
]

starts = st.builds(
    lambda tag, pairs: "<" + tag + "".join(f' {name}="{value}"' for name, value in pairs) + ">",
    st.sampled_from(TAGS),
    st.lists(st.tuples(st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES)), max_size=3),
)
ends = st.sampled_from(TAGS).map("</{}>".format)
pieces = st.one_of(
    starts, starts, ends, ends, st.text(max_size=8), st.sampled_from(["<![CDATA[", "]]>", "<!--", "-->", "&", "&nbsp;"])
)
documents = st.lists(pieces, max_size=40).map(lambda parts: f"<rss {NAMESPACES}><channel><item>" + "".join(parts))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def check(data: bytes, name: str = "") -> None:
    with contextlib.suppress(NotAFeed):
        found = read(body(data, name=name))
        repr(found).encode("utf-8", "strict")


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_a_feed_or_none(data: bytes) -> None:
    check(data)


@given(st.binary(max_size=60), st.sampled_from(["utf-8", "gbk", "utf-16", "hz", "cp1252"]))
@settings(max_examples=200, deadline=None)
def test_random_bytes_inside_a_feed_cost_at_most_the_feed(data: bytes, label: str) -> None:
    head = f'<?xml version="1.0" encoding="{label}"?><rss><channel><item><title>'.encode()
    check(head + data + b"</title></item></channel></rss>")


@given(documents)
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_heap_of_tags_is_a_feed_or_none(document: str) -> None:
    check(document.encode("utf-8", "surrogatepass"))


@given(documents)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_well_ended_heap_of_tags_is_no_trouble_either(document: str) -> None:
    check((document + "]]>--></item></channel></rss>").encode("utf-8", "surrogatepass"))


@given(st.dictionaries(st.sampled_from(["id", "url", "title", "tags", "authors", "attachments"]), json_values))
@settings(max_examples=200, deadline=None)
def test_any_item_of_a_json_feed_is_read(item: dict[str, object]) -> None:
    import json  # noqa: PLC0415  only here

    document = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [item]}
    assert len(read(body(json.dumps(document))).entries) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["title", "date", "categories", "tags", "headimg", "author", "feedhub", "image", "x"]),
            st.text(max_size=20)
            | st.sampled_from(["!!int x", "!!timestamp x", "2022-13-45", "[a, [b, {c: d}]]", "&a *a"]),
        ),
        max_size=5,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_front_matter_is_a_post_or_none(pairs: list[tuple[str, str]]) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in pairs)
    check(f"---\n{lines}---\nbody".encode("utf-8", "surrogatepass"), name="post.md")
