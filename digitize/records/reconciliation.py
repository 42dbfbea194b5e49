"""The account of a batch, and what must lie in store and index; always counted anew from the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from digitize.model import DocumentKind, ObjectKind
from digitize.records.accounts import BlankPage, FailedPage, NotedPage, Reconciliation, Sheets
from digitize.records.batches import Batches
from digitize.records.disposals import Disposals
from digitize.records.documents import Documents
from digitize.records.leases import Leases
from digitize.records.pages import Pages
from digitize.records.rows import DocumentState, Page, PageState, Receipt, ReceiptOutcome

_State = TypeVar("_State", bound=StrEnum)


class Reports:
    """Counts over the records."""

    def __init__(
        self, batches: Batches, pages: Pages, documents: Documents, disposals: Disposals, leases: Leases
    ) -> None:
        self._batches = batches
        self._pages = pages
        self._documents = documents
        self._disposals = disposals
        self._leases = leases

    def reconciliation(self, batch: str) -> Reconciliation:
        """The account of a batch.

        Raises:
            NotFound: There is no such batch.
        """
        row = self._batches.get(batch)
        receipts = self._batches.receipts(batch)
        of_stack = self._pages.of_batch(batch)
        stacks = [(stack.sides, of_stack[stack.id]) for stack in self._batches.stacks(batch)]
        pages = {page.ref: page for _, stack in stacks for page in stack}
        documents = self._documents.of_batch(batch)
        published = [one for one in documents if one.revision and one.state is not DocumentState.HELD]
        sheets = _sheets(row.counted_sheets, stacks, sum(_rejected(receipt.outcome) for receipt in receipts))
        return Reconciliation(
            batch=row,
            files=_count(ReceiptOutcome, (receipt.outcome for receipt in receipts)),
            rejected=dict(Counter(receipt.reason or "" for receipt in receipts if _rejected(receipt.outcome))),
            pages=_count(PageState, (page.state for page in pages.values())),
            blank=sum(page.blank is not None for page in pages.values()),
            separators=sum(page.separator is not None for page in pages.values()),
            failed=tuple(
                FailedPage(page.ref, page.reason or "", page.attempts)
                for page in pages.values()
                if page.state is PageState.FAILED
            ),
            blank_pages=tuple(BlankPage(page.ref, page.blank) for page in pages.values() if page.blank),
            noted=tuple(NotedPage(page.ref, page.notes) for page in pages.values() if page.notes and _is_read(page)),
            documents=_count(DocumentState, (document.state for document in documents)),
            kinds=_count(DocumentKind, (document.kind for document in published)),
            objects=len(self.objects(batch)),
            published=len(published),
            indexed=sum(document.indexed_revision >= document.revision for document in published),
            sheets=sheets,
            parked=self._leases.parked(batch),
            decision=self._batches.decision(batch, sheets),
        )

    def settled(self, batch: str) -> bool:
        """As :attr:`Reconciliation.settled`, without going through the batch's pages.

        Raises:
            NotFound: There is no such batch.
        """
        counted = self._batches.get(batch).counted_sheets
        if counted is None:
            return True
        scanned = sum(-(-pages // sides) for sides, pages in self._batches.stack_sizes(batch))
        unopened = sum(_rejected(receipt.outcome) for receipt in self._batches.receipts(batch))
        sheets = Sheets(counted, scanned, 0, 0, unopened)
        return sheets.agree or self._batches.decision(batch, sheets) is not None

    def objects(self, batch: str) -> tuple[tuple[ObjectKind, str], ...]:
        """Shelf and hash of every object that a batch needs: originals, readings, access copies; none disposed of."""
        receipts = self._batches.receipts(batch)
        pages = chain.from_iterable(self._pages.of_batch(batch).values())
        made = self._documents.renditions(batch, ObjectKind.ACCESS)
        needed = [
            *((ObjectKind.ORIGINAL, blob) for blob in self._blobs(receipts)),
            *((ObjectKind.PAGE_TEXT, page.reading) for page in pages if page.reading),
            *((ObjectKind.ACCESS, rendition.sha256) for rendition in made),
        ]
        return tuple(dict.fromkeys(needed))

    def _blobs(self, receipts: Iterable[Receipt]) -> Iterable[str]:
        blobs = dict.fromkeys(receipt.blob for receipt in receipts if receipt.blob)
        gone = self._disposals.gone(blobs)
        return [blob for blob in blobs if blob not in gone]


def _is_read(page: Page) -> bool:
    return page.state is PageState.READ


def _rejected(outcome: ReceiptOutcome) -> bool:
    return outcome is ReceiptOutcome.REJECTED


def _count(states: type[_State], values: Iterable[_State]) -> dict[_State, int]:
    counted = Counter(values)
    return {state: counted[state] for state in states}


def _sheets(counted: int | None, stacks: Iterable[tuple[int, tuple[Page, ...]]], unopened: int) -> Sheets:
    """Sheets of stacks that are given as sides and pages; a duplex sheet gives two pages, the last perhaps one."""
    scanned = separators = failed = 0
    for sides, pages in stacks:
        scanned += -(-len(pages) // sides)
        separators += len({place // sides for place, page in enumerate(pages) if page.separator})
        failed += len({place // sides for place, page in enumerate(pages) if page.state is PageState.FAILED})
    return Sheets(counted, scanned, separators, failed, unopened)
