"""The line generator of our own reader: what it must never see, that it repeats itself, and that it tells the truth."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from digitize.ocr.engines.alignment import BY_HAND, in_print
from digitize.ocr.engines.line_picture import HEIGHT, Preparation, line_picture
from digitize.ocr.lines import TextLineFinder
from digitize.ocr.training import (
    batches,
    cutting,
    fonts,
    handwriting,
    pages,
    places,
    strips,
    texts,
    wear,
    word_lists,
    wording,
)
from digitize.ocr.training.alphabet import ALPHABET, by_hand, encoded, known
from digitize.ocr.training.batches import Batches, Plan, possible
from digitize.ocr.training.cutting import Sample
from digitize.ocr.training.fonts import Family, Kind
from digitize.ocr.training.legal_texts import load, set_aside
from digitize.ocr.training.texts import Source
from digitize.vietnamese.syllables import is_syllable
from tests.training_fonts import LAW, only_tinos

SHINGLE = 60
"""Letters in a row that two texts share by more than chance."""


@pytest.fixture
def tinos(tmp_path: Path) -> Iterator[Family]:
    with only_tinos(tmp_path) as family:
        yield family


@pytest.fixture
def hand(tinos: Family) -> Family:
    """A typeface that counts as a hand, and digits drawn in place of those that training fetches."""
    family = Family("Hand", Kind.HAND, "npm:hand", "", "", "", False)
    shutil.copytree(tinos.folder, family.folder)
    drawn = []
    for digit in "0123456789":
        many = np.zeros((10, 28, 28), np.uint8)
        for place, one in enumerate(many):
            cv2.putText(one, digit, (4 + place % 3, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.7 + place / 50, 255, 2)
        drawn.append(many)
    np.savez_compressed(places.FONTS / "handwritten-digits.npz", *drawn)
    return family


@pytest.fixture
def made(tinos: Family) -> Batches:
    return Batches(Plan(5, families=(tinos,), source=Source((LAW,))))


# --- what training must not see ---------------------------------------------------------------------------


@pytest.mark.real_data
def test_no_text_for_measuring_is_trained_on(shared_data: Path) -> None:
    trained, watched = ({text.key for text in group} for group in (texts.trained_on(), texts.watched_texts()))
    aside = {text.key for text in load(shared_data / "legal_texts.jsonl.gz") if set_aside(text.key)}
    assert len(trained) > 200
    assert len(watched) > 5
    assert not trained & aside
    assert not watched & aside
    assert not trained & watched


@pytest.mark.real_data
def test_no_document_of_the_real_pages_is_trained_on(shared_data: Path) -> None:
    shown = texts.on_real_pages(shared_data)
    assert {"01/ct-ubnd", "707/qđ-ttg"} <= shown
    assert not shown & {text.key.lower() for text in texts.trained_on()}


@pytest.mark.real_data
def test_pages_for_measuring_share_only_set_phrases_with_the_texts(shared_data: Path) -> None:
    """A page that came in under another number would share whole paragraphs."""
    trained = "\n".join(" ".join(text.paragraphs) for text in texts.trained_on())
    for page in sorted((shared_data / "official_pages").glob("*.txt")):
        text = " ".join(page.read_text(encoding="utf-8").split())
        pieces = [text[begin : begin + SHINGLE] for begin in range(0, len(text) - SHINGLE, SHINGLE)]
        shared = sum(piece in trained for piece in pieces)
        assert shared / len(pieces) < 0.15, page.name


def test_two_families_are_held_back() -> None:
    held_back = [family.name for family in fonts.families() if family.held_back]
    assert held_back == ["Arimo", "Cousine"]
    assert not {family.name for family in Plan(1).chosen_families()} & set(held_back)


def test_the_held_back_document_type_is_not_drawn() -> None:
    rng = random.Random(3)
    fixed = [pattern.split("{")[0] for pattern in word_lists.words().held_back_patterns]
    beginnings = [begin for begin in fixed if len(begin) > 8]
    drawn = ["".join(run.text for run in line) for line in Source((LAW,)).lines(rng, 4000)]
    assert not [text for text in drawn for begin in beginnings if text.startswith(begin)]
    held_back = ["".join(run.text for run in line) for line in Source((LAW,), held_back=True).lines(rng, 200)]
    assert all(any(text.startswith(begin) for begin in fixed) for text in held_back)


def test_the_held_back_wear_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("held back")

    picture = np.full((40, 300), 255, np.uint8)
    rng = np.random.default_rng(1)
    monkeypatch.setattr(wear, "_gaps", never)
    for _ in range(300):
        wear.worn(picture, 30, 1.0, rng)
    with pytest.raises(AssertionError, match="held back"):
        wear.worn(picture, 30, 1.0, rng, held_back=True)


# --- the generator ----------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_whatever_came_before(made: Batches, tinos: Family) -> None:
    made.samples(0, 8, 0.5)
    later = made.samples(3, 8, 0.5)
    again = Batches(made.plan).samples(3, 8, 0.5)
    assert [one.text for one in later] == [one.text for one in again]
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(later, again, strict=True))
    other = Batches(Plan(6, families=(tinos,), source=made.plan.source)).samples(3, 8, 0.5)
    assert [one.text for one in later] != [one.text for one in other]


def test_samples_fit_the_network(made: Batches) -> None:
    chunk = list(made.chunk(0, 1.0))
    samples = [one for batch in chunk for one in batch.samples]
    assert len(samples) == 256
    assert all(known(one.text) and possible(one) and one.picture.shape[0] == HEIGHT for one in samples)
    assert any(not one.text for one in samples)
    for batch in chunk:
        assert batch.pictures.shape[2] % (2 * batches.FRAME) == 0
        assert batch.pictures.shape[0] == len(batch.samples)


def test_too_little_room_for_a_text_is_no_sample() -> None:
    picture = np.zeros((HEIGHT, 5 * batches.FRAME), np.uint8)
    assert possible(Sample(picture, "abcde"))
    assert not possible(Sample(picture, "abccd"))


def test_words_stand_where_the_strip_says(tinos: Family) -> None:
    strip = strips.draw(Source((LAW,)), (tinos,), "7")
    assert strip.lines
    for line in strip.lines:
        for word in line.words:
            ink = strip.pixels[word.top : word.bottom, word.left : word.right]
            assert ink.min() < 128, word.text
        for left, right in zip(line.words, line.words[1:], strict=False):
            assert left.left < right.left


def test_the_text_is_that_of_the_window(tinos: Family) -> None:
    """A clean cut holds as much ink as the words it names, and none of the next word."""
    strip = strips.draw(Source((LAW,)), (tinos,), "8")
    whole = {" ".join(word.text for word in line.words) for line in strip.lines}
    rng = np.random.default_rng(2)
    for _ in range(60):
        one = cutting.sample(strip, 0.0, rng, Preparation.GREY)
        assert any(one.text in line for line in whole)


def test_digits_are_written_by_hand_where_blanks_are_filled_in(tinos: Family, hand: Family) -> None:
    source = Source((LAW,), shares={"dates": 1})
    texts_seen = [
        word.text
        for number in range(20)
        for line in strips.draw(source, (tinos, hand), str(number)).lines
        for word in line.words
    ]
    written = [text for text in texts_seen if set(text) & set(BY_HAND)]
    assert 0.1 < len(written) / len(texts_seen) < 0.9
    assert any(in_print(text) != text and "/" in text for text in written)
    assert known("".join(written))


def test_a_number_by_hand_leaves_ink_in_its_box_alone(hand: Family) -> None:
    rng = random.Random(6)
    for _ in range(20):
        canvas = Image.new("L", (600, 200), 255)
        box = handwriting.write(canvas, "2047", 100, 140, 40, rng)
        rows, columns = np.nonzero(np.asarray(canvas) < 128)
        assert 90 <= columns.min() < columns.max() < box[2] <= 400
        assert box[1] <= rows.min() < rows.max() < box[3]
        assert columns.max() - columns.min() > 60


def test_digits_for_measuring_are_never_drawn_for_training(hand: Family) -> None:
    trained, measuring = handwriting.digits(), handwriting.digits(measuring=True)
    for digit in range(10):
        kept = {one.tobytes() for one in measuring[digit]}
        assert kept
        assert not kept & {one.tobytes() for one in trained[digit]}


def test_a_misread_line_is_drawn_again_with_its_digits_by_hand() -> None:
    line = wording.as_written(f"ngày {by_hand('05')} tháng 9")
    assert [(run.text, run.filled) for run in line] == [("ngày ", False), ("05", True), (" tháng 9", False)]


def test_lines_of_a_page_are_cut_by_the_finder_and_keep_their_text(tinos: Family) -> None:
    drawn = [strips.draw(Source((LAW,)), (tinos,), str(number)) for number in range(8)]
    lines = {" ".join(word.text for word in line.words) for strip in drawn for line in strip.lines}
    cuts = pages.samples(drawn, TextLineFinder(), 0.0, np.random.default_rng(4), Preparation.GREY)
    assert len(cuts) >= 12
    for one in cuts:
        assert any(one.text in line for line in lines), one.text
    assert sum(one.text in lines for one in cuts) > len(cuts) / 2
    # A text of another line than that which is seen would seldom be as long as its picture is wide.
    wide = [one.picture.shape[1] / len(one.text) for one in cuts if len(one.text) > 20]
    assert np.percentile(wide, 90) < 2 * np.percentile(wide, 10)


def test_misread_texts_are_drawn_again() -> None:
    source = Source((LAW,), again=("HÌNH NHƯ SAI",), again_share=1.0)
    drawn = ["".join(run.text for run in line) for line in source.lines(random.Random(1), 50)]
    assert drawn.count("HÌNH NHƯ SAI") > 25


def test_syllables_are_spelled_rightly() -> None:
    rng = random.Random(4)
    made = {word_lists.syllable(rng) for _ in range(300)}
    assert len(made) > 250
    assert all(map(is_syllable, made))


def test_every_pattern_is_filled_in() -> None:
    rng = random.Random(5)
    lists = word_lists.words()
    for pattern in (*lists.patterns, *lists.held_back_patterns):
        text = "".join(run.text for run in wording.filled_in(rng, pattern))
        assert "{" not in text
        assert known(text), text


def test_wear_keeps_form_and_never_blackens_a_line(tinos: Family) -> None:
    picture = np.full((50, 400), 255, np.uint8)
    cv2.putText(picture, "Cong hoa", (10, 38), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    rng = np.random.default_rng(3)
    for _ in range(200):
        out = wear.worn(picture, 34, 1.0, rng)
        assert out.shape == picture.shape
        assert out.dtype == np.uint8
        assert np.median(line_picture(out)) < 128


def test_the_alphabet_holds_each_character_once() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert encoded(ALPHABET) == list(range(1, len(ALPHABET) + 1))
    with pytest.raises(KeyError):
        encoded("漢")
