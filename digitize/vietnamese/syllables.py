"""Vietnamese syllables: which strings of letters the orthography allows.

A syllable is an initial, a rime and a tone. The tables hold the initials and rimes of the standard spelling; a rime
that ends in a stop (c, ch, p, t) takes the rising or the heavy tone only. Where the tone mark stands within the rime
(hòa, hoà) does not matter.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_INITIALS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op
    ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn
    uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y ych yêm yên yêng yêt yêu ynh yt
"""
_KNOWN_RIMES = frozenset(_RIMES.split())
_KNOWN_INITIALS = ("", *_INITIALS.split())
_FRONT = tuple("ieêy")
"""Letters before which c, g, ng are written k, gh, ngh."""
_ONLY_FRONT, _NEVER_FRONT = frozenset({"k", "gh", "ngh"}), frozenset({"c", "ng"})
_STOPS = ("c", "ch", "p", "t")
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Marks of the five tones that have one, as they stand in decomposed text (NFD)."""
_TONES_OF_STOPS = frozenset("\u0301\u0323")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word (NFC, any case) is spelled like a Vietnamese syllable."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    plain = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    if len(tones) > 1 or not plain.isalpha():
        return False
    return any(
        not rime.endswith(_STOPS) or (tones and _TONES_OF_STOPS.issuperset(tones))
        for initial, rime in _partings(plain)
        if rime in _KNOWN_RIMES and _fits(initial, rime)
    )


def _partings(plain: str) -> list[tuple[str, str]]:
    """All ways to part a syllable without its tone into initial and rime."""
    return [(initial, plain[len(initial) :]) for initial in _KNOWN_INITIALS if plain.startswith(initial)]


def _fits(initial: str, rime: str) -> bool:
    front = rime.startswith(_FRONT)
    if initial in _ONLY_FRONT:
        return front
    if initial in _NEVER_FRONT:
        return not front
    if initial == "g":
        # Gì, giếng, giết are g and a rime with i, written with one i.
        return not front or rime.startswith("i")
    if initial == "":
        return not rime.startswith("iê")
    return not rime.startswith("yê") or initial == "qu"
