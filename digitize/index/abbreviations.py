"""Short forms of the field and what they stand for, from ``data/abbreviations.csv``."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from digitize.index.terms import Phrase, folded_words, phrase

Forms = Mapping[tuple[str, ...], tuple[Phrase, ...]]
"""Folded words → the other forms."""


@cache
def written_out() -> Forms:
    """Short form → what it may stand for."""
    return _forms(_rows())


@cache
def shortened() -> Forms:
    """Written out → its short forms."""
    return _forms((long, short) for short, long in _rows())


@cache
def longest() -> int:
    """Words of the longest form that is written out."""
    return max(map(len, shortened()))


def _rows() -> Sequence[tuple[str, str]]:
    text = (resources.files("digitize.index") / "data" / "abbreviations.csv").read_text("utf-8")
    return [(row["short"], row["long"]) for row in csv.DictReader(text.splitlines())]


def _forms(pairs: Iterable[tuple[str, str]]) -> Forms:
    forms: defaultdict[tuple[str, ...], list[Phrase]] = defaultdict(list)
    for one, other in pairs:
        forms[tuple(folded_words(one))].append(phrase(other))
    return {words: tuple(others) for words, others in forms.items()}
