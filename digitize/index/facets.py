"""Facets: in how many values at most, in which order, and which states an index can tell; for both engines alike."""

from __future__ import annotations

from collections.abc import Iterable

from digitize.model import Count, Facets, ValidityState

MOST_VALUES = 20
"""Result types and agencies of an answer."""

STATES = (ValidityState.VALID, ValidityState.EXPIRED, ValidityState.NOT_YET_VALID, ValidityState.TERM_UNKNOWN)

Counted = Iterable[tuple[str, int]]


def facets(result_types: Counted, agencies: Counted, years: Counted, validity: Counted) -> Facets:
    """Facets of values and numbers of documents in any order."""
    states = dict(validity)
    return Facets(
        _most(result_types),
        _most(agencies),
        tuple(Count(year, count) for year, count in sorted(years, reverse=True) if year),
        tuple(Count(state, states[state]) for state in STATES if states.get(state)),
    )


def _most(counted: Counted) -> tuple[Count, ...]:
    ordered = sorted((one for one in counted if one[0]), key=lambda one: (-one[1], one[0]))
    return tuple(Count(value, count) for value, count in ordered[:MOST_VALUES])
