"""Our own line reader: decoding, the picture of a line, and the shipped weights."""

from __future__ import annotations

import shutil
from importlib import resources
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from digitize.errors import EngineMissing, ReaderDamaged
from digitize.model import Affine, Pixels
from digitize.ocr.engines.alignment import BY_HAND, Alphabet, Letters, letters
from digitize.ocr.engines.line_picture import HEIGHT, Preparation, line_picture
from digitize.ocr.engines.own import CARD, OwnLineEngine, Precision, ReaderName, _words, shipped
from digitize.ocr.interfaces import LineImage
from digitize.vietnamese.typeface import face_file

LINES = ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Số: 07/QĐ-UBND", "ngày 05 tháng 9 năm 2024", "ĐỘC LẬP - TỰ DO")


def drawn(text: str, px: int = 54) -> Pixels:
    font = ImageFont.truetype(str(face_file(False, False)), px, layout_engine=ImageFont.Layout.BASIC)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    canvas = Image.new("L", (int(right - left) + 24, int(bottom - top) + 10), 255)
    ImageDraw.Draw(canvas).text((12 - left, 5 - top), text, font=font, fill=0, anchor="ls")
    return np.asarray(canvas)


def cut(text: str) -> LineImage:
    return LineImage(drawn(text), Affine())


READERS = list(product(ReaderName, Precision))


@pytest.fixture(scope="module", params=READERS, ids=lambda both: "-".join(both))
def engine(request: pytest.FixtureRequest) -> OwnLineEngine:
    name, precision = request.param
    return OwnLineEngine(shipped(name), precision)


# --- decoding ---------------------------------------------------------------------------------------------


def test_runs_are_one_letter_and_blanks_part_them() -> None:
    best = np.array([0, 1, 1, 0, 1, 2, 2, 0], np.int32)
    probability = np.array([0.9, 0.5, 0.8, 0.9, 0.7, 0.6, 0.4, 0.9], np.float32)
    found = letters(best, probability, Alphabet("ab"))
    assert found.text == "aab"
    assert found.first.tolist() == [1, 4, 5]
    assert found.behind.tolist() == [3, 5, 7]
    assert found.scores.tolist() == pytest.approx([0.8, 0.7, 0.6])


def test_only_blanks_say_nothing() -> None:
    found = letters(np.zeros(5, np.int32), np.ones(5, np.float32), Alphabet("a"))
    assert found.text == ""


def test_a_digit_by_hand_is_a_digit_and_flagged_though_some_frames_take_it_for_print() -> None:
    digits = "0123456789"
    alphabet = Alphabet(digits + " " + BY_HAND)
    four, seven, space = 5, 8, 11
    four_by_hand = four + 11
    best = np.array([four, 0, four, four_by_hand, four, 0, space, seven], np.int32)
    found = letters(best, np.full(best.size, 0.8, np.float32), alphabet)
    assert found.text == "44 7"
    assert found.by_hand.tolist() == [False, True, False, False]


def test_words_part_where_no_word_has_such_a_gap_though_no_space_was_read() -> None:
    """Two columns of a heading that stand close together are cut as one line."""
    picture = np.zeros((HEIGHT, 160), np.uint8)
    picture[8:24, 8:40] = picture[8:24, 100:140] = 255
    places = np.array([3, 8, 26, 32])
    found = Letters("ABCD", places, places + 1, np.ones(4, np.float32), np.zeros(4, np.bool_))
    words = _words(found, picture, 2.0)
    assert [(word.text, word.box.x0, word.box.x1) for word in words] == [("AB", 16, 80), ("CD", 200, 280)]


def test_a_gap_beside_a_space_parts_no_further() -> None:
    picture = np.zeros((HEIGHT, 160), np.uint8)
    picture[8:24, 8:40] = picture[8:24, 100:140] = 255
    places = np.array([3, 8, 15, 26, 32])
    found = Letters("AB CD", places, places + 1, np.ones(5, np.float32), np.zeros(5, np.bool_))
    assert [word.text for word in _words(found, picture, 1.0)] == ["AB", "CD"]


