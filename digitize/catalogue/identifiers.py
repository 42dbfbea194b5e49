"""Identifiers that the law gives to people, organisations, procedures, results and dossiers, and their checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from digitize.errors import BadOwnerNumber

# Provinces as citizen numbers name them (circular 07/2016/TT-BCA, kept by 59/2021/TT-BCA); numbers given before the
# mergers of 2025 keep them. Codes above 100 are countries of birth.
# fmt: off
_PROVINCES = frozenset({
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
    42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83,
    84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
})
# fmt: on
_FIRST_COUNTRY = 101
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)

_SEPARATORS = re.compile(r"[\s.\-–]")
_PROCEDURE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")
_RESULT = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}")
_DOSSIER = re.compile(r"(?<![\w.])(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3})*-\d{6}-\d{4,5}(?![\w])")
_HOUSEHOLD = re.compile(r"\d{2}[A-Z]\d{7}")

_MASK = "•"
_SHOWN = 3
_LOOKALIKE = r"[0-9OoIl]"
_MONEY = r"(?!\s*(?:đồng|đ\b|vnđ|vnd|m2|m²))"


def _grouped(count: int) -> str:
    return rf"{_LOOKALIKE}(?:[ .\u00a0]?{_LOOKALIKE}){{{count - 1}}}"


# Unbroken runs are masked wherever they stand; runs in groups only where nothing is glued to them, since codes of
# services (1.001193.000.00…) are groups of digits, too.
_PERSONAL = re.compile(
    rf"(?<![0-9])(?:[0-9]{{12}}|[0-9]{{9}})(?![0-9])"
    rf"|(?<![\w.\-/{_MASK}])(?:{_grouped(12)}|{_grouped(9)})(?![.\-/]?\w){_MONEY}",
    re.IGNORECASE,
)


class OwnerKind(StrEnum):
    """What kind of number identifies an owner."""

    CITIZEN = "citizen"
    OLD_CITIZEN = "old_citizen"
    TAX = "tax"
    HOUSEHOLD = "household"


class Sex(StrEnum):
    """As papers state it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class OwnerNumber:
    """An owner's number; ``value`` holds digits only, ``-`` before the branch of a tax code, a household's letter."""

    kind: OwnerKind
    value: str


@dataclass(frozen=True, slots=True)
class CitizenFacts:
    """What a 12-digit number says of its holder: code of the province (or country) of birth, sex, birth year."""

    province: str
    sex: Sex
    birth_year: int


def citizen_facts(number: str) -> CitizenFacts | None:
    """What a 12-digit number says; ``None`` where it has not the form of one.

    The fourth digit gives century and sex: 0 and 1 for a man and a woman of the 20th century, 2 and 3 of the 21st,
    and so on (Decree 137/2015/NĐ-CP, article 13; circular 59/2021/TT-BCA, article 4).
    """
    if not re.fullmatch(r"[0-9]{12}", number):
        return None
    province, mark = number[:3], int(number[3])
    if int(province) not in _PROVINCES and int(province) < _FIRST_COUNTRY:
        return None
    year = 1900 + 100 * (mark // 2) + int(number[4:6])
    return CitizenFacts(province, Sex.FEMALE if mark % 2 else Sex.MALE, year)


def check_citizen(number: str, *, sex: Sex | None = None, birth_year: int | None = None) -> bool:
    """Whether a 12-digit number has the form of one and fits what else is known of the person."""
    facts = citizen_facts(number)
    if facts is None:
        return False
    return sex in (None, facts.sex) and birth_year in (None, facts.birth_year)


def check_tax_code(number: str) -> bool:
    """Whether a tax or enterprise code of 10 (10-3) digits carries the right check digit.

    The tenth digit is 10 less the weighted sum of the first nine modulo 11 (general knowledge, not read in a source).
    """
    match = re.fullmatch(r"([0-9]{10})(?:-?[0-9]{3})?", number)
    if not match:
        return False
    digits = [int(digit) for digit in match[1]]
    return 10 - sum(w * d for w, d in zip(_TAX_WEIGHTS, digits, strict=False)) % 11 == digits[9]


def parse_owner_number(text: str) -> OwnerNumber:
    """An owner's number as people type it: spaces, dots and hyphens between its groups do not matter.

    Args:
        text: 12 digits (citizen), 9 (old identity card), 10 or 10-3 (tax or enterprise code), or the old number of a
            household business (``51A8001234``).

    Raises:
        BadOwnerNumber: The number has another length, no known province, or a wrong check digit.
    """
    digits = _SEPARATORS.sub("", text)
    if is_household_number(digits.upper()):
        return OwnerNumber(OwnerKind.HOUSEHOLD, digits.upper())
    if not re.fullmatch(r"[0-9]+", digits):
        raise BadOwnerNumber("not digits")
    if len(digits) == 12 and citizen_facts(digits):
        return OwnerNumber(OwnerKind.CITIZEN, digits)
    if len(digits) == 9:
        return OwnerNumber(OwnerKind.OLD_CITIZEN, digits)
    if len(digits) in (10, 13) and check_tax_code(digits):
        return OwnerNumber(OwnerKind.TAX, digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}")
    raise BadOwnerNumber(f"{len(digits)} digits")


def is_procedure_code(text: str) -> bool:
    """Whether a text is a national procedure code such as ``1.004363``."""
    return _PROCEDURE.fullmatch(text) is not None


def is_result_code(text: str) -> bool:
    """Whether a text is a national result code of the usual form, such as ``KQ.G15.000031``."""
    return _RESULT.fullmatch(text) is not None


def is_dossier_code(text: str) -> bool:
    """Whether a text is a dossier code such as ``000.00.19.H20-220511-0012``.

    Source: circular 01/2018/TT-VPCP, article 19; tails of five digits exist as well.
    """
    return _DOSSIER.fullmatch(text) is not None


def is_household_number(text: str) -> bool:
    """Whether a text is an old number of a household business, such as ``51A8001234``."""
    return _HOUSEHOLD.fullmatch(text) is not None


def find_procedure_codes(text: str) -> tuple[str, ...]:
    """National procedure codes in a text, in order, each once; a local form gives the national code it begins with."""
    return tuple(dict.fromkeys(_PROCEDURE.findall(text)))


def find_dossier_codes(text: str) -> tuple[str, ...]:
    """Dossier codes in a text, in order, each once."""
    return tuple(dict.fromkeys(_DOSSIER.findall(text)))


def mask_numbers(text: str) -> str:
    """The text with all but the last three digits of every personal number hidden; length and positions stay.

    A personal number is a run of 12 or 9 digits that stands alone, single spaces or dots between its groups allowed,
    a few digits misread as letters allowed. A sum of money of that length is left where its unit follows.
    """
    return _PERSONAL.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    run = match[0]
    places = [index for index, letter in enumerate(run) if letter.isalnum()]
    if sum(run[index].isdigit() for index in places) * 4 < len(places) * 3:
        return run
    hidden = set(places[:-_SHOWN])
    return "".join(_MASK if index in hidden else letter for index, letter in enumerate(run))
