"""Error rates with their uncertainty, and how far confidences tell the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from digitize.model import Line, Word
from digitize.vietnamese.text import fold, squeeze
from tests.bench.cer import edits, paired_lines

RESAMPLES, _SEED = 10_000, 20260630
BINS = 10

Counts = npt.NDArray[np.int64]
Scored = tuple[float, bool]
"""A word's confidence, and whether it is right."""


# --- error rates ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Errors:
    """How a page was read: edits and letters, and the same without accents and capitals."""

    edits: int
    letters: int
    plain_edits: int
    plain_letters: int

    @classmethod
    def of(cls, read: str, truth: str) -> Errors:
        """Compares a reading with the truth."""
        return cls(*edits(read, truth), *edits(fold(read), fold(truth)))


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the bounds within which 95 of 100 resamples lie."""

    value: float
    low: float
    high: float


def rate(pages: Sequence[Errors]) -> Interval:
    """Error rate of all letters."""
    return _bootstrap(_counts(pages), lambda sums: sums[..., 0] / sums[..., 1])


def plain_rate(pages: Sequence[Errors]) -> Interval:
    """Error rate of all letters without accents and capitals."""
    return _bootstrap(_counts(pages), lambda sums: sums[..., 2] / sums[..., 3])


def difference(ours: Sequence[Errors], theirs: Sequence[Errors]) -> Interval:
    """Our error rate less theirs, of the same pages in the same order: each resample takes the same pages for both."""
    return _bootstrap(_pairs(ours, theirs), lambda sums: (sums[..., 0] - sums[..., 4]) / sums[..., 1])


def ratio(ours: Sequence[Errors], theirs: Sequence[Errors]) -> Interval:
    """Our error rate as a share of theirs, paired like :func:`difference`; infinite where they make no error."""

    def divided(sums: Counts) -> npt.NDArray[np.float64]:
        share = np.full(sums.shape[:-1], np.inf)
        np.divide(sums[..., 0], sums[..., 4], out=share, where=sums[..., 4] > 0)
        return share

    return _bootstrap(_pairs(ours, theirs), divided)


def _counts(pages: Sequence[Errors]) -> Counts:
    return np.array([(one.edits, one.letters, one.plain_edits, one.plain_letters) for one in pages], np.int64)


def _pairs(ours: Sequence[Errors], theirs: Sequence[Errors]) -> Counts:
    """Raises ``ValueError`` where the two are not of the same pages."""
    first, second = _counts(ours), _counts(theirs)
    if first.shape != second.shape or (first[:, 1] != second[:, 1]).any():
        raise ValueError("not the same pages")
    return np.concatenate([first, second], axis=1)


def _bootstrap(counts: Counts, figure: Callable[[Counts], npt.NDArray[np.float64]]) -> Interval:
    """A figure of the sums over pages, and its bounds by the percentile bootstrap over pages."""
    if not len(counts):
        raise ValueError("no pages")
    rng = np.random.default_rng(_SEED)
    drawn = rng.integers(0, len(counts), (RESAMPLES, len(counts)))
    # The nearest rank, as a figure may be infinite and nothing lies between a number and infinity.
    low, high = np.percentile(figure(counts[drawn].sum(axis=1)), (2.5, 97.5), method="nearest")
    return Interval(float(figure(counts.sum(axis=0))), float(low), float(high))


# --- confidences ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """Words whose confidence lies between two tenths: how many, their mean confidence, and the share that is right."""

    words: int
    confidence: float
    right: float


def scored(words: Sequence[str], confidences: Sequence[float], truth: str) -> list[Scored]:
    """The confidence of each word read, and whether it is right.

    A word is right if it equals the word of the truth that it is aligned with; words joined or torn apart are wrong.
    """
    read = [squeeze(word) for word in words]
    right = [False] * len(read)
    for step in Levenshtein.opcodes(squeeze(truth).split(), read):
        if step.tag == "equal":
            right[step.dest_start : step.dest_end] = [True] * (step.dest_end - step.dest_start)
    return list(zip(confidences, right, strict=True))


def judged(lines: Sequence[Line], truth: str) -> list[tuple[Word, bool]]:
    """The words of a page, and whether each is right.

    Each is compared within its line: where a line stands says nothing of how it was read. A cell of a table, which the
    truth has within its row, is left out if all of it stands there: no line of the truth tells whether it is right.
    """
    expected = {found: line for line, found in paired_lines("\n".join(line.text for line in lines), truth)}
    known = set(squeeze(truth).split())
    words = []
    for line in lines:
        if not expected[line.text] and known.issuperset(word.text for word in line.words):
            continue
        rows = scored([word.text for word in line.words], [word.score for word in line.words], expected[line.text])
        words += [(word, right) for word, (_, right) in zip(line.words, rows, strict=True)]
    return words


def reliability(words: Sequence[Scored]) -> list[Bin | None]:
    """Ten bins of confidence, from the least; ``None`` where no word lies."""
    bins: list[list[Scored]] = [[] for _ in range(BINS)]
    for word in words:
        bins[min(int(word[0] * BINS), BINS - 1)].append(word)
    return [_bin(inside) if inside else None for inside in bins]


def _bin(words: list[Scored]) -> Bin:
    return Bin(len(words), sum(one[0] for one in words) / len(words), sum(one[1] for one in words) / len(words))


def calibration_error(words: Sequence[Scored]) -> float:
    """Expected calibration error: how far confidence and share of right words lie apart, on average over words."""
    filled = [one for one in reliability(words) if one]
    return sum(one.words * abs(one.confidence - one.right) for one in filled) / len(words)
