"""What may stand in a clean entry: the one list that the DOM pass writes by and the gate checks against.

It has no element whose contents a browser reads as raw text, no SVG, no form part, no id, name, class or script hook.
"""

from typing import Final

from feedhub.sanitize.markup import names

_GENERAL = (
    "abbr article aside b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hr i ins kbd main mark p picture pre q rp rt ruby s samp section small span "
    "strong sub summary sup table tbody tfoot thead tr u ul var wbr"
)
_MATH = (
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder "
    "mover munderover mmultiscripts mprescripts mtable mtr mtd"
)

MATH: Final = names(_MATH)
MATH_TEXTS: Final = names("mi mo mn ms mtext")
"""In these, HTML begins again (WHATWG HTML, section 13.2.6: MathML text integration points)."""

ANYWHERE: Final = frozenset({"dir", "lang", "title"})

ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys((_GENERAL + " " + _MATH).split(), frozenset[str]()),
    "a": frozenset({"href", "hreflang"}),
    "audio": frozenset({"src"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "srcset", "sizes", "alt", "width", "height"}),
    "ins": frozenset({"datetime"}),
    "li": frozenset({"value"}),
    "math": frozenset({"display"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "source": frozenset({"src", "srcset", "sizes", "type", "media", "width", "height"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope", "abbr"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"src", "srclang", "label", "kind"}),
    "video": frozenset({"src", "poster", "width", "height"}),
}
"""Every allowed element, and the attributes of its own besides `ANYWHERE` and `FIXED`."""

FIXED: Final[dict[str, dict[str, str]]] = {
    "a": {"rel": "noopener noreferrer"},
    "audio": {"controls": "", "preload": "none"},
    "img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"},
    "video": {"controls": "", "preload": "none", "playsinline": ""},
}
"""Attributes that every such element carries, with the only value they may have, in the order they are written."""

ALIGNABLE: Final = names("p div h1 h2 h3 h4 h5 h6 figure figcaption section article td th caption")
ALIGNMENTS: Final = {word: f"text-align:{word}" for word in ("left", "right", "center", "justify", "start", "end")}
"""What is left of styles: these exact values on `ALIGNABLE` elements."""

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "xmpp", "magnet"})

EMPTIED: Final = names(
    "script style noscript template iframe object embed applet svg title textarea select option optgroup datalist "
    "button input canvas noembed noframes xmp plaintext portal param link meta base basefont frame frameset keygen "
    "annotation annotation-xml area"
)
"""Elements that go with all they hold; any other that is not allowed goes and leaves its contents."""

WRAPPERS: Final = names(
    "a abbr article aside b bdi bdo blockquote cite code del details dfn div em figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header i ins kbd main mark p q s samp section small span strong sub summary sup u ul ol var"
)
"""Elements that say nothing when nothing is in them."""
