"""What the scores of papers come to: shares with their bounds, macro-F1, calibration, real scans, times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from digitize.model import DocumentKind
from tests.bench.papers_scores import FieldScore, TypeScore
from tests.bench.read_statistics import Interval, Scored

_NORMAL = 1.959964
"""Standard deviations within which 95 of 100 values of a normal distribution lie."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> Interval:
        """With the bounds of a 95 % interval by Wilson, which holds for few papers and for shares near 0 and 1."""
        if not self.whole:
            return Interval(0.0, 0.0, 1.0)
        square = _NORMAL**2
        middle = (self.part + square / 2) / (self.whole + square)
        spread = sqrt(self.part * (self.whole - self.part) / self.whole + square / 4)
        half = _NORMAL / (self.whole + square) * spread
        return Interval(self.value, max(0.0, middle - half), min(1.0, middle + half))

    def at_least(self, least: float) -> bool | None:
        """Whether it reaches a figure; ``None`` where there is nothing to tell by."""
        return self.value >= least if self.whole else None

    def at_most(self, most: float) -> bool | None:
        """Whether it keeps below a figure; ``None`` where there is nothing to tell by."""
        return self.value <= most if self.whole else None


# --- types ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """How a group of papers was answered.

    Attributes:
        right: Of the answered, those that are right.
        answered: Of the papers, those that were answered.
        wrong: Of the papers, those that were answered and wrongly so.
    """

    right: Share
    answered: Share
    wrong: Share


def of_types(scores: Iterable[TypeScore]) -> Answers:
    """Of papers: kind and result type.

    To be answered are those that a right answer exists for; a result that the catalogue has no type for is not among
    them, but is wrong where it gets one.
    """
    scores = list(scores)
    right, wrong = sum(one.answered and one.right for one in scores), sum(one.wrong for one in scores)
    possible = [one for one in scores if one.codes or one.kind is not DocumentKind.RESULT]
    answered = sum(one.answered for one in possible)
    return Answers(Share(right, right + wrong), Share(answered, len(possible)), Share(wrong, len(scores)))


def of_kind(scores: Iterable[TypeScore], *kinds: DocumentKind) -> list[TypeScore]:
    """The papers of some kinds."""
    return [one for one in scores if one.kind in kinds]


def taken_for_results(scores: Iterable[TypeScore], *kinds: DocumentKind) -> Share:
    """Papers of some kinds that are published with a result type that is not theirs."""
    mine = of_kind(scores, *kinds)
    return Share(sum(one.wrong and one.said is DocumentKind.RESULT for one in mine), len(mine))


def probabilities(scores: Iterable[TypeScore]) -> list[Scored]:
    """The probability of each answer, published or not, and whether it is right."""
    return [(one.probability, one.right) for one in scores if one.complete]


def macro_f1(scores: Sequence[TypeScore]) -> tuple[float, int]:
    """F1 of what is published, on average over the result types that have papers, and how many these are.

    A type is a set of codes whose names are the same text. What is left to a person counts as not found.
    """
    types = {one.codes for one in of_kind(scores, DocumentKind.RESULT) if one.codes}
    published = [one for one in scores if one.answered and one.said is DocumentKind.RESULT]
    total = 0.0
    for codes in types:
        right = sum(one.right and one.codes == codes for one in published)
        wrong = sum(one.wrong and one.code in codes for one in published)
        there = sum(one.codes == codes and one.kind is DocumentKind.RESULT for one in scores)
        total += 2 * right / (right + wrong + there)
    return (total / len(types) if types else 0.0), len(types)


# --- headings ---------------------------------------------------------------------------------------------


def within(ranks: Sequence[int | None], places: int) -> Share:
    """Headings whose right type retrieval alone finds within the first places."""
    return Share(sum(rank is not None and rank <= places for rank in ranks), len(ranks))


# --- fields -----------------------------------------------------------------------------------------------


def of_fields(scores: Iterable[FieldScore]) -> Answers:
    """Of values; wrong are also those answered where the paper has none, which are places too."""
    scores = list(scores)
    right, wrong = sum(one.right for one in scores), sum(one.wrong for one in scores)
    there, answered = sum(one.there for one in scores), sum(one.answered for one in scores)
    places = sum(one.places for one in scores)
    return Answers(Share(right, right + wrong), Share(answered, there), Share(wrong, places))


# --- real scans -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficialValue:
    """A value of a real scan; ``read`` is empty where nothing was said."""

    wanted: str
    read: str
    right: bool
    sure: bool

    @property
    def wrong(self) -> bool:
        """Whether it would be used without a person's look and is not so."""
        return self.sure and not self.right


@dataclass(frozen=True, slots=True)
class OfficialScan:
    """How a real scan was classified and read: an internal paper, which is no result.

    Attributes:
        name: Of the file.
        document_type: What it is called.
        result_type: Result type it would be published with; ``None`` is right.
        values: By field.
    """

    name: str
    document_type: OfficialValue
    result_type: str | None
    values: dict[str, OfficialValue]


# --- all --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of processor time of the same pages in the same run."""

    papers: int
    pages: int
    reading: float
    understanding: float

    @property
    def share(self) -> float:
        """What classifying and extracting cost beside reading."""
        return self.understanding / self.reading


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page tells.

    Attributes:
        command: How it was called.
        reader: Who read the pages, and the version of the rules.
        whole: How many papers, headings and pages of laws there are in all.
        types: Papers of the other hand.
        laws: Pages of laws beside those among the papers.
        fields: Of the papers.
        ranks: Of the headings.
        official: Real scans.
        times: What it costs; ``None`` where it was not measured.
    """

    command: str
    reader: str
    whole: tuple[int, int, int]
    types: list[TypeScore]
    laws: list[TypeScore]
    fields: list[FieldScore]
    ranks: list[int | None]
    official: list[OfficialScan]
    times: Times | None
