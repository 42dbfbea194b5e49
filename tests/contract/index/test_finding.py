"""What is found although it was typed otherwise: names, errors, abbreviations, days, units of another time."""

from __future__ import annotations

from datetime import date

import pytest

from digitize.index.interfaces import SearchIndex
from digitize.model import Forgiven, IndexEntry, SearchQuery, Why
from tests.contract.index.asking import Holding, bodies, found, ids


def forgiven(index: SearchIndex, text: str) -> Forgiven | None:
    return index.search(SearchQuery(text=text)).forgiven


# --- owners -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def owners(holding: Holding) -> SearchIndex:
    def paper(document: str, *names: str, body: str = "Giấy khai sinh") -> IndexEntry:
        return IndexEntry(document, 1, body=f"{body} {' '.join(names)}", owner_names=names)

    return holding(
        [
            paper("diễm", "Nguyễn Thị Diễm"),
            paper("điểm", "Nguyễn Thị Điểm"),
            paper("both", "Trần Văn Đô", "Lê Hoài Thơ"),
            paper("thư", "Lê Hoài Thư", body="Giấy phép"),
            IndexEntry("signer", 1, body="Giấy khai sinh. Người ký Nguyễn Thị Diễm, Nguyễn Thị Diễm, Trần Văn Đô"),
            IndexEntry("words", 1, body="Giấy khai sinh. nguyên đơn, thi hành, địa điểm; Võ, Quốc, Bửu"),
        ]
    )


@pytest.mark.parametrize("text", ["Nguyễn Thị Diễm", "nguyễn thị diễm giấy khai sinh", "khai sinh Thị Diễm Nguyễn"])
def test_who_is_called_so_stands_above_who_is_mentioned(owners: SearchIndex, text: str) -> None:
    assert ids(owners, text)[:2] == ["diễm", "điểm"]
    assert forgiven(owners, text) is None


@pytest.mark.parametrize("text", ["Trần Văn Đô", "tran van do", "Văn Đô Trần", "LÊ HOÀI THƠ", "hoai tho le"])
def test_the_family_name_may_stand_first_or_last(owners: SearchIndex, text: str) -> None:
    assert ids(owners, text)[0] == "both"


@pytest.mark.parametrize(
    "text",
    ["Trần Văn Đôn", "Trần Vn Đô", "Tần Văn Đô", "Trần Văn Ođ", "Văn Đôn Trần", "khai sinh tran vam do"],
)
def test_one_error_in_a_name_is_forgiven_where_nobody_is_called_so(owners: SearchIndex, text: str) -> None:
    assert ids(owners, text)[0] == "both"
    assert forgiven(owners, text) is Forgiven.NAME


def test_a_name_that_somebody_has_finds_no_other(owners: SearchIndex) -> None:
    assert ids(owners, "Lê Hoài Thư") == ["thư"]
    assert ids(owners, "Lê Hoài Thơ") == ["both"]
    assert ids(owners, "Lê Hoài Thi") == ["both", "thư"] or ids(owners, "Lê Hoài Thi") == ["thư", "both"]


def test_what_else_was_typed_must_hold_where_an_error_is_forgiven(owners: SearchIndex) -> None:
    assert ids(owners, "giấy phép Lê Hoài Thi") == ["thư"]
    assert ids(owners, "quyết định Lê Hoài Thi") == []


