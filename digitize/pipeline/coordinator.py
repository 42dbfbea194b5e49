"""The coordinator of a batch: hands pages and documents to the pool, and writes what comes back.

What it is told is in the records before it goes on, so a run that is killed at any moment goes on where it was: pages
that were read are found read, documents that were finished are found finished.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from digitize.model import PageReading, PageRef
from digitize.pipeline import work
from digitize.pipeline.ending import settle_batch
from digitize.pipeline.finishing import Finishing, Unfinished
from digitize.pipeline.parts import Parts
from digitize.pipeline.pool import Job, Pool
from digitize.pipeline.progress import Progress, Step
from digitize.pipeline.reading import Reading
from digitize.pipeline.splitting import Splitting
from digitize.pipeline.workbench import Workbench
from digitize.records.rows import Stack

_INDEX_EVERY = 20
"""Documents after which the index is brought up to date, so that a running batch can already be searched."""


class Coordinator:
    """Brings the pages of one batch to published documents, with the workers of this process.

    Args:
        parts: The archive.
        batch: Id of the batch.
        pool: The workers.
        progress: Is told of each page and document.
    """

    def __init__(self, parts: Parts, batch: str, pool: Pool, progress: Progress) -> None:
        self._parts = parts
        self._batch = batch
        self._pool = pool
        self._progress = progress
        self._splitting = Splitting(parts)
        self._found = self._finished = 0

    def run(self, *, again: bool = False, only: str = "") -> None:
        """Reads, cuts, finishes and publishes all that the batch still lacks.

        Args:
            again: Read anew what another reader, version or setting has read, and what failed.
            only: Id of the one stack that is meant; all of the batch if empty.
        """
        with TemporaryDirectory(dir=self._parts.settings.home, prefix="work-") as folder:
            self._bench = Workbench(self._parts.store, Path(folder))
            reader = work.reader_version(work.ReaderSpec.of(self._parts.settings))
            self._reading = Reading(self._parts, self._bench, reader)
            self._finishing = Finishing(self._parts, self._bench)
            try:
                self._run(again, only)
            finally:
                self._bench.close()
        settle_batch(self._parts, self._batch)

    def _run(self, again: bool, only: str) -> None:
        with self._parts.records.write() as write:
            stacks = [one for one in write.batches.stacks(self._batch) if only in ("", one.id)]
            if again:
                write.pages.read_again(dict.fromkeys(ref for stack in stacks for ref in stack.pages))
            meant = {ref for stack in stacks for ref in stack.pages}
            pending = [ref for ref in write.pages.pending(self._batch) if ref in meant]
        pages = [ref for ref in pending if not self._reading.find(ref)]
        waiting = {stack.id: set(stack.pages).intersection(pages) for stack in stacks}
        stacks_of: defaultdict[PageRef, list[Stack]] = defaultdict(list)
        for stack in stacks:
            for ref in waiting[stack.id]:
                stacks_of[ref].append(stack)
            if not waiting[stack.id]:
                self._cut(stack)
        done = 0
        for job, outcome in self._pool.run(self._page_jobs(pages)):
            self._bench.give_back(job.key)
            if isinstance(job.key, Unfinished):
                self._finishing.publish(job.key, outcome)
                self._count_document()
                continue
            self._reading.keep(job.key, outcome)
            done += 1
            self._progress(Step.PAGES, done, len(pages))
            for stack in stacks_of[job.key]:
                waiting[stack.id].discard(job.key)
                if not waiting[stack.id]:
                    self._cut(stack)

    def _page_jobs(self, pages: Iterable[PageRef]) -> Iterator[Job[PageReading]]:
        return (self._reading.job(ref) for ref in pages)

    def _cut(self, stack: Stack) -> None:
        """Has the documents of a stack finished whose pages are all read or failed."""
        for cut in self._splitting.cuts(stack):
            if unfinished := self._finishing.begin(cut):
                self._found += 1
                self._pool.first(self._finishing.job(unfinished))

    def _count_document(self) -> None:
        self._finished += 1
        self._progress(Step.DOCUMENTS, self._finished, self._found)
        if self._finished % _INDEX_EVERY == 0:
            self._parts.indexer.follow()
