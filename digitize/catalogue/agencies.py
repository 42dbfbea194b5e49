"""The agency tree through time: an old unit is found under its successor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from digitize.catalogue.agency_names import NameFinder

AgencyKind = Literal["province", "department", "district", "commune", "office"]


@dataclass(frozen=True, slots=True)
class Agency:
    """A unit of the administration, for as long as it existed.

    Attributes:
        code: Real electronic code where known (``H20``), ``DVHC.…`` made of statistical unit codes, ``X-…`` invented.
        name: Its own name, without its parent's.
        kind: What it is.
        parent: Code of the unit above; empty for a root.
        valid_from: First day; ``None``: before our time.
        valid_to: Last day; ``None``: still there.
        successors: Codes of the units that took over; a unit that ended with its parent follows the parent.
        aliases: Other names it is or was called by.
        note: What happened to it, where that needs words.
        source: Where this was read; starts with ``invented`` for invented codes.
    """

    code: str
    name: str
    kind: AgencyKind
    parent: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    source: str
    note: str = ""

    def exists_on(self, day: date) -> bool:
        """Whether the unit existed on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class AgencyTree:
    """Finds units by code, by name and through reorganisations.

    Args:
        agencies: Checked rows, as :func:`digitize.catalogue.reading.agencies` gives them.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_code = {agency.code: agency for agency in agencies}

    def __iter__(self) -> Iterator[Agency]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Agency | None:
        """The unit of a code."""
        return self._by_code.get(code)

    def find(self, name: str, on: date | None = None) -> tuple[Agency, ...]:
        """The units a heading or a name may mean.

        Capitals, accents, abbreviations (UBND, BVTV …) and the parent's name before or after it are understood. A
        heading that names a unit the tree does not hold gives nothing rather than its parent.

        Args:
            name: As printed: ``UBND TỈNH ĐỒNG THÁP SỞ XÂY DỰNG``.
            on: Only units that existed on this day.

        Returns:
            Best first: those that still exist, then the latest. More than one means that the name is ambiguous.
        """
        found = (self._by_code[code] for code in self._names.find(name))
        alive = [agency for agency in found if on is None or agency.exists_on(on)]
        return tuple(sorted(alive, key=lambda agency: -(agency.valid_to or date.max).toordinal()))

    def lineage(self, code: str) -> tuple[Agency, ...]:
        """The unit and the units above it, itself first; empty when the code is unknown."""
        line: list[Agency] = []
        while (agency := self._by_code.get(code)) is not None:
            line.append(agency)
            code = agency.parent
        return tuple(line)

    def successors(self, code: str, on: date | None = None) -> tuple[Agency, ...]:
        """The units that do a unit's work on a day: itself while it exists.

        Args:
            code: Of the unit, old or new; an unknown one has no successors.
            on: The day; ``None``: now, that is at the end of what the tree knows.
        """
        reached: dict[str, Agency] = {}
        waiting = [code]
        seen: set[str] = set()
        while waiting:
            agency = self._by_code.get(waiting.pop(0))
            if agency is None or agency.code in seen:
                continue
            seen.add(agency.code)
            if agency.valid_to is None or (on is not None and on <= agency.valid_to):
                reached[agency.code] = agency
            else:
                waiting.extend(self._heirs(agency))
        return tuple(reached.values())

    def predecessors(self, code: str) -> tuple[Agency, ...]:
        """The units that name this one as a successor; not those before them."""
        return tuple(self._by_code[old] for old in self._before.get(code, ()))

    def subtree(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """Codes of a unit, of all units under it, and of those they come from.

        So results of a merged commune, or of a district that is no more, are found under the commune of today. Of a
        predecessor only those units come along that have no successors of their own: a commune does not inherit the
        other communes of its old district.

        Args:
            code: Of the unit; an unknown one gives nothing.
            on: Leaves out units that began after this day.
        """
        if code not in self._by_code:
            return ()
        seen: dict[str, None] = {}
        waiting: list[tuple[str, bool]] = [(code, True)]
        while waiting:
            unit, in_tree = waiting.pop()
            agency = self._by_code[unit]
            if unit in seen or (on is not None and agency.valid_from is not None and agency.valid_from > on):
                continue
            seen[unit] = None
            waiting.extend((old, False) for old in self._before.get(unit, ()))
            waiting.extend(
                (child, in_tree)
                for child in self._children.get(unit, ())
                if in_tree or not self._by_code[child].successors
            )
        return tuple(seen)

    def _heirs(self, agency: Agency) -> tuple[str, ...]:
        if agency.successors or not self._ended_with_parent(agency):
            return agency.successors
        return (agency.parent,)

    def _ended_with_parent(self, agency: Agency) -> bool:
        parent = self._by_code.get(agency.parent)
        return parent is not None and parent.valid_to == agency.valid_to

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: defaultdict[str, list[str]] = defaultdict(list)
        for agency in self:
            children[agency.parent].append(agency.code)
        return dict(children)

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        before: defaultdict[str, list[str]] = defaultdict(list)
        for agency in self:
            for code in agency.successors:
                before[code].append(agency.code)
        return dict(before)

    @cached_property
    def _names(self) -> NameFinder:
        return NameFinder(
            {agency.code: [(unit.name, *unit.aliases) for unit in self.lineage(agency.code)] for agency in self}
        )


def faults(agencies: Mapping[str, Agency]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a tree: code, column and reason, one after the other.

    References exist, nothing is its own ancestor or successor, whoever ended has someone or something to follow.
    """
    for agency in agencies.values():
        if agency.parent and agency.parent not in agencies:
            yield agency.code, "parent", "names a unit that is not there"
        if not all(code in agencies for code in agency.successors):
            yield agency.code, "successors", "names a unit that is not there"
    for column, links in (
        ("parent", {code: (agency.parent,) if agency.parent else () for code, agency in agencies.items()}),
        ("successors", {code: agency.successors for code, agency in agencies.items()}),
    ):
        if (code := _in_cycle(links)) is not None:
            yield code, column, "leads back to the unit itself"
    for agency in agencies.values():
        yield from _faults_in_time(agency, agencies)


def _faults_in_time(agency: Agency, agencies: Mapping[str, Agency]) -> Iterator[tuple[str, str, str]]:
    if agency.valid_to is None:
        if agency.successors:
            yield agency.code, "successors", "stand for a unit that has not ended"
        return
    for code in agency.successors:
        end = agencies[code].valid_to
        if end is not None and end <= agency.valid_to:
            yield agency.code, "successors", "ended no later than the unit itself"
    parent = agencies.get(agency.parent)
    ended_with_parent = parent is not None and parent.valid_to == agency.valid_to
    if not (agency.successors or ended_with_parent or agency.note):
        yield agency.code, "successors", "is empty for a unit that ended, and no note says why"


def _in_cycle(links: Mapping[str, tuple[str, ...]]) -> str | None:
    """A node from which following the links leads back to it."""
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        return str(error.args[1][0])
    return None