@pytest.fixture(scope="module")
def family(holding: Holding) -> SearchIndex:
    return holding(
        IndexEntry(name, 1, title=title, body=f"{title} {name}. {body}", owner_names=(name,))
        for name, title, body in [
            ("Đỗ Tấn Đô", "Giấy khai sinh", "xã Tân Thành"),
            ("Võ Tấn Đô", "Giấy khai sinh", "đô đô đô, xã Tân Thành, tấn"),
            ("Bùi Phương Trâm", "Giấy phép", "xã Lấp Vò"),
            ("Bì Thu", "Giấy khai sinh", "xã Phương Thịnh, trâm"),
            ("Ngô Thị Bích Ngân", "Quyết định", "cấp Giấy phép"),
            ("Lê Thị Bích Ngân", "Giấy phép", "ông Ngô Thị Bích, bà Ngân; Bích Ngân; số 1, Gò"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("do tan do", "Đỗ Tấn Đô"),
        ("đỗ tấn đô giấy khai sinh", "Đỗ Tấn Đô"),
        ("bù phương trâm", "Bùi Phương Trâm"),
        ("gnô thị bích ngân", "Ngô Thị Bích Ngân"),
        ("gnô thị bích ngân giấy phép", "Ngô Thị Bích Ngân"),
    ],
)
def test_names_of_short_and_repeated_words_are_found(family: SearchIndex, text: str, name: str) -> None:
    assert ids(family, text)[0] == name


@pytest.fixture(scope="module")
def mentions(holding: Holding) -> SearchIndex:
    cited = "Giấy chứng nhận đăng ký hộ kinh doanh"
    return holding(
        [
            IndexEntry("is", 1, title=cited, body="x " * 400 + "Thơ", owner_names=("Dương Thị Mỹ Thơ",)),
            IndexEntry("cites", 1, title="Quyết định", body=f"{cited} {cited}", owner_names=("Dương Thị Mỹ Thơ",)),
        ]
    )


@pytest.mark.parametrize("text", ["Dương Thị Mỹ Thơ", "duong thi my tho", "dương tị mỹ thơ"])
@pytest.mark.parametrize("paper", ["giấy chứng nhận đăng ký hộ kinh doanh", "GCN đăng ký HKD"])
def test_what_a_paper_is_stands_above_what_it_mentions(mentions: SearchIndex, text: str, paper: str) -> None:
    assert ids(mentions, f"{text} {paper}") == ["is", "cites"]
    assert ids(mentions, f"{paper} {text}") == ["is", "cites"]


# --- one error in a word ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def words(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry("a", 1, body="chứng nhận đăng ký tàu cá"),
            IndexEntry("b", 1, body="chứng nhận kết hôn"),
            IndexEntry("c", 1, number="07/GCN-ATTP", body="chứng nhận 1234568 năm 2023 số 12a5 có đá"),
        ]
    )


@pytest.mark.parametrize("text", ["chứng nhậm tàu cá", "chúng nhạn tàu cá", "chứnng nhận tàu cá", "tàu cá chứng hnận"])
def test_one_error_in_a_word_is_forgiven_where_nothing_is_found(words: SearchIndex, text: str) -> None:
    assert ids(words, text) == ["a"]


def test_it_is_said_that_an_error_was_forgiven(index: SearchIndex) -> None:
    bodies(index, "chứng nhận đăng ký tàu cá")
    answer = index.search(SearchQuery(text="chứnng nhận"))
    assert answer.forgiven is Forgiven.WORD
    (hit,) = answer.hits
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["chứng", "nhận"]


def test_what_is_found_as_typed_brings_nothing_like_it(index: SearchIndex) -> None:
    bodies(index, "thư mời", "thu moi", "thơ mới")
    assert found(index, "thư mời") == {"a", "b"}
    assert forgiven(index, "thư mời") is None


@pytest.mark.parametrize(
    "text", ["chứnng nhậnn", "07/GCM", "08/GCN", "1234567", "2022", "12a4", '"chứnng"', "GCN-ATTB", "đx", "nhậnx*"]
)
def test_two_errors_numbers_and_what_is_meant_exactly_are_not_forgiven(words: SearchIndex, text: str) -> None:
    assert ids(words, text) == []


# --- numbers, abbreviations, days ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def numbered(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry("own", 1, number="12/2023/QĐ-UBND"),
            IndexEntry("cites", 1, body="Căn cứ Quyết định 12/2023/QĐ-UBND"),
            IndexEntry("serial", 1, number="ĐT-12345-TS"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("2023/QĐ-UBND", {"own"}),
        ("2023/qd", {"own"}),
        ("023/QĐ-UBND", set()),
        ("12345/TS", {"serial"}),
        ("ĐT-12345", {"serial"}),
        ("2345/TS", set()),
    ],
)
def test_a_number_of_ones_own_is_found_by_its_parts(numbered: SearchIndex, text: str, documents: set[str]) -> None:
    assert found(numbered, text) == documents


