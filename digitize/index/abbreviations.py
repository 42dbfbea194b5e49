"""Short forms of the field and what they stand for, as phrases of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from digitize.index.terms import Phrase, folded_words, phrase
from digitize.vietnamese.abbreviations import abbreviations

Forms = Mapping[tuple[str, ...], tuple[Phrase, ...]]
"""Folded words → the other forms."""


@cache
def written_out() -> Forms:
    """Short form → what it may stand for."""
    return _forms(abbreviations())


@cache
def shortened() -> Forms:
    """Written out → its short forms."""
    return _forms((long, short) for short, long in abbreviations())


@cache
def longest() -> int:
    """Words of the longest form that is written out."""
    return max(map(len, shortened()))


def _forms(pairs: Iterable[tuple[str, str]]) -> Forms:
    forms: defaultdict[tuple[str, ...], list[Phrase]] = defaultdict(list)
    for one, other in pairs:
        forms[tuple(folded_words(one))].append(phrase(other))
    return {words: tuple(others) for words, others in forms.items()}
