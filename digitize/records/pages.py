"""Where each page stands."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from digitize.errors import NotFound
from digitize.model import BlankReason, Colour, PageFindings, PageRef, Separator
from digitize.records.context import Context
from digitize.records.rows import Page, PageState
from digitize.records.tables import pages, stack_pages, stacks


class Pages:
    """Pages of blobs, read or not."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def get(self, ref: PageRef) -> Page:
        """A page.

        Raises:
            NotFound: There is none.
        """
        return _page(self._context.one(select(pages).where(_is(ref)), "page"))

    def of_stack(self, stack: str) -> tuple[Page, ...]:
        """The pages of a stack in their order."""
        query = _in_stacks(select(pages)).where(stack_pages.c.stack == stack).order_by(stack_pages.c.position)
        return tuple(map(_page, self._context.all(query)))

    def of_batch(self, batch: str) -> dict[str, tuple[Page, ...]]:
        """The pages of each stack of a batch, stacks and pages in their order, by the stack's id."""
        query = (
            _in_stacks(select(pages, stack_pages.c.stack))
            .join(stacks, stacks.c.id == stack_pages.c.stack)
            .where(stacks.c.batch == batch)
            .order_by(stacks.c.position, stack_pages.c.position)
        )
        grouped = groupby(self._context.all(query), key=lambda row: str(row.stack))
        return {stack: tuple(map(_page, rows)) for stack, rows in grouped}

    def pending(self, batch: str) -> tuple[PageRef, ...]:
        """Pages of a batch that wait to be read, each once, in scanning order."""
        return self._in_state(batch, PageState.PENDING)

    def pending_in(self, stack: str) -> int:
        """How many pages of a stack wait to be read; documents are cut from it when none does."""
        query = _in_stacks(select(func.count()).select_from(pages)).where(
            stack_pages.c.stack == stack, pages.c.state == PageState.PENDING
        )
        return int(self._context.one(query, stack)[0])

    def save_reading(self, ref: PageRef, reading: str, findings: PageFindings, confidence: float) -> None:
        """Says that a page was read.

        Args:
            ref: The page.
            reading: SHA-256 of the reading in the object store. Barcodes stand only there: the code on an identity
                card holds its owner's number.
            findings: What was found beside the text.
            confidence: Mean raw word score, 0…1.

        Raises:
            NotFound: There is no such page.
        """
        self._change(
            (ref,),
            state=PageState.READ,
            reason=None,
            reading=reading,
            blank=findings.blank,
            separator=findings.separator,
            rotation=findings.rotation,
            skew=findings.skew,
            dpi=findings.dpi,
            colour=findings.colour,
            confidence=confidence,
            warnings=list(findings.warnings),
            attempts=pages.c.attempts + 1,
        )

    def doubt(self, ref: PageRef, reasons: Iterable[str]) -> None:
        """Says what the cutting of its stack found against a page; what was found earlier no longer counts.

        Raises:
            NotFound: There is no such page.
        """
        self._change((ref,), doubts=list(reasons))

    def fail(self, ref: PageRef, reason: str) -> None:
        """Says that a page could not be read; an earlier reading, if there is one, stays.

        Args:
            ref: The page.
            reason: Code of :mod:`digitize.errors`.

        Raises:
            NotFound: There is no such page.
        """
        self._change((ref,), state=PageState.FAILED, reason=reason, attempts=pages.c.attempts + 1)

    def read_again(self, refs: Iterable[PageRef]) -> None:
        """Puts pages back among those that wait; their readings stay until new ones come.

        Those whose document was disposed of stay as they are.

        Raises:
            NotFound: There is no such page.
        """
        self._change((ref for ref in refs if self.get(ref).state is not PageState.DISPOSED), state=PageState.PENDING)

    def retry_failed(self, batch: str) -> int:
        """Puts the failed pages of a batch back among those that wait.

        Returns:
            How many there are.
        """
        failed = self._in_state(batch, PageState.FAILED)
        self.read_again(failed)
        return len(failed)

    def _in_state(self, batch: str, state: PageState) -> tuple[PageRef, ...]:
        query = (
            _in_stacks(select(pages.c.blob, pages.c.page_index))
            .join(stacks, stacks.c.id == stack_pages.c.stack)
            .where(stacks.c.batch == batch, pages.c.state == state)
            .order_by(stacks.c.position, stack_pages.c.position)
        )
        return tuple(dict.fromkeys(PageRef(row.blob, row.page_index) for row in self._context.all(query)))

    def _change(self, refs: Iterable[PageRef], **values: Any) -> None:
        # In one order whoever writes, so that two writers never wait for each other.
        for ref in sorted(refs, key=lambda ref: (ref.blob, ref.index)):
            if not self._context.connection.execute(pages.update().where(_is(ref)).values(values)).rowcount:
                raise NotFound("page")


def _is(ref: PageRef) -> ColumnElement[bool]:
    return and_(pages.c.blob == ref.blob, pages.c.page_index == ref.index)


def _in_stacks(query: Select[Any]) -> Select[Any]:
    return query.join(
        stack_pages, and_(stack_pages.c.blob == pages.c.blob, stack_pages.c.page_index == pages.c.page_index)
    )


def _page(row: Row[Any]) -> Page:
    return Page(
        ref=PageRef(row.blob, row.page_index),
        state=PageState(row.state),
        reason=row.reason,
        reading=row.reading,
        blank=BlankReason(row.blank) if row.blank else None,
        separator=Separator(row.separator) if row.separator else None,
        rotation=row.rotation,
        skew=row.skew,
        dpi=row.dpi,
        colour=Colour(row.colour) if row.colour else None,
        confidence=row.confidence,
        warnings=tuple(row.warnings),
        attempts=row.attempts,
        doubts=tuple(row.doubts),
    )
