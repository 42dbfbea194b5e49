"""A page, from waiting to read or failed: the job for a worker, and what is written of its outcome."""

from __future__ import annotations

from io import BytesIO

import msgspec

from digitize.errors import (
    DigitizeError,
    JobCrashed,
    JobLost,
    JobOutOfMemory,
    JobTimeout,
    PageCrashed,
    PageFailed,
    PageLost,
    PageOutOfMemory,
    PageTimeout,
    TooManyPixels,
)
from digitize.model import ObjectKind, PageReading, PageRef
from digitize.pipeline import work
from digitize.pipeline.keys import key_of
from digitize.pipeline.parts import Parts, Permit, always
from digitize.pipeline.pool import Job, Outcome
from digitize.pipeline.readings import load_reading
from digitize.pipeline.workbench import Workbench
from digitize.records.transaction import Transaction

_PROBLEMS: dict[type[DigitizeError], type[PageFailed]] = {
    JobTimeout: PageTimeout,
    JobCrashed: PageCrashed,
    JobOutOfMemory: PageOutOfMemory,
    JobLost: PageLost,
}


class Reading:
    """The stage that reads pages.

    Args:
        parts: The archive.
        bench: Lends the received files.
        reader: As :func:`digitize.pipeline.work.reader_version` calls it.
    """

    def __init__(self, parts: Parts, bench: Workbench, reader: str) -> None:
        self._parts = parts
        self._bench = bench
        self._spec = work.ReaderSpec.of(parts.settings)
        self._reader = reader

    def job(self, ref: PageRef) -> Job[PageReading]:
        """The job of a worker; what it is lent is given back by its key, the page."""
        path = self._bench.lend(ref, ObjectKind.ORIGINAL, ref.blob)
        with self._parts.records.read() as read:
            turn = read.reviews.turn_of(ref)
        arguments = (path, ref.index, self._spec, self._bench.picture(ref), None, turn)
        return Job(ref, work.read_page, arguments, self._parts.settings.page_timeout)

    def find(self, ref: PageRef, permit: Permit = always) -> bool:
        """Whether this very reader has read the page with these settings; then that reading counts."""
        with self._parts.records.read() as read:
            known = read.stages.find(self._key(read, ref))
        if known is None:
            return False
        self._note(ref, known.output, load_reading(self._parts.store, known.output), permit)
        return True

    def keep(self, ref: PageRef, outcome: Outcome[PageReading], permit: Permit = always) -> None:
        """Writes what came of a job."""
        try:
            reading = outcome.get()
        except DigitizeError as error:
            with self._parts.records.write() as write:
                permit(write)
                write.pages.fail(ref, _problem(error).code)
            return
        stored = self._parts.store.put(ObjectKind.PAGE_TEXT, BytesIO(msgspec.json.encode(reading)))
        self._note(ref, stored.sha256, reading, permit)

    def _note(self, ref: PageRef, sha256: str, reading: PageReading, permit: Permit) -> None:
        with self._parts.records.write() as write:
            permit(write)
            write.stages.keep(self._key(write, ref), "read", sha256)
            write.pages.save_reading(ref, sha256, reading.findings, reading.text.confidence)

    def _key(self, read: Transaction, ref: PageRef) -> str:
        spec = self._spec
        inputs = ("read", work.READ_VERSION, self._reader, spec.min_dpi, spec.target_dpi, spec.separators, ref)
        turn = read.reviews.turn_of(ref)
        return key_of(*inputs) if turn is None else key_of(*inputs, turn)


def _problem(error: DigitizeError) -> type[DigitizeError]:
    """The reason a page shows; what no rule foresees is a failure of the page all the same."""
    known = _PROBLEMS.get(type(error), type(error))
    return known if issubclass(known, PageFailed | TooManyPixels) else PageFailed
