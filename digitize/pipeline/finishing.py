"""A document, from cut to published or held: the job for a worker, and what is written of its outcome."""

from __future__ import annotations

from dataclasses import dataclass

from digitize.classify.classifier import Known
from digitize.errors import DigitizeError
from digitize.ingest.manifest import ManifestRow
from digitize.ingest.stacks import Piece
from digitize.model import Classification, ObjectKind, StoredObject
from digitize.pipeline import work
from digitize.pipeline.keeping import settle
from digitize.pipeline.keys import key_of
from digitize.pipeline.models import ModelPlace, Models
from digitize.pipeline.parts import Parts, Permit, always
from digitize.pipeline.pool import Job, Outcome
from digitize.pipeline.publishing import ACTOR, held, publication_of
from digitize.pipeline.splitting import Cut, StackNotes
from digitize.pipeline.weighing import weigh
from digitize.pipeline.workbench import Workbench
from digitize.records.rows import Document, DocumentState, Page, PageState, Publication


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A document whose finishing is under way.

    Attributes:
        document: As it stood when it was begun.
        pages: In order, rescanned ones in the places of those that were cut.
        piece: As cut.
        notes: Of its stack.
        known: What cover and manifest say of it.
        held: It waits for a decision about its batch.
        model: Where the classifier's model lies that is in use; ``None``: none is.
        key: Of the output of the stage.
    """

    document: Document
    pages: tuple[Page, ...]
    piece: Piece
    notes: StackNotes
    known: Known
    held: bool
    model: ModelPlace | None
    key: str


class Finishing:
    """The stage that finishes and publishes documents.

    Args:
        parts: The archive.
        bench: Lends the files, and keeps pictures and copies.
    """

    def __init__(self, parts: Parts, bench: Workbench) -> None:
        self._parts = parts
        self._bench = bench
        self._spec = work.ReaderSpec.of(parts.settings)
        self._models = Models(parts.settings)

    def begin(self, cut: Cut) -> Unfinished | None:
        """Gives what was cut its document, rescanned pages in the place of those it was cut with.

        Returns:
            What is to be finished; ``None`` where all of it was finished before from these very inputs.

        Raises:
            NoModel: The model in use is gone.
            ModelDamaged: It is not as training left it.
            ModelKeyMissing: Nobody can tell.
        """
        # Which one is in use may change while a worker runs.
        model = self._models.place()
        piece = cut.piece
        with self._parts.records.write() as write:
            document = write.documents.create(cut.stack.batch, piece.pages)
            refs = write.rescans.applied(piece.pages)
            write.documents.add_version(document.id, refs)
            document = write.documents.get(document.id)
            for cut_with, ref in zip(piece.pages, refs, strict=True):
                doubts = tuple(code for page, code in piece.doubts if page == cut_with)
                if write.pages.get(ref).doubts != doubts:
                    write.pages.doubt(ref, doubts)
            pages = tuple(write.pages.get(ref) for ref in refs)
            notes = StackNotes.of(write.batches.notes(cut.stack.id))
            marked = write.reviews.newest_mark((*piece.pages, *refs))
            what = write.documents.classification(document.id) if cut.rescanned else None
        known = _known(piece, notes.row)
        if what and what.rung == "barcode" and notes.row is None:
            # What the manifest said is not kept; that it agreed is.
            known = Known(what.procedure or known.procedure, what.result_type or "")
        key = self._key(document, pages, piece, notes, known, marked, model)
        with self._parts.records.read() as read:
            if read.stages.find(key):
                return None
        return Unfinished(document, pages, piece, notes, known, self._is_held(document, cut.stack.batch), model, key)

    def job(self, unfinished: Unfinished) -> Job[work.Finished]:
        """The job of a worker; what it is lent is given back by its key, the document."""
        places = tuple(
            work.PagePlace(
                self._bench.lend(unfinished, ObjectKind.ORIGINAL, page.ref.blob),
                page.ref.index,
                self._bench.lend(unfinished, ObjectKind.PAGE_TEXT, page.reading)
                if page.state is PageState.READ and page.reading
                else None,
                self._bench.picture(page.ref),
            )
            for page in unfinished.pages
        )
        document, settings = unfinished.document, self._parts.settings
        arguments = (
            document.id,
            places,
            unfinished.known,
            self._spec,
            settings.catalogue,
            unfinished.model,
            self._bench.copy(document.id),
            document.created_at,
        )
        # A long document takes as long as its pages do; one minute is for the rest.
        timeout = 60 + settings.page_timeout * len(places) / 10
        return Job(unfinished, work.finish_document, arguments, timeout)

    def publish(self, unfinished: Unfinished, outcome: Outcome[work.Finished], permit: Permit = always) -> None:
        """Writes what came of a job: the document is published, held, or says what failed."""
        document = unfinished.document
        try:
            finished = outcome.get()
        except DigitizeError as error:
            if document.revision:
                self._note_failure(document, error, permit)
                return
            finished = work.Finished(Classification(), (), None, error.code)
        copy = None
        if finished.access:
            copy = self._parts.store.put(ObjectKind.ACCESS, finished.access.path)
            finished.access.path.unlink()
        for page in unfinished.pages:
            self._bench.picture(page.ref).unlink(missing_ok=True)
        self._write(unfinished, outcome.problem, self._publication(unfinished, finished), copy, permit)

    def _note_failure(self, document: Document, error: DigitizeError, permit: Permit) -> None:
        """What was published before is better than what a worker that died has to say."""
        with self._parts.records.write() as write:
            permit(write)
            document = write.documents.reserve(document.id)
            if document.state not in (DocumentState.WITHDRAWN, DocumentState.DISPOSED):
                state = DocumentState.HELD if document.state is DocumentState.HELD else DocumentState.REVIEW
                write.documents.revise(document.id, state=state, reasons=[error.code])

    def _publication(self, unfinished: Unfinished, finished: work.Finished) -> Publication:
        cover, row = unfinished.piece.cover, unfinished.notes.row
        publication = publication_of(
            finished,
            unfinished.pages,
            (*unfinished.notes.warnings, *unfinished.piece.warnings),
            (cover.dossier_code if cover else "") or (row and row.dossier_code) or "",
            row,
            self._parts.catalogue,
            self._parts.settings,
            unfinished.model.version if unfinished.model else "",
        )
        return held(publication) if unfinished.held else publication

    def _write(
        self,
        unfinished: Unfinished,
        problem: DigitizeError | None,
        publication: Publication,
        copy: StoredObject | None,
        permit: Permit,
    ) -> None:
        document = unfinished.document
        with self._parts.records.write() as write:
            permit(write)
            now = write.documents.reserve(document.id)
            # Another coordinator that was given the same pages may have finished the document in the meantime.
            was_faster = write.stages.find(unfinished.key) or (problem and now.revision > document.revision)
            if was_faster or now.state is DocumentState.DISPOSED:
                return
            write.say(document.id, publication)
            weighed = weigh(write, document.id, publication, self._parts.catalogue, self._parts.settings)
            revision = write.settle(document.id, weighed)
            if copy:
                write.documents.add_rendition(document.id, copy)
            settle(write, document.id, self._parts.catalogue, self._parts.settings.trust_at)
            if problem is None:
                # A job that crashed is tried again with the next run, so it leaves no output.
                write.stages.keep(unfinished.key, "finish", revision)
            write.audit.append(ACTOR, "publish", document.id, {"revision": revision, "state": weighed.state})

    def _key(
        self,
        document: Document,
        pages: tuple[Page, ...],
        piece: Piece,
        notes: StackNotes,
        known: Known,
        marked: int | None,
        model: ModelPlace | None,
    ) -> str:
        settings = self._parts.settings
        inputs = [(page.ref, page.state, page.reading) for page in pages]
        return key_of(
            "finish", work.FINISH_VERSION, self._parts.catalogue.version, document.id, document.version, inputs,
            piece.cover, piece.warnings, notes, known, settings.answer_at, settings.trust_at,
            *(() if marked is None else (marked,)), *(() if model is None else (model.version,)),
        )  # fmt: skip

    def _is_held(self, document: Document, batch: str) -> bool:
        """Whether a document must wait for a decision; what was published before is not taken back."""
        if document.revision and document.state is not DocumentState.HELD:
            return False
        # The counts are known once all its files are received, which is before the first document is finished.
        with self._parts.records.read() as read:
            return not read.reports.settled(batch)


def _known(piece: Piece, row: ManifestRow | None) -> Known:
    procedure = piece.cover.procedure if piece.cover else ""
    if row is None:
        return Known(procedure=procedure)
    return Known(procedure=row.procedure or procedure, result_type=row.result_type or "")
