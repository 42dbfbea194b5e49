"""From the outbox to the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

import msgspec

from digitize.catalogue import Catalogue
from digitize.catalogue.identifiers import mask_numbers
from digitize.errors import IndexUnavailable, OtherIndex
from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, ObjectKind, PageReading
from digitize.pipeline.drift import Drift, published
from digitize.records.interfaces import Records
from digitize.records.rows import Document, Lease
from digitize.store.interfaces import ObjectStore

_CHUNK = 200
_CLAIM = 120.0
"""Seconds for which other indexers leave a chunk alone."""

_MARK = "index"
"""By this name the archive's processes tell each other which index they meet in."""
_MOST_SINGLY = 10_000
"""Documents brought in again one after the other; for more the index is built anew."""


class Indexer:
    """Keeps the index in step with the records.

    Args:
        records: Where the outbox stands.
        store: Where the texts of pages lie.
        index: What is kept in step.
        catalogue: Says of which result types the text is never shown.
    """

    def __init__(self, records: Records, store: ObjectStore, index: SearchIndex, catalogue: Catalogue) -> None:
        self._records = records
        self._store = store
        self._index = index
        self._sensitive = frozenset(one.code for one in catalogue.result_types.values() if one.sensitive)

    def drain(self) -> int:
        """Brings every newer revision into the index.

        Returns:
            How many documents were brought in.

        Raises:
            IndexUnavailable: The index cannot take them, or another process builds it; they stay in the outbox.
            OtherIndex: The archive's other processes write to another.
        """
        self.require_shared()
        if self._index.stale:
            return self._build()
        return self._bring(self._claimed) + self._bring(self._pending)

    def require_shared(self) -> None:
        """Makes sure that the index is the one the archive's other processes write to.

        It is named by whoever builds it: at first, and again by ``digitize reindex`` if another shall be it.

        Raises:
            OtherIndex: It is another, by its name or by the version of the program.
        """
        with self._records.read() as read:
            told = read.marks.told(_MARK)
        if told and told != self._index.name:
            raise OtherIndex(f"{self._index.name}, not {told}")

    def _bring(self, some: Callable[[], tuple[Document, ...]]) -> int:
        brought = 0
        while documents := some():
            entries = list(self._entries(documents))
            self._index.apply(entries)
            self._mark(entries)
            brought += len(entries)
        return brought

    def _claimed(self) -> tuple[Document, ...]:
        """Documents that no other indexer is at."""
        with self._records.write() as write:
            return write.outbox.claim(_CLAIM, _CHUNK)

    def _pending(self) -> tuple[Document, ...]:
        """What others are at as well: whether they are alive is not known, and brought in twice it is the same."""
        with self._records.read() as read:
            return read.outbox.pending(_CHUNK)

    def follow(self) -> None:
        """Brings every newer revision into the index if it can take them; else they wait in the outbox.

        For those who take papers in: an index that is down delays search, never intake.
        """
        with suppress(IndexUnavailable):
            self.drain()

    def _build(self) -> int:
        """Builds an index that is missing, unless another process does: each would give up what the other has begun."""
        with self._records.write() as write:
            lease = write.leases.take("build", _MARK, "indexer", _CLAIM)
        if lease is None:
            raise IndexUnavailable("being built")
        try:
            return self.rebuild(lease)
        finally:
            with self._records.write() as write:
                write.leases.end(lease)

    def rebuild(self, lease: Lease | None = None) -> int:
        """Builds the index anew from the records, beside the old one. From then on it is the archive's.

        Args:
            lease: Is renewed meanwhile.

        Returns:
            How many documents it holds.
        """
        revisions: dict[str, int] = {}

        def all_entries() -> Iterator[IndexEntry]:
            for entry in self._entries(published(self._records)):
                revisions[entry.document_id] = entry.revision
                if lease and len(revisions) % _CHUNK == 0:
                    with self._records.write() as write:
                        write.leases.renew(lease, _CLAIM)
                yield entry

        count = self._index.rebuild(all_entries())
        with self._records.write() as write:
            write.outbox.mark_lost()
            write.outbox.mark_indexed(revisions)
            write.marks.tell(_MARK, self._index.name)
        return count

    def repair(self, found: Drift) -> int:
        """Brings into the index what it lacks; builds it anew where it holds what the records do not say.

        Returns:
            How many documents were brought in.

        Raises:
            IndexUnavailable: The index cannot take them.
            OtherIndex: The archive's other processes write to another.
        """
        self.require_shared()
        if found.lost or found.strange or len(found.behind) > _MOST_SINGLY:
            return self.rebuild()
        for start in range(0, len(found.behind), _CHUNK):
            with self._records.read() as read:
                documents = [read.documents.get(one) for one in found.behind[start : start + _CHUNK]]
            self._index.apply(self._entries(documents))
        return len(found.behind)

    def _entries(self, documents: Iterable[Document]) -> Iterator[IndexEntry]:
        for document in documents:
            with self._records.read() as read:
                facts = read.outbox.entry_facts(document.id)
                pages = [read.pages.get(ref).reading for ref in read.documents.pages(document.id)]
            # Whoever may search sees snippets; the numbers of persons are found by their keyed hash alone.
            body = mask_numbers("\n\n".join(self._text(reading) for reading in pages if reading))
            yield replace(
                facts,
                title=mask_numbers(facts.title),
                number=mask_numbers(facts.number),
                body=body,
                sealed=facts.result_type in self._sensitive,
            )

    def _text(self, reading: str) -> str:
        with self._store.open(ObjectKind.PAGE_TEXT, reading) as stream:
            return msgspec.json.decode(stream.read(), type=PageReading).text.text

    def _mark(self, entries: Iterable[IndexEntry]) -> None:
        with self._records.write() as write:
            write.outbox.mark_indexed({entry.document_id: entry.revision for entry in entries})
