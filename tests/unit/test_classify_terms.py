from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize import catalogue
from digitize.classify import end_of_term, state_on, term_of
from digitize.model import UNLIMITED, Classification, DocumentKind, FieldName, FieldValue, Term, ValidityState


@lru_cache(maxsize=1)
def facts() -> catalogue.Catalogue:
    return catalogue.load()


def a_result(code: str | None) -> Classification:
    return Classification(DocumentKind.RESULT, "Giấy", code, None, 0.9, "header")


def issued(day: str, confidence: float = 0.9) -> FieldValue:
    return FieldValue(FieldName.ISSUED_ON, day, day, confidence)


def until(value: str, *, item: int = 0, rule: str = "printed_date", confidence: float = 0.9) -> FieldValue:
    return FieldValue(FieldName.VALID_UNTIL, value, value, confidence, rule=rule, item=item)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 5), 6, date(2024, 7, 5)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
    ],
)
def test_terms_end_as_the_civil_code_says(start: date, months: int, end: date) -> None:
    assert end_of_term(start, months) == end


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 600))
@settings(max_examples=100)
def test_a_term_never_runs_into_the_month_after(start: date, months: int) -> None:
    end = end_of_term(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


MARITAL, BIRTH, PESTICIDE = "KQ.G15.000038", "KQ.G15.000031", "KQ.G10.001350"


def test_a_printed_day_beats_the_rule() -> None:
    fields = [issued("2022-08-10"), until("2024-01-01")]
    term = term_of(a_result(PESTICIDE), fields, facts())
    assert (term.valid_until, term.known, term.printed, term.rule) == (date(2024, 1, 1), True, True, "")


def test_a_rule_counts_from_the_day_of_issue() -> None:
    term = term_of(a_result(MARITAL), [issued("2024-08-31")], facts())
    assert (term.valid_from, term.valid_until, term.printed) == (date(2024, 8, 31), date(2025, 2, 28), False)
    assert term.known
    assert term.rule


def test_without_a_trusted_day_of_issue_a_rule_in_months_says_nothing() -> None:
    for fields in ([], [issued("2024-08-31", confidence=0.3)]):
        term = term_of(a_result(MARITAL), fields, facts())
        assert (term.known, term.valid_until) == (False, None)


def test_unlimited_by_rule_and_by_print() -> None:
    assert term_of(a_result(BIRTH), [issued("2020-01-01")], facts()).unlimited
    printed = term_of(a_result(MARITAL), [issued("2020-01-01"), until(UNLIMITED)], facts())
    assert printed.unlimited
    assert printed.printed


def test_of_several_rows_the_earliest_counts_and_the_basis_says_so() -> None:
    fields = [issued("2023-01-01"), until("2028-05-12"), until("2026-11-30", item=1)]
    term = term_of(a_result("KQ.G17.000233"), fields, facts())
    assert term.valid_until == date(2026, 11, 30)
    assert "2 dòng" in term.basis


def test_a_printed_term_that_cannot_be_trusted_is_not_replaced_by_a_rule() -> None:
    term = term_of(a_result(PESTICIDE), [issued("2022-08-10"), until("2024-01-01", confidence=0.3)], facts())
    assert not term.known


def test_papers_that_are_no_results_and_unknown_types_have_no_term() -> None:
    refusal = Classification(DocumentKind.REFUSAL, "Thông báo", BIRTH, None, 0.9, "header")
    assert term_of(refusal, [issued("2020-01-01")], facts()) == Term()
    assert not term_of(a_result(None), [issued("2020-01-01")], facts()).known


def test_states() -> None:
    term = Term(date(2024, 1, 5), date(2024, 7, 5), known=True)
    assert state_on(term, date(2024, 1, 4)) is ValidityState.NOT_YET_VALID
    assert state_on(term, date(2024, 1, 5)) is ValidityState.VALID
    assert state_on(term, date(2024, 7, 5)) is ValidityState.VALID
    assert state_on(term, date(2024, 7, 6)) is ValidityState.EXPIRED
    assert state_on(Term(unlimited=True, known=True), date(2124, 1, 1)) is ValidityState.VALID


@given(st.builds(Term, valid_until=st.none() | st.dates(), unlimited=st.booleans(), known=st.booleans()), st.dates())
@settings(max_examples=100)
def test_never_valid_without_a_known_term(term: Term, as_of: date) -> None:
    if state_on(term, as_of) is ValidityState.VALID:
        assert term.known
        assert term.unlimited or (term.valid_until is not None and as_of <= term.valid_until)
