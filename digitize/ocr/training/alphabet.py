"""The characters the reader knows, in the order of its outputs; output 0 is the blank of the alignment."""

from __future__ import annotations

import unicodedata
from itertools import product

from digitize.ocr.engines.alignment import BY_HAND

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_CONSONANTS = "bcdđfghjklmnpqrstvwxz"
_SIGNS = " .,;:!?()[]{}/\\-–—…\"'“”‘’«»%&*+=<>@#$§°²³•×_~|^€±≤≥√□☐Ø"

_LOWER = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(_VOWELS, _TONES)) + _CONSONANTS

DIGITS = "0123456789"
ALPHABET = _LOWER + _LOWER.upper() + DIGITS + _SIGNS + BY_HAND
"""Every character once; what is at index *i* is output *i + 1*."""

LETTERS = frozenset(_LOWER + _LOWER.upper())

_OUTPUT = {letter: place for place, letter in enumerate(ALPHABET, start=1)}


_HAND = str.maketrans(DIGITS, BY_HAND)


def by_hand(text: str) -> str:
    """A text whose digits are written by hand."""
    return text.translate(_HAND)


def encoded(text: str) -> list[int]:
    """The outputs that spell a text.

    Raises:
        KeyError: The reader does not know a character of it.
    """
    return [_OUTPUT[letter] for letter in text]


def known(text: str) -> bool:
    """Whether the reader knows every character of a text."""
    return all(letter in _OUTPUT for letter in text)
