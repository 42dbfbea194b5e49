"""A bad page scanned again: the new scan takes its place in a new version of the document; both stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digitize.actions.archive import Archive
from digitize.errors import BadRequest, DigitizeError, Disposed, ExitCode, RescanCount, RescanIsSeparator
from digitize.errors import reason as reason_of
from digitize.ingest.files import require
from digitize.ingest.gather import gather
from digitize.ingest.sources import Limits
from digitize.model import PageRef
from digitize.pipeline import work
from digitize.pipeline.coordinator import Coordinator
from digitize.pipeline.pool import Pool
from digitize.pipeline.progress import Progress
from digitize.pipeline.receiving import Receiver
from digitize.records.rows import BatchState, Document, DocumentState, PageState
from digitize.records.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NotReplaced:
    """A page (1-based) whose rescan could not take its place, and the reason code."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class RescanReport:
    """What came of a rescan.

    Attributes:
        document: As it stands now.
        replaced: Pages (1-based) that show the new scan.
        not_replaced: Pages that do not, with reasons.
        exit_code: What the command ends with.
    """

    document: Document
    replaced: tuple[int, ...]
    not_replaced: tuple[NotReplaced, ...]
    exit_code: ExitCode


def rescan(
    archive: Archive, document: str, pages: Sequence[int], file: Path, actor: str, progress: Progress
) -> RescanReport:
    """Receives a rescan like any file and puts its pages in the place of bad ones. Called again, it changes nothing.

    Args:
        archive: Where the document lies.
        document: Its id.
        pages: 1-based places of the bad pages, in the order of the pages of the file.
        file: The new scan.
        actor: Id of an account, not a name.
        progress: Is told of each step.

    Raises:
        NoSuchPath: There is no such file.
        NotFound: There is no such document.
        Disposed: It is gone.
        BadRequest: It has no such page, or a page is named twice.
        BadFile: The file cannot be taken in; nothing was replaced.
        RescanCount: The file has more or fewer pages; it was received, nothing was replaced.
        BatchBusy: An ingest is running.
    """
    require(file)
    with archive.working():
        batch, places = _opened(archive, document, pages)
        new = _received(archive, batch, file, progress)
        if len(new) != len(places):
            raise RescanCount(f"{len(new)} pages for {len(places)}")
        with archive.records.write() as write:
            stack = write.batches.add_stack(batch, file.name, new)
            for place, ref in zip(places, new, strict=True):
                write.rescans.add(document, place, ref, stack.id)
            write.pages.retry_failed(batch)
            write.audit.append(actor, "rescan", document, {"pages": list(pages), "stack": stack.id})
        _read(archive, batch, progress)
        with archive.records.write() as write:
            write.batches.finish(batch, BatchState.FINISHED)
            return _report(write, document, places, new)


def _opened(archive: Archive, document: str, pages: Sequence[int]) -> tuple[str, list[int]]:
    """The batch that holds the rescans of a document, and the places as positions in its page list."""
    with archive.records.write() as write:
        known = write.documents.get(document)
        if known.state is DocumentState.DISPOSED:
            raise Disposed
        count = len(write.documents.pages(document))
        if not pages or len(set(pages)) < len(pages) or not all(1 <= page <= count for page in pages):
            raise BadRequest(f"--page 1…{count}")
        agency = write.batches.get(known.batch).agency
        # A batch for each document: a rescan is counted with no stack that an operator counted.
        return write.batches.open(f"Quét lại {document}", agency).id, [page - 1 for page in pages]


def _received(archive: Archive, batch: str, file: Path, progress: Progress) -> tuple[PageRef, ...]:
    settings = archive.settings
    with archive.records.read() as read:
        row = read.batches.get(batch)
    limits = Limits(settings.max_file_bytes, settings.max_pages, settings.max_pixels)
    with Pool(1, settings.worker_memory, work.prepare) as pool:
        receiver = Receiver(archive.records, archive.store, row, limits, settings.page_timeout)
        accepted = receiver.receive(list(gather((file,))), pool, progress)
    if not accepted:
        with archive.records.read() as read:
            refused = read.batches.receipts(batch)[-1].reason
        raise reason_of(refused or DigitizeError.code)
    return tuple(PageRef(one.blob, index) for one in accepted for index in range(one.pages))


def _read(archive: Archive, batch: str, progress: Progress) -> None:
    settings = archive.settings
    with Pool(settings.workers, settings.worker_memory, work.prepare) as pool:
        Coordinator(archive, batch, pool, progress).run()


def _report(read: Transaction, document: str, places: Sequence[int], new: Sequence[PageRef]) -> RescanReport:
    present = read.documents.pages(document)
    replaced, refused = [], []
    for place, ref in zip(places, new, strict=True):
        if present[place] == ref:
            replaced.append(place + 1)
            continue
        page = read.pages.get(ref)
        why = page.reason if page.state is PageState.FAILED else RescanIsSeparator.code if page.separator else None
        refused.append(NotReplaced(place + 1, why or DigitizeError.code))
    code = ExitCode.PARTIAL if refused else ExitCode.OK
    return RescanReport(read.documents.get(document), tuple(replaced), tuple(refused), code)
