"""Article pages as sites have them: navigation and all around a text that its feed only begins."""

from collections.abc import Iterable

SENTENCES = (
    "The harbour of Lindau woke early on the morning the lighthouse keeper decided to paint the old tower blue.",
    "Fishermen gathered along the quay and argued whether sailors would still recognise the entrance at dusk.",
    "Municipal engineers measured the masonry and found cracks that nobody had documented since the great flood.",
    "A retired captain remembered how three generations of pilots had steered by that weathered yellow stone.",
    "Children from the village school drew posters demanding that their beloved lighthouse remain unchanged.",
    "The mayor, elected only last spring, promised a referendum before any painter would climb the scaffolding.",
    "Conservationists from the capital arrived with microscopes to examine forgotten layers of earlier pigment.",
    "By evening the keeper had put his brushes away, and the tower glowed as yellow as it always had.",
)
TEASER = f"<p>{SENTENCES[0]} {SENTENCES[1][:60]}…</p>"
WALL = (
    b"<html><head><title>Sign in</title></head><body><main><h1>Sign in to continue</h1><p>This publication is available "
    b"to subscribers. Please enter your e-mail address and your password, or choose one of the subscriptions below. "
    b"Digital access costs nine euros a month and can be cancelled at any time.</p><p>We and our 842 partners store and "
    b"access information on a device, such as unique identifiers in cookies, to process personal data. You may accept "
    b"or manage your choices, including your right to object where legitimate interest is used.</p></main></body></html>"
)


def page(
    sentences: Iterable[str] = SENTENCES,
    *,
    title: str = "Item 1",
    head: str = "",
    around: str = "",
    charset: str = "utf-8",
) -> bytes:
    """Make a page with these sentences as the paragraphs of its article."""
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f'<!doctype html><html><head><meta charset="{charset}"><title>{title}</title>{head}</head><body>'
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/about'>About us</a></li></ul></nav>"
        f"<main><article class='story'><h1>{title}</h1>{text}</article>{around}</main>"
        "<footer><p>All rights reserved</p></footer></body></html>"
    ).encode(charset)
