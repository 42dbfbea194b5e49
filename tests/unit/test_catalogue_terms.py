"""Terms by the day of issue."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.catalogue import Catalogue, TermRule, load

CONSTRUCTION = "KQ.G17.000233"
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def rule(catalogue: Catalogue, result_type: str, issued_on: date | None = date(2022, 5, 4)) -> TermRule:
    found = catalogue.term_rule(result_type, issued_on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("result_type", "months"),
    [("KQ.G10.001350", 60), ("KQ.G10.000865", 60), ("KQ.G10.000206", 60), ("KQ.G15.000038", 6)],
)
def test_terms_read_in_a_public_source_are_verified(catalogue: Catalogue, result_type: str, months: int) -> None:
    found = rule(catalogue, result_type)
    assert (found.kind, found.months, found.verified) == ("months", months, True)
    assert found.basis


def test_what_is_general_knowledge_is_not_verified(catalogue: Catalogue) -> None:
    assert not rule(catalogue, "KQ.G15.000031").verified
    assert not rule(catalogue, "KQ.G10.000559").verified


@pytest.mark.parametrize(
    ("issued_on", "months"),
    [(date(2021, 3, 3), 60), (date(2024, 12, 29), 60), (date(2024, 12, 30), 120), (date(2030, 1, 1), 120)],
)
def test_the_day_of_issue_chooses_the_rule(catalogue: Catalogue, issued_on: date, months: int) -> None:
    assert rule(catalogue, CONSTRUCTION, issued_on).months == months


def test_before_the_first_known_rule_there_is_none(catalogue: Catalogue) -> None:
    assert catalogue.term_rule(CONSTRUCTION, date(2021, 3, 2)) is None


def test_without_a_day_of_issue_only_a_rule_that_never_changed_applies(catalogue: Catalogue) -> None:
    assert catalogue.term_rule(CONSTRUCTION, None) is None
    assert rule(catalogue, "KQ.G15.000031", None).kind == "unlimited"


def test_a_single_dated_rule_does_not_apply_without_a_day(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text(
        "id,result_type,kind,months,counted_from,valid_from,valid_to,basis,verified,source\n"
        "a,KQ.G15.000031,months,6,issued_on,2020-01-01,,,no,x\n",
        encoding="utf-8",
    )
    ours = load(tmp_path)
    assert ours.term_rule("KQ.G15.000031", None) is None
    assert ours.term_rule("KQ.G15.000031", date(2019, 12, 31)) is None
    assert rule(ours, "KQ.G15.000031", date(2020, 1, 1)).id == "a"


def test_no_rule_for_what_is_not_known(catalogue: Catalogue) -> None:
    assert catalogue.term_rule("KQ.Z99.999999", date(2022, 5, 4)) is None
    assert catalogue.term_rule("KQ.G01.000020", date(2022, 5, 4)) is None


def test_refusals_and_notices_inherit_no_term(catalogue: Catalogue) -> None:
    for result_type in ("KQ.G12.001040", "KQ.G10.000895", "KQ.G10.001190", "KQ.G10.001343"):
        assert rule(catalogue, result_type).kind == "unknown"


def test_a_maximum_is_no_term(catalogue: Catalogue) -> None:
    for result_type in ("KQ.G10.001397", "KQ.G04.000508", "KQ.G01.000185", "X-KQ.022"):
        found = rule(catalogue, result_type)
        assert found.kind == "unknown"
        assert found.source


def test_a_renewed_paper_may_keep_its_old_days(catalogue: Catalogue) -> None:
    assert rule(catalogue, "KQ.G17.000034").kind == "on_document"


@settings(max_examples=60, deadline=None)
@given(data=st.data(), day=DAYS)
def test_a_rule_covers_the_day_it_was_chosen_for(data: st.DataObject, day: date) -> None:
    catalogue = load_once()
    result_type = data.draw(st.sampled_from(sorted(catalogue.result_types)))
    found = catalogue.term_rule(result_type, day)
    if found is not None:
        assert found.covers(day)
        assert found.result_type == result_type
        assert (found.kind == "months") == (found.months is not None)
        assert found.valid_from is None or not found.covers(found.valid_from - timedelta(days=1))
        assert found.valid_to is None or not found.covers(found.valid_to + timedelta(days=1))


_loaded: list[Catalogue] = []


def load_once() -> Catalogue:
    """Property tests may not use a fixture of a smaller scope; they share one catalogue all the same."""
    if not _loaded:
        _loaded.append(load())
    return _loaded[0]
