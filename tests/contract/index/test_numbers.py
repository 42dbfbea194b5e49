"""What numbers find."""

from __future__ import annotations

from datetime import date

import pytest

from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, SearchQuery
from tests.contract.index.asking import Holding, found, ids


@pytest.fixture(scope="module")
def numbers(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry("gcn", 1, number="07/GCN.ATTP", body="Chứng nhận cơ sở"),
            IndexEntry("other", 1, number="107/GCN.ATTP", body="Chứng nhận cơ sở"),
            IndexEntry("year", 1, number="12/2023/QĐ-UBND", body="Quyết định"),
            IndexEntry("cites", 1, number="88/GPXD", body="Căn cứ Quyết định số: 12/2023/QĐ-UBND, ngày 01/02/2023."),
            IndexEntry("symbol", 1, number="05/QĐ-UBND", body="Quyết định"),
            IndexEntry("trade", 1, number="50H8027879", body="Hộ kinh doanh"),
            IndexEntry("build", 1, number="99/GPXD", body="Giấy phép"),
            IndexEntry("lost", 1, number="98GPXD", body="Giấy phép; theo đơn số 12/2024/ĐĐN"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("07/GCN", {"gcn"}),
        ("07/gcn.attp", {"gcn"}),
        ("7/GCN", {"gcn"}),
        ("07/GCN-ATTP", {"gcn"}),
        ("07 / GCN", {"gcn"}),
        ("07/", {"gcn"}),
        ("07/G", {"gcn"}),
        ("07/GCN.ATTPX", set()),
        ("7/GCN.ATTM", set()),
        ("12/2023", {"year", "cites"}),
        ("12/2023/qd-ubnd", {"year", "cites"}),
        ("2/2023", set()),
        ("05/QĐ-UBND", {"symbol"}),
        ("05/qd-ubnd", {"symbol"}),
        ("5/QD-U", {"symbol"}),
        ("06/QĐ-UBND", set()),
        ("01/02/2023", {"cites"}),
        ("50H80", {"trade"}),
        ("50h8027879", {"trade"}),
        ("50H8027878", set()),
        ("GCN.ATTP", {"gcn", "other"}),
        ("QĐ-UBND", {"symbol", "year", "cites"}),
        ("quyết định 12/2023", {"year", "cites"}),
        ("hộ 12/2023", set()),
        ("99GPXD", {"build"}),
        ("99gp", {"build"}),
        ("98/GPXD", {"lost"}),
        ("98/gp", {"lost"}),
        ("07GCNATTP", {"gcn"}),
        ("7gcn.attp", {"gcn"}),
        ("07/GCNATTP", {"gcn"}),
        ("12/2023QĐUBND", {"year", "cites"}),
        ("12/2024đđn", {"lost"}),
        ("122023", set()),
        ("1/22023", set()),
        ("9GPXD", set()),
        ("99GPX1", set()),
    ],
)
def test_numbers_are_found_by_their_beginning_and_never_by_likeness(
    numbers: SearchIndex, text: str, documents: set[str]
) -> None:
    assert found(numbers, text) == documents


def test_the_documents_own_number_stands_above_a_mention(numbers: SearchIndex) -> None:
    assert ids(numbers, "12/2023") == ["year", "cites"]


@pytest.mark.parametrize("text", ["92/2023", "092-2023", "92/2023 ngày 01/02/2023"])
def test_a_number_typed_in_full_stands_above_those_that_begin_so(index: SearchIndex, text: str) -> None:
    day = date(2023, 2, 1)
    index.apply(
        [
            IndexEntry("longer", 1, number="92/2023/TLKT-BS", body="Trích lục 92/2023/TLKT-BS", issued_on=day),
            IndexEntry("whole", 1, number="92/2023", body="Trích lục " * 50, issued_on=day),
        ]
    )
    assert ids(index, text) == ["whole", "longer"]


def test_a_number_without_its_joints_is_shown_with_them(index: SearchIndex) -> None:
    index.apply([IndexEntry("a", 1, body="Căn cứ Giấy phép 99/GPXD")])
    [hit] = index.search(SearchQuery(text="99GPXD")).hits
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["99/GPXD"]
