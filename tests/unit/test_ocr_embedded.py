"""A page's own text is taken where it is the page's text, and only there."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from PIL import ImageFont

from digitize.model import Box, TextOrigin, Word
from digitize.ocr.embedded import covered, page_text, readable
from tests.drawn_paper import BODY, HEADING_LEFT, HEADING_RIGHT, Paper, official_paper, turned

DPI = 150.0


def _words(paper: Paper) -> tuple[Word, ...]:
    """The words as a PDF would give them: whole boxes, drawing order."""
    words = []
    for run in paper.runs:
        font = ImageFont.truetype(str(run.font), run.size)
        for start, part in _parts(run.text):
            x = run.x + font.getlength(run.text[:start])
            box = Box(x, run.y, x + font.getlength(part), run.y + run.size)
            words.append(Word(part, box, 1.0))
    return tuple(words)


def _parts(text: str) -> list[tuple[int, str]]:
    parts, place = [], 0
    for part in text.split(" "):
        parts.append((place, part))
        place += len(part) + 1
    return parts


@pytest.fixture(scope="module")
def paper() -> Paper:
    return official_paper(DPI)


def test_text_that_is_the_page_is_taken_in_reading_order(paper: Paper) -> None:
    text = page_text(_words(paper), paper.page())
    assert text is not None
    assert text.origin is TextOrigin.EMBEDDED
    assert [line.text for line in text.lines()] == [*HEADING_LEFT, *HEADING_RIGHT, *BODY]
    assert (text.width, text.height) == (text.source_width, text.source_height)


def test_words_in_any_order_give_the_same_tree(paper: Paper) -> None:
    words = _words(paper)
    assert page_text(words[::-1], paper.page()) == page_text(words, paper.page())


def test_text_is_composed(paper: Paper) -> None:
    apart = tuple(replace(word, text=unicodedata.normalize("NFD", word.text)) for word in _words(paper))
    assert page_text(apart, paper.page()) == page_text(_words(paper), paper.page())


def test_a_signature_stamp_alone_is_not_the_page(paper: Paper) -> None:
    page = paper.page()
    stamp = _words(paper)[:6]
    assert covered(stamp, page) < 0.5
    assert page_text(stamp, page) is None


def test_a_page_that_shows_more_than_its_text_is_read_from_the_picture(paper: Paper) -> None:
    assert page_text(_words(paper)[:-25], paper.page()) is None


def test_a_seal_and_a_rule_are_no_missing_text(paper: Paper) -> None:
    sealed = official_paper(DPI)
    sealed.seal(150, 200)
    assert page_text(_words(paper), sealed.page()) is not None


def test_a_hidden_text_is_not_the_page(paper: Paper) -> None:
    assert page_text(_words(paper), Paper(DPI).page()) is None


def test_text_that_runs_upwards_is_read_from_the_picture(paper: Paper) -> None:
    page = turned(paper.page(), 270)
    everywhere = (Word("trang", Box(0, 0, page.width, page.height), 1.0),)
    assert page_text(everywhere, page) is None


def test_no_words_give_no_text(paper: Paper) -> None:
    assert page_text((), paper.page()) is None
    assert page_text((Word("  ", Box(0, 0, 9, 9), 1.0),), paper.page()) is None


@pytest.mark.parametrize(
    "text",
    [
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-UBND ngày 05/01/2024 … “theo quy định” – 100 % 25 °C",
        "Nguyễn Văn Đệ, Ấp Mỹ Thới, Xã Mỹ Ân, Tỉnh Đồng Tháp",
        "CERTIFICATE OF FOOD SAFETY No. 07",
    ],
)
def test_vietnamese_and_english_are_readable(text: str) -> None:
    assert readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp - Töï do - Haïnh phuùc",
        "\ue001\ue002\ue003 \ue004\ue005",
        "\ufffd\ufffd\ufffd \ufffd\ufffd",
        "!\"#$% &'()* +,-./ :;<=>",
        "ABC \x01\x02\x03\x04",
        "",
    ],
)
def test_legacy_fonts_and_garbage_are_not(text: str) -> None:
    assert not readable(text)
