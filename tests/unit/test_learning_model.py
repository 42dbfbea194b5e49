"""Training: the same from the same seed, true about how sure it is, and open to a class that comes later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitize.classify.learning.calibration import Calibration, Curve, reliability
from digitize.classify.learning.features import View, Vocabulary, features
from digitize.classify.learning.fitting import Example, curve_of
from digitize.classify.learning.measures import UNKNOWN, Judged, measure
from digitize.classify.learning.model import KIND, RUNG, Model
from digitize.errors import TooFewPapers
from tests.learning import enough, examples, model_without, of_template, small_model, trained

NEW = "KQ.G15.000038"
TEMPLATE = (10, "marital_status")


def judged(model: Model, given: list[Example]) -> list[Judged]:
    ranked = [model.ranked(example.view)[0] for example in given]
    return [Judged(one.label, said.code, said.probability) for one, said in zip(given, ranked, strict=True)]


def ece(model: Model, given: list[Example]) -> float:
    found = judged(model, given)
    return reliability([one.probability for one in found], [one.said == one.truth for one in found]).ece


def test_papers_nobody_learned_from_are_answered_rightly() -> None:
    fresh = [example for example in examples(2) if example.label in small_model().labels]
    found = measure(judged(small_model(), fresh), 0.85)
    assert found.accuracy > 0.97
    assert found.accuracy_answered > 0.98


def test_the_same_seed_gives_the_same_model() -> None:
    given = enough(examples(1)[:250])
    one, other = trained(given), trained(given)
    assert one.heading.vocabulary.features == other.heading.vocabulary.features
    np.testing.assert_array_equal(one.coefficients, other.coefficients)
    assert one.calibration == other.calibration
    assert not np.array_equal(one.coefficients, trained(given, seed=2).coefficients)


def test_a_class_that_had_no_sample_is_answered_after_twenty() -> None:
    assert NEW not in model_without(NEW).labels
    confirmed = [replace(one, confirmed=True) for one in of_template(3, *TEMPLATE, 20)]
    assert len(confirmed) == 20
    after = trained([*(one for one in enough(examples(1)) if one.label != NEW), *confirmed])
    said = judged(after, of_template(4, *TEMPLATE, 20))
    assert measure(said, 0.5).coverage > 0.9
    assert all(one.said == NEW for one in said if one.probability >= 0.5)


def test_calibration_does_not_decay_when_a_class_is_added() -> None:
    before = model_without(NEW)
    others = [example for example in examples(2) if example.label in before.labels]
    assert ece(small_model(), others) <= ece(before, others) + 0.01


def test_only_types_that_are_allowed_come_into_question() -> None:
    model = small_model()
    example = next(one for one in examples(2) if one.label == NEW)
    allowed = frozenset({"KQ.G15.000031"})
    said = model.ranked(example.view, allowed)
    assert all(one.code.startswith(KIND) or one.code in allowed for one in said)


def test_probabilities_fall_and_do_not_exceed_one() -> None:
    for example in examples(2)[:100]:
        chances = [one.probability for one in small_model().ranked(example.view)]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1.001


def test_a_page_of_which_nothing_is_known_has_no_answer() -> None:
    assert small_model().ranked(View("", "")) == ()
    assert small_model().ranked(View("| |", "|")) == ()


def test_one_label_is_nothing_to_learn() -> None:
    with pytest.raises(TooFewPapers):
        trained([one for one in examples(1) if one.label == NEW])


def test_features_are_pieces_of_words_and_pairs_as_written_and_folded() -> None:
    found = set(features("giấy phép | số"))
    assert {"=giấy", "=giay", " gi", "giấy ", "phép ", "giấy phép", "giay phep"} <= found
    assert not any("phép số" in feature for feature in found)


def test_a_vocabulary_counts_what_it_knows() -> None:
    vocabulary = Vocabulary(("=phép", "giấy phép"))
    numbers, counts = vocabulary.counts("giấy phép giấy phép khác")
    assert dict(zip(numbers.tolist(), counts.tolist(), strict=True)) == {0: 2.0, 1: 2.0}


def test_reliability_is_the_distance_between_stated_and_right() -> None:
    found = reliability([0.95] * 10 + [0.55] * 10, [True] * 10 + [True] * 3 + [False] * 7)
    assert [(one.count, round(one.right, 2)) for one in found.bins] == [(10, 0.3), (10, 1.0)]
    assert found.ece == pytest.approx((0.25 + 0.05) / 2)
    assert reliability([], []).ece == 0


def test_a_rung_without_a_curve_keeps_its_score() -> None:
    calibration = Calibration({RUNG: Curve((0.2, 0.8), (0.0, 1.0))})
    assert calibration.probability("header", 0.7) == 0.7
    assert calibration.probability(RUNG, 0.5) == pytest.approx(0.5)
    assert calibration.probability(RUNG, 1.0) == 0.995


def test_a_curve_needs_answers_and_rises() -> None:
    scores = np.linspace(0, 1, 200)
    curve = curve_of(scores, scores > 0.5)
    assert curve is not None
    assert curve.at(0.1) < 0.1
    assert curve.at(0.9) > 0.9
    assert curve_of(scores[:10], scores[:10] > 0.5) is None


def test_what_is_not_answered_is_not_found() -> None:
    said = [
        Judged("A", "A", 0.9),
        Judged("A", "A", 0.5),
        Judged("B", "A", 0.95),
        Judged(UNKNOWN, UNKNOWN, 0.99),
    ]
    found = measure(said, 0.85)
    assert (found.documents, found.accuracy, found.coverage) == (4, 0.75, 0.5)
    assert (found.accuracy_answered, found.wrong_answered) == (0.5, 0.25)
    assert found.macro_f1 == pytest.approx((2 * 1 / 4 + 0) / 2)
    assert [(one.truth, one.said, one.count) for one in found.confusions] == [("B", "A", 1)]
