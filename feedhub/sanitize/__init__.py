"""Cleaning what others wrote: any text in, printable text, plain lines, absolute addresses or `SafeHtml` out.

The only maker of `SafeHtml`, and the only door to the HTML parser and the HTML cleaner. Nothing here fails on any
input, looks anything up, or gives another result on another day, machine or process.
"""

from feedhub.sanitize.account import account
from feedhub.sanitize.characters import printable
from feedhub.sanitize.findings import BodyImage
from feedhub.sanitize.lead import lead_with
from feedhub.sanitize.likeness import is_long, page_print, same_words, words_print
from feedhub.sanitize.pipeline import Cleaned, paragraphs, sanitize
from feedhub.sanitize.plain import plain_text, title_text
from feedhub.sanitize.trackers import counts_readers
from feedhub.sanitize.urls import absolute, without_tracking

__all__ = [
    "BodyImage",
    "Cleaned",
    "absolute",
    "account",
    "counts_readers",
    "is_long",
    "lead_with",
    "page_print",
    "paragraphs",
    "plain_text",
    "printable",
    "same_words",
    "sanitize",
    "title_text",
    "without_tracking",
    "words_print",
]
