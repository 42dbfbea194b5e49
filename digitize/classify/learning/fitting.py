"""Training: from examples to a model, the same from the same examples and seed.

1. *Features* are chosen for each label by how much more often its papers have them than others do, so that a rare
   label keeps its own; what only one paper has is never kept.
2. *Weights* are learned by logistic loss, each label against all others, a rare one weighing as much as a common one.
3. *Calibration*: for each of three folds weights are learned from the other two. A fold holds whole groups, that is
   templates with their layouts, since two papers of one template are all but the same paper. What comes of papers
   nobody learned from gives the temperature and the curve.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedGroupKFold

from digitize.classify.learning.calibration import Calibration, Curve, reliability
from digitize.classify.learning.features import View, Vocabulary, features
from digitize.classify.learning.model import RUNG, Card, Floats, Model, Zone, shares_of
from digitize.errors import TooFewPapers

FEWEST_PAPERS = 10
"""Of a label that is learned at all."""
_FEWEST_WITH_FEATURE = 2
_FEATURES_EACH = 1500
"""Most features chosen for each label and zone."""
_LOOKED_AT = 6000
"""Papers whose features are compared, shared among the labels evenly; every paper is learned from."""
_HEADING_WEIGHT, _PAGE_WEIGHT = 1.4, 1.0
_FOLDS = 3
_REGULARISATION = 2e-5
# So many papers are looked at in learning a label, each in as many rounds; more change next to nothing.
_LOOKS, _FEWEST_ROUNDS, _MOST_ROUNDS = 80_000, 5, 25
_THREADS = 2
# A curve through fewer answers would say more of chance than of the model.
_FEWEST_ANSWERS = 60

Tell = Callable[[int, int], None]
"""Is told how many steps of how many are done."""


@dataclass(frozen=True, slots=True)
class Example:
    """A paper to learn from.

    Attributes:
        view: What it says, without persons.
        label: What it is (:func:`digitize.classify.learning.model.label_of`).
        group: Its template and layout; papers of a group are held back together.
        confirmed: A person said so; else it was rendered.
    """

    view: View
    label: str
    group: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RungScore:
    """What a rung of rules said of a document whose label is known: its raw score, and whether it was right."""

    rung: str
    score: float
    right: bool


def fit(
    examples: Sequence[Example],
    rungs: Sequence[RungScore] = (),
    *,
    seed: int,
    catalogue: str,
    made_at: str,
    tell: Tell,
) -> Model:
    """Trains a model.

    Args:
        examples: Of two labels at least, of each :data:`FEWEST_PAPERS`.
        rungs: Of documents that persons confirmed: what the curves of the other rungs are measured on.
        seed: Of all that is left to chance.
        catalogue: Version of the catalogue, for the card.
        made_at: For the card.
        tell: Is told how far it is.

    Raises:
        TooFewPapers: There is nothing to tell apart.
    """
    labels = tuple(sorted({example.label for example in examples}))
    if len(labels) < 2:
        raise TooFewPapers(f"{len(labels)} labels")
    steps = _FOLDS + 4
    looked_at = _some_of_each(examples, seed)
    heading = _zone(looked_at, examples, _heading, _HEADING_WEIGHT)
    tell(1, steps)
    page = _zone(looked_at, examples, _page, _PAGE_WEIGHT)
    tell(2, steps)
    rows = _matrix(examples, heading, page)
    truth = np.array([labels.index(example.label) for example in examples])
    tell(3, steps)
    scores, known = _held_back(rows, truth, [example.group for example in examples], seed, lambda n: tell(3 + n, steps))
    temperature = _temperature(scores[known], truth[known])
    shares = shares_of(scores[known], temperature)
    right = shares.argmax(axis=1) == truth[known]
    curve = curve_of(shares.max(axis=1), right)
    coefficients, intercepts = _weights(rows, truth, len(labels), seed)
    tell(steps, steps)
    calibration = Calibration(_rule_curves(rungs) | ({RUNG: curve} if curve else {}))
    stated = [calibration.probability(RUNG, float(share)) for share in shares.max(axis=1)]
    counts = Counter(example.label for example in examples)
    vouched = Counter(example.label for example in examples if example.confirmed)
    card = Card(
        made_at=made_at,
        seed=seed,
        rendered=len(examples) - vouched.total(),
        confirmed=vouched.total(),
        labels={label: counts[label] for label in labels},
        vouched=dict(sorted(vouched.items())),
        catalogue=catalogue,
        right=round(float(right.mean()), 4),
        ece=round(reliability(stated, list(right)).ece, 4),
    )
    return Model(card, labels, heading, page, coefficients, intercepts, temperature, calibration)


# --- features -------------------------------------------------------------------------------------------------


def _heading(view: View) -> str:
    return view.heading


def _page(view: View) -> str:
    return view.page


def _some_of_each(examples: Sequence[Example], seed: int) -> list[Example]:
    by_label: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_label[example.label].append(example)
    most = max(30, _LOOKED_AT // len(by_label))
    rng = random.Random(f"{seed}/features")
    return [
        example
        for _, papers in sorted(by_label.items())
        for example in (rng.sample(papers, most) if len(papers) > most else papers)
    ]


def _zone(
    looked_at: Sequence[Example], examples: Sequence[Example], part: Callable[[View], str], weight: float
) -> Zone:
    vocabulary = Vocabulary(_chosen(looked_at, part))
    papers = np.zeros(len(vocabulary.features), np.int64)
    for example in examples:
        papers[vocabulary.counts(part(example.view))[0]] += 1
    rarity = np.log((1 + len(examples)) / (1 + papers)) + 1
    return Zone(vocabulary, rarity.astype(np.float32), weight)


def _chosen(examples: Sequence[Example], part: Callable[[View], str]) -> list[str]:
    """The features that set each label apart, in the order of the alphabet."""
    papers: Counter[str] = Counter(example.label for example in examples)
    having: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        having[example.label].update(set(features(part(example.view))))
    everywhere: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    for label, counts in having.items():
        everywhere.update(counts)
        for feature, count in counts.items():
            shares[feature] += count / papers[label]  # type: ignore[assignment] # A counter counts parts as well.
    chosen: set[str] = set()
    for label, counts in having.items():
        leads = (
            (count / papers[label] - shares[feature] / len(papers), feature)
            for feature, count in counts.items()
            if everywhere[feature] >= _FEWEST_WITH_FEATURE
        )
        chosen.update(feature for lead, feature in heapq.nlargest(_FEATURES_EACH, leads) if lead > 0)
    return sorted(chosen)


def _matrix(examples: Sequence[Example], heading: Zone, page: Zone) -> csr_matrix:
    """A row for each example, as :meth:`digitize.classify.learning.model.Model.scores` weighs it."""
    numbers, weights, ends = [], [], [0]
    for example in examples:
        above, above_weights = heading.weights(example.view.heading)
        below, below_weights = page.weights(example.view.page)
        numbers += [above, below + len(heading.rarity)]
        weights += [above_weights, below_weights]
        ends.append(ends[-1] + len(above) + len(below))
    shape = (len(examples), len(heading.rarity) + len(page.rarity))
    return csr_matrix((np.concatenate(weights), np.concatenate(numbers), np.array(ends)), shape)


# --- weights --------------------------------------------------------------------------------------------------


def _weights(rows: csr_matrix, truth: npt.NDArray[np.int_], labels: int, seed: int) -> tuple[Floats, Floats]:
    """Coefficients and intercepts; a label that is not among the rows gets a score that no other falls below."""
    learner = SGDClassifier(
        loss="log_loss",
        alpha=_REGULARISATION,
        class_weight="balanced",
        max_iter=min(max(_LOOKS // len(truth), _FEWEST_ROUNDS), _MOST_ROUNDS),
        tol=None,
        random_state=seed,
        n_jobs=_THREADS,
    ).fit(rows, truth)
    coefficients = np.zeros((rows.shape[1], labels), np.float32)
    intercepts = np.full(labels, -50.0, np.float32)
    found = learner.coef_, learner.intercept_
    if len(learner.classes_) == 2:
        # Of two labels the library keeps one column.
        found = np.vstack((-found[0], found[0])), np.concatenate((-found[1], found[1]))
    coefficients[:, learner.classes_] = found[0].T
    intercepts[learner.classes_] = found[1]
    return coefficients, intercepts


def _held_back(
    rows: csr_matrix, truth: npt.NDArray[np.int_], groups: Sequence[str], seed: int, tell: Callable[[int], None]
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Scores of each row by weights that no row of its group had a part in, and for which rows that was possible."""
    labels = int(truth.max()) + 1
    scores = np.zeros((len(truth), labels), np.float32)
    known = np.zeros(len(truth), np.bool_)
    for number, (learned, held) in enumerate(_folds(truth, groups, seed), start=1):
        coefficients, intercepts = _weights(rows[learned], truth[learned], labels, seed)
        scores[held] = rows[held] @ coefficients + intercepts
        known[held] = np.isin(truth[held], truth[learned])
        tell(number)
    return scores, known


