"""The coordinator of a batch: hands pages and documents to the pool, and writes what comes back.

What it is told is in the records before it goes on, so a run that is killed at any moment goes on where it was: pages
that were read are found read, documents that were finished are found finished.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from digitize.catalogue import Catalogue
from digitize.classify.classifier import Known
from digitize.errors import (
    DigitizeError,
    JobCrashed,
    JobOutOfMemory,
    JobTimeout,
    PageCrashed,
    PageFailed,
    PageOutOfMemory,
    PageTimeout,
    TooManyPixels,
)
from digitize.ingest.manifest import ManifestRow
from digitize.ingest.stacks import Piece
from digitize.model import Classification, ObjectKind, PageReading, PageRef
from digitize.pipeline import work
from digitize.pipeline.indexing import Indexer
from digitize.pipeline.keeping import Protector, settle
from digitize.pipeline.pool import Job, Outcome, Pool
from digitize.pipeline.progress import Progress, Step
from digitize.pipeline.publishing import ACTOR, held, publication_of, release
from digitize.pipeline.splitting import cut
from digitize.records.interfaces import Records
from digitize.records.rows import Document, DocumentState, Page, PageState, Stack
from digitize.settings import Settings
from digitize.store.interfaces import ObjectStore

_PAGE_PROBLEMS: dict[type[DigitizeError], type[PageFailed]] = {
    JobTimeout: PageTimeout,
    JobCrashed: PageCrashed,
    JobOutOfMemory: PageOutOfMemory,
}
_INDEX_EVERY = 20
"""Documents after which the index is brought up to date, so that a running batch can already be searched."""


@dataclass(frozen=True, slots=True)
class StackNotes:
    """What is known of a stack beside its pages: the manifest's row, and reason codes that hold for all of it."""

    row: ManifestRow | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A document whose finishing is under way."""

    document: Document
    pages: tuple[Page, ...]
    piece: Piece
    notes: StackNotes
    held: bool
    key: str


class Coordinator:
    """Brings the pages of one batch to published documents.

    Args:
        records: The system of record.
        store: The object store.
        indexer: Keeps the search index in step.
        catalogue: For agencies and terms.
        settings: For the reader, the workers and the limits.
        batch: Id of the batch.
        notes: By the first page of each stack.
        pool: The workers.
        progress: Is told of each page and document.
    """

    def __init__(
        self,
        records: Records,
        store: ObjectStore,
        indexer: Indexer,
        catalogue: Catalogue,
        settings: Settings,
        batch: str,
        notes: Mapping[PageRef, StackNotes],
        pool: Pool,
        progress: Progress,
    ) -> None:
        self._records = records
        self._store = store
        self._indexer = indexer
        self._catalogue = catalogue
        self._settings = settings
        self._batch = batch
        self._notes = notes
        self._pool = pool
        self._progress = progress
        self._spec = work.ReaderSpec.of(settings)
        self._reader = work.reader_version(self._spec)
        # Objects that jobs in flight read; a store that is no folder of this machine keeps a copy for as long.
        self._lent: dict[object, ExitStack] = {}
        self._settled: dict[str, bool] = {}
        self._found = self._finished = 0

    def run(self, *, again: bool = False) -> None:
        """Reads, cuts, finishes and publishes all that the batch still lacks.

        Args:
            again: Read anew what another reader, version or setting has read, and what failed.
        """
        with TemporaryDirectory(dir=self._settings.home, prefix="work-") as folder:
            self._folder = Path(folder)
            try:
                self._run(again)
            finally:
                for lent in self._lent.values():
                    lent.close()
        release(self._records, self._batch)
        Protector(self._records, self._store).drain()
        self._indexer.follow()

    def _run(self, again: bool) -> None:
        with self._records.write() as write:
            stacks = write.batches.stacks(self._batch)
            if again:
                write.pages.read_again(dict.fromkeys(ref for stack in stacks for ref in stack.pages))
            pending = write.pages.pending(self._batch)
        pages = [ref for ref in pending if not self._was_read_before(ref)]
        waiting = {stack.id: set(stack.pages).intersection(pages) for stack in stacks}
        stacks_of: defaultdict[PageRef, list[Stack]] = defaultdict(list)
        for stack in stacks:
            for ref in waiting[stack.id]:
                stacks_of[ref].append(stack)
            if not waiting[stack.id]:
                self._cut(stack)
        done = 0
        for job, outcome in self._pool.run(self._page_jobs(pages)):
            self._lent.pop(job.key).close()
            if isinstance(job.key, _Unfinished):
                self._publish(job.key, outcome)
                continue
            self._keep_reading(job.key, outcome)
            done += 1
            self._progress(Step.PAGES, done, len(pages))
            for stack in stacks_of[job.key]:
                waiting[stack.id].discard(job.key)
                if not waiting[stack.id]:
                    self._cut(stack)

    # --- pages --------------------------------------------------------------------------------------------

    def _page_jobs(self, pages: Iterable[PageRef]) -> Iterator[Job[PageReading]]:
        for ref in pages:
            path = self._lend(ref, ObjectKind.ORIGINAL, ref.blob)
            arguments = (path, ref.index, self._spec, self._picture(ref))
            yield Job(ref, work.read_page, arguments, self._settings.page_timeout)

    def _read_key(self, ref: PageRef) -> str:
        return _key(
            "read",
            work.READ_VERSION,
            self._reader,
            self._spec.min_dpi,
            self._spec.target_dpi,
            self._spec.separators,
            ref,
        )

    def _was_read_before(self, ref: PageRef) -> bool:
        """Whether this very reader has read the page with these settings; then that reading counts."""
        with self._records.read() as read:
            known = read.stages.find(self._read_key(ref))
        if known is None:
            return False
        self._note_reading(ref, known.output, self._load(known.output))
        return True

    def _keep_reading(self, ref: PageRef, outcome: Outcome[PageReading]) -> None:
        try:
            reading = outcome.get()
        except DigitizeError as error:
            with self._records.write() as write:
                write.pages.fail(ref, _page_problem(error).code)
            return
        stored = self._store.put(ObjectKind.PAGE_TEXT, BytesIO(msgspec.json.encode(reading)))
        self._note_reading(ref, stored.sha256, reading)

    def _note_reading(self, ref: PageRef, sha256: str, reading: PageReading) -> None:
        with self._records.write() as write:
            write.stages.keep(self._read_key(ref), "read", sha256)
            write.pages.save_reading(ref, sha256, reading.findings, reading.text.confidence)

    # --- documents ----------------------------------------------------------------------------------------

    def _cut(self, stack: Stack) -> None:
        """Has the documents of a stack finished whose pages are all read or failed."""
        with self._records.read() as read:
            rescanned = read.rescans.documents_of(stack.id)
        for document in rescanned:
            self._renew(document)
        if not rescanned:
            notes = self._notes.get(stack.pages[0], StackNotes())
            for piece in self._pieces(stack):
                self._take(piece, notes, self._batch, _known(piece, notes.row))

    def _renew(self, document: str) -> None:
        """Has a document finished again that has rescanned pages, cut as it was."""
        with self._records.read() as read:
            own = read.documents.get(document)
            first = read.documents.first_page(document)
            stack = read.batches.stack_with(own.batch, first)
            waits = stack is not None and read.pages.pending_in(stack.id)
            what = read.documents.classification(document)
        if stack is None or waits:
            # The batch it came in is still being read; its own run takes the rescan along.
            return
        piece = next((piece for piece in self._pieces(stack) if piece.pages[0] == first), None)
        if piece is None:
            return
        known = _known(piece, None)
        if what and what.rung == "barcode":
            # What the manifest said is not kept; that it agreed is.
            known = Known(what.procedure or known.procedure, what.result_type or "")
        self._take(piece, StackNotes(), own.batch, known)

    def _pieces(self, stack: Stack) -> list[Piece]:
        with self._records.read() as read:
            pages = read.pages.of_stack(stack.id)
        readings = [self._load(page.reading) if _is_read(page) and page.reading else None for page in pages]
        return cut(stack, pages, readings, self._settings.stickers)

    def _take(self, piece: Piece, notes: StackNotes, batch: str, known: Known) -> None:
        """Gives a piece its document, rescanned pages in the place of those it was cut with, and has it finished.

        Args:
            piece: As cut.
            notes: Of its stack.
            batch: Id of the batch whose counts decide whether the document may be published.
            known: What cover and manifest say of it.
        """
        with self._records.write() as write:
            document = write.documents.create(batch, piece.pages)
            refs = write.rescans.applied(document.id, piece.pages)
            write.documents.add_version(document.id, refs)
            document = write.documents.get(document.id)
            for cut_with, ref in zip(piece.pages, refs, strict=True):
                doubts = tuple(code for page, code in piece.doubts if page == cut_with)
                if write.pages.get(ref).doubts != doubts:
                    write.pages.doubt(ref, doubts)
            pages = tuple(write.pages.get(ref) for ref in refs)
        self._finish(document, pages, piece, notes, self._is_held(document, batch), known)

    def _is_held(self, document: Document, batch: str) -> bool:
        """Whether a document must wait for a decision; what was published before is not taken back."""
        return not self._is_settled(batch) and (not document.revision or document.state is DocumentState.HELD)

    def _is_settled(self, batch: str) -> bool:
        """Whether a batch's counts let it be published; they are known once all its files are received."""
        if batch not in self._settled:
            with self._records.read() as read:
                self._settled[batch] = read.reports.reconciliation(batch).settled
        return self._settled[batch]

    def _finish(
        self,
        document: Document,
        pages: tuple[Page, ...],
        piece: Piece,
        notes: StackNotes,
        is_held: bool,
        known: Known,
    ) -> None:
        inputs = [(page.ref, page.state, page.reading) for page in pages]
        key = _key(
            "finish", work.FINISH_VERSION, self._catalogue.version, document.id, document.version, inputs, piece.cover,
            piece.warnings, notes, known, self._settings.answer_at, self._settings.trust_at,
        )  # fmt: skip
        with self._records.read() as read:
            if read.stages.find(key):
                return
        self._found += 1
        unfinished = _Unfinished(document, pages, piece, notes, is_held, key)
        places = tuple(
            work.PagePlace(
                self._lend(unfinished, ObjectKind.ORIGINAL, page.ref.blob),
                page.ref.index,
                self._lend(unfinished, ObjectKind.PAGE_TEXT, page.reading) if _is_read(page) and page.reading else None,
                self._picture(page.ref),
            )
            for page in pages
        )
        arguments = (
            document.id,
            places,
            known,
            self._spec,
            self._settings.catalogue,
            self._folder / f"{document.id}.pdf",
            document.created_at,
        )
        # A long document takes as long as its pages do; one minute is for the rest.
        timeout = 60 + self._settings.page_timeout * len(pages) / 10
        self._pool.first(Job(unfinished, work.finish_document, arguments, timeout))

    def _publish(self, unfinished: _Unfinished, outcome: Outcome[work.Finished]) -> None:
        document = unfinished.document
        try:
            finished = outcome.get()
        except DigitizeError as error:
            if document.revision:
                # What was published before is better than what a worker that died has to say.
                with self._records.write() as write:
                    document = write.documents.reserve(document.id)
                    if document.state not in (DocumentState.WITHDRAWN, DocumentState.DISPOSED):
                        state = DocumentState.HELD if document.state is DocumentState.HELD else DocumentState.REVIEW
                        write.documents.revise(document.id, state=state, reasons=[error.code])
                return
            finished = work.Finished(Classification(), (), None, error.code)
        copy = finished.access and self._store.put(ObjectKind.ACCESS, finished.access.path)
        if finished.access:
            finished.access.path.unlink()
        for page in unfinished.pages:
            self._picture(page.ref).unlink(missing_ok=True)
        cover = unfinished.piece.cover
        row = unfinished.notes.row
        publication = publication_of(
            finished,
            unfinished.pages,
            (*unfinished.notes.warnings, *unfinished.piece.warnings),
            (cover.dossier_code if cover else "") or (row and row.dossier_code) or "",
            row,
            self._catalogue,
            self._settings,
        )
        if unfinished.held:
            publication = held(publication)
        with self._records.write() as write:
            now = write.documents.reserve(document.id)
            # Another coordinator that was given the same pages may have finished the document in the meantime.
            was_faster = write.stages.find(unfinished.key) or (outcome.problem and now.revision > document.revision)
            if not was_faster and now.state is not DocumentState.DISPOSED:
                revision = write.publish(document.id, publication)
                if copy:
                    write.documents.add_rendition(document.id, copy)
                settle(write, document.id, self._catalogue, self._settings.trust_at)
                if outcome.problem is None:
                    # A job that crashed is tried again with the next run, so it leaves no output.
                    write.stages.keep(unfinished.key, "finish", revision)
                write.audit.append(ACTOR, "publish", document.id, {"revision": revision, "state": publication.state})
        self._finished += 1
        self._progress(Step.DOCUMENTS, self._finished, self._found)
        if self._finished % _INDEX_EVERY == 0:
            self._indexer.follow()

    # --- objects ------------------------------------------------------------------------------------------

    def _picture(self, ref: PageRef) -> Path:
        """Where a page's compressed picture waits between its reading and the access copy."""
        return self._folder / f"{ref.blob}-{ref.index}.picture"

    def _lend(self, borrower: object, kind: ObjectKind, sha256: str) -> Path:
        return self._lent.setdefault(borrower, ExitStack()).enter_context(self._store.local(kind, sha256))

    def _load(self, reading: str) -> PageReading:
        with self._store.open(ObjectKind.PAGE_TEXT, reading) as stream:
            return msgspec.json.decode(stream.read(), type=PageReading)


def _page_problem(error: DigitizeError) -> type[DigitizeError]:
    """The reason a page shows; what no rule foresees is a failure of the page all the same."""
    known = _PAGE_PROBLEMS.get(type(error), type(error))
    return known if issubclass(known, PageFailed | TooManyPixels) else PageFailed


def _is_read(page: Page) -> bool:
    return page.state is PageState.READ


def _known(piece: Piece, row: ManifestRow | None) -> Known:
    procedure = piece.cover.procedure if piece.cover else ""
    if row is None:
        return Known(procedure=procedure)
    return Known(procedure=row.procedure or procedure, result_type=row.result_type or "")


def _key(*parts: Any) -> str:
    """The key of a stage's output: a hash over all that goes into it."""
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
