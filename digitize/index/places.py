"""Units of the administration in a query, and the names that what they govern has had before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from digitize.catalogue.agencies import Agency, AgencyTree
from digitize.index.terms import Phrase, folded_words, phrase
from digitize.model import Why

_COMMITTEE = "Ủy ban nhân dân "
_KINDS = ("province", "department", "district", "commune")
_SHORT = {"tp": ("thanh", "pho"), "tx": ("thi", "xa"), "tt": ("thi", "tran")}
"""Ranks as people shorten them before a name."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit of another time that a named one came from or went into."""

    code: str
    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as a query names it.

    Attributes:
        length: Words of the query.
        name: Its full name.
        units: Those that have this name.
    """

    length: int
    name: Phrase
    units: tuple[Agency, ...]


class Places:
    """Finds units by their name with its rank (``xã``, ``huyện``, ``sở`` …); a name without rank may be anything.

    Args:
        agencies: All units, of now and before.
    """

    def __init__(self, agencies: AgencyTree) -> None:
        self._agencies = agencies

    def at(self, words: Sequence[Phrase]) -> Place | None:
        """The unit whose name begins a run of words, the longest such name.

        Where names differ by accents only and the words have accents, those spelled so count, if there are any.
        """
        folded = [word.folded[0] for word in words]
        rank = _SHORT.get(folded[0])
        if rank:
            folded[:1] = rank
        for length in range(min(self._longest, len(folded)), 1, -1):
            units = self._by_name.get(tuple(folded[:length]))
            if units:
                used = length - (len(rank) - 1 if rank else 0)
                typed = tuple(word.exact[0] for word in words[1:used])
                spelled = [unit for unit in units if _name(unit).exact[-len(typed) :] == typed]
                units = tuple(spelled) or units
                return Place(used, _name(units[0]), units)
        return None

    def within(self, place: Place, above: Place) -> Place:
        """The place, without units that do not lie in the other one, if any does."""
        codes = {unit.code for unit in above.units}
        inside = [unit for unit in place.units if codes & {over.code for over in self._agencies.lineage(unit.code)[1:]}]
        return Place(place.length, place.name, tuple(inside)) if inside else place

    def relatives(self, place: Place) -> tuple[Relative, ...]:
        """The units that took over from a place, and those it took over from, each name once."""
        found: dict[Phrase, Relative] = {}
        for unit in place.units:
            for other, why in self._kin(unit):
                if (name := _name(other)) != place.name:
                    found.setdefault(name, Relative(other.code, other.name.removeprefix(_COMMITTEE), why))
        return tuple(found.values())

    def _kin(self, unit: Agency) -> Iterator[tuple[Agency, Why]]:
        for after in self._agencies.successors(unit.code):
            if after.code != unit.code and after.kind in _KINDS:
                yield after, Why.LATER_NAME
        waiting = [unit]
        while waiting:
            for before in self._agencies.predecessors(waiting.pop().code):
                if before.kind in _KINDS:
                    yield before, Why.FORMER_NAME
                    waiting.append(before)

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], tuple[Agency, ...]]:
        units: defaultdict[tuple[str, ...], list[Agency]] = defaultdict(list)
        for unit in self._agencies:
            if unit.kind in _KINDS:
                for name in (unit.name, *unit.aliases):
                    units[tuple(folded_words(name.removeprefix(_COMMITTEE)))].append(unit)
        return {words: tuple(found) for words, found in units.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_name), default=0)


def _name(unit: Agency) -> Phrase:
    return phrase(unit.name.removeprefix(_COMMITTEE))
