"""Taking a batch in: from the operator's paths to the batch's reconciliation."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from digitize.actions.archive import Archive
from digitize.errors import ExitCode, UnknownCode
from digitize.ingest import manifest as manifests
from digitize.ingest.files import require
from digitize.ingest.gather import gather
from digitize.ingest.manifest import Manifest
from digitize.ingest.sources import Limits
from digitize.pipeline import work
from digitize.pipeline.coordinator import Coordinator
from digitize.pipeline.ending import close_batch
from digitize.pipeline.pool import Pool
from digitize.pipeline.progress import Progress
from digitize.pipeline.receiving import Receiver
from digitize.records.accounts import Reconciliation
from digitize.records.rows import Receipt, ReceiptOutcome
from digitize.vietnamese.text import display_name


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What an operator hands in.

    Attributes:
        paths: Files and folders.
        batch: Its name; by default made from the paths, so that the same command goes on with the same batch.
        agency: Code in the agency tree.
        sheets: Sheets of paper as counted.
        manifest: A table of what is already known.
        again: Read anew what another reader has read, and what failed.
        wait: Where workers on other machines do it: until they have done it.
    """

    paths: tuple[Path, ...]
    batch: str | None = None
    agency: str = ""
    sheets: int | None = None
    manifest: Path | None = None
    again: bool = False
    wait: bool = True


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How a batch ended.

    Attributes:
        account: Files, pages, documents, objects, index entries, sheets.
        stored: Objects of the batch that lie in the store; each was read back and its hash verified when it came.
        missing: Hashes of objects that do not.
        turned_away: Receipts of files that were not taken in, with their reasons, and of files that are no scans.
        not_received: Files the manifest names and nobody handed in.
        exit_code: What the command ends with.
    """

    account: Reconciliation
    stored: int
    missing: tuple[str, ...]
    turned_away: tuple[Receipt, ...]
    not_received: tuple[str, ...]
    exit_code: ExitCode


def ingest(archive: Archive, request: IngestRequest, progress: Progress) -> BatchReport:
    """Takes a batch in and reconciles it. Called again with the same paths, it goes on where it was.

    Where the counted sheets disagree with what arrived, documents are read and finished but held back, until the batch
    is taken in with counts that agree or :func:`digitize.actions.decide.accept` is called.

    Raises:
        NoSuchPath: A path leads nowhere; nothing was taken in.
        BadManifest: The manifest cannot be used; nothing was taken in.
        UnknownCode: There is no such agency.
        BatchBusy: Another ingest is running.
        StoreFull: The bytes could not be stored; what was acknowledged is safe.
        BrokerUnavailable: All is taken in, but nobody could be told to work on it.
    """
    settings = archive.settings
    require(*request.paths, *([request.manifest] if request.manifest else []))
    manifest = manifests.load(request.manifest) if request.manifest else None
    if request.agency and archive.catalogue.agencies.get(request.agency) is None:
        raise UnknownCode(request.agency)
    with archive.working():
        with archive.records.write() as write:
            batch = write.batches.open(request.batch or _name(request.paths), request.agency, request.sheets)
        found = list(gather(request.paths))
        limits = Limits(settings.max_file_bytes, settings.max_pages, settings.max_pixels)
        with Pool(settings.workers, settings.worker_memory, work.prepare) as pool:
            receiver = Receiver(archive.records, archive.store, batch, limits, settings.page_timeout)
            accepted = receiver.receive(found, pool, progress)
            receiver.stack(accepted, manifest)
            if not settings.broker:
                Coordinator(archive, batch.id, pool, progress).run(again=request.again)
        if settings.broker:
            _spread(archive, batch.id, request, progress)
        missing = _not_received(manifest, [file.relative for file in found])
        if not settings.broker or request.wait:
            close_batch(archive, batch.id)
        return _report(archive, batch.id, missing)


def _spread(archive: Archive, batch: str, request: IngestRequest, progress: Progress) -> None:
    """Has workers do it, on whatever machines they are."""
    # Celery takes a while to load, which those who do without need not wait for.
    from digitize.pipeline.distributed.broker import Sender, make_app
    from digitize.pipeline.distributed.following import follow, hand_out

    hand_out(archive, Sender(make_app(archive.settings)), batch, again=request.again)
    if request.wait:
        follow(archive, batch, progress)


def _name(paths: tuple[Path, ...]) -> str:
    """A batch name that the same paths always give, and others never."""
    whole = b"\0".join(sorted(os.fsencode(path.absolute()) for path in paths))
    return f"{display_name(paths[0].absolute().name)}-{hashlib.sha256(whole).hexdigest()[:8]}"


def _not_received(manifest: Manifest | None, relative: list[str]) -> tuple[str, ...]:
    if manifest is None:
        return ()
    received = {name for path in relative for name in (path, str(Path(path).parent))}
    return tuple(row.file for row in manifest.rows if row.file not in received)


def _report(archive: Archive, batch: str, not_received: tuple[str, ...]) -> BatchReport:
    with archive.records.read() as read:
        objects = read.reports.objects(batch)
        receipts = read.batches.receipts(batch)
        account = read.reports.reconciliation(batch)
    missing = tuple(sha256 for kind, sha256 in objects if not archive.store.exists(kind, sha256))
    turned_away = tuple(
        receipt for receipt in receipts if receipt.outcome in (ReceiptOutcome.REJECTED, ReceiptOutcome.NOT_A_SCAN)
    )
    code = _exit_code(account, missing, not_received)
    return BatchReport(account, len(objects) - len(missing), missing, turned_away, not_received, code)


def _exit_code(account: Reconciliation, missing: tuple[str, ...], not_received: tuple[str, ...]) -> ExitCode:
    if missing:
        return ExitCode.DAMAGED
    if not account.settled:
        return ExitCode.MISMATCH
    failed = account.failed or account.parked or account.files[ReceiptOutcome.REJECTED]
    if account.indexed < account.published or failed or not_received:
        return ExitCode.PARTIAL
    return ExitCode.OK
