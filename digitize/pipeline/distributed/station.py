"""What a process of a worker does when a message comes.

A message says what may be due; whether it is stands in the records, and of several who are told the same, one does it.
So a message may come twice, late or never: the sweeper calls again for what stands still.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from celery.exceptions import SoftTimeLimitExceeded

from digitize.errors import ExitCode, JobCrashed, JobLost, JobTimeout, ObjectDamaged
from digitize.model import ObjectKind, PageReading, PageRef
from digitize.pipeline import work
from digitize.pipeline.distributed.broker import Sender
from digitize.pipeline.distributed.calling import Caller
from digitize.pipeline.distributed.holding import LEASE, holding
from digitize.pipeline.distributed.messages import Queue, Task
from digitize.pipeline.distributed.stages import CLOSE, FINISH, FIXITY, READ, SPLIT, finish_subject, page_subject
from digitize.pipeline.ending import close_batch, settle_batch
from digitize.pipeline.finishing import Finishing
from digitize.pipeline.fixity import check
from digitize.pipeline.parts import Parts, Permit
from digitize.pipeline.pool import Job, Outcome, Pool
from digitize.pipeline.progress import silent
from digitize.pipeline.publishing import ACTOR
from digitize.pipeline.reading import Reading
from digitize.pipeline.splitting import Splitting
from digitize.pipeline.workbench import Workbench
from digitize.records.rows import Lease, PageState, Stack

LEFTOVER_AGE = 24 * 3600
"""Seconds after which a file on its way belongs to nobody any more."""
MOST_TRIES = 4
"""How often work is begun before it is taken for what kills those who do it."""


class BeingDone(Exception):
    """Another worker has the lease; if it dies, the message is needed once more."""


class Station:
    """One process of a worker, with an archive opened for it alone and one worker of its own.

    What was received is parsed in that worker's process, which knows no address and no key; this one reads and writes
    records and objects and never opens a received file.

    Args:
        parts: The archive.
        sender: To the broker.
    """

    def __init__(self, parts: Parts, sender: Sender) -> None:
        self._parts = parts
        self._sender = sender
        self._call = Caller(parts.records, sender)
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        folder = parts.settings.home / "scratch" / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        _clear(folder.parent)
        self._bench = Workbench(parts.store, folder)
        self._reading: Reading | None = None
        self._splitting = Splitting(parts)
        self._finishing = Finishing(parts, self._bench)
        self._pool: Pool | None = None
        self._blob = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bench.close()
        self._end_pool()

    def take_up(self, batch: str) -> None:
        """Calls for all that a batch waits for."""
        self._call.batch(batch)

    def read(self, blob: str, index: int) -> str | None:
        """Reads a page, and calls for the cutting of stacks in which it was the last.

        Returns:
            The reason code of a page that failed.
        """
        failed = None
        ref = PageRef(blob, index)
        with self._parts.records.write() as write:
            pending = write.pages.get(ref).state is PageState.PENDING
            lease = write.leases.take(READ, page_subject(ref), self._holder, LEASE) if pending else None
        if pending and lease is None:
            raise BeingDone
        if lease:
            with holding(self._parts.records, lease) as permit:
                failed = self._read(ref, lease, permit)
        self._call.stacks_of(ref)
        return failed

    def _read(self, ref: PageRef, lease: Lease, permit: Permit) -> str | None:
        if self._reading is None:
            # Only its own worker loads the reader.
            spec = work.ReaderSpec.of(self._parts.settings)
            version = self._do(Job("version", work.reader_version, (spec,), self._parts.settings.page_timeout)).get()
            self._reading = Reading(self._parts, self._bench, version)
        if self._reading.find(ref, permit):
            return None
        outcome: Outcome[PageReading] = Outcome(problem=JobLost())
        if lease.tries <= MOST_TRIES:
            self._keep_near(ref.blob)
            try:
                outcome = self._do(self._reading.job(ref))
            finally:
                self._bench.give_back(ref)
            _try_again(outcome, lease)
        self._reading.keep(ref, outcome, permit)
        return outcome.problem.code if outcome.problem else None

    def _keep_near(self, blob: str) -> None:
        """Has a file on this machine until a page of another is read: most often the next page is of the same."""
        if blob != self._blob:
            self._bench.give_back(self._blob)
            self._blob = blob
            self._bench.lend(blob, ObjectKind.ORIGINAL, blob)

    def split(self, stack: str) -> str | None:
        """Cuts a stack, and calls for the finishing of its documents.

        Returns:
            The reason code of a stack that cannot be cut.
        """
        with self._parts.records.write() as write:
            whole = write.batches.stack(stack)
            lease = None
            if not write.pages.pending_in(stack):
                lease = write.leases.take_planned(SPLIT, stack, self._holder, LEASE)
        if lease is None:
            return None
        with holding(self._parts.records, lease) as permit:
            if lease.tries > MOST_TRIES:
                return self._park(lease)
            begun = [one for cut in self._splitting.cuts(whole) if (one := self._finishing.begin(cut))]
            with self._parts.records.write() as write:
                permit(write)
                for unfinished in begun:
                    write.leases.plan(FINISH, finish_subject(stack, unfinished.document.id))
        for unfinished in begun:
            self._sender.send(Task.FINISH, stack, unfinished.document.id)
        self._call.closing(whole.batch)
        return None

    def finish(self, stack: str, document: str) -> str | None:
        """Finishes a document and publishes it.

        Returns:
            The reason code of what failed.
        """
        with self._parts.records.write() as write:
            whole = write.batches.stack(stack)
            lease = write.leases.take_planned(FINISH, finish_subject(stack, document), self._holder, LEASE)
        if lease is None:
            return None
        with holding(self._parts.records, lease) as permit:
            failed = self._finish(whole, document, lease, permit)
        if not self._sender.length(Queue.INDEX):
            self._sender.send(Task.INDEX)
        self._call.closing(whole.batch)
        return failed

    def _finish(self, stack: Stack, document: str, lease: Lease, permit: Permit) -> str | None:
        if lease.tries > 2 * MOST_TRIES:
            return self._park(lease)
        cut = self._splitting.cut_of(stack, document)
        unfinished = self._finishing.begin(cut) if cut else None
        if unfinished is None:
            with self._parts.records.write() as write:
                permit(write)
            return None
        outcome: Outcome[work.Finished] = Outcome(problem=JobLost())
        if lease.tries <= MOST_TRIES:
            try:
                outcome = self._do(self._finishing.job(unfinished))
            finally:
                self._bench.give_back(unfinished)
            _try_again(outcome, lease)
        self._finishing.publish(unfinished, outcome, permit)
        return outcome.problem.code if outcome.problem else None

    def index(self) -> None:
        """Brings the index up to date."""
        self._parts.indexer.drain()

    def close(self, batch: str) -> None:
        """Ends a batch of which nothing is left to be done."""
        with self._parts.records.write() as write:
            lease = None
            if not write.leases.of_batch(batch):
                lease = write.leases.take_planned(CLOSE, batch, self._holder, LEASE)
        if lease is None:
            return
        with holding(self._parts.records, lease) as permit:
            settle_batch(self._parts, batch)
            close_batch(self._parts, batch, permit)

    def sweep(self) -> None:
        """Calls again for what stands still."""
        self._call.standing()

    def fixity(self, share: float) -> str | None:
        """Reads a share of the objects whole, in per cent, unless another is at it.

        Returns:
            The reason code of objects that are damaged and were not repaired.
        """
        with self._parts.records.write() as write:
            lease = write.leases.take(FIXITY, "objects", self._holder, LEASE)
        if lease is None:
            return None
        failed = None
        with holding(self._parts.records, lease) as permit:
            try:
                report = check(self._parts, ACTOR, silent, share=share)
                failed = ObjectDamaged.code if report.exit_code is ExitCode.DAMAGED else None
            except SoftTimeLimitExceeded:
                # What was read is on record; the next one goes on from there.
                failed = JobTimeout.code
            with self._parts.records.write() as write:
                permit(write)
        return failed

    def _park(self, lease: Lease) -> str:
        with self._parts.records.write() as write:
            write.leases.park(lease, JobLost.code)
        return JobLost.code

    def _do(self, job: Job[Any]) -> Outcome[Any]:
        """Has this process's own worker do a job."""
        if self._pool is None:
            self._pool = Pool(1, self._parts.settings.worker_memory, work.prepare)
        try:
            [(_, outcome)] = self._pool.run(iter((job,)))
        except SoftTimeLimitExceeded:
            self._end_pool()
            return Outcome(problem=JobTimeout())
        return outcome

    def _end_pool(self) -> None:
        if self._pool:
            self._pool.__exit__(SystemExit, None, None)
            self._pool = None


def _try_again(outcome: Outcome[Any], lease: Lease) -> None:
    """Gives the work back if its process was killed: not each time it is the work that kills.

    Raises:
        JobCrashed: It was killed, and not as often yet as work may be begun.
    """
    if isinstance(outcome.problem, JobCrashed) and lease.tries < MOST_TRIES:
        raise outcome.problem


def _clear(folder: Path) -> None:
    """Removes what those who were killed left behind; what is younger than a day may be in use."""
    for left in folder.iterdir():
        # Another process may be clearing as well.
        with suppress(FileNotFoundError):
            if left.is_file() and time.time() - left.stat().st_mtime > LEFTOVER_AGE:
                left.unlink()
