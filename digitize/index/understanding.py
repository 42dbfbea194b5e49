"""What a query means, for both engines alike.

A query is clauses, all of which must hold. A clause is alternatives, any of which is enough. An alternative is terms,
all of which must hold. Beside the words themselves are understood: dates and months as people write them, names of
units (:mod:`digitize.index.places`), abbreviations and what they stand for (:mod:`digitize.index.abbreviations`).
What stands in quotation marks means only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from digitize.catalogue.agencies import AgencyTree
from digitize.index import abbreviations
from digitize.index.places import Place, Places
from digitize.index.terms import (
    MAX_QUERY,
    QUOTES,
    Key,
    Phrase,
    Symbol,
    Term,
    Typed,
    agency_key,
    day_keys,
    joined,
    parse,
    phrase,
)
from digitize.model import Meaning, Understood, Why
from digitize.vietnamese.dates import find_dates
from digitize.vietnamese.text import fold_with_offsets, nfc

_MONTH = re.compile(r"\bthang\s+(0?[1-9]|1[0-2])\s*(?:nam|/|-|\s)\s*((?:19|20)\d\d)\b(?!\s?[/.-]\s?\w)")
_GOES_ON = re.compile(r"[/.-]\w")
_DAY_WORD = re.compile(r"\bng[àa]y\s+\Z", re.IGNORECASE)
_QUOTED = re.compile('"[^"]*"')


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that must all hold, why they are looked for, and how they are shown to people."""

    terms: tuple[Term, ...]
    why: Why
    shown: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query.

    Attributes:
        typed: As it was typed.
        alternatives: What it may mean; the first is nearest to what was typed.
        word: It is one word, not a number, that may be part of a name.
    """

    typed: str
    alternatives: tuple[Alternative, ...]
    word: bool = False

    @property
    def understood(self) -> Understood:
        """The clause as people are told about it."""
        return Understood(self.typed, tuple(Meaning(one.shown, one.why) for one in self.alternatives))


class Understanding:
    """Reads queries.

    Args:
        agencies: Units whose names through time are understood.
    """

    def __init__(self, agencies: AgencyTree | None = None) -> None:
        self._places = Places(agencies or AgencyTree(()))

    def __call__(self, text: str) -> tuple[Clause, ...]:
        """The clauses of a query; any text at all is a query."""
        return tuple(self._read(nfc(text)[:MAX_QUERY].translate(QUOTES)))

    def _read(self, text: str) -> Iterator[Clause]:
        at = 0
        for start, end, clause in _dated(text):
            yield from self._worded(text[at:start])
            yield clause
            at = end
        yield from self._worded(text[at:])

    def _worded(self, text: str) -> Iterator[Clause]:
        parts = list(self._parts(list(parse(text))))
        above: Place | None = None
        clauses: list[Clause] = []
        # From the end: a place is followed by the one that it lies in.
        for typed, place in reversed(parts):
            if place is None:
                clauses.append(_plain(typed))
            else:
                above = self._places.within(place, above) if above else place
                clauses.append(self._placed(typed, above))
        return reversed(clauses)

    def _parts(self, pieces: Sequence[Typed]) -> Iterator[tuple[Sequence[Typed], Place | None]]:
        """Cuts pieces into those that mean something together."""
        at = 0
        while at < len(pieces):
            words = _leading_words(pieces[at:])
            place = self._places.at(words) if words else None
            length = place.length if place else _written_out(words)
            yield pieces[at : at + length], place
            at += length

    def _placed(self, typed: Sequence[Typed], place: Place) -> Clause:
        """A unit: under the name typed, in full, or under that of a unit before or after it."""
        as_typed = _as_typed(typed)
        names = [Alternative((place.name,), Why.WRITTEN_OUT, _shown(place.name))]
        if len(typed) == len(place.name.folded):
            names = []
        names.extend(_fact(agency_key(unit.code), Why.ISSUER, unit.code) for unit in place.units)
        for other in self._places.relatives(place):
            names.append(Alternative((phrase(other.name),), other.why, other.name))
            names.append(_fact(agency_key(other.code), other.why, other.code))
        return Clause(as_typed.shown, (as_typed, *names))


def _plain(typed: Sequence[Typed]) -> Clause:
    """Words or a number, and for what is written short or long the other form."""
    as_typed = _as_typed(typed)
    others: list[Alternative] = []
    if not any(one.quoted for one in typed):
        words = tuple(word for one in typed if isinstance(one.term, Phrase) for word in one.term.folded)
        if len(typed) > 1:
            others = [_other(short, Why.ABBREVIATED) for short in abbreviations.shortened()[words]]
        elif isinstance(typed[0].term, Phrase):
            others = _number(typed[0].term) if typed[0].term.prefix else _longer(typed[0].term)
    word = len(typed) == 1 and _is_word(typed[0]) and typed[0].text.isalpha()
    return Clause(as_typed.shown, (as_typed, *others), word)


def _number(term: Phrase) -> list[Alternative]:
    """The number that a word with a digit may be the beginning of, its joints left out."""
    symbol = joined(term)
    return [Alternative((symbol,), Why.JOINED, _shown(term))] if symbol else []


def _longer(term: Phrase) -> list[Alternative]:
    """What a short form stands for; of short forms joined to one (``GCN-ATTP``), what each of them does."""
    known = abbreviations.written_out()
    if len(term.folded) == 1:
        return [_other(long, Why.WRITTEN_OUT) for long in known.get(term.folded, ())]
    parts = [known.get((word,), (phrase(word),))[0] for word in term.folded]
    if all(len(part.folded) == 1 for part in parts):
        return []
    return [Alternative(tuple(parts), Why.WRITTEN_OUT, " ".join(map(_shown, parts)))]


def _as_typed(typed: Sequence[Typed]) -> Alternative:
    return Alternative(tuple(one.term for one in typed), Why.TYPED, " ".join(one.text for one in typed))


def _other(form: Phrase, why: Why) -> Alternative:
    return Alternative((form,), why, _shown(form))


def _fact(key: str, why: Why, shown: str) -> Alternative:
    return Alternative((Key("facts", key),), why, shown)


def _shown(form: Phrase) -> str:
    return " ".join(form.exact)


def _is_word(piece: Typed) -> bool:
    term = piece.term
    return isinstance(term, Phrase) and len(term.folded) == 1 and not term.prefix and not piece.quoted


def _leading_words(pieces: Sequence[Typed]) -> list[Phrase]:
    words = []
    for piece in pieces:
        if not _is_word(piece):
            break
        assert isinstance(piece.term, Phrase)
        words.append(piece.term)
    return words


def _written_out(words: Sequence[Phrase]) -> int:
    """How many of the first words are one form that has a short one; else one."""
    folded = tuple(word.folded[0] for word in words[: abbreviations.longest()])
    return next((n for n in range(len(folded), 1, -1) if folded[:n] in abbreviations.shortened()), 1)


def _dated(text: str) -> Iterator[tuple[int, int, Clause]]:
    """Days and months of a text outside quotation marks, in order: where they stand, and as clauses."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    found = []
    for day in find_dates(text):
        start = day.start
        if before := _DAY_WORD.search(text, 0, start):
            start = before.start()
        found.append((start, day.end, _day(text[start : day.end], day.value)))
    folded, offsets = fold_with_offsets(text)
    for month in _MONTH.finditer(folded):
        start, end = offsets[month.start()], offsets[month.end() - 1] + 1
        found.append((start, end, _month(text[start:end], int(month[1]), int(month[2]))))
    at = 0
    for start, end, clause in sorted(found, key=lambda one: (one[0], -one[1])):
        inside = any(first < end and start < last for first, last in quoted)
        # What goes on behind a joint is a document number that begins like a date.
        if start >= at and not inside and not _GOES_ON.match(text, end):
            yield start, end, clause
            at = end


def _day(typed: str, day: date) -> Clause:
    pairs = [(d, m) for d in _spellings(day.day) for m in _spellings(day.month)]
    return _when(
        typed,
        day_keys(day)[0],
        Symbol(tuple(f"{d}/{m}/{day.year}" for d, m in pairs)),
        [phrase(f"ngày {d} tháng {m} năm {day.year}") for d, m in pairs],
        f"{day:%d/%m/%Y}",
    )


def _month(typed: str, month: int, year: int) -> Clause:
    months = _spellings(month)
    return _when(
        typed,
        day_keys(date(year, month, 1))[1],
        Symbol(tuple(f"{m}/{year}" for m in months)),
        [phrase(f"tháng {m} năm {year}") for m in months],
        f"{month:02d}/{year}",
    )


def _when(typed: str, key: str, symbol: Symbol, written: Iterable[Phrase], shown: str) -> Clause:
    """A time: first what was issued then, and beside it what names it in any spelling."""
    words = (Alternative((one,), Why.DATE, _shown(one)) for one in written)
    return Clause(typed, (_fact(key, Why.ISSUED, shown), Alternative((symbol,), Why.DATE, shown), *words))


def _spellings(number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((f"{number:02d}", str(number))))
