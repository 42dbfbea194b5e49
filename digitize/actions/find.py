"""Search, for everyone who may see that a paper exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from digitize.actions.archive import Archive
from digitize.catalogue import Catalogue
from digitize.errors import UnknownCode
from digitize.model import Facets, SearchAnswer, SearchQuery


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; see :class:`digitize.model.SearchQuery`. ``agency`` stands for all units under it.

    ``facets`` are those of ``valid_on`` or, without it, of today.
    """

    text: str = ""
    procedure: str = ""
    result_type: str = ""
    agency: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    valid_on: date | None = None
    limit: int = 20
    offset: int = 0
    after: str = ""
    facets: bool = False


def search(archive: Archive, wanted: Wanted) -> SearchAnswer:
    """Documents, best first. A stale index in the archive's folder is rebuilt before it is asked.

    Raises:
        IndexUnavailable: The index is on a server that does not answer or has not built it.
        UnknownCode: The catalogue does not hold the procedure, result type or agency.
        BadCursor: ``after`` is no cursor of this query.
    """
    catalogue = archive.catalogue
    if wanted.procedure and catalogue.procedure(wanted.procedure) is None:
        raise UnknownCode(wanted.procedure)
    if wanted.result_type and wanted.result_type not in catalogue.result_types:
        raise UnknownCode(wanted.result_type)
    agencies: tuple[str, ...] = ()
    if wanted.agency:
        if catalogue.agencies.get(wanted.agency) is None:
            raise UnknownCode(wanted.agency)
        agencies = catalogue.agencies.subtree(wanted.agency)
    if archive.settings.search is None and archive.index.stale:
        # An index on a server is everybody's: it is built by who is asked to, not by whoever searches first.
        archive.indexer.rebuild()
    answer = archive.index.search(
        SearchQuery(
            wanted.text,
            wanted.procedure,
            wanted.result_type,
            agencies,
            wanted.issued_from,
            wanted.issued_to,
            wanted.valid_on,
            limit=wanted.limit,
            offset=wanted.offset,
            after=wanted.after,
            facets_on=(wanted.valid_on or date.today()) if wanted.facets else None,
        )
    )
    return replace(answer, facets=_named(answer.facets, catalogue)) if answer.facets else answer


def _named(facets: Facets, catalogue: Catalogue) -> Facets:
    """Facets with the names of their codes."""
    types, units = catalogue.result_types, catalogue.agencies
    return replace(
        facets,
        result_types=tuple(
            replace(one, name=types[one.value].name if one.value in types else "") for one in facets.result_types
        ),
        agencies=tuple(
            replace(one, name=unit.name if (unit := units.get(one.value)) else "") for one in facets.agencies
        ),
    )
