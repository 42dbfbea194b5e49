"""Numbers of documents, as they are printed and as recognition leaves them.

Decree 30/2020 gives ``05/QĐ-UBND`` and ``12/UBND-VX``; sector forms have their own: ``07/GCN.ATTP``,
``04/GP-KT&HT``, ``470/2025/TLKT-BS``, ``123/2023/NNPTNT-ĐTH``, ``DOT-00012345``, ``ĐT-12345-TS``, ``51A8001234``. So
the reader is lenient in form and strict in substance: what is not clearly a number is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz.distance import Levenshtein

from digitize.vietnamese.text import nfc

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_DIGITS = r"[0-9OoIl]"
_TOKEN = rf"(?:[{_UPPER}][{_UPPER}0-9]*(?:r|g|yĐ)?|[0-9]+)"
_SLASHED = re.compile(
    rf"(?P<n>(?:[0-9]{{1,3}}-)?{_DIGITS}{{1,7}}[A-Za-z]?)\s?/\s?(?P<symbol>(?:[0-9OoIl]{{4}}\s?/\s?)?"
    rf"{_TOKEN}(?:\s?[-–/&]\s?{_TOKEN}|\.{_TOKEN})*)(?![^\W_])"
)
_SERIAL = re.compile(rf"[{_UPPER}]{{2,4}}\s?[-–]\s?[0-9]{{4,8}}(?:\s?[-–]\s?[{_UPPER}]{{1,3}})?(?![^\W_])")
_HOUSEHOLD = re.compile(r"(?:[0-9]{2}[A-Z][0-9]{7}|[0-9]{2}[A-Z]8[0-9]{6}|[0-9]{4}[A-Z][0-9]{6})(?![^\W_])")
_GROUPED = re.compile(r"[0-9]{2}[.-][0-9]{4,8}(?![^\W_]|\s?[/.-]\s?[0-9])|[0-9]{10}-[0-9]{3}(?![^\W_])")
_BARE = re.compile(rf"(?:[{_UPPER}]{{1,3}}\s?)?[0-9]{{5,13}}(?![^\W_]|\s?[/.-]\s?[0-9])")
_GOES_ON = re.compile(r"\s?[-–/.&]\s?[^\W_]")
_SPACED_SIGN = re.compile(r"\s*([-/.&])\s*")
_CONFUSED = str.maketrans("OoIl", "0011")


@cache
def known_parts() -> frozenset[str]:
    """Parts of symbols that are in use: kinds of paper (Decree 30/2020, annex III, and sector forms) and agencies."""
    return frozenset((resources.files("digitize.vietnamese") / "data" / "symbols.txt").read_text("utf-8").split())


def in_use(symbol: str) -> bool:
    """Whether all parts of a symbol are in use, and it has some."""
    parts = _parts(symbol)
    return bool(parts) and known_parts().issuperset(parts)


def near_another(symbol: str) -> bool:
    """Whether a part of a symbol is none that is in use, but one letter away from one that is: likely misread."""
    return any(part not in known_parts() and _one_letter_away(part) for part in _parts(symbol))


def _parts(symbol: str) -> list[str]:
    return [part for part in re.split(r"[-/.&]", symbol) if len(part) > 1 and not part.isdigit()]


def _one_letter_away(part: str) -> bool:
    return any(
        abs(len(part) - len(known)) <= 1 and len(known) > 2 and Levenshtein.distance(part, known, score_cutoff=1) == 1
        for known in known_parts()
    )


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document's number.

    Attributes:
        value: Without stray spaces, ``Đ`` kept: ``05/QĐ-UBND``.
        symbol: What stands behind the ordinal: ``QĐ-UBND``; empty for serial numbers.
        end: Behind its last character in the NFC text it was read from.
        repaired: Whether letters were taken for digits, the bar of a ``Đ`` was put back, or more follows unread.
    """

    value: str
    symbol: str
    end: int
    repaired: bool = False


def _tidy(text: str) -> str:
    return _SPACED_SIGN.sub(r"\1", text.replace("–", "-"))


def _slashed(match: re.Match[str]) -> DocumentNumber | None:
    ordinal, symbol = match["n"], _tidy(match["symbol"])
    if not any(letter.isdigit() for letter in ordinal):
        return None
    digits = ordinal.translate(_CONFUSED)
    parts = symbol.split("/")
    year = parts[0].translate(_CONFUSED)
    if len(parts) > 1 and year.isdigit():
        parts[0] = year
    # Decree 30/2020, annex III, knows no type «QD»: the bar of the «Đ» was lost in reading.
    parts = [re.sub(r"^QD(?=-)", "QĐ", part) for part in parts]
    mended = "/".join(parts)
    # What goes on behind a joint could not be read as part of the symbol.
    cut_off = _GOES_ON.match(match.string, match.end()) is not None
    return DocumentNumber(f"{digits}/{mended}", mended, match.end(), cut_off or (digits, mended) != (ordinal, symbol))


def read_number(text: str, *, bare: bool = False) -> DocumentNumber | None:
    """The document number at the beginning of a text (white space, dots and colons before it are passed over).

    Args:
        text: What stands behind «Số:».
        bare: Whether a plain run of at least five digits counts, as on diplomas («Số hiệu:») and certificates of
            household businesses; elsewhere it is too easily something else.
    """
    plain = nfc(text).replace("Ð", "Đ")
    start = len(plain) - len(plain.lstrip(" \t\n:.…_"))
    if match := _SLASHED.match(plain, start):
        return _slashed(match)
    for pattern in (_SERIAL, _HOUSEHOLD, *((_GROUPED, _BARE) if bare else ())):
        if match := pattern.match(plain, start):
            return DocumentNumber(_tidy(match[0]).replace(" ", ""), "", match.end())
    return None


def format_number(ordinal: int, symbol: str) -> str:
    """A number as Decree 30/2020 prints it: ordinals below 10 carry a zero."""
    return f"{ordinal:02d}/{symbol}"
