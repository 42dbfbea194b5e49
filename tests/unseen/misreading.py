"""Reading errors drawn into a right text, as readers make them: marks first, then letters that look alike."""

from __future__ import annotations

import random
import unicodedata
from functools import cache

_PAIRS = "0=O O=0Q 1=l l=1i i=l1 I=l1 5=S S=5 8=B B=8 6=b c=e e=c n=u u=n h=b g=q t=f C=G G=C Đ=D đ=d N=M"
_ALIKE = dict(pair.split("=") for pair in _PAIRS.split())
_MARKS, _LOOKS, _LOST = 0.6, 0.85, 0.95
_LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@cache
def _siblings() -> dict[str, tuple[str, ...]]:
    """Each vowel with all others that differ in marks alone."""
    groups: dict[str, list[str]] = {}
    for letter in _LETTERS:
        for tone in _TONES:
            whole = unicodedata.normalize("NFC", letter + tone)
            groups.setdefault(unicodedata.normalize("NFD", letter)[0], []).append(whole)
    return {one: tuple(x for x in group if x != one) for group in groups.values() for one in group}


def misread(text: str, rate: float, rng: random.Random) -> str:
    """The text with ``rate`` of its letters and digits read wrongly; white space stays."""
    return "".join(_read(letter, rng) if letter.isalnum() and rng.random() < rate else letter for letter in text)


def _read(letter: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < _MARKS and letter in _siblings():
        return rng.choice(_siblings()[letter])
    if kind < _LOOKS:
        return rng.choice(_ALIKE.get(letter, "~" if letter.isdigit() else "r"))
    return "" if kind < _LOST else letter * 2
