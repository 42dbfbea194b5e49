"""Short forms in which the tests of the index ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, SearchQuery


class Factory(Protocol):
    """Indexes of one kind, each known by a folder."""

    def open(self, folder: Path) -> SearchIndex:
        """The index of a folder; two that open the same folder have the same index."""
        ...

    def empty(self, folder: Path) -> SearchIndex:
        """The same, holding nothing."""
        ...

    def remove(self, folder: Path) -> None:
        """Says that what the index of a folder left is of no use any more."""
        ...


Holding = Callable[[Iterable[IndexEntry]], SearchIndex]
"""Makes an index of some entries, for tests that read."""


def ids(index: SearchIndex, text: str = "", **filters: Any) -> list[str]:
    answer = index.search(SearchQuery(text=text, **filters))
    assert answer.total == len(answer.hits)
    return [hit.document_id for hit in answer.hits]


def found(index: SearchIndex, text: str = "", **filters: Any) -> set[str]:
    return set(ids(index, text, **filters))


def bodies(index: SearchIndex, *texts: str) -> None:
    """Documents a, b, c … with these texts."""
    index.apply(IndexEntry("abcdefghij"[n], 1, body=text) for n, text in enumerate(texts))
