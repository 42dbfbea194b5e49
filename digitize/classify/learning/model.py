"""The linear model: which label a first page has, each with its probability.

A label is a result type, or ``kind:`` with a kind of papers that are none. A score is a weighted sum of TF-IDF
weights, learned by logistic loss; a temperature turns scores into shares, and a curve the largest share into the
probability that the answer is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from digitize.classify.document import DocumentText
from digitize.classify.learning.calibration import Calibration
from digitize.classify.learning.features import View, Vocabulary, view_of
from digitize.model import Candidate, DocumentKind

RUNG = "model"
"""By this name the classifier says that the model answered, and calibration finds the model's curve."""
KIND = "kind:"
"""Begins labels of papers that are no result of a type the model knows."""
_MOST_CANDIDATES = 5

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a model.

    Attributes:
        made_at: Moment of training, ISO 8601 with offset.
        seed: Of everything that was left to chance.
        rendered: How many rendered papers it learned from.
        confirmed: How many confirmed documents.
        labels: Its labels with the number of papers each was learned from.
        vouched: Labels with the number of confirmed documents among these.
        catalogue: Version of the catalogue whose names it learned.
        right: Share of papers whose first label was right while their template and layout were left out of training.
        ece: Expected calibration error on the same.
    """

    made_at: str
    seed: int
    rendered: int
    confirmed: int
    labels: dict[str, int]
    vouched: dict[str, int]
    catalogue: str
    right: float
    ece: float


@dataclass(frozen=True, eq=False)
class Zone:
    """A part of the page as the model weighs it.

    Attributes:
        vocabulary: Its features.
        rarity: Inverse document frequency of each.
        weight: Of the zone beside the other.
    """

    vocabulary: Vocabulary
    rarity: Floats
    weight: float

    def weights(self, text: str) -> tuple[npt.NDArray[np.int32], Floats]:
        """Numbers of the features a text has, and their TF-IDF, of length 1 and then weighed."""
        numbers, counts = self.vocabulary.counts(text)
        weights = (1 + np.log(counts)) * self.rarity[numbers]
        length = float(np.linalg.norm(weights)) or 1.0
        return numbers, (weights * np.float32(self.weight / length)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Model:
    """A trained model.

    Attributes:
        card: What is said of it.
        labels: In the order of their columns.
        heading: The upper part of the page.
        page: All of it.
        coefficients: A row for each feature, those of the heading first; a column for each label.
        intercepts: Of each label.
        temperature: Divides scores before they become shares.
        calibration: Curves by rung.
        version: Hash of the file it lies in; empty before it has one.
    """

    card: Card
    labels: tuple[str, ...]
    heading: Zone
    page: Zone
    coefficients: Floats
    intercepts: Floats
    temperature: float
    calibration: Calibration = field(default_factory=Calibration)
    version: str = ""

    @cached_property
    def _is_result(self) -> npt.NDArray[np.bool_]:
        return np.array([not label.startswith(KIND) for label in self.labels])

    def scores(self, view: View) -> Floats | None:
        """The raw score of each label; ``None`` where the page has nothing that the model knows."""
        above, above_weights = self.heading.weights(view.heading)
        below, below_weights = self.page.weights(view.page)
        if not len(above) + len(below):
            return None
        rows = np.concatenate((above, below + len(self.heading.rarity)))
        found: Floats = np.concatenate((above_weights, below_weights)) @ self.coefficients[rows] + self.intercepts
        return found

    def ranked(self, view: View, allowed: frozenset[str] = frozenset()) -> tuple[Candidate, ...]:
        """The most probable labels of a page, best first; see :func:`answer`."""
        scores = self.scores(view)
        if scores is None:
            return ()
        if allowed:
            open_to = np.array([label in allowed for label in self.labels]) | ~self._is_result
            scores = np.where(open_to, scores, -np.inf)
        shares = shares_of(scores, self.temperature)
        order = np.argsort(-shares, kind="stable")[:_MOST_CANDIDATES]
        first = float(shares[order[0]])
        probability = self.calibration.probability(RUNG, first)
        # What the first does not have is divided among the others as before.
        rest = (1 - probability) / max(1 - first, 1e-9)
        likely = [probability, *(min(float(shares[at]) * rest, probability) for at in order[1:])]
        return tuple(
            Candidate(self.labels[at], round(chance, 4))
            for at, chance in zip(order, likely, strict=True)
            if shares[at] > 0
        )


def shares_of(scores: Floats, temperature: float) -> npt.NDArray[np.float64]:
    """Scores as shares that sum up to 1 along the last axis."""
    scaled = np.asarray(scores, np.float64) / temperature
    powers: npt.NDArray[np.float64] = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def label_of(kind: DocumentKind, result_type: str | None) -> str:
    """The label of a paper. A refusal has one for all types: it must never be taken for the result it refuses."""
    return result_type if kind is DocumentKind.RESULT and result_type else f"{KIND}{kind.value}"


def answer(document: DocumentText, model: Model, allowed: frozenset[str] = frozenset()) -> tuple[Candidate, ...]:
    """Which labels a document may have, best first, each with the probability that it is right.

    Args:
        document: Its pages as read.
        model: The model in use.
        allowed: Result types that come into question; empty: all. Labels of kinds always do.

    Returns:
        At most five. Empty where the page says nothing that the model knows. ``kind:unknown`` first is an abstention:
        the paper is like those of types that the model has not learned.
    """
    view = view_of(document)
    return model.ranked(view, allowed) if view else ()
