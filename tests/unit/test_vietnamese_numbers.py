from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.vietnamese.numbers import format_number, read_number


@pytest.mark.parametrize(
    "number",
    [
        "05/QĐ-UBND",
        "12/UBND-VX",
        "07/GCN.ATTP",
        "04/GP-KT&HT",
        "470/2025/TLKT-BS",
        "123/2023/NNPTNT-ĐTH",
        "01/TTr-UBND",
        "1150/QĐ-TTg",
        "04/QĐ-BCĐ138",
        "15/GPXD",
        "45/2023",
        "DOT-00012345",
        "ĐT-12345-TS",
        "51A8001234",
    ],
)
def test_reads_a_number_as_printed(number: str) -> None:
    found = read_number(f" {number} ngày")
    assert found is not None
    assert (found.value, found.repaired) == (number, False)


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("O5 / QĐ - UBND Quảng Ngãi", "05/QĐ-UBND"),
        ("l2/UBND-VX", "12/UBND-VX"),
        ("05/QD-UBND", "05/QĐ-UBND"),
        ("05/QÐ-UBND", "05/QĐ-UBND"),
        ("04/GP - KT & HT", "04/GP-KT&HT"),
        (":… 07/GCN.ATTP. Ngày", "07/GCN.ATTP"),
    ],
)
def test_mends_what_reading_did(read: str, number: str) -> None:
    found = read_number(read)
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize(
    "text", ["", "/QĐ-UBND", "…/QĐ-UBND", "Đồng Tháp, ngày 05", "OO/QĐ-UBND", "05", "087203001234"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_plain_digits_count_only_where_asked() -> None:
    found = read_number("A 123456", bare=True)
    assert found is not None
    assert found.value == "A123456"
    assert read_number("A 123456") is None


@given(
    st.integers(1, 99999),
    st.sampled_from(["QĐ", "TB", "GCN", "GP", "TTr", "BC"]),
    st.sampled_from(["UBND", "STP", "SXD", "KT&HT", "HĐND"]),
    st.sampled_from(["/", " / ", "/ "]),
    st.sampled_from(["-", " - ", "–"]),
)
@settings(max_examples=100)
def test_number_comes_back(ordinal: int, kind: str, office: str, slash: str, dash: str) -> None:
    wanted = format_number(ordinal, f"{kind}-{office}")
    found = read_number(wanted.replace("/", slash, 1).replace("-", dash))
    assert found is not None
    assert found.value == wanted


@given(st.text(max_size=60), st.booleans())
@settings(max_examples=100)
def test_any_text_is_survived(text: str, bare: bool) -> None:
    found = read_number(text, bare=bare)
    assert found is None or any(letter.isdigit() for letter in found.value)
