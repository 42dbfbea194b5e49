"""How good answers are: accuracy, coverage, macro-F1, calibration, and what was taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from digitize.classify.learning.calibration import Reliability, reliability
from digitize.classify.learning.model import KIND
from digitize.model import DocumentKind

UNKNOWN = f"{KIND}{DocumentKind.UNKNOWN.value}"
_MOST_PAIRS = 20
_SHARES = (0.5, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a document.

    Attributes:
        truth: Its label.
        said: The most probable label; ``kind:unknown``: none was said.
        probability: That it is right, as stated.
    """

    truth: str
    said: str
    probability: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """What was answered for what, and how often."""

    truth: str
    said: str
    count: int


@dataclass(frozen=True, slots=True)
class AtCoverage:
    """If so large a share is answered, the surest first, so many of them are right."""

    coverage: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Measures:
    """How good answers are.

    Attributes:
        documents: How many were judged.
        accuracy: Share whose most probable label is right, however improbable.
        coverage: Share that is answered: sure enough, and not ``unknown``.
        accuracy_answered: Share of those that is right.
        wrong_answered: Share of all documents that is answered wrongly.
        macro_f1: Mean over labels of the harmonic mean of precision and recall; what is not answered is not found.
        at_coverage: Accuracy if other shares were answered.
        reliability: Whether stated probabilities are true.
        confusions: Wrong answers, the most frequent first.
    """

    documents: int
    accuracy: float
    coverage: float
    accuracy_answered: float
    wrong_answered: float
    macro_f1: float
    at_coverage: tuple[AtCoverage, ...]
    reliability: Reliability
    confusions: tuple[Confusion, ...]


def measure(judged: Sequence[Judged], answer_at: float) -> Measures:
    """How good answers are.

    Args:
        judged: At least one.
        answer_at: Probability from which a label is answered.
    """
    named = [one for one in judged if one.said != UNKNOWN]
    answered = [one for one in named if one.probability >= answer_at]
    right = [one for one in answered if one.said == one.truth]
    wrong = Counter((one.truth, one.said) for one in answered if one.said != one.truth)
    return Measures(
        documents=len(judged),
        accuracy=_share(sum(one.said == one.truth for one in judged), len(judged)),
        coverage=_share(len(answered), len(judged)),
        accuracy_answered=_share(len(right), len(answered)),
        wrong_answered=_share(len(answered) - len(right), len(judged)),
        macro_f1=_macro_f1(judged, answered),
        at_coverage=tuple(_at_coverage(judged)),
        reliability=reliability([one.probability for one in named], [one.said == one.truth for one in named]),
        confusions=tuple(Confusion(*pair, count) for pair, count in wrong.most_common(_MOST_PAIRS)),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _macro_f1(judged: Sequence[Judged], answered: Collection[Judged]) -> float:
    there = Counter(one.truth for one in judged if one.truth != UNKNOWN)
    said = Counter(one.said for one in answered)
    found = Counter(one.truth for one in answered if one.truth == one.said)
    values = [2 * found[label] / (there[label] + said[label]) for label in there]
    return round(sum(values) / len(values), 4) if values else 0.0


def _at_coverage(judged: Sequence[Judged]) -> list[AtCoverage]:
    surest = sorted(judged, key=lambda one: -one.probability)
    found = []
    for share in _SHARES:
        taken = surest[: max(1, round(share * len(surest)))]
        found.append(AtCoverage(share, _share(sum(one.said == one.truth for one in taken), len(taken))))
    return found
