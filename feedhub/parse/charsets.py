"""Names of character encodings, and the codecs that read what is sent under those names.

The pairs follow the WHATWG Encoding Standard, because publishers test with browsers: text labelled gb2312 is
GB 18030 in practice, shift_jis is code page 932, latin-1 is windows-1252. A name that is not in this table never
reaches Python's codec registry, where `unicode_escape`, `punycode` and `undefined` are waiting.
"""

import re
from typing import Final

UTF_8: Final = "utf-8"
FALLBACK: Final = "cp1252"

_UNICODE: Final = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
}
_SEVEN_BIT: Final = {
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "hz": "hz-gb-2312 hz",
}
_MULTI_BYTE: Final = {
    "gb18030": "gb18030 gb2312 gbk gb_2312 gb_2312-80 gb2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk cp936"
    " ms936 windows-936 euc-cn",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
    "cp932": "shift_jis shift-jis sjis ms_kanji x-sjis csshiftjis windows-31j ms932 cp932",
    "euc_jis_2004": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "cp949": "euc-kr korean cseuckr csksc56011987 iso-ir-149 ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
    " windows-949 cp949 uhc",
}
_SINGLE_BYTE: Final = {
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 ascii us-ascii"
    " ansi_x3.4-1968 cp819 ibm819 csisolatin1 iso-ir-100",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso_8859-9 latin5 l5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 cp874 tis-620 iso-8859-11 iso8859-11 dos-874",
    "iso8859_2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2",
    "iso8859_3": "iso-8859-3 iso8859-3 iso_8859-3 latin3 l3",
    "iso8859_4": "iso-8859-4 iso8859-4 iso_8859-4 latin4 l4",
    "iso8859_5": "iso-8859-5 iso8859-5 iso_8859-5 cyrillic",
    "iso8859_6": "iso-8859-6 iso8859-6 iso_8859-6 arabic ecma-114 asmo-708",
    "iso8859_7": "iso-8859-7 iso8859-7 iso_8859-7 greek ecma-118 elot_928",
    "iso8859_8": "iso-8859-8 iso8859-8 iso_8859-8 iso-8859-8-i hebrew visual logical",
    "iso8859_10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859_13": "iso-8859-13 iso8859-13",
    "iso8859_14": "iso-8859-14 iso8859-14",
    "iso8859_15": "iso-8859-15 iso8859-15 iso_8859-15 latin9 l9",
    "iso8859_16": "iso-8859-16",
    "koi8_r": "koi8-r koi8 koi koi8_r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "cp866": "ibm866 cp866 866 csibm866",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
}


def _by_label(*groups: dict[str, str]) -> dict[str, str]:
    return {label: codec for group in groups for codec, labels in group.items() for label in labels.split()}


_CODECS: Final = _by_label(_UNICODE, _SEVEN_BIT, _MULTI_BYTE, _SINGLE_BYTE)
SEVEN_BIT: Final = frozenset(_SEVEN_BIT)
MULTI_BYTE: Final = frozenset(_MULTI_BYTE)
SINGLE_BYTE: Final = frozenset(_SINGLE_BYTE)

DETECTABLE: Final = {
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "shift_jisx0213": "cp932",
    "cp932": "cp932",
    "euc_jp": "euc_jis_2004",
    "euc_jis_2004": "euc_jis_2004",
    "euc_jisx0213": "euc_jis_2004",
    "euc_kr": "cp949",
    "cp949": "cp949",
    "johab": "johab",
    "cp1251": "cp1251",
    "mac_cyrillic": "mac_cyrillic",
    "koi8_r": "koi8_r",
    "koi8_u": "koi8_u",
    "cp866": "cp866",
    "iso8859_5": "iso8859_5",
    "cp1253": "cp1253",
    "iso8859_7": "iso8859_7",
    "cp1255": "cp1255",
    "iso8859_8": "iso8859_8",
    "cp1256": "cp1256",
    "iso8859_6": "iso8859_6",
    "cp874": "cp874",
    "tis_620": "cp874",
}
"""A detector's finding to the codec to use. Only scripts far from Latin: telling Latin ones apart is guessing."""

_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_IN_DECLARATION: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:+-]{1,40})", re.IGNORECASE)


def codec_for(label: str) -> str | None:
    """Return the codec for an encoding's name, or None where the name is not a known one."""
    return _CODECS.get(label.strip().lower())


def declared_codecs(data: bytes, content_type: str | None) -> tuple[str, ...]:
    """Return the codecs of what the Content-Type header and the XML declaration name, in that order (RFC 7303)."""
    labels = []
    if content_type and (header := _IN_HEADER.search(content_type)):
        labels.append(header[1])
    if declaration := _IN_DECLARATION.search(data[:1024]):
        labels.append(declaration[1].decode("ascii"))
    return tuple(codec for label in labels if (codec := codec_for(label)))
