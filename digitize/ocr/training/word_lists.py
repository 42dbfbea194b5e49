"""Lists the made-up wording draws from: ``words.toml``, units and procedures of the catalogue, syllables by rule."""

from __future__ import annotations

import csv
import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

from digitize.vietnamese.syllables import is_syllable

_UNIT_KINDS = ("tỉnh ", "thành phố ", "thị xã ", "huyện ", "quận ", "thị trấn ", "phường ", "xã ")
_LONGEST = 48
_VOWELS, _MARKED_VOWELS = "aeiouy", "ăâêôơư"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of ``words.toml``; patterns name kinds of value in braces."""

    family_names: tuple[str, ...]
    middle_names: tuple[str, ...]
    given_names: tuple[str, ...]
    rare_names: tuple[str, ...]
    hamlets: tuple[str, ...]
    document_symbols: tuple[str, ...]
    office_symbols: tuple[str, ...]
    units_of_measure: tuple[str, ...]
    field_words: tuple[str, ...]
    agencies: tuple[str, ...]
    foreign_words: tuple[str, ...]
    patterns: tuple[str, ...]
    held_back_patterns: tuple[str, ...]
    initials: tuple[str, ...]
    rimes: tuple[str, ...]


@cache
def words() -> WordLists:
    """The lists beside this module."""
    return msgspec.toml.decode((resources.files("digitize.ocr.training") / "words.toml").read_bytes(), type=WordLists)


def syllable(rng: random.Random) -> str:
    """A syllable that the orthography allows, as likely a rare one as a common one."""
    while True:
        rime = rng.choice(words().rimes)
        place = _toned_vowel(rime)
        toned = unicodedata.normalize("NFC", rime[: place + 1] + rng.choice(_TONES)) + rime[place + 1 :]
        made = rng.choice(words().initials) + toned
        if is_syllable(made):
            return made


def _toned_vowel(rime: str) -> int:
    """Index of the vowel that takes the tone: the last with a mark of its own, else the second before a consonant."""
    vowels = [place for place, letter in enumerate(rime) if unicodedata.normalize("NFD", letter)[0] in _VOWELS]
    marked = [place for place in vowels if rime[place] in _MARKED_VOWELS]
    if marked:
        return marked[-1]
    return vowels[1] if len(vowels) > 1 and len(rime) > len(vowels) else vowels[0]


@cache
def units() -> tuple[str, ...]:
    """Names of units of the catalogue, without what they are part of."""
    names = (name.removeprefix("Ủy ban nhân dân ") for name in _names("agencies.csv"))
    return tuple(name for name in names if name.startswith(_UNIT_KINDS) and len(name) < _LONGEST)


@cache
def procedures() -> tuple[str, ...]:
    """Names of national procedures and of their results."""
    return (*_names("national.csv"), *_names("result_types.csv"))


def _names(file: str) -> list[str]:
    table = (resources.files("digitize.catalogue") / "data" / file).read_text(encoding="utf-8")
    return [row["name"] for row in csv.DictReader(table.splitlines())]
