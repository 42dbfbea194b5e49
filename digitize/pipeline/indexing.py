"""From the outbox to the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from digitize.catalogue import Catalogue
from digitize.catalogue.identifiers import mask_numbers
from digitize.errors import EntryRefused, IndexUnavailable, OtherIndex
from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, Refusal, Taken
from digitize.pipeline.at_once import at_once
from digitize.pipeline.drift import Drift, published
from digitize.pipeline.readings import load_reading
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

    def drain(self) -> Taken:
        """Brings every newer revision into the index. What it refuses says so in the records and stays in the outbox.

        Raises:
            IndexUnavailable: The index cannot take them, or another process builds it; they stay in the outbox.
            OtherIndex: The archive's other processes write to another.
        """
        self.require_shared()
        if self._index.stale:
            return self._build()
        refused = dict[str, Refusal]()
        brought = self._bring(self._claimed, refused) + self._bring(self._pending, refused)
        return Taken(brought, tuple(refused.values()))

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

    def _bring(self, some: Callable[[int], tuple[Document, ...]], refused: dict[str, Refusal]) -> int:
        brought = 0
        # What is refused stands in the outbox still, and must not hide what stands behind it.
        while documents := [one for one in some(_CHUNK + len(refused)) if one.id not in refused]:
            taken = self._take(documents)
            refused |= {one.document_id: one for one in taken.refused}
            brought += taken.count
        return brought

    def _take(self, documents: Sequence[Document]) -> Taken:
        """Brings documents in and marks them."""
        entries = list(self._entries(documents))
        refused = self._index.apply(entries).refused
        without = {one.document_id for one in refused}
        with self._records.write() as write:
            held = {one.document_id: one.revision for one in entries if one.document_id not in without}
            write.outbox.mark_indexed(held)
            for entry, document in zip(entries, documents, strict=True):
                if (EntryRefused.code in document.reasons) != (document.id in without):
                    write.outbox.mark_refused(document.id, entry.revision, document.id in without)
        return Taken(len(held), refused)

    def _claimed(self, most: int) -> tuple[Document, ...]:
        """Documents that no other indexer is at."""
        with self._records.write() as write:
            return write.outbox.claim(_CLAIM, most)

    def _pending(self, most: int) -> tuple[Document, ...]:
        """What others are at as well: whether they are alive is not known, and brought in twice it is the same."""
        with self._records.read() as read:
            return read.outbox.pending(most)

    def follow(self) -> None:
        """Brings every newer revision into the index if it can take them; else they wait in the outbox.

        For those who take papers in: an index that is down delays search, never intake.
        """
        with suppress(IndexUnavailable):
            self.drain()

    def _build(self) -> Taken:
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

    def rebuild(self, lease: Lease | None = None) -> Taken:
        """Builds the index anew from the records, beside the old one. From then on it is the archive's.

        Args:
            lease: Is renewed meanwhile.
        """
        revisions, marked = dict[str, int](), set[str]()

        def documents() -> Iterator[Document]:
            for document in published(self._records):
                if EntryRefused.code in document.reasons:
                    marked.add(document.id)
                yield document

        def all_entries() -> Iterator[IndexEntry]:
            for entry in self._entries(documents()):
                revisions[entry.document_id] = entry.revision
                if lease and len(revisions) % _CHUNK == 0:
                    with self._records.write() as write:
                        write.leases.renew(lease, _CLAIM)
                yield entry

        taken = self._index.rebuild(all_entries())
        without = {one.document_id for one in taken.refused}
        with self._records.write() as write:
            write.outbox.mark_lost()
            write.outbox.mark_indexed({one: held for one, held in revisions.items() if one not in without})
            for document in sorted(marked ^ without):
                write.outbox.mark_refused(document, revisions[document], document in without)
            write.marks.tell(_MARK, self._index.name)
        return taken

    def repair(self, found: Drift) -> Taken:
        """Brings into the index what it lacks; builds it anew where it holds what the records do not say.

        Raises:
            IndexUnavailable: The index cannot take them.
            OtherIndex: The archive's other processes write to another.
        """
        self.require_shared()
        wanted = (*found.behind, *found.refused)
        if found.lost or found.strange or len(wanted) > _MOST_SINGLY:
            return self.rebuild()
        done = []
        for start in range(0, len(wanted), _CHUNK):
            with self._records.read() as read:
                documents = [read.documents.get(one) for one in wanted[start : start + _CHUNK]]
            done.append(self._take(documents))
        return Taken(sum(one.count for one in done), tuple(each for one in done for each in one.refused))

    def _entries(self, documents: Iterable[Document]) -> Iterator[IndexEntry]:
        return at_once(self._with_text, map(self._known, documents))

    def _known(self, document: Document) -> tuple[IndexEntry, list[str]]:
        """What the records know of a document, and where the texts of its pages lie."""
        with self._records.read() as read:
            facts = read.outbox.entry_facts(document.id)
            pages = [read.pages.get(ref).reading for ref in read.documents.pages(document.id)]
        return facts, [reading for reading in pages if reading]

    def _with_text(self, known: tuple[IndexEntry, list[str]]) -> IndexEntry:
        facts, readings = known
        # Whoever may search sees snippets; the numbers of persons are found by their keyed hash alone.
        body = mask_numbers("\n\n".join(load_reading(self._store, reading).text.text for reading in readings))
        return replace(
            facts,
            title=mask_numbers(facts.title),
            number=mask_numbers(facts.number),
            body=body,
            sealed=facts.result_type in self._sensitive,
        )
