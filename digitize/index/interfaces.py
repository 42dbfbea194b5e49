"""The port of the search index. It can be rebuilt from records at any time and is never the source of an answer
about validity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from digitize.model import IndexEntry, SearchAnswer, SearchQuery, Taken


class SearchIndex(Protocol):
    """Finds documents by words, numbers, owners and filters; the language of queries is in
    :mod:`digitize.index.terms`, what is read into it in :mod:`digitize.index.understanding`."""

    @property
    def name(self) -> str:
        """What it is called, of several processes by the same name if they meet in one. Its server is not asked."""
        ...

    @property
    def stale(self) -> bool:
        """Whether the index is missing, damaged or of another schema version, and must be rebuilt.

        Raises:
            IndexUnavailable: Its server does not answer, so nobody knows.
        """
        ...

    def apply(self, entries: Iterable[IndexEntry]) -> Taken:
        """Takes entries in, durably; an entry of a lower revision than the indexed one is ignored.

        A missing index is not begun here: it would answer as if it held everything.

        Returns:
            How many entries were taken in, and which it refuses.

        Raises:
            IndexUnavailable: The index is stale or could not be written.
        """
        ...

    def rebuild(self, entries: Iterable[IndexEntry]) -> Taken:
        """Builds a new index beside the old one and puts it in its place when it is whole.

        Returns:
            How many entries the new index holds, and which it refuses.

        Raises:
            IndexUnavailable: The new index could not be written; the old one stays.
        """
        ...

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Hits, best first, withdrawn ones never. The order is that of :mod:`digitize.index.plans`; of what is equal
        there the more relevant comes first, then the newest.

        Raises:
            IndexUnavailable: The index is stale: no answer, which is not the same as no hit.
            BadCursor: ``after`` is no cursor of this query.
        """
        ...

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Document ids with the indexed revision, withdrawn ones included, ascending by id. What changes while they are
        gone through may be given as it was or as it is.

        Raises:
            IndexUnavailable: The index is stale.
        """
        ...

    def close(self) -> None:
        """Frees what is held; the index stays."""
        ...
