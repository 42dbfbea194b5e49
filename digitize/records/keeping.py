"""How long documents are kept: retention by their result type, legal holds by people, and what the store still lacks.

What shall keep a document's objects is asked for in the transaction that gives the reason, and set in the object store
after it. Until that is done the document stands among those that wait, as in an outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from digitize.model import ObjectKind, Retention
from digitize.records.context import Context
from digitize.records.kept import Hold, Object, Order
from digitize.records.rows import DocumentState
from digitize.records.tables import document_pages, documents, holds, renditions, retentions

_WAITING = documents.c.keep_asked > documents.c.keep_set


class Keeping:
    """Retention and holds of documents."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def retain(self, document: str, retention: Retention) -> None:
        """Says how long a document must be kept; saying the same again adds nothing.

        Args:
            document: Id.
            retention: Where it is shorter than what was said before, that still holds.
        """
        row = {"document": document, "until": retention.until, "rule": retention.rule, "basis": retention.basis}
        if retention not in self._retentions(document):
            self._context.add(retentions, row | {"recorded_at": self._context.now})

    def retention(self, document: str) -> Retention | None:
        """The longest that was ever said, as nothing is kept for shorter later; ``None`` where nothing was."""
        return max(self._retentions(document), key=lambda said: said.until or date.max, default=None)

    def hold(self, document: str, held: bool, decided_by: str, reason: str) -> bool:
        """Says that a person puts a document on legal hold, or lifts it.

        Args:
            document: Id.
            held: On hold or not.
            decided_by: Id of an account, not a name.
            reason: In the person's words.

        Returns:
            Whether that changes anything; if not, nothing was written.
        """
        self._context.reserve(documents.c.id, document)
        if self.is_held(document) == held:
            return False
        row = {"document": document, "held": held, "decided_by": decided_by, "reason": reason}
        self._context.add(holds, row | {"recorded_at": self._context.now})
        return True

    def holds(self, document: str) -> tuple[Hold, ...]:
        """All that was decided about holds on a document, oldest first."""
        query = select(holds).where(holds.c.document == document).order_by(holds.c.id)
        return tuple(Hold(row.held, row.decided_by, row.reason, row.recorded_at) for row in self._context.all(query))

    def is_held(self, document: str) -> bool:
        """Whether a document is on legal hold."""
        said = self.holds(document)
        return bool(said) and said[-1].held

    # --- what the store still lacks -----------------------------------------------------------------------

    def ask(self, document: str) -> None:
        """Has what is on record set in the store, where anything is."""
        if self._retentions(document) or self.holds(document):
            change = documents.update().where(documents.c.id == document)
            self._context.connection.execute(change.values(keep_asked=documents.c.keep_asked + 1))

    def ask_for(self, kind: ObjectKind, sha256: str) -> None:
        """Has it set anew for an object whose bytes were lost, in which case the store may have forgotten it."""
        for row in self._context.all(_documents_of(kind, sha256)):
            self.ask(row.id)

    def waiting(self) -> int:
        """For how many documents the store still lacks what was asked for."""
        return int(self._context.one(select(func.count()).select_from(documents).where(_WAITING), "documents")[0])

    def orders(self, after: str = "", limit: int = 100) -> tuple[Order, ...]:
        """What is to be set in the store, in the order of documents' ids.

        Args:
            after: The last id of those before.
            limit: Most documents.
        """
        query = select(documents.c.id, documents.c.keep_asked).where(_WAITING, documents.c.id > after)
        rows = self._context.all(query.order_by(documents.c.id).limit(limit))
        return tuple(self._order(row.id, row.keep_asked) for row in rows)

    def mark_lost(self) -> None:
        """Says that the objects lie in another store than they did: all that was ever asked for waits again."""
        self._context.connection.execute(documents.update().where(documents.c.keep_set > 0).values(keep_set=0))

    def done(self, orders: Mapping[str, int]) -> None:
        """Says which order of each document was carried out."""
        statement = (
            documents.update()
            .where(documents.c.id == bindparam("document"), documents.c.keep_set < bindparam("carried_out"))
            .values(keep_set=bindparam("carried_out"))
        )
        rows = [{"document": document, "carried_out": number} for document, number in sorted(orders.items())]
        if rows:
            self._context.connection.execute(statement, rows)

    def _order(self, document: str, number: int) -> Order:
        objects = [*self._received(document), *self._made(document)]
        if not self.holds(document):
            return Order(document, number, self.retention(document), tuple((one, None) for one in objects))
        held = tuple((one, any(map(self.is_held, self._users(*one)))) for one in objects)
        return Order(document, number, self.retention(document), held)

    def _retentions(self, document: str) -> list[Retention]:
        query = select(retentions).where(retentions.c.document == document).order_by(retentions.c.id)
        return [Retention(row.until, row.rule, row.basis) for row in self._context.all(query)]

    def _received(self, document: str) -> Iterable[Object]:
        query = select(document_pages.c.blob).where(document_pages.c.document == document).distinct()
        return [(ObjectKind.ORIGINAL, row.blob) for row in self._context.all(query.order_by(document_pages.c.blob))]

    def _made(self, document: str) -> Iterable[Object]:
        query = select(renditions.c.kind, renditions.c.sha256).where(renditions.c.document == document)
        return dict.fromkeys((ObjectKind(row.kind), row.sha256) for row in self._context.all(query))

    def _users(self, kind: ObjectKind, sha256: str) -> list[str]:
        """Documents that hold an object and were ever on hold, those disposed of left out."""
        query = _documents_of(kind, sha256).where(documents.c.id.in_(select(holds.c.document)))
        return [row.id for row in self._context.all(query)]


def _documents_of(kind: ObjectKind, sha256: str) -> Select[Any]:
    """Documents that hold an object, those disposed of left out."""
    if kind is ObjectKind.ORIGINAL:
        mine = select(document_pages.c.document).where(document_pages.c.blob == sha256)
    else:
        mine = select(renditions.c.document).where(renditions.c.kind == kind, renditions.c.sha256 == sha256)
    query = select(documents.c.id).where(documents.c.id.in_(mine), documents.c.state != DocumentState.DISPOSED)
    return query.order_by(documents.c.id)