@pytest.fixture(scope="module")
def abbreviated(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry("long", 1, title="Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"),
            IndexEntry("short", 1, title="GCN cơ sở đủ điều kiện ATTP GCN-ATTP"),
            IndexEntry("scattered", 1, body="an ninh, toàn dân, hiện thực, sản phẩm"),
            IndexEntry("other", 1, title="Giấy chứng nhận kết hôn"),
        ]
    )


@pytest.mark.parametrize(
    "text", ["ATTP", "an toàn thực phẩm", "GCN ATTP", "giấy chứng nhận ATTP", "GCN-ATTP", "GCN an toan thuc pham"]
)
def test_abbreviations_are_found_both_ways(abbreviated: SearchIndex, text: str) -> None:
    assert found(abbreviated, text) >= {"long", "short"}
    assert set(ids(abbreviated, text)[:2]) == {"long", "short"}
    assert "other" not in found(abbreviated, text)


@pytest.fixture(scope="module")
def days(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry("words", 1, body="Đồng Tháp, ngày 05 tháng 01 năm 2024"),
            IndexEntry("slashes", 1, body="sinh ngày 05/01/2024"),
            IndexEntry("issued", 1, title="Quyết định", issued_on=date(2024, 1, 5)),
            IndexEntry("other", 1, body="ngày 05 tháng 02 năm 2024", issued_on=date(2024, 1, 6)),
        ]
    )


@pytest.mark.parametrize("text", ["05/01/2024", "5/1/2024", "5-1-2024", "ngày 5 tháng 1 năm 2024", "5.1.2024"])
def test_a_day_is_found_as_day_of_issue_first_and_in_any_spelling(days: SearchIndex, text: str) -> None:
    assert ids(days, text)[0] == "issued"
    assert found(days, text) == {"issued", "words", "slashes"}


def test_a_month_is_found(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("issued", 1, title="Quyết định", issued_on=date(2024, 1, 31)),
            IndexEntry("later", 1, title="Quyết định", issued_on=date(2024, 2, 1)),
        ]
    )
    assert ids(index, "quyết định tháng 1 năm 2024") == ["issued"]
    assert ids(index, "quyết định tháng 02/2024") == ["later"]


# --- units of another time ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def units(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry("before", 1, body="Ủy ban nhân dân thị trấn Sa Rài, huyện Tân Hồng. Giấy khai sinh"),
            IndexEntry("after", 1, body="Ủy ban nhân dân xã Tân Hồng. Giấy khai sinh"),
            IndexEntry("code", 1, title="Giấy khai sinh", agency="DVHC.82.29926"),
            IndexEntry("other", 1, body="Ủy ban nhân dân xã Lấp Vò. Giấy khai sinh"),
        ]
    )


def test_a_unit_is_found_under_its_old_and_its_new_name(units: SearchIndex) -> None:
    for text in ("giấy khai sinh thị trấn Sa Rài", "khai sinh tt sa rai"):
        assert ids(units, text)[0] == "before"
        assert found(units, text) == {"before", "after", "code"}
    assert ids(units, "giấy khai sinh xã Tân Hồng")[0] in ("after", "code")
    assert found(units, "giấy khai sinh xã Tân Hồng") == {"before", "after", "code"}


def test_the_answer_says_what_the_words_were_taken_for(units: SearchIndex) -> None:
    answer = units.search(SearchQuery(text="GKS thị trấn Sa Rài"))
    short, place = answer.understood
    assert [(one.text, one.why) for one in short.meanings] == [
        ("GKS", Why.TYPED),
        ("giấy khai sinh", Why.WRITTEN_OUT),
    ]
    assert ("xã Tân Hồng", Why.LATER_NAME) in [(one.text, one.why) for one in place.meanings]
