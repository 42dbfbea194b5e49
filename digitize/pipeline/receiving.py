"""From the operator's files to bytes that are safe: probe, store, receipt, stacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from digitize.errors import BadFile, DigitizeError, FileVanished, ParserCrashed, WasDisposed
from digitize.ingest.files import open_regular
from digitize.ingest.gather import Found
from digitize.ingest.manifest import Manifest, ManifestRow
from digitize.ingest.sources import Limits, Probe
from digitize.ingest.stacks import group
from digitize.model import ObjectKind, PageRef, StoredObject
from digitize.pipeline.pool import Job, Pool
from digitize.pipeline.progress import Progress, Step
from digitize.pipeline.splitting import StackNotes
from digitize.pipeline.work import probe_file
from digitize.records.interfaces import Records
from digitize.records.rows import Batch, ReceiptOutcome
from digitize.store.hashing import hash_of
from digitize.store.interfaces import ObjectStore


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file whose bytes are safe."""

    found: Found
    blob: str
    pages: int


class Receiver:
    """Takes the files of one batch in.

    Args:
        records: The system of record.
        store: Where the bytes go.
        batch: Whose files they are.
        limits: What a file may be at most.
        timeout: Seconds a file's probe may take.
    """

    def __init__(self, records: Records, store: ObjectStore, batch: Batch, limits: Limits, timeout: float) -> None:
        self._records = records
        self._store = store
        self._batch = batch
        self._limits = limits
        self._timeout = timeout

    def receive(self, found: Sequence[Found], pool: Pool, progress: Progress) -> list[Accepted]:
        """Takes files in; each is in the store, synced and verified, before its receipt is written.

        Args:
            found: What the operator handed in.
            pool: Probes the files, since a received file may crash its parser.
            progress: Is told of each file.

        Returns:
            The accepted files, in the order of ``found``. Every other one has a receipt with its reason.
        """
        accepted: dict[Path, Accepted] = {}
        done = 0
        for file in found:
            if file.problem or not file.is_scan:
                self._turn_away(file, file.problem)
                done += 1
        for job, outcome in pool.run(self._probes(found)):
            done += 1
            progress(Step.FILES, done, len(found))
            file = job.key
            if outcome.problem:
                # A parser that crashed, hung or raised what nobody expects says something about the file.
                known = isinstance(outcome.problem, BadFile)
                self._turn_away(file, type(outcome.problem) if known else ParserCrashed)
                continue
            try:
                accepted[file.path] = self._take_in(file, outcome.get())
            except BadFile as error:
                self._turn_away(file, type(error))
        return [accepted[file.path] for file in found if file.path in accepted]

    def stack(self, accepted: Sequence[Accepted], manifest: Manifest | None) -> None:
        """Puts accepted files into stacks and records them, with what is said of them.

        Args:
            accepted: In the order of gathering.
            manifest: What is already known of the files.
        """
        by_path = {file.found.path: file for file in accepted}
        stacks = group(file.found for file in accepted)
        with self._records.write() as write:
            for stack in stacks:
                files = [by_path[found.path] for found in stack.files]
                pages = [PageRef(file.blob, index) for file in files for index in range(file.pages)]
                row = _manifest_row(manifest, stack.files[0].relative)
                sides = row.sides if row and row.sides else 1
                known = write.batches.add_stack(self._batch.id, stack.name, pages, sides=sides, series=stack.is_series)
                write.batches.note(known.id, StackNotes(row, stack.warnings).text())

    def _probes(self, found: Sequence[Found]) -> Iterator[Job[Probe]]:
        for file in found:
            if file.is_scan and not file.problem:
                yield Job(file, probe_file, (file.path, file.name, self._limits), self._timeout)

    def _take_in(self, file: Found, probe: Probe) -> Accepted:
        self._refuse_disposed(file.path)
        stored = self._put(file.path)
        with self._records.write() as write:
            new = write.batches.add_blob(stored, probe.media_type, probe.pages)
            outcome = ReceiptOutcome.ACCEPTED if new else ReceiptOutcome.AGAIN
            write.batches.add_receipt(
                self._batch.id, file.path.absolute(), outcome, name=file.relative, blob=stored.sha256
            )
        return Accepted(replace(file, media_type=probe.media_type), stored.sha256, probe.pages)

    def _refuse_disposed(self, path: Path) -> None:
        """Bytes that people disposed of do not come back by being handed in again."""
        with self._records.read() as read:
            if not read.disposals.is_gone():
                return
            with open_regular(path) as stream:
                sha256, _ = hash_of(stream)
            if read.disposals.is_gone(sha256):
                raise WasDisposed

    def _put(self, path: Path) -> StoredObject:
        """Stores a file's bytes; a file that a scanner is still writing is sent back."""
        with open_regular(path) as stream:
            before = path.stat()
            stored = self._store.put(ObjectKind.ORIGINAL, stream)
            after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or stored.size != after.st_size:
            raise FileVanished("changed while it was read")
        return stored

    def _turn_away(self, file: Found, problem: type[DigitizeError] | None) -> None:
        outcome = ReceiptOutcome.REJECTED if problem else ReceiptOutcome.NOT_A_SCAN
        reason = problem.code if problem else None
        with self._records.write() as write:
            write.batches.add_receipt(self._batch.id, file.path.absolute(), outcome, name=file.relative, reason=reason)


def _manifest_row(manifest: Manifest | None, relative: str) -> ManifestRow | None:
    """The row of a file, or of the folder that a series of page pictures lies in."""
    if manifest is None:
        return None
    return manifest.for_file(relative) or manifest.for_file(str(Path(relative).parent))
