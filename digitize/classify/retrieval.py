"""Retrieval: which of the catalogue's result names is nearest to the title of a paper that no rule knows.

Likeness is Dice's coefficient over syllables and pairs of syllables, each weighted by its inverse document frequency
among the names, so that «giấy chứng nhận» counts little and «buôn bán phân bón» much. Before that abbreviations are
written out on both sides, whose and where is cut off the title, and a syllable that no name has is taken for the one it
was most likely misread from: like it in letters, and known to stand beside its neighbours.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from digitize.catalogue import Catalogue
from digitize.vietnamese.abbreviations import written_out
from digitize.vietnamese.text import fold

# Names carry remarks on the form they are printed on; the paper itself does not.
_REMARK = re.compile(
    r"\s*(?:\((?:mau|theo|phu luc)[^)]*\)?|theo mau|mau so|kem theo|ban hanh kem|\(cap (?:tinh|bo|xa|huyen)\)).*$"
)
# Which form it is printed on does not make another result of it; who issues it, or what for, does.
_FORM = re.compile(r"\s*(?:\((?:mau|theo mau|phu luc)[^)]*\)?|theo mau|mau so|kem theo|ban hanh kem).*$")
_REFUSAL = re.compile(r"tu choi|tra (?:lai )?ho so|khong (?:phe duyet|chap thuan|du dieu kien)|dung thuc hien")
_TURNS = re.compile(r"\b(?:khong|chua|tu choi|thu hoi|huy bo|bai bo|cham dut|dinh chi|thoi|dung)\b")
_TURNED = 0.6
_QUALIFIERS = re.compile(
    r"\b(?:gia han|dieu chinh|cap lai|cap doi|chuyen nhuong|tra lai|bo sung|thay doi|sua doi|tam thoi)\b"
)
_QUALIFIED = 0.85
# What only says that an abstract begins.
_MARKS = re.compile(r"\bv ?/ ?v\b|\bve viec\b")
# Whose it is and where: from here on a subject says nothing of its type.
_PARTICULAR = re.compile(
    r"\b(?:(?:cua|cho|doi voi|do) (?:ong|ba|cong ty|ho |chau|em|doanh nghiep tu nhan|hop tac xa|nguoi co ten)|"
    r"tren dia ban|"
    r"(?:tai|thuoc) (?:xa|phuong|thi tran|huyen|thanh pho|tinh|ap|khom|thi xa)|"
    r"cong ty (?:tnhh|cp|co phan)(?! mot thanh vien$)|nam 20\d\d)\b.*$"
)
_FEWEST_SYLLABLES, _FEWEST_LEFT = 2, 3
_LIKE = 60.0
_KNOWN_BESIDE = 15.0
"""Points of likeness that it is worth if a syllable is known to stand beside its neighbour."""
_TRIED = 6
_TELLING = 16.0
"""Weight of all syllables and pairs of a name from which it tells what it is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """A result name near to a title.

    Attributes:
        codes: Result types that bear this name.
        name: As published.
        score: Likeness, 0…1.
        refusal: Whether the name is one of a refusal.
        same: Whether its result types differ by nothing but the form they are printed on.
        telling: Whether the name says what it is about; «Văn bản chấp thuận» is borne by anything.
    """

    codes: tuple[str, ...]
    name: str
    score: float
    refusal: bool
    same: bool
    telling: bool


