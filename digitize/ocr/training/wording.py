"""Wording of administrative papers, made up by rule: labels and what is filled in, numbers, codes, dates, names.

A run is a piece of a line; one that is *filled in* may be set in handwriting, like a number written into a form.
Persons, addresses and numbers are invented. The names of agencies and units are those of the catalogue.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from digitize.ocr.engines.alignment import BY_HAND, in_print
from digitize.ocr.training import word_lists as lists


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line; ``filled``: it may be handwritten."""

    text: str
    filled: bool = False


Line = tuple[Run, ...]
_BY_HAND = re.compile(f"([{BY_HAND}]+)")
_NUMBERS = re.compile(r"(\d+)")
_FOREIGN_LETTERS = "abcdefghijklmnopqrstuvwxyzaeioulnrstjwzfxqk"

Maker = Callable[[random.Random], Line]


def printed(text: str) -> Line:
    """A line that is all print."""
    return (Run(text),)


def as_written(text: str) -> Line:
    """A line like one that was drawn, whose digits by hand are filled in again."""
    pieces = enumerate(_BY_HAND.split(text))
    return tuple(Run(in_print(piece), filled=place % 2 == 1) for place, piece in pieces if piece)


def digits(rng: random.Random, count: int) -> str:
    """As many digits, the first may be 0."""
    return f"{rng.randrange(10**count):0{count}}"


# --- names, places, numbers -------------------------------------------------------------------------------


def name(rng: random.Random) -> str:
    """An invented person's name; rarely one of the peoples who name themselves otherwise, or a foreign one."""
    if rng.random() < 0.12:
        return " ".join(rng.choice(lists.words().rare_names) for _ in range(rng.randint(2, 3)))
    middle = rng.choice(lists.words().middle_names)
    made = f"{rng.choice(lists.words().family_names)} {middle} {rng.choice(lists.words().given_names)}"
    return made.upper() if rng.random() < 0.4 else made


def unit(rng: random.Random) -> str:
    """A unit of the catalogue, old or new: commune, district or province."""
    return rng.choice(lists.units())


def address(rng: random.Random) -> str:
    """An invented address in units that exist or existed."""
    house = f"{rng.randint(1, 999)}{rng.choice(('', '', '', 'A', 'B', '/2', '/14', '/31A'))}"
    street = rng.choice(lists.words().given_names + lists.words().family_names)
    begin = rng.choice(
        (
            f"Số {house}, đường {rng.choice(lists.words().family_names)} {street}",
            f"Số nhà {house}, tổ {rng.randint(1, 40)}",
            f"Ấp {rng.choice(lists.words().hamlets)}",
            f"Khóm {rng.randint(1, 9)}",
            f"Thôn {rng.choice(lists.words().hamlets)}",
            f"{house} {rng.choice(lists.words().family_names)} {street}",
            f"Lô {rng.choice('ABCDEK')}{rng.randint(1, 40)}, KCN {street}",
        )
    )
    return ", ".join((begin, *(unit(rng) for _ in range(rng.randint(1, 3)))))


def date(rng: random.Random) -> str:
    """A date in one of the written forms."""
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1930, 2031)
    padded = f"{day:02}", f"{month:02}"
    place = rng.choice(lists.units()).split(" ", 1)[-1]
    return rng.choice(
        (
            f"ngày {padded[0]} tháng {padded[1]} năm {year}",
            f"{place}, ngày {padded[0]} tháng {month} năm {year}",
            f"{padded[0]}/{padded[1]}/{year}",
            f"{day}/{month}/{year}",
            f"{padded[0]}-{padded[1]}-{year}",
            f"{padded[0]}.{padded[1]}.{year}",
            f"ngày {padded[0]}/{padded[1]}/{year}",
            f"tháng {padded[1]}/{year}",
            f"{padded[0]}/{padded[1]}/{year} {rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}",
            f"{rng.randrange(24)} giờ {rng.randrange(60):02} phút, ngày {padded[0]}/{padded[1]}/{year}",
        )
    )


def money(rng: random.Random) -> str:
    """An amount, with or without its words."""
    amount = rng.randrange(1, 10 ** rng.randint(2, 7)) * rng.choice((1, 10, 500, 1000))
    grouped = f"{amount:,}".replace(",", rng.choice((".", ".", ",")))
    return grouped + rng.choice((" đồng", "đ", " VNĐ", ",00", " đồng/tháng", " USD", ""))


def number_of_owner(rng: random.Random) -> str:
    """A citizen, card, tax, licence or telephone number; none belongs to anybody on purpose."""
    return rng.choice(
        (
            digits(rng, 12),
            digits(rng, 9),
            digits(rng, 10),
            f"{digits(rng, 10)}-{digits(rng, 3)}",
            f"0{digits(rng, 9)}",
            f"0{digits(rng, 3)}.{digits(rng, 3)}.{digits(rng, 3)}",
            f"{digits(rng, 3)} {digits(rng, 3)} {digits(rng, 3)} {digits(rng, 3)}",
            f"{rng.choice('BCNP')}{digits(rng, 7)}",
            f"{digits(rng, 2)}{rng.choice('ABCDEK')}{digits(rng, 7)}",
            f"GD {digits(rng, 3)} {digits(rng, 7)}",
        )
    )


