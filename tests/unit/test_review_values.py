"""Corrections as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.actions.review_values import normal
from digitize.errors import BadOwnerNumber, BadRequest
from digitize.model import FieldName

DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "ngày %d tháng %m năm %Y"]))
def test_a_day_in_any_spelling_is_the_same_day(day: date, spelling: str) -> None:
    for name in (FieldName.ISSUED_ON, FieldName.OWNER_BIRTH_DATE, FieldName.VALID_UNTIL):
        assert normal(name, day.strftime(spelling)) == day.isoformat()


@given(st.text(min_size=1, max_size=40).map(str.strip).filter(bool))
def test_whatever_is_typed_gives_a_day_or_a_clear_refusal(typed: str) -> None:
    try:
        value = normal(FieldName.ISSUED_ON, typed)
    except BadRequest:
        return
    date.fromisoformat(value)


@given(st.text(max_size=40))
def test_a_text_stays_as_it_is_typed(typed: str) -> None:
    assert normal(FieldName.ABSTRACT, typed) == typed


@pytest.mark.parametrize("typed", ["không thời hạn", "KHÔNG XÁC ĐỊNH THỜI HẠN", "vô thời hạn", "unlimited"])
def test_a_paper_without_an_end(typed: str) -> None:
    assert normal(FieldName.VALID_UNTIL, typed) == "unlimited"
    with pytest.raises(BadRequest):
        normal(FieldName.ISSUED_ON, typed)


@pytest.mark.parametrize("typed", ["31/02/2020", "1/2/20", "từ 01/02/2020 đến 01/02/2025", "hôm qua"])
def test_what_names_no_single_day_is_refused(typed: str) -> None:
    with pytest.raises(BadRequest):
        normal(FieldName.ISSUED_ON, typed)


def test_an_owners_number_must_be_one() -> None:
    assert normal(FieldName.OWNER_ID, "087 090 000 123") == "087090000123"
    assert normal(FieldName.OWNER_ID, "") == ""
    with pytest.raises(BadOwnerNumber):
        normal(FieldName.OWNER_ID, "087 090 000 12")
