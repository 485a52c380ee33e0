"""How much of one document is read: every bound of the parse room, in one place.

The deepest real feed seen nests 12 elements and puts 7 attributes on a tag; these bounds leave room for a tenfold.
"""

from typing import Final

MAX_INFLATED: Final = 32_000_000
"""Bytes that a compressed body may grow to."""
MAX_DEPTH: Final = 128
"""Elements that may be open at once."""
MAX_ATTRIBUTES: Final = 128
"""Attributes on one tag."""
MAX_ELEMENTS: Final = 500_000
"""Elements of one document."""
MAX_VALUE: Final = 4_000_000
"""Characters of one text or attribute: one that is longer costs the entry it is in, or else the document."""
MAX_LENIENT: Final = 2_000_000
"""Characters of a malformed document, apart from entries that alone have more: reading one leniently costs five times as
much as reading a sound one."""
MAX_LENIENT_ELEMENTS: Final = 150_000
"""Elements of a malformed document."""
MAX_PERSON: Final = 300
"""Characters of a text that may name a person."""
MAX_TAGS: Final = 256
"""Keywords of one entry."""
MAX_LINKS: Final = 256
"""Links of one entry, and pictures and recordings of one entry."""
MAX_TEXTS: Final = 16
"""Bodies, summaries and captions of one entry, each."""
