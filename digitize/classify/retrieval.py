"""Retrieval: which of the catalogue's result names is nearest to the title of a paper that no rule knows.

Likeness is Dice's coefficient over syllables and pairs of syllables, each weighted by its inverse document frequency
among the names, so that «giấy chứng nhận» counts little and «buôn bán phân bón» much.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from digitize.catalogue import Catalogue
from digitize.vietnamese.text import fold

# Names carry remarks on the form they are printed on; the paper itself does not.
_REMARK = re.compile(r"\s*(?:\((?:mau|theo)[^)]*\)?|theo mau|mau so|kem theo|ban hanh kem|\(cap tinh\)).*$")
_REFUSAL = re.compile(r"tu choi|tra (?:lai )?ho so|khong (?:phe duyet|chap thuan|du dieu kien)|dung thuc hien")
_FEWEST_SYLLABLES = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A result name near to a title.

    Attributes:
        codes: Result types that bear this name.
        name: As published.
        score: Likeness, 0…1.
        refusal: Whether the name is one of a refusal.
    """

    codes: tuple[str, ...]
    name: str
    score: float
    refusal: bool


class Names:
    """The result names of a catalogue, ready to be searched."""

    def __init__(self, catalogue: Catalogue) -> None:
        groups: dict[str, list[str]] = defaultdict(list)
        for code, result in catalogue.result_types.items():
            plain = _REMARK.sub("", _syllables(result.name))
            if plain.count(" ") + 1 >= _FEWEST_SYLLABLES:
                groups[plain].append(code)
        self._codes = [tuple(codes) for codes in groups.values()]
        self._names = [catalogue.result_types[codes[0]].name for codes in self._codes]
        self._refusals = [_REFUSAL.search(plain) is not None for plain in groups]
        terms = [_terms(plain) for plain in groups]
        frequency = Counter(term for own in terms for term in own)
        self._weight = {term: math.log(1 + len(terms) / count) for term, count in frequency.items()}
        self._unknown = math.log(1 + len(terms))
        self._length = [sum(self._weight[term] for term in own) for own in terms]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, own in enumerate(terms):
            for term in own:
                self._holders[term].append(index)

    def nearest(self, title: str, *, most: int = 5) -> tuple[Found, ...]:
        """The names nearest to a title, best first."""
        terms = _terms(_syllables(title))
        length = sum(self._weight.get(term, self._unknown) for term in terms)
        shared: dict[int, float] = defaultdict(float)
        for term in terms:
            for index in self._holders.get(term, ()):
                shared[index] += self._weight[term]
        scores = {index: 2 * weight / (length + self._length[index]) for index, weight in shared.items()}
        best = sorted(scores, key=lambda index: (-scores[index], index))[:most]
        return tuple(
            Found(self._codes[index], self._names[index], scores[index], self._refusals[index]) for index in best
        )


def _syllables(text: str) -> str:
    return " ".join(re.sub(r"[^\w()]+", " ", fold(text)).split())


def _terms(plain: str) -> frozenset[str]:
    words = re.sub(r"[()]", " ", plain).split()
    return frozenset([*words, *(f"{one} {two}" for one, two in pairwise(words))])


@lru_cache(maxsize=2)
def names_of(catalogue: Catalogue) -> Names:
    """The searchable names of a catalogue, made once for each."""
    return Names(catalogue)
