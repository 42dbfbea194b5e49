"""One suite for every engine: the same structure, and error rates that lie close together."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from digitize.model import Block, Colour, PageImage
from digitize.ocr.cleaning import clean
from digitize.ocr.engines import create
from digitize.ocr.interfaces import Engine
from tests.bench.cer import cer
from tests.drawn_paper import Paper, official_paper
from tests.line_reader import line_reader

NAMES = ("tesseract", "pytesseract")
BY_LINE = "by line"

# The two carry different versions of Tesseract (5.5 and what the system has, 5.3 on Debian 12), which differ by single
# characters; the page has some 600.
TOLERANCE = 0.01
ERROR_BOUND = 0.03


@pytest.fixture(scope="module")
def paper() -> Paper:
    return official_paper(300)


@pytest.fixture(scope="module")
def image(paper: Paper) -> PageImage:
    return clean(paper.page()).image


def make(name: str) -> Engine:
    return line_reader() if name == BY_LINE else create(name)


@pytest.fixture(scope="module", params=[*NAMES, BY_LINE])
def engine(request: pytest.FixtureRequest) -> Engine:
    return make(request.param)


@pytest.fixture(scope="module")
def blocks(engine: Engine, image: PageImage) -> tuple[Block, ...]:
    return engine.read(image)


def _text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line.text for block in blocks for line in block.lines)


def test_the_page_is_read(blocks: tuple[Block, ...], paper: Paper) -> None:
    assert cer(_text(blocks), paper.text) <= ERROR_BOUND


def test_boxes_lie_within_each_other_and_the_page(blocks: tuple[Block, ...], image: PageImage) -> None:
    for block in blocks:
        assert block.box.x0 >= 0
        assert block.box.y0 >= 0
        assert block.box.x1 <= image.width
        assert block.box.y1 <= image.height
        for line in block.lines:
            assert block.box.union(line.box) == block.box
            assert all(line.box.union(word.box) == line.box for word in line.words)
            assert all(word.box.width > 0 and word.box.height > 0 for word in line.words)


def test_boxes_lie_on_ink(blocks: tuple[Block, ...], image: PageImage) -> None:
    for word in (word for block in blocks for line in block.lines for word in line.words):
        box = word.box
        place = image.pixels[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
        assert place.min() < 128, "a word where nothing is printed"


def test_words_have_text_in_nfc_and_scores(blocks: tuple[Block, ...]) -> None:
    words = [word for block in blocks for line in block.lines for word in line.words]
    assert len(words) > 60
    assert all(word.text and not any(map(str.isspace, word.text)) for word in words)
    assert all(unicodedata.is_normalized("NFC", word.text) for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)
    assert len({word.confidence for word in words}) > 5


def test_reading_again_says_the_same(engine: Engine, blocks: tuple[Block, ...], image: PageImage) -> None:
    assert engine.read(image) == blocks


def test_a_page_without_ink_has_no_words(engine: Engine) -> None:
    assert engine.read(PageImage(np.full((400, 300), 255, np.uint8), 300, Colour.GREY)) == ()


def test_the_engine_says_who_it_is(engine: Engine, request: pytest.FixtureRequest) -> None:
    assert engine.name in NAMES
    program, _, data = engine.version.partition("/")[0].partition("+")
    assert program.split(".")[0] in {"4", "5"}
    assert len(data) == 12


def test_all_engines_read_alike(image: PageImage, paper: Paper) -> None:
    rates = [cer(_text(make(name).read(image)), paper.text) for name in (*NAMES, BY_LINE)]
    assert max(rates) - min(rates) <= TOLERANCE
