from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.catalogue.identifiers import (
    OwnerKind,
    Sex,
    check_citizen,
    check_tax_code,
    citizen_facts,
    find_dossier_codes,
    find_procedure_codes,
    is_dossier_code,
    is_household_number,
    is_procedure_code,
    is_result_code,
    mask_numbers,
    parse_owner_number,
)
from digitize.errors import BadOwnerNumber

MADE_UP = "087203001234"


def test_a_citizen_number_tells_sex_and_birth_year() -> None:
    facts = citizen_facts(MADE_UP)
    assert facts is not None
    assert (facts.province, facts.sex, facts.birth_year) == ("087", Sex.MALE, 2003)
    assert check_citizen(MADE_UP, sex=Sex.MALE, birth_year=2003)
    assert not check_citizen(MADE_UP, sex=Sex.FEMALE)
    assert not check_citizen(MADE_UP, birth_year=1903)


@given(st.integers(1900, 2399), st.sampled_from(Sex), st.integers(0, 999_999))
@settings(max_examples=100)
def test_century_and_sex_come_back(year: int, sex: Sex, tail: int) -> None:
    mark = (year - 1900) // 100 * 2 + (sex is Sex.FEMALE)
    number = f"087{mark}{year % 100:02d}{tail:06d}"
    assert check_citizen(number, sex=sex, birth_year=year)
    assert not check_citizen(number, birth_year=year + 1)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("087 203 001 234", OwnerKind.CITIZEN, MADE_UP),
        ("340.123.456", OwnerKind.OLD_CITIZEN, "340123456"),
        ("0100109106", OwnerKind.TAX, "0100109106"),
        ("0100109106001", OwnerKind.TAX, "0100109106-001"),
        ("0100109106-001", OwnerKind.TAX, "0100109106-001"),
    ],
)
def test_reads_owner_numbers(typed: str, kind: OwnerKind, value: str) -> None:
    number = parse_owner_number(typed)
    assert (number.kind, number.value) == (kind, value)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "003203001234", "0100109107", "08720300123l", "٠٨٧٢٠٣٠٠١٢٣٤"])
def test_refuses_what_is_none_and_says_nothing_of_it(typed: str) -> None:
    with pytest.raises(BadOwnerNumber) as caught:
        parse_owner_number(typed)
    assert typed == "" or typed not in str(caught.value)


@given(st.integers(0, 999_999_999))
@settings(max_examples=100)
def test_at_most_one_check_digit_fits(stem: int) -> None:
    fitting = [digit for digit in range(10) if check_tax_code(f"{stem:09d}{digit}")]
    assert len(fitting) <= 1


def test_codes() -> None:
    assert is_procedure_code("1.004363")
    assert not is_procedure_code("1.04363")
    assert is_result_code("KQ.G15.000031")
    assert not is_result_code("KQ.G15.31")
    assert is_dossier_code("000.00.19.H20-220511-0012")
    assert is_dossier_code("H20.12-220511-00012")
    assert not is_dossier_code("H20-2205-0012")
    assert is_household_number("51A8001234")
    assert find_procedure_codes("mã 1.011442.000.00.00.H38 và 2.000815, 1.011442") == ("1.011442", "2.000815")
    assert find_dossier_codes("Mã hồ sơ: 000.00.19.H20-220511-0012.") == ("000.00.19.H20-220511-0012",)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"số {MADE_UP} cấp", "số •••••••••234 cấp"),
        ("087 203 001 234", "••• ••• ••• 234"),
        ("O872O3001234", "•••••••••234"),
        ("CMND 340123456,", "CMND ••••••456,"),
        (f"{MADE_UP}.Cấp", "•••••••••234.Cấp"),
        ("250.000.000 đồng", "250.000.000 đồng"),
        ("1.001193.000.00.00.H38", "1.001193.000.00.00.H38"),
        ("0100109106", "0100109106"),
        ("000.00.19.H20-220511-0012", "000.00.19.H20-220511-0012"),
    ],
)
def test_masks_personal_numbers_only(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


@given(st.text(alphabet="0123456789 .-OlA/đ", max_size=60))
@settings(max_examples=100)
def test_masking_keeps_length_and_leaves_no_bare_number(text: str) -> None:
    masked = mask_numbers(text)
    assert len(masked) == len(text)
    assert mask_numbers(masked) == masked
    runs = "".join(letter if letter.isdigit() else " " for letter in masked).split()
    assert not any(len(run) in (9, 12) for run in runs)