def _folds(
    truth: npt.NDArray[np.int_], groups: Sequence[str], seed: int
) -> Iterator[tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]]:
    by_label: dict[int, set[str]] = defaultdict(set)
    for label, group in zip(truth, groups, strict=True):
        by_label[int(label)].add(group)
    # Papers of a label that has one group alone are parted: held back as one, nothing would be left to learn it from.
    parted = [
        group if len(by_label[int(label)]) > 1 else f"{group}/{index % _FOLDS}"
        for index, (label, group) in enumerate(zip(truth, groups, strict=True))
    ]
    numbers = {group: number for number, group in enumerate(sorted(set(parted)))}
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    yield from folds.split(np.zeros(len(truth)), truth, [numbers[group] for group in parted])


# --- calibration ----------------------------------------------------------------------------------------------


def _temperature(scores: Floats, truth: npt.NDArray[np.int_]) -> float:
    """The temperature at which the right labels are most probable together."""

    def surprise(logarithm: float) -> float:
        shares = shares_of(scores, float(np.exp(logarithm)))
        return float(-np.log(shares[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3, 4), method="bounded").x))


def _rule_curves(rungs: Sequence[RungScore]) -> dict[str, Curve]:
    """The curves of the rungs of which enough answers are known."""
    answers: dict[str, list[RungScore]] = defaultdict(list)
    for one in rungs:
        answers[one.rung].append(one)
    curves = {
        rung: curve_of(np.array([one.score for one in found]), np.array([one.right for one in found]))
        for rung, found in sorted(answers.items())
    }
    return {rung: curve for rung, curve in curves.items() if curve}


def curve_of(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> Curve | None:
    """The curve of a rung (isotonic regression), from its raw scores and whether it was right.

    Counts one answer more, as sure as the surest and wrong, so that few answers that went well promise little.

    Returns:
        ``None`` where the answers are too few for one.
    """
    if len(scores) < _FEWEST_ANSWERS:
        return None
    shares = np.append(right.astype(float), 0.0)
    found = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(np.append(scores, scores.max()), shares)
    return Curve(tuple(map(float, found.X_thresholds_)), tuple(map(float, found.y_thresholds_)))
