from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.vietnamese.dates import find_dates, find_durations, find_ranges, format_date, parse_date
from digitize.vietnamese.text import nfc

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Đồng Tháp, ngày 05 tháng 01 năm 2024", date(2024, 1, 5)),
        ("05/01/2024", date(2024, 1, 5)),
        ("5-1-2024", date(2024, 1, 5)),
        ("05 . 01 . 2024", date(2024, 1, 5)),
        ("2024-01-05", date(2024, 1, 5)),
        ("ngàyO5 tháng 0l năm 2O24", date(2024, 1, 5)),
        ("ngày 29 tháng 02 năm 2024", date(2024, 2, 29)),
    ],
)
def test_reads_dates(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2024",
        "ngày 29 tháng 02 năm 2023",
        "ngày    tháng 01 năm 2025",
        "05/01/24",
        "12/2024/NĐ-CP",
        "ngày lO tháng Ol năm OOll",
        "ngày ll tháng 01 năm 2024",
        "từ 01/01/2024 và 02/01/2024",
        "1.05.01.2024",
    ],
)
def test_invents_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_says_what_it_repaired() -> None:
    assert find_dates("ngày O5 tháng 01 năm 2024")[0].repaired
    assert not find_dates("ngày 05 tháng 01 năm 2024")[0].repaired


@given(days)
@settings(max_examples=100)
def test_long_form_comes_back(day: date) -> None:
    assert parse_date(f"Cao Lãnh, {format_date(day)}.") == day


@given(days, st.sampled_from("/-."))
@settings(max_examples=100)
def test_short_form_comes_back(day: date, sign: str) -> None:
    assert parse_date(f"cấp {day.day}{sign}{day.month:02d}{sign}{day.year}") == day


@given(days, st.data())
@settings(max_examples=100)
def test_confused_digits_give_the_day_or_nothing(day: date, data: st.DataObject) -> None:
    clean = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    confused = {"0": "0Oo", "1": "1lI|"}
    noisy = "".join(data.draw(st.sampled_from(confused[letter])) if letter in confused else letter for letter in clean)
    assert parse_date(noisy) in (day, None)


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_any_text_is_survived_and_positions_hold(text: str) -> None:
    plain = nfc(text)
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(plain)
    for length in find_durations(text):
        assert plain[length.start].isdigit()


@pytest.mark.parametrize(
    ("text", "months", "origin"),
    [
        ("trong thời hạn 6 tháng, kể từ ngày cấp", 6, "cap"),
        ("05 năm", 60, ""),
        ("03 năm kể từ ngày ký", 36, "ky"),
        ("5 (năm) năm kể từ ngày được cấp", 60, "cap"),
    ],
)
def test_reads_durations(text: str, months: int, origin: str) -> None:
    (found,) = find_durations(text)
    assert (found.months, found.counted_from) == (months, origin)


@pytest.mark.parametrize("text", ["ngày 05 tháng 01 năm 2024", "01/2024/TT-BTP", "0 tháng", "năm 2024"])
def test_a_date_is_no_duration(text: str) -> None:
    assert find_durations(text) == ()


def test_reads_ranges() -> None:
    ((first, last),) = find_ranges("từ ngày 01 tháng 7 năm 2023 đến hết ngày 30/6/2028")
    assert (first.value, last.value) == (date(2023, 7, 1), date(2028, 6, 30))
    assert find_ranges("01/07/2023, 30/06/2028") == ()
    assert find_ranges("từ 30/06/2028 đến 01/07/2023") == ()