class Names:
    """The result names of a catalogue, ready to be searched."""

    def __init__(self, catalogue: Catalogue) -> None:
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for code, result in catalogue.result_types.items():
            words = _words(_MARKS.sub(" ", _REMARK.sub("", fold(result.name))))
            if len(words) >= _FEWEST_SYLLABLES:
                groups[words].append(code)
        self._codes = [tuple(codes) for codes in groups.values()]
        self._names = [catalogue.result_types[codes[0]].name for codes in self._codes]
        plain = {code: _FORM.sub("", fold(result.name)) for code, result in catalogue.result_types.items()}
        self._same = [len({plain[code] for code in codes}) == 1 for codes in self._codes]
        self._qualifiers = [_qualifiers(fold(catalogue.result_types[codes[0]].name)) for codes in self._codes]
        self._turns = [_turns(" ".join(words)) for words in groups]
        self._refusals = [_REFUSAL.search(" ".join(words)) is not None for words in groups]
        terms = [_terms(words) for words in groups]
        frequency = Counter(term for own in terms for term in own)
        self._weight = {term: math.log(1 + len(terms) / count) for term, count in frequency.items()}
        self._unknown = math.log(1 + len(terms))
        self._length = [sum(self._weight[term] for term in own) for own in terms]
        self._syllables = sorted({word for words in groups for word in words})
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, own in enumerate(terms):
            for term in own:
                self._holders[term].append(index)

    def nearest(self, title: str, *, most: int = 5) -> tuple[Found, ...]:
        """The names nearest to a title, best first."""
        terms = _terms(self._mended(_words(_general(fold(title)))))
        length = sum(self._weight.get(term, self._unknown) for term in terms)
        shared: dict[int, float] = defaultdict(float)
        for term in terms:
            for index in self._holders.get(term, ()):
                shared[index] += self._weight[term]
        scores = {index: 2 * weight / (length + self._length[index]) for index, weight in shared.items()}
        plain = " ".join(_words(fold(title)))
        turned, qualified = _turns(plain), _qualifiers(plain)
        for index in scores:
            if self._turns[index] != turned:
                # A permit withdrawn is none given, however alike their names.
                scores[index] *= _TURNED
            if self._qualifiers[index] - qualified:
                # A paper that renews another says so.
                scores[index] *= _QUALIFIED
        best = sorted(scores, key=lambda index: (-scores[index], index))[:most]
        return tuple(
            Found(
                codes=self._codes[index],
                name=self._names[index],
                score=scores[index],
                refusal=self._refusals[index],
                same=self._same[index],
                telling=self._length[index] > _TELLING,
            )
            for index in best
        )

    def _mended(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words, each that no name has replaced by what it was most likely misread from."""
        mended = list(words)
        for at, word in enumerate(words):
            if word in self._weight or len(word) < _FEWEST_LEFT:
                continue
            before, after = mended[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
            alike = process.extract(word, self._syllables, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_TRIED)
            ranked = ((score + self._beside(before, one) + self._beside(one, after), one) for one, score, _ in alike)
            mended[at] = max(ranked, default=(0.0, word))[1]
        return tuple(mended)

    def _beside(self, one: str, other: str) -> float:
        return _KNOWN_BESIDE if f"{one} {other}" in self._weight else 0.0


def _turns(plain: str) -> frozenset[str]:
    """What turns the sense of a name round."""
    return frozenset(_TURNS.findall(plain))


def _qualifiers(plain: str) -> frozenset[str]:
    """What makes a name that of a change to an earlier result."""
    return frozenset(_QUALIFIERS.findall(plain))


def _general(folded: str) -> str:
    """A folded title without what only says that an abstract begins, and without whose and where at its end."""
    plain = " ".join(_MARKS.sub(" ", folded).split())
    general = _PARTICULAR.sub("", plain)
    return general if len(general.split()) >= _FEWEST_LEFT else plain


def _terms(words: Sequence[str]) -> frozenset[str]:
    return frozenset([*words, *(f"{one} {two}" for one, two in pairwise(words))])


def _words(folded: str) -> tuple[str, ...]:
    """Syllables of a folded text, abbreviations written out."""
    syllables = re.findall(r"[^\W_]+", folded)
    return tuple(part for one in syllables for part in written_out().get(one, (one,)))


@lru_cache(maxsize=2)
def names_of(catalogue: Catalogue) -> Names:
    """The searchable names of a catalogue, made once for each."""
    return Names(catalogue)
