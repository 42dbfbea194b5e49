"""Short forms of the field and what they stand for, from ``data/abbreviations.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from digitize.vietnamese.text import fold


@cache
def abbreviations() -> tuple[tuple[str, str], ...]:
    """Pairs of a short form and what it may stand for; a short form may have several."""
    text = (resources.files("digitize.vietnamese") / "data" / "abbreviations.csv").read_text("utf-8")
    return tuple((row["short"], row["long"]) for row in csv.DictReader(text.splitlines()))


@cache
def written_out() -> Mapping[str, tuple[str, ...]]:
    """Folded short forms with the folded syllables of the first form each stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for short, long in abbreviations():
        found.setdefault(fold(short), tuple(fold(long).split()))
    return found
