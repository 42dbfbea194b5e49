"""How far the search index has drifted from the records it was made from."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from digitize.errors import EntryRefused, NotFound
from digitize.index.interfaces import SearchIndex
from digitize.records.interfaces import Records
from digitize.records.rows import Document

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Drift:
    """What an index holds beside what the records say.

    Attributes:
        published: Documents that belong in the index in their newest revision.
        waiting: Of these, how many stand in the outbox: the index will have them and does not know it yet.
        refused: Documents that stand there because the index does not take them.
        behind: Documents that the index should have in their newest revision, and has not.
        strange: Documents that the index has in a newer revision than the records, or that those do not publish.
        lost: There is no index at all; ``behind`` then names none of the documents.
    """

    published: int
    waiting: int = 0
    refused: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    lost: bool = False

    @property
    def indexed(self) -> int:
        """How many documents the index has in their newest revision."""
        return 0 if self.lost else self.published - self.waiting - len(self.refused) - len(self.behind)

    @property
    def sound(self) -> bool:
        """Whether the index has what it should have; what waits for it, or does not fit, is no fault of it."""
        return not (self.behind or self.strange or self.lost)


def published(records: Records) -> Iterator[Document]:
    """All documents that belong in the index, ascending by id, read by the piece."""
    after = ""
    while True:
        with records.read() as read:
            documents = read.outbox.published(after, _CHUNK)
        yield from documents
        if len(documents) < _CHUNK:
            return
        after = documents[-1].id


def drift(records: Records, index: SearchIndex) -> Drift:
    """Compares an index with the records, document by document, while papers are taken in and indexed.

    Raises:
        IndexUnavailable: Its server does not answer.
    """
    if index.stale:
        return Drift(sum(1 for _ in published(records)), lost=True)
    count, suspects = _first_look(records, index)
    return _second_look(records, index, count, suspects) if suspects else Drift(count)


def _first_look(records: Records, index: SearchIndex) -> tuple[int, list[str]]:
    """How many documents are published, and those that are not the same on both sides.

    The sides are read one after the other, so what changed meanwhile is among them.
    """
    count, suspects = 0, []
    said = ((document.id, 0, document.revision) for document in published(records))
    held = ((document, 1, revision) for document, revision in index.revisions())
    for document, sides in groupby(heapq.merge(said, held), itemgetter(0)):
        found = {side: revision for _, side, revision in sides}
        count += 0 in found
        if found.get(0) != found.get(1):
            suspects.append(document)
    return count, suspects


def _second_look(records: Records, index: SearchIndex, count: int, suspects: Iterable[str]) -> Drift:
    """Tells drift from what was under way.

    What the records said to be indexed *before* the index is read must be there; what the index has must be said by the
    records *after* it was read.
    """
    before = {document: _known(records, document) for document in suspects}
    there = {document: revision for document, revision in index.revisions() if document in before}
    waiting, refused, behind, strange = 0, [], [], []
    for document, known in before.items():
        held = there.get(document, 0)
        if known and held < known.revision:
            if EntryRefused.code in known.reasons:
                refused.append(document)
            elif known.indexed_revision < known.revision:
                waiting += 1
            else:
                behind.append(document)
        elif held > (known.revision if known else 0):
            now = _known(records, document)
            if not now or held > now.revision:
                strange.append(document)
    return Drift(count, waiting, tuple(refused), tuple(behind), tuple(strange))


def _known(records: Records, document: str) -> Document | None:
    with records.read() as read:
        try:
            return read.documents.get(document)
        except NotFound:
            return None
