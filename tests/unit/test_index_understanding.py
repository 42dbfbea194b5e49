"""What queries are taken for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.catalogue.agencies import Agency, AgencyTree
from digitize.index.near import near, variants
from digitize.index.terms import MAX_QUERY, Key, NearWord, Symbol, Term, phrase
from digitize.index.understanding import Clause, Understanding
from digitize.model import Why

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


def unit(code: str, name: str, *, parent: str = "P", kind: str = "commune", old: bool = True, to: str = "") -> Agency:
    times = (None, LAST) if old else (FIRST, None)
    return Agency(code, name, kind, parent, *times, tuple(to.split()), (), "invented")  # type: ignore[arg-type]


AGENCIES = AgencyTree(
    [
        unit("P", "Ủy ban nhân dân tỉnh Đồng Tháp", parent="", kind="province", old=False),
        unit("D1", "Ủy ban nhân dân huyện Tân Hồng", kind="district", to="N1"),
        unit("D2", "Ủy ban nhân dân huyện Lấp Vò", kind="district", to="N2"),
        unit("C1", "Ủy ban nhân dân thị trấn Sa Rài", parent="D1", to="N1"),
        unit("C2", "Ủy ban nhân dân xã Tân Thành", parent="D1", to="N1"),
        unit("C3", "Ủy ban nhân dân xã Tân Thạnh", parent="D2", to="N2"),
        unit("N1", "Ủy ban nhân dân xã Tân Hồng", old=False),
        unit("N2", "Ủy ban nhân dân xã Lấp Vò", old=False),
        unit("S1", "Sở Giao thông vận tải", kind="department", to="S2"),
        unit("S2", "Sở Xây dựng", kind="department", old=False),
        unit("O1", "Phòng Tư pháp", parent="D1", kind="office"),
    ]
)
understand = Understanding(AGENCIES)


def meanings(clause: Clause, why: Why) -> list[str]:
    return [one.text for one in clause.understood.meanings if one.why is why]


def terms(clause: Clause) -> list[Term]:
    return [term for one in clause.alternatives for term in one.terms]


def test_each_word_is_a_clause_and_means_itself() -> None:
    assert [(clause.typed, meanings(clause, Why.TYPED)) for clause in understand("Nguyễn Thị Hoa 07/GCN")] == [
        ("Nguyễn", ["Nguyễn"]),
        ("Thị", ["Thị"]),
        ("Hoa", ["Hoa"]),
        ("07/GCN", ["07/GCN"]),
    ]


def test_a_query_is_cut_at_its_greatest_length() -> None:
    assert [clause.typed for clause in understand("x" * MAX_QUERY + " y")] == ["x" * MAX_QUERY]


# --- abbreviations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ATTP", "attp"])
def test_an_abbreviation_is_written_out(typed: str) -> None:
    (clause,) = understand(typed)
    assert meanings(clause, Why.WRITTEN_OUT) == ["an toàn thực phẩm"]
    assert terms(clause)[-1] == phrase("an toàn thực phẩm")


@pytest.mark.parametrize("typed", ["an toàn thực phẩm", "An toan thuc pham"])
def test_what_is_written_out_is_abbreviated(typed: str) -> None:
    (clause,) = understand(typed)
    assert clause.typed == typed
    assert meanings(clause, Why.ABBREVIATED) == ["attp"]


def test_the_longest_form_counts() -> None:
    clauses = understand("giấy phép xây dựng nhà ở")
    assert [clause.typed for clause in clauses] == ["giấy phép xây dựng", "nhà", "ở"]
    assert meanings(clauses[0], Why.ABBREVIATED) == ["gpxd"]


def test_joined_abbreviations_are_written_out_each() -> None:
    (clause,) = understand("GCN-ATTP")
    assert meanings(clause, Why.WRITTEN_OUT) == ["giấy chứng nhận an toàn thực phẩm"]
    (plain,) = understand("và/hoặc")
    assert len(plain.alternatives) == 1


@pytest.mark.parametrize("typed", ['"ATTP"', '"an toàn thực phẩm"', '"xã Tân Hồng"', '"05/01/2024"'])
def test_what_stands_in_quotation_marks_means_only_itself(typed: str) -> None:
    (clause,) = understand(typed)
    assert terms(clause) == [phrase(typed)]


# --- days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["05/01/2024", "5/1/2024", "5-1-2024", "5.1.2024", "2024-01-05", "ngày 05 tháng 01 năm 2024"]
)
def test_a_day_is_understood_in_any_spelling(typed: str) -> None:
    (clause,) = understand(typed)
    found = terms(clause)
    assert found[0] == Key("facts", "day/20240105")
    assert Symbol(("05/01/2024", "05/1/2024", "5/01/2024", "5/1/2024")) in found
    assert phrase("ngày 5 tháng 01 năm 2024") in found


@pytest.mark.parametrize("typed", ["tháng 1 năm 2024", "thang 01/2024", "Tháng 1-2024"])
def test_a_month_is_understood(typed: str) -> None:
    (clause,) = understand(typed)
    found = terms(clause)
    assert found[0] == Key("facts", "month/202401")
    assert phrase("tháng 1 năm 2024") in found


@pytest.mark.parametrize("typed", ["05/01/2024/QĐ-UBND", "12/2023", "31/02/2024", "1/1/24"])
def test_what_goes_on_like_a_number_or_is_no_day_is_a_number(typed: str) -> None:
    (clause,) = understand(typed)
    assert isinstance(terms(clause)[0], Symbol)


def test_words_around_a_day_stay_words() -> None:
    assert [clause.typed for clause in understand("cấp ngày 5/1/2024 tại")] == ["cấp", "ngày 5/1/2024", "tại"]


# --- units --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["thị trấn Sa Rài", "thi tran sa rai", "TT Sa Rài"])
def test_a_unit_of_before_is_found_under_its_name_of_today(typed: str) -> None:
    (clause,) = understand(typed)
    assert clause.typed == typed
    assert meanings(clause, Why.LATER_NAME) == ["xã Tân Hồng", "N1"]
    assert Key("facts", "agency/c1") in terms(clause)
    assert Key("facts", "agency/n1") in terms(clause)


def test_a_unit_of_today_is_found_under_all_its_names_of_before() -> None:
    (clause,) = understand("xã Tân Hồng")
    names = [name for name in meanings(clause, Why.FORMER_NAME) if " " in name]
    assert names == ["huyện Tân Hồng", "thị trấn Sa Rài", "xã Tân Thành"]


@pytest.mark.parametrize(
    ("typed", "later"),
    [
        ("xã Tân Thành", ["xã Tân Hồng"]),
        ("xã Tân Thạnh", ["xã Lấp Vò"]),
        ("xã tan thanh", ["xã Tân Hồng", "xã Lấp Vò"]),
        ("xã tan thanh huyện Lấp Vò", ["xã Lấp Vò"]),
        ("xã tan thanh, huyen tan hong, tỉnh Đồng Tháp", ["xã Tân Hồng"]),
    ],
)
def test_units_of_like_names_are_told_apart_by_accents_and_by_what_they_lie_in(typed: str, later: list[str]) -> None:
    clause = understand(typed)[0]
    assert [name for name in meanings(clause, Why.LATER_NAME) if " " in name] == later


def test_departments_are_units_and_offices_are_words() -> None:
    (clause,) = understand("sở giao thông vận tải")
    assert meanings(clause, Why.LATER_NAME) == ["Sở Xây dựng", "S2"]
    assert [clause.typed for clause in understand("phòng tư pháp")] == ["phòng", "tư", "pháp"]


def test_a_name_without_its_rank_may_be_anything() -> None:
    assert [clause.typed for clause in understand("Sa Rài")] == ["Sa", "Rài"]


# --- one error ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["nguyen", "nguen", "nguyeen", "nguyem", "ngueyn", "xnguyen", "nguye"])
def test_a_word_with_one_error_is_near(other: str) -> None:
    assert near("nguyen", other)
    assert other in set(variants("nguyen"))


@pytest.mark.parametrize("other", ["nguy", "gnuyne", "nuyem"])
def test_a_word_with_two_errors_is_not(other: str) -> None:
    assert not near("nguyen", other)
    assert other not in set(variants("nguyen"))


folded = st.text(st.sampled_from("abc/"), max_size=5)


@settings(max_examples=200)
@given(folded, folded)
def test_variants_are_just_the_near_words(one: str, other: str) -> None:
    assert near(one, other) == (other in set(variants(one)))


@settings(max_examples=200)
@given(st.text() | st.text(st.sampled_from('ATP tháng1/2024 xãTânHồng"-.'), max_size=40))
def test_any_text_is_understood(text: str) -> None:
    for clause in understand(text):
        assert clause.typed
        assert clause.alternatives
        assert not any(isinstance(term, NearWord) for term in terms(clause))
