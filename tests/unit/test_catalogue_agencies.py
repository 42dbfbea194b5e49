"""The agency tree: names as they are printed, and units through the reorganisations of 2025."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.catalogue import Agency, AgencyTree, load
from digitize.vietnamese.text import fold

TREE = load().agencies
BEFORE, AFTER = date(2022, 6, 1), date(2025, 9, 1)


def only(name: str, on: date | None = None, tree: AgencyTree = TREE) -> Agency:
    found = tree.find(name, on)
    assert len(found) == 1, [agency.code for agency in found]
    return found[0]


def names(agencies: tuple[Agency, ...]) -> set[str]:
    return {agency.name.removeprefix("Ủy ban nhân dân ") for agency in agencies}


@pytest.mark.parametrize(
    "heading",
    [
        "UBND xã Mỹ Hiệp",
        "ỦY BAN NHÂN DÂN XÃ MỸ HIỆP",
        "UỶ BAN NHÂN DÂN\nXÃ MỸ HIỆP",
        "uy ban nhan dan xa my hiep",
        "Chủ tịch Ủy ban nhân dân xã Mỹ Hiệp",
        "UBND HUYỆN CAO LÃNH - XÃ MỸ HIỆP",
        "XÃ MỸ HIỆP, HUYỆN CAO LÃNH, TỈNH ĐỒNG THÁP",
        "Mỹ Hiệp",
    ],
)
def test_a_commune_is_found_however_it_is_written(heading: str) -> None:
    assert only(heading, BEFORE).code == "DVHC.87.873.30112"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("UBND TỈNH ĐỒNG THÁP SỞ XÂY DỰNG", "X-H20.XD"),
        ("UBND TỈNH ĐÔNG THÁP SỞ XÂY DƯNG", "X-H20.XD"),
        ("UBND TỈNH ĐỒNG THÁP S0 XÂY DỰNG", "X-H20.XD"),
        ("SỞ XÂY DỰNG ĐỒNG THÁP", "X-H20.XD"),
        ("GIÁM ĐỐC SỞ XÂY DỰNG TỈNH TIỀN GIANG", "X-H58.XD"),
        ("UBND HUYỆN CAO LÃNH PHÒNG TÀI CHÍNH - KẾ HOẠCH", "X-87.873.TCKH"),
        ("PHÒNG TC-KH HUYỆN CAO LÃNH", "X-87.873.TCKH"),
        ("PHÒNG TÀI CHÍNH VÀ KẾ HOẠCH, UBND HUYỆN CAO LÃNH", "X-87.873.TCKH"),
        ("SỞ NÔNG NGHIỆP VÀ PTNT ĐỒNG THÁP CHI CỤC TRỒNG TRỌT VÀ BẢO VỆ THỰC VẬT", "X-H20.NNPTNT.TTBVTV"),
        ("Sở NN&PTNT Đồng Tháp", "X-H20.NNPTNT"),
        ("Sở LĐ-TB&XH tỉnh Đồng Tháp", "X-H20.LDTBXH"),
        ("UBND TP CAO LÃNH", "DVHC.87.866"),
        ("PHƯỜNG 01, TP. SA ĐÉC", "DVHC.87.867.29905"),
        ("UBND P.1 THÀNH PHỐ SA ĐÉC", "DVHC.87.867.29905"),
        ("UBND thị xã Hồng Ngự", "DVHC.87.868"),
        ("UBND phường 11 thành phố Cao Lãnh", "DVHC.87.866.29881"),
        ("UBND TỈNH ĐỒNG THÁP", "H20"),
    ],
)
def test_headings_of_before_the_merger(heading: str, code: str) -> None:
    assert only(heading, BEFORE).code == code


def test_an_office_of_a_new_commune() -> None:
    office = only("UBND XÃ MỸ HIỆP PHÒNG KINH TẾ", AFTER)
    assert (office.kind, office.parent) == ("office", "DVHC.82.30112")


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "UBND",
        "ỦY BAN NHÂN DÂN",
        "UBND TỈNH BẮC GIANG",
        "UBND TỈNH BẮC GIANG SỞ XÂY DỰNG",
        "UBND TỈNH ĐỒNG THÁP SỞ DU LỊCH",
        "CÔNG AN HUYỆN CAO LÃNH",
        "UBND HUYỆN THÁP MƯỜI XÃ MỸ HIỆP",
        "TRƯỜNG THPT CAO LÃNH HUYỆN CAO LÃNH",
        "UBND XÃ TÂN PHÚ THỌ",
        "UBND XÃ TÂN PHƯỚC 9",
        "Sở Y tế Thành phố Hồ Chí Minh",
        "BỘ XÂY DỰNG",
    ],
)
def test_what_the_tree_does_not_hold_is_not_guessed(heading: str) -> None:
    assert TREE.find(heading) == ()


def test_the_day_tells_the_old_from_the_new_commune() -> None:
    assert only("UBND xã Mỹ Hiệp", BEFORE).valid_to == date(2025, 6, 30)
    assert only("UBND xã Mỹ Hiệp", AFTER).valid_from == date(2025, 7, 1)
    assert [agency.valid_to for agency in TREE.find("UBND xã Mỹ Hiệp")] == [None, date(2025, 6, 30)]


def test_there_are_no_districts_any_more() -> None:
    assert TREE.find("UBND HUYỆN CAO LÃNH", AFTER) == ()
    assert not [agency for agency in TREE if agency.kind == "district" and agency.valid_to is None]


def test_a_name_that_several_units_bear_gives_all_of_them() -> None:
    found = TREE.find("UBND xã Tân Phú", BEFORE)
    assert len({agency.parent for agency in found}) == len(found) >= 2


def test_accents_tell_units_apart_that_fold_to_the_same() -> None:
    assert {agency.name[-9:] for agency in TREE.find("UBND XA TAN THANH", AFTER)} == {"Tân Thành", "Tân Thạnh"}
    assert only("UBND XÃ TÂN THÀNH", AFTER).code == "DVHC.82.29938"
    assert only("UBND xã Tân Thạnh", AFTER).code == "DVHC.82.30157"


def test_the_counts_of_units_are_those_of_the_law() -> None:
    def count(kind: str, day: date, under: str) -> int:
        return sum(
            agency.kind == kind and agency.exists_on(day) and under in {unit.code for unit in TREE.lineage(agency.code)}
            for agency in TREE
        )

    assert count("district", BEFORE, "H20") == 12
    assert count("commune", BEFORE, "H20") == 141
    assert count("commune", AFTER, "H20") == 102
    wards = [agency for agency in TREE if agency.valid_from == date(2025, 7, 1) and "nhân dân phường" in agency.name]
    assert len(wards) == 20


@pytest.mark.parametrize(
    ("new", "old", "district"),
    [
        ("xã Tân Hồng", {"xã Tân Công Chí", "xã Bình Phú", "thị trấn Sa Rài"}, "huyện Tân Hồng"),
        ("xã Tân Thành", {"xã Thông Bình", "xã Tân Thành A"}, "huyện Tân Hồng"),
        ("xã Tân Hộ Cơ", {"xã Tân Hộ Cơ", "xã Tân Thành B"}, "huyện Tân Hồng"),
        ("xã An Phước", {"xã An Phước", "xã Tân Phước"}, "huyện Tân Hồng"),
        ("phường An Bình", {"phường An Bình A", "phường An Bình B", "phường An Lộc"}, "thành phố Hồng Ngự"),
        ("phường Hồng Ngự", {"phường An Thạnh", "xã Tân Hội", "xã Bình Thạnh"}, "thành phố Hồng Ngự"),
        ("xã Long Khánh", {"xã Long Khánh A", "xã Long Khánh B"}, "huyện Hồng Ngự"),
    ],
)
def test_mergers_as_the_provinces_resolution_has_them(new: str, old: set[str], district: str) -> None:
    """Resolution 27/NQ-HĐND of Đồng Tháp (28/4/2025), read in the press: not the source the data were made from."""
    before = TREE.predecessors(only(f"UBND {new}", AFTER).code)
    assert names(tuple(agency for agency in before if agency.kind == "commune")) == old
    assert names(tuple(agency for agency in before if agency.kind == "district")) == {district}


def test_an_old_commune_is_found_under_its_successor() -> None:
    old, new = only("UBND xã Tân Thành B", BEFORE), only("UBND xã Tân Hộ Cơ", AFTER)
    assert TREE.successors(old.code) == (new,)
    assert TREE.successors(old.code, BEFORE) == (old,)
    assert TREE.successors(new.code) == (new,)
    assert old.code in TREE.subtree(new.code)


def test_a_district_goes_to_the_communes_made_in_it() -> None:
    district = only("UBND huyện Tân Hồng", BEFORE)
    assert names(TREE.successors(district.code)) == {"xã Tân Hồng", "xã Tân Thành", "xã Tân Hộ Cơ", "xã An Phước"}
    communes = [code for code in TREE.subtree(district.code) if code.startswith("DVHC.87.869.")]
    assert len(communes) == 9


def test_an_office_of_a_district_follows_the_district() -> None:
    office = only("UBND HUYỆN TÂN HỒNG PHÒNG TÀI CHÍNH - KẾ HOẠCH", BEFORE)
    assert TREE.successors(office.code) == TREE.successors("DVHC.87.869")
    commune = only("UBND xã An Phước", AFTER)
    assert office.code in TREE.subtree(commune.code)


def test_a_commune_does_not_inherit_the_other_communes_of_its_district() -> None:
    commune = only("UBND xã An Phước", AFTER)
    inherited = {code for code in TREE.subtree(commune.code) if code.startswith("DVHC.87.869.")}
    assert names(tuple(unit for code in inherited if (unit := TREE.get(code)))) == {"xã An Phước", "xã Tân Phước"}


def test_departments_were_merged_twice() -> None:
    agriculture = only("Sở Nông nghiệp và Môi trường tỉnh Đồng Tháp", AFTER)
    assert {agency.code for agency in TREE.predecessors(agriculture.code)} == {
        "X-H20.NNPTNT",
        "X-H20.TNMT",
        "X-H58.NNMT",
    }
    assert TREE.successors("X-H58.TNMT") == (agriculture,)
    assert [agency.code for agency in TREE.successors("X-H58.TNMT", date(2025, 4, 1))] == ["X-H58.NNMT"]
    assert "X-H58.TNMT" in TREE.subtree(agriculture.code)
    assert [agency.code for agency in TREE.successors("X-H20.GTVT")] == ["X-H20.XD"]
    assert [agency.code for agency in TREE.successors("X-H20.KHDT")] == ["X-H20.TC"]


def test_the_province_holds_everything_and_the_old_province_its_own() -> None:
    assert set(TREE.subtree("H20")) == {agency.code for agency in TREE}
    tien_giang = TREE.subtree("H58")
    assert "DVHC.82.815" in tien_giang
    assert not [code for code in tien_giang if code.startswith(("X-H20", "DVHC.87"))]
    assert TREE.successors("H58") == (TREE.get("H20"),)


def test_a_subtree_on_a_day_holds_nothing_that_began_later() -> None:
    codes = TREE.subtree("H20", BEFORE)
    assert "DVHC.87.873.30112" in codes
    assert "DVHC.82.30112" not in codes
    assert len(codes) == len(set(codes))


def test_an_unknown_code_leads_nowhere() -> None:
    assert TREE.get("H99") is None
    assert TREE.subtree("H99") == TREE.successors("H99") == TREE.predecessors("H99") == TREE.lineage("H99") == ()


def test_whoever_ended_has_successors_or_a_reason() -> None:
    ended = [agency for agency in TREE if agency.valid_to is not None]
    assert len(ended) > 300
    for agency in ended:
        parent = TREE.get(agency.parent)
        with_parent = parent is not None and parent.valid_to == agency.valid_to
        assert agency.successors or with_parent or agency.note, agency.code


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(TREE, key=lambda agency: agency.code)))
def test_every_unit_leads_to_units_of_today_and_is_found_under_them(agency: Agency) -> None:
    heirs = TREE.successors(agency.code)
    assert heirs
    assert all(heir.valid_to is None for heir in heirs)
    assert all(agency.code in TREE.subtree(heir.code) for heir in heirs)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(TREE, key=lambda agency: agency.code)), st.booleans())
def test_every_unit_is_found_by_its_own_heading(agency: Agency, without_accents: bool) -> None:
    heading = " ".join(unit.name for unit in reversed(TREE.lineage(agency.code))).upper()
    found = TREE.find(fold(heading) if without_accents else heading)
    assert agency in found


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    assert len(TREE.find(text)) <= len(TREE)


def test_a_unit_that_was_dissolved_follows_nobody() -> None:
    tree = AgencyTree(
        [
            Agency("H20", "Ủy ban nhân dân tỉnh Đồng Tháp", "province", "", None, None, (), (), "x"),
            Agency("X-A", "Ban Dân tộc", "department", "H20", None, date(2020, 1, 1), (), (), "invented", "dissolved"),
        ]
    )
    assert tree.successors("X-A") == ()
    assert only("Ban Dân tộc tỉnh Đồng Tháp", date(2020, 1, 1), tree).code == "X-A"
    assert tree.find("Ban Dân tộc tỉnh Đồng Tháp", date(2020, 1, 2)) == ()
