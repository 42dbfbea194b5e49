"""How cleaning, orientation, text layer and engine come together, with engines that say what the test wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from digitize.errors import EngineFailed, OrientationUnsure, PoorlyRead
from digitize.model import BlankReason, Block, Box, PageImage, TextOrigin, Word
from digitize.ocr.reading import read
from digitize.ocr.tree import block_of, line_of
from tests.drawn_paper import Paper, grey, official_paper, skewed, turned

DPI = 150.0


def _one_word(confidence: float) -> tuple[Block, ...]:
    return (block_of([line_of([Word("chữ", Box(300, 600, 400, 640), confidence)])]),)


@dataclass
class Scripted:
    """An engine that answers by rule and remembers what it was shown."""

    answer: Callable[[PageImage], tuple[Block, ...]]
    seen: list[PageImage] = field(default_factory=list)
    name: str = "scripted"
    version: str = "1"

    def read(self, image: PageImage) -> tuple[Block, ...]:
        self.seen.append(image)
        return self.answer(image)


def _never(image: PageImage) -> tuple[Block, ...]:
    raise AssertionError("the engine must not be asked")


def test_a_page_is_read_once_upright_and_level() -> None:
    engine = Scripted(lambda _: _one_word(0.9))
    page = skewed(official_paper(DPI).page(), 1.5)
    result = read(page, (), engine)
    assert len(engine.seen) == 1
    assert engine.seen[0].pixels.ndim == 2
    assert result.findings.skew == pytest.approx(1.5, abs=0.1)
    assert result.findings.rotation == 0
    assert result.findings.warnings == ()
    assert (result.findings.dpi, result.findings.colour) == (page.dpi, page.colour)
    assert (result.text.engine, result.text.engine_version) == ("scripted", "1")
    assert (result.text.width, result.text.height) == (engine.seen[0].width, engine.seen[0].height)
    assert (result.text.source_width, result.text.source_height) == (page.width, page.height)
    assert result.text.origin is TextOrigin.OCR


def test_a_blank_page_asks_no_engine() -> None:
    result = read(Paper(DPI).page(), (), Scripted(_never))
    assert result.findings.blank is BlankReason.WHITE
    assert result.text.blocks == ()
    assert result.text.text == ""


def test_a_page_of_its_own_text_asks_no_engine() -> None:
    paper = Paper(DPI)
    paper.write("Giấy này có hiệu lực ba năm kể từ ngày ký.", 30, 60)
    run = paper.runs[0]
    whole = Word(run.text, Box(run.x, run.y, run.x + 500, run.y + run.size), 1.0)
    result = read(paper.page(), (whole,), Scripted(_never))
    assert result.text.origin is TextOrigin.EMBEDDED
    assert result.text.text == run.text


def test_a_stamp_does_not_pass_for_the_page() -> None:
    engine = Scripted(lambda _: _one_word(0.9))
    stamp = Word("Ký bởi: cơ quan", Box(10, 10, 200, 30), 1.0)
    result = read(official_paper(DPI).page(), (stamp,), engine)
    assert result.text.text == "chữ"


def test_a_sideways_page_is_read_both_ways_and_never_as_it_lies() -> None:
    engine = Scripted(_sure_when_upright)
    result = read(turned(official_paper(DPI).page(), 270), (), engine)
    assert result.findings.rotation == 90
    assert len(engine.seen) == 2
    assert all(image.height > image.width for image in engine.seen)


def _sure_when_upright(image: PageImage) -> tuple[Block, ...]:
    """The test page has its heading in its upper half and nothing in its lower half."""
    half = image.height // 2
    upper, lower = (255.0 - image.pixels[part] for part in (slice(half), slice(half, None)))
    return _one_word(0.9 if upper.sum() > lower.sum() else 0.3)


def test_a_page_upside_down_is_turned_when_that_reads_better() -> None:
    engine = Scripted(_sure_when_upright)
    result = read(turned(official_paper(DPI).page(), 180), (), engine)
    assert result.findings.rotation == 180
    assert result.text.confidence == pytest.approx(0.9)
    assert result.findings.warnings == ()
    assert len(engine.seen) == 2, "each way up is read once"


def test_an_upright_page_that_reads_badly_is_not_turned() -> None:
    result = read(official_paper(DPI).page(), (), Scripted(lambda _: _one_word(0.3)))
    assert result.findings.rotation == 0
    assert result.findings.warnings == (PoorlyRead.code,)


def test_a_sideways_page_that_reads_badly_either_way_is_said() -> None:
    result = read(turned(official_paper(DPI).page(), 270), (), Scripted(lambda _: _one_word(0.3)))
    assert result.findings.warnings == (OrientationUnsure.code, PoorlyRead.code)


def test_marks_without_words_are_said() -> None:
    paper = Paper(DPI)
    paper.seal(100, 150)
    result = read(grey(paper.page()), (), Scripted(lambda _: ()))
    assert result.findings.blank is None
    assert result.findings.warnings == (PoorlyRead.code,)


def test_a_failing_engine_fails_the_page() -> None:
    def fail(image: PageImage) -> tuple[Block, ...]:
        raise EngineFailed("scripted")

    with pytest.raises(EngineFailed):
        read(official_paper(DPI).page(), (), Scripted(fail))


def test_steps_are_shown(tmp_path: Path) -> None:
    steps: list[str] = []
    read(official_paper(DPI).page(), (), Scripted(lambda _: _one_word(0.9)), keep=lambda name, _: steps.append(name))
    assert steps[0] == "1-grey"
    assert steps[-1] == "7-level"
