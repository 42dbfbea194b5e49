"""What a raw score is worth: the probability that the answer it came with is right, a curve for each rung.

The curves are measured on papers of layouts that the rung was not made from, and lie in the model's file. A rung
without a curve keeps its raw score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

# No number of papers that went well makes an answer certain.
_LEAST, _MOST = 0.005, 0.995


@dataclass(frozen=True, slots=True)
class Curve:
    """Raw scores, rising, and the share of right answers at each; linear between them."""

    scores: tuple[float, ...]
    shares: tuple[float, ...]

    def at(self, score: float) -> float:
        """The probability behind a raw score."""
        return float(np.clip(np.interp(score, self.scores, self.shares), _LEAST, _MOST))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of a model's file by the rung whose scores they weigh (``model``, ``header``, ``retrieval``, …)."""

    curves: Mapping[str, Curve] = field(default_factory=dict)

    def probability(self, rung: str, score: float) -> float:
        """What a rung's raw score is worth; the score itself where the rung was never measured."""
        curve = self.curves.get(rung)
        return curve.at(score) if curve else score


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same probability.

    Attributes:
        count: How many.
        stated: Their mean probability.
        right: The share that was right.
    """

    count: int
    stated: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How true stated probabilities are: answers in ten equal steps of probability, those without any left out.

    Attributes:
        bins: By rising probability.
        ece: Expected calibration error: the distance between stated and right, in the mean over all answers.
    """

    bins: tuple[Bin, ...]
    ece: float


def reliability(stated: Sequence[float], right: Sequence[bool], steps: int = 10) -> Reliability:
    """How true probabilities are.

    Args:
        stated: Of each answer.
        right: Whether it was right.
        steps: How many bins.
    """
    chances, hits = np.asarray(stated, float), np.asarray(right, bool)
    places = np.minimum((chances * steps).astype(int), steps - 1)
    bins = tuple(
        Bin(int(here.sum()), float(chances[here].mean()), float(hits[here].mean()))
        for here in (places == step for step in range(steps))
        if here.any()
    )
    gaps = sum(one.count * abs(one.stated - one.right) for one in bins)
    return Reliability(bins, gaps / len(chances) if len(chances) else 0.0)