# --- the picture ------------------------------------------------------------------------------------------


def test_a_line_is_as_high_as_the_network_wants_and_ink_is_bright() -> None:
    picture = line_picture(drawn("Hạnh phúc"))
    assert picture.shape[0] == HEIGHT
    assert picture.max() == 255
    assert np.median(picture) == 0


def test_grey_ink_on_grey_paper_gives_the_same_picture() -> None:
    black = drawn("Hạnh phúc")
    grey = (90 + black.astype(np.float32) * 0.5).astype(np.uint8)
    difference = np.abs(line_picture(black).astype(int) - line_picture(grey))
    assert difference.max() <= 6


@pytest.mark.parametrize("preparation", Preparation)
def test_empty_paper_is_not_stretched_into_ink(preparation: Preparation) -> None:
    paper = np.random.default_rng(1).normal(240, 2, (40, 300)).clip(0, 255).astype(np.uint8)
    assert line_picture(paper, preparation).max() < 128


def test_a_bilevel_picture_has_no_shades_but_those_of_edges() -> None:
    grey, bilevel = (line_picture(drawn("Hạnh phúc"), preparation) for preparation in Preparation)
    assert bilevel.shape == grey.shape
    shades = [((picture > 40) & (picture < 215)).mean() for picture in (grey, bilevel)]
    assert shades[1] < shades[0]


# --- the shipped weights ----------------------------------------------------------------------------------


def test_clear_lines_are_read(engine: OwnLineEngine) -> None:
    read = engine.read([cut(text) for text in LINES])
    assert [" ".join(word.text for word in words) for words in read] == list(LINES)


def test_lines_are_read_alike_alone_and_together(engine: OwnLineEngine) -> None:
    together = engine.read([cut(text) for text in LINES])
    assert [[word.text for word in words] for words in together] == [
        [word.text for word in engine.read([cut(text)])[0]] for text in LINES
    ]


def test_boxes_reach_from_ink_to_ink_in_the_cut(engine: OwnLineEngine) -> None:
    line = cut(LINES[0])
    (words,) = engine.read([line])
    columns = np.flatnonzero((line.pixels < 128).any(axis=0))
    assert words[0].box.x0 == pytest.approx(columns[0], abs=4)
    assert words[-1].box.x1 == pytest.approx(columns[-1], abs=4)
    for word, following in pairwise(words):
        assert word.box.x1 <= following.box.x0
        gap = line.pixels[:, round(word.box.x1) + 2 : round(following.box.x0) - 2]
        assert gap.size
        assert gap.min() > 128
    height = line.pixels.shape[0]
    assert all(0 <= word.box.y0 < word.box.y1 <= height for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)


def test_nothing_is_read_on_empty_paper(engine: OwnLineEngine) -> None:
    assert engine.read([LineImage(np.full((50, 400), 250, np.uint8), Affine())]) == [()]
    assert engine.read([]) == []


def test_weights_fit_the_package() -> None:
    for name in ReaderName:
        folder = Path(str(shipped(name)))
        assert sum(file.stat().st_size for file in folder.glob("*.npz")) <= 3_000_000
        assert (folder / "line.int8.onnx").stat().st_size <= 1_000_000
    folder = Path(str(shipped(ReaderName.FIRST))).parent
    assert sum(file.stat().st_size for file in folder.glob("*/*.onnx")) <= 6_000_000


def test_other_weights_than_those_of_the_card_are_refused(tmp_path: Path) -> None:
    with resources.as_file(shipped(ReaderName.FIRST)) as folder:
        shutil.copytree(folder, tmp_path / "reader")
    weights = tmp_path / "reader" / "line.int8.onnx"
    damaged = bytearray(weights.read_bytes())
    damaged[1000] ^= 1
    weights.write_bytes(damaged)
    with pytest.raises(ReaderDamaged):
        OwnLineEngine(tmp_path / "reader")
    (tmp_path / "reader" / CARD).write_bytes(b"{}")
    with pytest.raises(ReaderDamaged):
        OwnLineEngine(tmp_path / "reader")


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing):
        OwnLineEngine(tmp_path)
