"""What came in: batches, blobs, receipts and stacks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from digitize.errors import NotFound
from digitize.model import PageRef, StoredObject
from digitize.records.accounts import Decision, Sheets
from digitize.records.context import Context
from digitize.records.ids import new_id
from digitize.records.keys import Sealed
from digitize.records.rows import Batch, BatchState, Blob, PageState, Receipt, ReceiptOutcome, Stack
from digitize.records.tables import (
    batches,
    blobs,
    decisions,
    disposed_objects,
    pages,
    receipts,
    stack_notes,
    stack_pages,
    stacks,
)
from digitize.vietnamese.text import display_name, nfc


def _path_key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()


class Batches:
    """Batches and what was handed in with them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def open(self, name: str, agency: str = "", counted_sheets: int | None = None) -> Batch:
        """The batch of this agency and name, new if there is none; a finished one is opened again.

        Args:
            name: As the operator calls it.
            agency: Code in the agency tree, empty where unknown.
            counted_sheets: Sheets of paper as the operator counted them; replaces an earlier count.
        """
        name = nfc(name)
        row = {
            "id": new_id("B"),
            "name": name,
            "agency": agency,
            "counted_sheets": counted_sheets,
            "state": BatchState.OPEN,
            "created_at": self._context.now,
            "finished_at": None,
        }
        if not self._context.add_new(batches, row):
            change: dict[str, Any] = {"state": BatchState.OPEN, "finished_at": None}
            if counted_sheets is not None:
                change["counted_sheets"] = counted_sheets
            self._context.connection.execute(
                batches.update().where(batches.c.agency == agency, batches.c.name == name).values(change)
            )
        return _batch(
            self._context.one(select(batches).where(batches.c.agency == agency, batches.c.name == name), "batch")
        )

    def get(self, batch: str) -> Batch:
        """A batch by its id.

        Raises:
            NotFound: There is none.
        """
        return _batch(self._context.one(select(batches).where(batches.c.id == batch), batch))

    def named(self, name: str) -> tuple[Batch, ...]:
        """Batches of this name, of whatever agency, oldest first."""
        query = select(batches).where(batches.c.name == nfc(name)).order_by(batches.c.created_at)
        return tuple(map(_batch, self._context.all(query)))

    def all(self) -> tuple[Batch, ...]:
        """All batches, oldest first."""
        return tuple(map(_batch, self._context.all(select(batches).order_by(batches.c.created_at, batches.c.id))))

    def decide(self, batch: str, sheets: Sheets, decided_by: str, reason: str) -> Decision:
        """Says that a person lets a batch be published with these counts; saying it again adds nothing.

        Args:
            batch: Id.
            sheets: The counts as the person saw them; ``counted`` is given.
            decided_by: Id of an account, not a name.
            reason: In the person's words.
        """
        row = {"batch": batch, "counted": sheets.counted, "scanned": sheets.scanned, "unopened": sheets.unopened}
        said = {"decided_by": decided_by, "reason": nfc(reason), "recorded_at": self._context.now}
        self._context.add_new(decisions, row | said)
        return _decision(self._context.one(_decided(batch, sheets), batch))

    def decision(self, batch: str, sheets: Sheets) -> Decision | None:
        """What was decided about a batch with these very counts."""
        row = self._context.first(_decided(batch, sheets))
        return _decision(row) if row else None

    def finish(self, batch: str, state: BatchState) -> None:
        """Closes a batch as finished or, where counts disagree, as a mismatch.

        Raises:
            NotFound: There is no such batch.
        """
        change = batches.update().where(batches.c.id == batch).values(state=state, finished_at=self._context.now)
        if not self._context.connection.execute(change).rowcount:
            raise NotFound(batch)

    def blob(self, sha256: str) -> Blob | None:
        """Received bytes by their hash, if they were ever taken in."""
        row = self._context.first(select(blobs).where(blobs.c.sha256 == sha256))
        return Blob(**row._asdict()) if row else None

    def add_blob(self, stored: StoredObject, media_type: str, page_count: int) -> bool:
        """Says that bytes are safe in the store and have these pages, which wait to be read.

        Returns:
            Whether they are new; known bytes stay as they are.
        """
        now = self._context.now
        row = {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": media_type,
            "pages": page_count,
            "received_at": now,
            "verified_at": now,
        }
        if not self._context.add_new(blobs, row):
            return False
        self._context.add(
            pages,
            *(
                {
                    "blob": stored.sha256,
                    "page_index": index,
                    "state": PageState.PENDING,
                    "warnings": [],
                    "attempts": 0,
                }
                for index in range(page_count)
            ),
        )
        return True

    def some_blobs(self) -> tuple[str, ...]:
        """A few of the received files, by their hashes, of all times alike; none disposed of."""
        gone = select(disposed_objects.c.sha256).where(disposed_objects.c.sha256 == blobs.c.sha256)
        query = select(blobs.c.sha256).where(~gone.exists()).limit(3)
        rows = [
            *self._context.all(query.order_by(blobs.c.sha256)),
            *self._context.all(query.order_by(blobs.c.sha256.desc())),
        ]
        return tuple(dict.fromkeys(row.sha256 for row in rows))

    def verified(self, sha256: str) -> None:
        """Says that the stored bytes still have their hash at this moment."""
        self._context.connection.execute(
            blobs.update().where(blobs.c.sha256 == sha256).values(verified_at=self._context.now)
        )

    def add_receipt(
        self,
        batch: str,
        path: Path,
        outcome: ReceiptOutcome,
        *,
        name: str = "",
        blob: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Says that a file came in.

        Args:
            batch: Id.
            path: Absolute, as the operator has it; of it only a hash is kept.
            outcome: What became of it.
            name: As the operator shall find it again; by default the path's last part.
            blob: Its bytes, where they were taken in.
            reason: Code of :mod:`digitize.errors`, where they were not.

        Returns:
            The receipt; for the same path and bytes in the same batch the first one, as it was, except that the
            reason of a file without bytes is the newest.
        """
        context = self._context
        row = {
            "id": new_id("R"),
            "batch": batch,
            "blob": blob,
            "name": name or display_name(path.name),
            "path_key": _path_key(path),
            "outcome": outcome,
            "reason": reason,
            "received_at": context.now,
            "seen_at": context.now,
        }
        mine = (
            receipts.c.batch == batch,
            receipts.c.path_key == row["path_key"],
            receipts.c.blob.is_(None) if blob is None else receipts.c.blob == blob,
        )
        if not context.add_new(receipts, row):
            change: dict[str, Any] = {"seen_at": context.now}
            if blob is None:
                change |= {"outcome": outcome, "reason": reason}
            context.connection.execute(receipts.update().where(*mine).values(change))
        return _receipt(context.one(select(receipts).where(*mine), "receipt"))

    def receipts(self, batch: str) -> tuple[Receipt, ...]:
        """The newest receipt of each file of a batch, in the order in which the files first came, then by name."""
        query = select(receipts).where(receipts.c.batch == batch).order_by(receipts.c.seen_at, receipts.c.id)
        newest = {row.path_key: _receipt(row) for row in self._context.all(query)}
        return tuple(sorted(newest.values(), key=lambda receipt: (receipt.received_at, receipt.name)))

    def receipts_of(self, blob: str) -> tuple[Receipt, ...]:
        """All receipts of the same bytes, in all batches, oldest first."""
        query = select(receipts).where(receipts.c.blob == blob).order_by(receipts.c.received_at, receipts.c.id)
        return tuple(map(_receipt, self._context.all(query)))

    def add_stack(
        self, batch: str, name: str, stack: Sequence[PageRef], *, sides: int = 1, series: bool = False
    ) -> Stack:
        """Adds pages in scanning order; the batch's stack that begins with the same page is the same stack.

        Args:
            batch: Id.
            name: For display.
            stack: At least one page, of blobs already added. A stack that has grown since takes the longer list.
            sides: 1 for simplex, 2 for duplex.
            series: Put together from several files of one page each.
        """
        context = self._context
        context.reserve(batches.c.id, batch)
        known = self._stack_beginning(batch, stack[0])
        if known and known.pages == tuple(stack):
            return known
        if known:
            stack_id = known.id
            context.connection.execute(stack_pages.delete().where(stack_pages.c.stack == stack_id))
        else:
            stack_id = new_id("S")
            taken = context.one(select(func.count()).where(stacks.c.batch == batch), batch)
            row = {"id": stack_id, "batch": batch, "name": nfc(name), "series": series, "sides": sides}
            context.add(stacks, row | {"position": taken[0]})
        context.add(
            stack_pages,
            *(
                {"stack": stack_id, "position": position, "blob": ref.blob, "page_index": ref.index}
                for position, ref in enumerate(stack)
            ),
        )
        return self.stack(stack_id)

    def note(self, stack: str, notes: str) -> None:
        """Keeps what an operator said of a stack, sealed, until :meth:`forget`; what was said before no longer counts.

        Args:
            stack: Id.
            notes: Any text; an empty one is not kept.
        """
        context = self._context
        context.connection.execute(stack_notes.delete().where(stack_notes.c.stack == stack))
        if notes:
            sealed = context.seal(notes, _purpose(stack))
            context.add(stack_notes, {"stack": stack, "notes": sealed.text, "key_id": sealed.key_id})

    def notes(self, stack: str) -> str:
        """What an operator said of a stack; empty where nothing is kept."""
        row = self._context.first(select(stack_notes).where(stack_notes.c.stack == stack))
        if row is None:
            return ""
        return self._context.keys.unseal(Sealed.of(row.key_id, row.notes), _purpose(stack))

    def forget(self, batch: str) -> None:
        """Removes what was said of the stacks of a batch."""
        mine = select(stacks.c.id).where(stacks.c.batch == batch)
        self._context.connection.execute(stack_notes.delete().where(stack_notes.c.stack.in_(mine)))

    def stack(self, stack: str) -> Stack:
        """A stack by its id.

        Raises:
            NotFound: There is none.
        """
        found = self._stacks(stacks.c.id == stack)
        if not found:
            raise NotFound(stack)
        return found[0]

    def stacks(self, batch: str) -> tuple[Stack, ...]:
        """The stacks of a batch in their order."""
        return self._stacks(stacks.c.batch == batch)

    def stack_sizes(self, batch: str) -> tuple[tuple[int, int], ...]:
        """Of each stack of a batch how many sides of a sheet were scanned, and how many pages it has."""
        query = (
            select(stacks.c.sides, func.count().label("pages"))
            .join(stack_pages, stack_pages.c.stack == stacks.c.id)
            .where(stacks.c.batch == batch)
            .group_by(stacks.c.id, stacks.c.sides)
        )
        return tuple((row.sides, row.pages) for row in self._context.all(query))

    def stack_with(self, batch: str, page: PageRef) -> Stack | None:
        """The first stack of a batch that holds a page."""
        row = self._context.first(_stacks_with(batch, page))
        return self.stack(row.id) if row else None

    def stack_holding(self, page: PageRef) -> Stack | None:
        """The stack in which a page came last, whatever its batch."""
        query = select(stacks.c.id).join(stack_pages, stack_pages.c.stack == stacks.c.id).join(batches)
        mine = query.where(stack_pages.c.blob == page.blob, stack_pages.c.page_index == page.index)
        row = self._context.first(mine.order_by(batches.c.created_at.desc(), stacks.c.position.desc()))
        return self.stack(row.id) if row else None

    def _stack_beginning(self, batch: str, page: PageRef) -> Stack | None:
        row = self._context.first(_stacks_with(batch, page).where(stack_pages.c.position == 0))
        return self.stack(row.id) if row else None

    def _stacks(self, which: ColumnElement[bool]) -> tuple[Stack, ...]:
        query = (
            select(stacks, stack_pages.c.blob, stack_pages.c.page_index)
            .join(stack_pages, stack_pages.c.stack == stacks.c.id)
            .where(which)
            .order_by(stacks.c.position, stack_pages.c.position)
        )
        grouped = groupby(self._context.all(query), key=lambda row: row.id)
        return tuple(_stack(list(rows)) for _, rows in grouped)


def _purpose(stack: str) -> str:
    return f"notes of {stack}"


def _stacks_with(batch: str, page: PageRef) -> Select[Any]:
    return (
        select(stacks.c.id)
        .join(stack_pages, stack_pages.c.stack == stacks.c.id)
        .where(stacks.c.batch == batch, stack_pages.c.blob == page.blob, stack_pages.c.page_index == page.index)
        .order_by(stacks.c.position)
    )


def _decided(batch: str, sheets: Sheets) -> Select[Any]:
    return select(decisions).where(
        decisions.c.batch == batch,
        decisions.c.counted == sheets.counted,
        decisions.c.scanned == sheets.scanned,
        decisions.c.unopened == sheets.unopened,
    )


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.counted, row.scanned, row.unopened, row.decided_by, row.reason, row.recorded_at)


def _batch(row: Row[Any]) -> Batch:
    return Batch(**row._asdict() | {"state": BatchState(row.state)})


def _receipt(row: Row[Any]) -> Receipt:
    outcome = ReceiptOutcome(row.outcome)
    return Receipt(row.id, row.batch, row.blob, row.name, outcome, row.reason, row.received_at)


def _stack(rows: list[Row[Any]]) -> Stack:
    refs = tuple(PageRef(row.blob, row.page_index) for row in rows)
    row = rows[0]
    return Stack(row.id, row.batch, row.name, row.series, row.sides, row.position, refs)