def code(rng: random.Random) -> str:
    """The number of a document, a dossier, a procedure, a result type, a case or a form."""
    year = rng.randint(1996, 2031)
    kind, office = rng.choice(lists.words().document_symbols), rng.choice(lists.words().office_symbols)
    number = rng.choice((f"{rng.randint(1, 99):02}", str(rng.randint(1, 9999))))
    made_up = "".join(rng.choices("ABCDĐGHKLMNPQSTUVX", k=rng.randint(2, 5)))
    return rng.choice(
        (
            f"{number}/{kind}-{office}",
            f"{number}/{kind}-{office}",
            f"{number}/{year}/{kind}-{office}",
            f"{number}/{year}/{kind}",
            f"{number}/{kind}.{office}",
            f"{number}/{made_up}-{office}",
            f"{number}/{year}/QH{rng.randint(10, 16)}",
            f"000.00.{rng.randint(1, 99):02}.H{rng.randint(1, 63):02}-{digits(rng, 6)}-{digits(rng, 4)}",
            f"H{rng.randint(1, 63):02}.{rng.randint(1, 400)}-{digits(rng, 6)}-{digits(rng, 4)}",
            f"{rng.choice('1236')}.{digits(rng, 6)}",
            f"KQ.{rng.choice('GH')}{rng.randint(1, 22):02}.{digits(rng, 6)}",
            f"{made_up}-{digits(rng, 8)}",
            f"{made_up} {digits(rng, 6)}",
            f"Mẫu số {number}/{made_up}",
            f"{number}/TLKS-BS",
            f"{digits(rng, 4)} ({rng.choice(('Chính', 'chính'))})",
            f"{digits(rng, 2)}{rng.choice('ABCDH')}-{digits(rng, 3)}.{digits(rng, 2)}",
            f"Quyển số: {number}/{year}",
            f"Tờ bản đồ số {rng.randint(1, 99)}, thửa đất số {rng.randint(1, 999)}",
        )
    )


def measure(rng: random.Random) -> str:
    """A quantity with its unit, or a share."""
    whole, part = rng.randrange(10 ** rng.randint(1, 4)), rng.randrange(100)
    return f"{whole}{rng.choice((f',{part}', f'.{part:02}', ''))}" + rng.choice(lists.words().units_of_measure)


def figures(rng: random.Random) -> str:
    """A row of a table of figures."""
    cells = [
        rng.choice((str(rng.randrange(10 ** rng.randint(1, 5))), measure(rng), money(rng)))
        for _ in range(rng.randint(2, 6))
    ]
    return " ".join((f"{rng.randint(1, 40)}", *cells) if rng.random() < 0.5 else cells)


def syllables(rng: random.Random) -> str:
    """Made-up words of Vietnamese spelling, and now and then words of no language: no word may be guessed."""
    made = []
    for _ in range(rng.randint(3, 9)):
        word = (
            lists.syllable(rng) if rng.random() < 0.8 else "".join(rng.choices(_FOREIGN_LETTERS, k=rng.randint(2, 9)))
        )
        made.append(rng.choice((word, word, word.capitalize(), word.upper())))
    return " ".join(made)


def foreign(rng: random.Random) -> str:
    """English and trade words in a row."""
    words = rng.choices(lists.words().foreign_words, k=rng.randint(2, 7))
    text = " ".join(words)
    return rng.choice((text, text.capitalize(), text.upper(), text.title()))


_VALUES: dict[str, Callable[[random.Random], str]] = {
    "name": name,
    "address": address,
    "date": date,
    "money": money,
    "id": number_of_owner,
    "code": code,
    "unit": unit,
    "measure": measure,
    "number": lambda rng: str(rng.randrange(10 ** rng.randint(1, 4))),
    "word": lambda rng: rng.choice(lists.words().field_words),
    "foreign": foreign,
    "agency": lambda rng: rng.choice(lists.words().agencies),
    "day": lambda rng: f"{rng.randint(1, 31):02}",
    "month": lambda rng: f"{rng.randint(1, 12):02}",
    "year": lambda rng: str(rng.randint(1990, 2031)),
}
_OFTEN_WRITTEN = frozenset({"name", "date", "id", "number", "day", "month", "year", "measure", "code"})


def filled_in(rng: random.Random, pattern: str) -> Line:
    """A pattern with its ``{kinds of value}`` filled in."""
    line = []
    for place, part in enumerate(pattern.replace("}", "{").split("{")):
        if place % 2 == 0:
            line.append(Run(part))
        else:
            value = _VALUES[part](rng)
            line += _blanks(rng, value) if part in _OFTEN_WRITTEN else [Run(value)]
    return tuple(run for run in line if run.text)


def _blanks(rng: random.Random, value: str) -> list[Run]:
    """A value that is filled in as a whole, or only its numbers, between signs that are printed already."""
    if rng.random() < 0.5:
        return [Run(value, filled=True)]
    return [Run(piece, filled=piece.isdecimal()) for piece in _NUMBERS.split(value)]


def form_line(rng: random.Random) -> Line:
    """A line of a form, a certificate or a heading."""
    return filled_in(rng, rng.choice(lists.words().patterns))


def held_back_line(rng: random.Random) -> Line:
    """A line of the document type that is held back: the registration of fishing vessels."""
    return filled_in(rng, rng.choice(lists.words().held_back_patterns))
