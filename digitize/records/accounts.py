"""The account of a batch as it leaves the room: what came in, what became of it, and whether the counts agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from digitize.model import BlankReason, DocumentKind, PageRef
from digitize.records.rows import Batch, DocumentState, PageState, ReceiptOutcome


@dataclass(frozen=True, slots=True)
class Decision:
    """That a person lets a batch be published although its counts disagree; it holds for these very counts."""

    counted: int
    scanned: int
    unopened: int
    decided_by: str
    reason: str = field(repr=False)
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be read, and why."""

    page: PageRef
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class BlankPage:
    """A page that counts as blank, and why."""

    page: PageRef
    reason: BlankReason


@dataclass(frozen=True, slots=True)
class NotedPage:
    """A page that was read, and the reason codes that stand against it."""

    page: PageRef
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """Paper sheets of a batch.

    Attributes:
        counted: By the operator.
        scanned: As the pages received make them, all of them.
        separators: Of the scanned, those that only cut the stack.
        failed: Of the scanned, those with a page that could not be read.
        unopened: Files that were rejected, so that nobody knows how many sheets they hold; at least one each.
    """

    counted: int | None
    scanned: int
    separators: int
    failed: int
    unopened: int = 0

    @property
    def agree(self) -> bool:
        """Whether the counts agree; nothing counted is no disagreement.

        While files could not be opened, only a count too small for them disagrees: the files are failures of their
        own, and the count is compared again when they have been sent again.
        """
        if self.counted is None:
            return True
        least = self.scanned + self.unopened
        return self.counted >= least if self.unopened else self.counted == least


@dataclass(frozen=True, slots=True)
class ParkedWork:
    """Work that several workers died or failed at: its stage, what it is on (an id), and the reason code."""

    stage: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A batch's account: all that came in and what became of it.

    Attributes:
        files: Distinct files handed in, by outcome of their newest receipt.
        rejected: Reason codes of rejected files and how often each.
        pages: Distinct pages, by state.
        blank: Pages flagged blank.
        separators: Separator sheets' pages.
        failed: Pages that could not be read.
        blank_pages: Which pages are blank; they stay where they are.
        noted: Pages that were read and have something against them, separator sheets too.
        documents: Documents by state.
        kinds: Published documents by kind.
        objects: Objects that must lie in the store.
        published: Documents that must stand in the index, those held back aside.
        indexed: Of these, how many stand there in their newest revision.
        sheets: Counted against scanned.
        parked: Work on its stacks that is not to be tried again by itself, with the reason codes.
        decision: What a person decided about counts that disagree; ``None`` where nobody did, or the counts changed.
    """

    batch: Batch
    files: dict[ReceiptOutcome, int]
    rejected: dict[str, int]
    pages: dict[PageState, int]
    blank: int
    separators: int
    failed: tuple[FailedPage, ...]
    blank_pages: tuple[BlankPage, ...]
    noted: tuple[NotedPage, ...]
    documents: dict[DocumentState, int]
    kinds: dict[DocumentKind, int]
    objects: int
    published: int
    indexed: int
    sheets: Sheets
    parked: tuple[ParkedWork, ...]
    decision: Decision | None

    @property
    def settled(self) -> bool:
        """Whether the batch may be published: its counts agree, or a person has decided."""
        return self.sheets.agree or self.decision is not None
