"""Which pages say of themselves that a document begins with them."""

from __future__ import annotations

import pytest

from digitize.classify.first_page import Evidence, vote
from digitize.model import Block, Box, Colour, Line, PageFindings, PageReading, PageText, Word

WIDTH, HEIGHT = 2480, 3508


def reading(*lines: tuple[str, float, float]) -> PageReading:
    """A page of lines, each with the place of its left upper corner."""
    blocks = []
    for text, x, y in lines:
        words = []
        for word in text.split():
            words.append(Word(word, Box(x, y, x + 26 * len(word), y + 40), 0.9))
            x += 26 * (len(word) + 1)
        blocks.append(Block((Line(tuple(words), words[0].box.union(words[-1].box)),), words[0].box))
    return PageReading(PageText(tuple(blocks), WIDTH, HEIGHT, WIDTH, HEIGHT), PageFindings(300, Colour.GREY))


AGENCY = ("ỦY BAN NHÂN DÂN", 300, 200)
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1150, 200)
NUMBER = ("Số: 12/QĐ-UBND", 300, 400)
DATE = ("Đồng Tháp, ngày 11 tháng 5 năm 2022", 1400, 400)
BODY = ("Căn cứ Luật Tổ chức chính quyền địa phương", 300, 900)


def test_a_whole_heading_is_surely_a_first_page() -> None:
    said = vote(reading(AGENCY, MOTTO, NUMBER, DATE, BODY))
    assert said.evidence == set(Evidence)
    assert (said.begins, said.surely, said.score) == (True, True, 1.0)


def test_a_form_with_the_motto_alone_begins_but_not_surely() -> None:
    said = vote(reading(MOTTO, BODY))
    assert (said.begins, said.surely) == (True, False)


def test_a_motto_that_could_not_be_read_is_made_up_for_by_the_rest() -> None:
    said = vote(reading(AGENCY, NUMBER, DATE, BODY))
    assert (said.begins, said.surely) == (True, False)


@pytest.mark.parametrize("lines", [[BODY], [AGENCY, BODY], [(MOTTO[0], 600, 2500), BODY], []])
def test_other_pages_begin_nothing(lines: list[tuple[str, float, float]]) -> None:
    assert not vote(reading(*lines)).begins


@pytest.mark.parametrize(
    ("line", "number", "total"),
    [
        (("2", 1230, 150), 2, None),
        (("- 3 -", 1190, 150), 3, None),
        (("Trang 2/5", 300, 3400), 2, 5),
        (("Trang 4 trên 7", 1100, 150), 4, 7),
        pytest.param(("2", 300, 150), None, None, id="not in the middle"),
        pytest.param(("2", 1230, 700), None, None, id="not in the margin"),
        pytest.param(("2022", 1200, 150), None, None, id="a year"),
        pytest.param(("2", 1230, 3400), None, None, id="a bare number below is no page number of Decree 30"),
    ],
)
def test_page_numbers(line: tuple[str, float, float], number: int | None, total: int | None) -> None:
    said = vote(reading(*sorted([line, BODY], key=lambda one: one[2])))
    assert (said.number, said.total) == (number, total)


def test_an_annex_with_a_heading_and_a_page_number_begins_nothing() -> None:
    said = vote(reading(("5", 1230, 120), AGENCY, MOTTO, NUMBER, DATE, BODY))
    assert (said.begins, said.score, said.number) == (False, 0.0, 5)
    assert vote(reading(("1", 1230, 120), AGENCY, MOTTO, NUMBER, DATE, BODY)).begins
