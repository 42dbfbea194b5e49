"""The papers of the samples: wording true to the fields, identifiers formed rightly, dates that fit the units."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.model import UNLIMITED, Pixels
from digitize.samples.dossier import Stack, make_case, make_stack
from digitize.samples.layout import Form, Para, Table, set_paper
from digitize.samples.papers import Paper, in_words, slashed
from digitize.samples.papers_civil import spelled
from digitize.samples.people import citizen_number, tax_code
from digitize.samples.places import TWO_LEVELS_FROM
from digitize.samples.sheet import Style, words_of
from digitize.samples.types import TYPES

_DOSSIER_CODE = re.compile(r"(\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(\.\d{1,3})*-\d{6}-\d{4}")


@cache
def stack(index: int) -> Stack:
    """A dossier whose pictures are reduced to their four edges, as sixteen whole ones would fill the memory."""
    made = make_stack(3, index)
    return replace(made, sides=tuple(replace(side, pixels=_edges(side.pixels)) for side in made.sides))


def _edges(pixels: Pixels) -> Pixels:
    strips = (pixels[:60], pixels[-60:], pixels[:, :60], pixels[:, -60:])
    return np.concatenate([strip.reshape(-1, 3) for strip in strips])


def _flat(stack: Stack, number: int) -> str:
    piece = stack.pieces[number]
    sides = stack.sides[piece.first : piece.first + piece.count]
    return " ".join(" ".join(side.text for side in sides).split())


def _written(day: date) -> tuple[str, ...]:
    return (in_words(day), slashed(day))


def test_sixteen_dossiers_hold_all_sixteen_types() -> None:
    assert len(TYPES) == 16
    papers = [stack(index).result.fields.document_type for index in range(16)]
    assert len(set(papers)) == 16


@pytest.mark.parametrize("index", range(16))
def test_what_the_fields_say_stands_on_the_paper(index: int) -> None:
    dossier = stack(index)
    for number, piece in enumerate(dossier.pieces):
        text, fields = _flat(dossier, number), piece.paper.fields
        # A letter has no name of its kind on it (Decree 30/2020): «Công văn» is what it is called.
        if fields.document_type != "Công văn":
            assert fields.document_type.upper() in text.upper()
        for value in (fields.number, fields.issuer, fields.signer, fields.owner_name, fields.owner_id, fields.abstract):
            assert value is None or value in text
        for line in (fields.signer_title or "").split():
            assert line in text
        if fields.issued_on:
            assert any(form in text for form in _written(fields.issued_on))
        if fields.owner_birth_date:
            assert slashed(fields.owner_birth_date) in text
        if isinstance(fields.valid_until, date):
            assert any(form in text for form in _written(fields.valid_until))
        elif fields.valid_until == UNLIMITED:
            assert "Không thời hạn" in text


@pytest.mark.parametrize("index", range(16))
def test_text_stays_on_the_sheet(index: int) -> None:
    dossier = stack(index)
    for number, piece in enumerate(dossier.pieces):
        if piece.paper.form.frame != "none":
            continue
        for side in dossier.sides[piece.first : piece.first + piece.count]:
            assert side.pixels.min() > 200, number


def test_a_dossier_has_one_result_and_may_have_papers_that_are_none() -> None:
    kinds = [[piece.paper.kind for piece in stack(index).pieces] for index in range(16)]

    assert all(of.count("result") == 1 for of in kinds)
    assert any("dossier_paper" in of for of in kinds)


def test_a_marriage_has_two_owners() -> None:
    wife, husband = stack(9).result.owners

    assert (wife.sex, husband.sex) == ("nữ", "nam")


def test_a_practice_certificate_ends_with_its_first_row() -> None:
    paper = stack(11).result

    assert paper.validities
    assert paper.fields.valid_until == min(paper.validities)


def _papers(kind: int, count: int) -> list[Paper]:
    return [TYPES[kind].build(make_case(random.Random(f"{kind}/{seed}"), TYPES[kind])) for seed in range(count)]


def test_as_of_mid_2026_some_results_hold_and_some_have_ended() -> None:
    ends = [paper.fields.valid_until for kind in (2, 4, 11, 13) for paper in _papers(kind, 12)]
    dates = [end for end in ends if isinstance(end, date)]

    assert any(end >= date(2026, 6, 30) for end in dates)
    assert any(end < date(2026, 6, 30) for end in dates)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 15), st.integers(0, 10**6))
def test_facts_of_a_case_fit_together(kind: int, seed: int) -> None:
    case = make_case(random.Random(seed), TYPES[kind])

    assert date(2012, 1, 1) <= case.issued <= date(2026, 6, 12)
    assert case.received < case.issued
    assert case.issued.weekday() < 5 or case.issued == TYPES[kind].since
    assert case.owner.born < case.received
    assert bool(case.commune.district) == (case.issued < TWO_LEVELS_FROM)
    assert ("huyện" in case.home or "thành phố" in case.home) == (case.issued < TWO_LEVELS_FROM)
    assert _DOSSIER_CODE.fullmatch(case.code)
    assert len(case.owner_id) == (12 if case.issued >= case.owner.card_from else 9)


@settings(max_examples=80, deadline=None)
@given(st.integers(), st.sampled_from(["nam", "nữ"]), st.dates(date(1920, 1, 1), date(2026, 1, 1)))
def test_citizen_numbers_tell_sex_century_and_year(seed: int, sex: str, born: date) -> None:
    number = citizen_number(random.Random(seed), sex, born)

    assert re.fullmatch(r"0\d{11}", number)
    assert int(number[3]) % 2 == (sex == "nữ")
    assert 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]) == born.year


@settings(max_examples=40, deadline=None)
@given(st.integers())
def test_tax_codes_have_a_right_check_digit(seed: int) -> None:
    digits = [int(digit) for digit in tax_code(random.Random(seed))]
    weighted = sum(digit * weight for digit, weight in zip(digits, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=False))

    assert digits[9] == 10 - weighted % 11


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 10, 31), "ngày ba mươi mốt tháng mười năm hai nghìn không trăm hai mươi bốn"),
        (date(2015, 4, 5), "ngày năm tháng tư năm hai nghìn không trăm mười lăm"),
        (date(1999, 11, 15), "ngày mười lăm tháng mười một năm một nghìn chín trăm chín mươi chín"),
        (date(2008, 1, 20), "ngày hai mươi tháng một năm hai nghìn không trăm lẻ tám"),
    ],
)
def test_dates_in_words(day: date, words: str) -> None:
    assert spelled(day) == words


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"), (date(2024, 6, 29), "ngày 29 tháng 6 năm 2024")],
)
def test_days_and_months_take_a_nought_as_the_decree_says(day: date, written: str) -> None:
    assert in_words(day) == written


def test_lines_are_recorded_as_broken_and_tables_row_by_row() -> None:
    elements = (Para("một hai ba " * 20), Table(("STT", "Tên"), (("1", "gạo"), ("2", "cá tra")), (0.2, 0.8)))

    sheets = set_paper(elements, Form(), random.Random(1))

    lines = sheets[0].lines
    assert lines[-3:] == ["STT Tên", "1 gạo", "2 cá tra"]
    assert len(lines) > 4
    assert " ".join(lines[:-3]) == ("một hai ba " * 20).strip()


def test_a_long_paper_turns_the_page_and_numbers_it() -> None:
    sheets = set_paper(tuple(Para(f"đoạn {number}") for number in range(60)), Form(), random.Random(1))

    assert len(sheets) == 2
    assert sheets[1].lines[0] == "2"
    assert min(np.asarray(sheet.image).min() for sheet in sheets) < 60


def test_markup_changes_style_inside_a_word() -> None:
    words = words_of("Số: <h>07</h>/GCN", Style())

    assert [word.text for word in words] == ["Số:", "07/GCN"]
    assert [piece.style.hand for piece in words[1].pieces] == [True, False]
