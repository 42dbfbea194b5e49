"""Probabilities in place of raw scores, and the raw scores kept."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.model import Box, Word
from digitize.ocr import calibration
from digitize.ocr.calibration import Calibration, Curve, WordKind, calibrated, kind_of
from digitize.ocr.tree import block_of, line_of
from tests.bench.calibrate import ENGINES

BOX = Box(0, 0, 10, 10)
STRAIGHT = Curve((0.0, 1.0), (0.1, 0.9))
KNOWN = Calibration(
    "test",
    "1",
    "1",
    1,
    10,
    {WordKind.SYLLABLES: Curve((0.0, 0.5, 1.0), (0.0, 0.8, 1.0)), WordKind.DIGITS: STRAIGHT, WordKind.OTHER: STRAIGHT},
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Đồng", WordKind.SYLLABLES),
        ("(Tháp),", WordKind.SYLLABLES),
        ("kinh-tế", WordKind.SYLLABLES),
        ("07/GCN", WordKind.DIGITS),
        ("Nøãi", WordKind.OTHER),
        ("QĐ-UBND", WordKind.OTHER),
        ("—", WordKind.OTHER),
    ],
)
def test_kinds_of_words(text: str, kind: WordKind) -> None:
    assert kind_of(text) is kind


def test_the_raw_score_stays_beside_the_probability() -> None:
    words = (Word("Đồng", BOX, 0.5), Word("1234", BOX, 0.5))
    [block] = calibrated((block_of([line_of(words)]),), KNOWN)
    assert [(word.confidence, word.score) for word in block.lines[0].words] == [(0.8, 0.5), (0.5, 0.5)]
    assert calibrated(calibrated((block,), KNOWN), KNOWN) == (block,)


def test_all_engines_of_the_setting_are_measured() -> None:
    assert set(ENGINES) == {"own", "both", "tesseract", "pytesseract"}
    assert {known.engine for known in calibration.all_known()} <= set(ENGINES)


def test_an_engine_that_was_never_measured_has_no_calibration() -> None:
    assert calibration.find("tesseract", "0.0.0+unknown") is None


def test_readings_kept_before_words_had_a_probability_can_still_be_read() -> None:
    old = b'{"text":"S\xe1\xbb\x91","box":{"x0":0,"y0":0,"x1":1,"y1":1},"confidence":0.7}'
    word = msgspec.json.decode(old, type=Word)
    assert (word.confidence, word.score) == (0.7, 0.7)


@pytest.mark.parametrize("known", calibration.all_known(), ids=lambda known: known.name)
def test_shipped_curves_rise_and_are_never_certain(known: Calibration) -> None:
    assert set(known.curves) == set(WordKind)
    for curve in known.curves.values():
        assert list(curve.scores) == sorted(set(curve.scores))
        assert list(curve.shares) == sorted(curve.shares)
        assert (curve.scores[0], curve.scores[-1]) == (0, 1)
        assert curve.shares[0] > 0
        assert curve.shares[-1] < 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_worth_less(one: float, other: float) -> None:
    curve = KNOWN.curves[WordKind.SYLLABLES]
    assert (curve.at(one) <= curve.at(other)) or one > other
