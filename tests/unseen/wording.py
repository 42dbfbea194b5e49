"""How offices write the same thing: dates, amounts, older spelling, numbers in words."""

from __future__ import annotations

import random
import re
from calendar import monthrange
from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# Since 1984 two ways to place the mark in these rhymes are both in use; offices mix them freely.
_MARKS = dict(
    zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        strict=True,
    )
)
_MARKED = re.compile(rf"(?<!q)({'|'.join(_MARKS)})(?!\w)", re.IGNORECASE)


def newer_marks(text: str) -> str:
    """``Ủy ban``, ``hòa`` → ``Uỷ ban``, ``hoà``: a spelling that half of the offices use."""

    def moved(match: re.Match[str]) -> str:
        rhyme = match[1]
        new = _MARKS[rhyme.lower()]
        if rhyme.isupper():
            return new.upper()
        return new.capitalize() if rhyme[0].isupper() else new

    return _MARKED.sub(moved, text)


def day_words(day: date, spec: str) -> str:
    """A day as papers write it.

    Args:
        day: The day.
        spec: ``dmy``, ``short``, ``dash``, ``dot``, ``long``, ``bare`` (as ``long`` without ``ngày``), ``words``,
            ``my``, ``year``.
    """
    early = 3  # Decree 30/2020: days below 10 and months 1 and 2 take a nought in running text.
    month = f"{day.month:02d}" if day.month < early else str(day.month)
    match spec:
        case "" | "dmy":
            return f"{day:%d/%m/%Y}"
        case "short":
            return f"{day.day}/{day.month}/{day.year}"
        case "dash":
            return f"{day:%d-%m-%Y}"
        case "dot":
            return f"{day:%d.%m.%Y}"
        case "long":
            return f"ngày {day.day:02d} tháng {month} năm {day.year}"
        case "bare":
            return f"{day.day:02d} tháng {month} năm {day.year}"
        case "words":
            return f"Ngày {number_words(day.day)}, tháng {month_words(day.month)}, năm {number_words(day.year)}"
        case "dd" | "mm":
            return f"{day.day if spec == 'dd' else day.month:02d}"
        case "my":
            return f"{day:%m/%Y}"
        case "year":
            return str(day.year)
    raise KeyError(spec)


def month_words(month: int) -> str:
    """``một`` … ``mười hai``; the fourth is called ``tư``."""
    return "tư" if month == 4 else number_words(month)


def number_words(number: int) -> str:
    """A number up to 9,999 in words, as southern offices say it."""
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if thousands:
        words.append(f"{_DIGITS[thousands]} nghìn")
    if hundreds or (thousands and (tens or ones)):
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif ones and words:
        words.append("lẻ")
    if ones:
        words.append({1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm"}.get(ones, _DIGITS[ones]))
    return " ".join(words) or _DIGITS[0]


def add_months(day: date, months: int) -> date:
    """The day so many months later; the last of the month where there is no such day (Civil Code, Article 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term_words(months: int) -> str:
    """``36`` → ``03 năm``, ``6`` → ``06 tháng``."""
    return f"{months // 12:02d} năm" if months % 12 == 0 and months > 12 else f"{months:02d} tháng"


def pattern(text: str, rng: random.Random, day: date, symbol: str) -> str:
    """A number from its pattern.

    ``{n}`` an ordinal with a leading nought below 10, ``{n4}`` four digits with noughts, ``{d7}`` seven digits, ``{L}``
    a letter, ``{yyyy}``, ``{yy}``, ``{sym}`` the agency's symbol.
    """

    def drawn(match: re.Match[str]) -> str:
        key = match[1]
        match key[0], key[1:]:
            case "n", "":
                return f"{rng.choice((rng.randint(1, 60), rng.randint(60, 2400))):02d}"
            case "n", width:
                return f"{rng.randint(1, 10 ** (int(width) - 1) * 4):0{width}d}"
            case "d", width:
                return f"{rng.randrange(10 ** int(width)):0{width}d}"
            case "L", _:
                return rng.choice("ABCDEHKLMNPT")
        return {"yyyy": str(day.year), "yy": f"{day:%y}", "sym": symbol}[key]

    return re.sub(r"\{(\w+)\}", drawn, text)
