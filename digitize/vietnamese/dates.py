"""Dates and durations as Vietnamese papers write them, read with tolerance for what recognition does to digits.

Tolerance ends where guessing begins: a letter is taken for the digit it is commonly read as (``O`` for 0, ``l`` and
``I`` for 1) only inside a group that holds a true digit as well, a year needs four places, and a day that the
calendar does not have is no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from digitize.vietnamese.text import fold, fold_with_offsets, nfc

_DIGIT = r"[0-9oil|]"
_GAP = r"[\s.,:_…]*"
# «ngày», «tháng», «năm» folded, with at most one letter misread, added or lost: two of the three are enough to see it.
_DAY_WORD = r"n[gq]a[yv]"
_MONTH_WORD = r"(?:t?.?ang|th.?ng|tha.?g|than.?|t..ng|.hang|tthang|thhang|thaang|thanng)"
_YEAR_WORD = r"(?:.am|n.m|na.|na?m|nnam|naam|namm)"
_LONG = re.compile(
    rf"(?:{_DAY_WORD}{_GAP})?(?<![0-9])(?P<d>{_DIGIT}{{1,2}}){_GAP}{_MONTH_WORD}{_GAP}(?P<m>{_DIGIT}{{1,2}})"
    rf"{_GAP}{_YEAR_WORD}{_GAP}(?P<y>{_DIGIT}{{4}})(?![0-9])"
)
_SHORT = re.compile(
    rf"(?<![0-9a-z/.-])(?P<d>{_DIGIT}{{1,2}})\s?(?P<s>[/.-])\s?(?P<m>{_DIGIT}{{1,2}})\s?(?P=s)\s?"
    rf"(?P<y>{_DIGIT}{{4}})(?![0-9]|[/-][0-9])"
)
_ISO = re.compile(r"(?<![0-9a-z/.-])(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?![0-9-])")
_CONFUSED = str.maketrans("oil|", "0111")
_GLUED = frozenset("~^*'`\"!?#$%&@=+<>{}[]\\")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_DURATION = re.compile(
    r"(?<![0-9a-z/.,-])(?P<n>[0-9]{1,3})\s*(?:\([^()]{1,20}\)\s*)?(?P<unit>thang|nam)\b(?!\s*[0-9])"
    r"(?:\s*,?\s*(?:ke\s+|tinh\s+)?tu\s+ngay\s+(?:duoc\s+)?(?P<from>ky|cap))?"
)
_RANGE_LINK = re.compile(r"[\s,]*(?:den|toi)(?:\s+het)?(?:\s+ngay)?\s*")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text.

    Attributes:
        value: The day.
        start: First character in the NFC text.
        end: Behind its last character.
        repaired: Whether letters were taken for digits.
    """

    value: date
    start: int
    end: int
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in a text.

    Attributes:
        months: Its length; a year is 12 months.
        counted_from: ``ky`` (day of signing) or ``cap`` (day of issue) where the text says so, else empty.
        start: First character in the NFC text.
        end: Behind its last character.
    """

    months: int
    counted_from: str
    start: int
    end: int


def _number(group: str) -> int | None:
    digits = group.translate(_CONFUSED)
    true_digits = sum(letter.isdigit() for letter in group)
    return int(digits) if true_digits * 2 >= len(group) else None


def _day(match: re.Match[str]) -> date | None:
    year, month, day = (_number(match[name]) for name in ("y", "m", "d"))
    if year is None or month is None or day is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates of a text, in order: ``ngày 05 tháng 01 năm 2024``, ``05/01/2024``, ``5-1-2024``, ``2024-01-05``.

    A year of two places is no date: it would have to be guessed. Positions are those of ``nfc(text)``.
    """
    folded, offsets = fold_with_offsets(text)
    taken: list[FoundDate] = []
    for pattern in (_LONG, _SHORT, _ISO):
        for match in pattern.finditer(folded):
            value = _day(match)
            if value is None:
                continue
            start, end = offsets[match.start()], offsets[match.end() - 1] + 1
            if any(start < other.end and other.start < end for other in taken):
                continue
            digits = match["d"] + match["m"] + match["y"]
            # A mark glued to the first digit was a digit once.
            glued = folded[match.start("d") - 1 : match.start("d")] in _GLUED
            taken.append(FoundDate(value, start, end, repaired=not digits.isdigit() or glued))
    return tuple(sorted(taken, key=lambda found: found.start))


def parse_date(text: str) -> date | None:
    """The only date of a text; ``None`` where there is none, or more than one day."""
    days = {found.value for found in find_dates(text)}
    return days.pop() if len(days) == 1 else None


def find_ranges(text: str) -> tuple[tuple[FoundDate, FoundDate], ...]:
    """Pairs of dates that a text joins by «đến» or «tới», first day before last."""
    plain = nfc(text)
    dates = find_dates(plain)
    return tuple(
        (first, last)
        for first, last in pairwise(dates)
        if first.value <= last.value and _RANGE_LINK.fullmatch(fold(plain[first.end : last.start]))
    )


def find_durations(text: str) -> tuple[Duration, ...]:
    """All lengths of time of a text: ``6 tháng``, ``05 năm``, ``03 (ba) năm kể từ ngày ký``.

    The month and year of a date are none. Positions are those of ``nfc(text)``.
    """
    folded, offsets = fold_with_offsets(text)
    found = []
    for match in _DURATION.finditer(folded):
        months = int(match["n"]) * (12 if match["unit"] == "nam" else 1)
        if months:
            start, end = offsets[match.start()], offsets[match.end() - 1] + 1
            found.append(Duration(months, match["from"] or "", start, end))
    return tuple(found)


def format_date(day: date) -> str:
    """A date as Decree 30/2020 writes it: days below 10 and the months 1 and 2 carry a zero.

    Source: Decree 30/2020/NĐ-CP, annex I, part II, section II, 4.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year:04d}"
