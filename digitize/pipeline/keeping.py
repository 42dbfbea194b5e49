"""How long documents are kept: by the catalogue's rule for their result type, and set in the object store."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from digitize.catalogue import Catalogue, RetentionRule
from digitize.classify.terms import end_of_term
from digitize.errors import ObjectDamaged
from digitize.model import FieldName, Retention, SourceKind
from digitize.records.interfaces import Records
from digitize.records.kept import Order
from digitize.records.rows import Document, Effective
from digitize.records.statements import to_day
from digitize.records.transaction import Transaction
from digitize.store.interfaces import ObjectStore

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
"""What stands for no end where a moment is needed."""
HERE = timezone(timedelta(hours=7))
"""The time zone of Viet Nam, in which days begin and end."""


def settle(write: Transaction, document: str, catalogue: Catalogue, trust_at: float) -> None:
    """Puts on record how long a published document must be kept, and has the store told.

    Where the catalogue says nothing, or the day it counts from is not known surely, nothing is put on record and the
    store's own default holds.

    Args:
        write: The transaction that published it.
        document: Id.
        catalogue: For the rules.
        trust_at: Confidence from which a day that a machine read is counted from.
    """
    row = write.documents.get(document)
    rule = catalogue.retention_rule(row.result_type) if row.result_type else None
    retention = rule and _counted(rule, _start(write, row, rule, trust_at))
    if retention:
        write.keeping.retain(document, retention)
    write.keeping.ask(document)


def _start(read: Transaction, document: Document, rule: RetentionRule, trust_at: float) -> date | None:
    """The day from which a rule counts."""
    archived_on = document.created_at.astimezone(HERE).date()
    if rule.counted_from == "archived_on":
        return archived_on
    said = read.statements.effective(document.id)
    if rule.counted_from == "issued_on":
        issued_on = to_day(said.value(FieldName.ISSUED_ON))
        if not issued_on or issued_on > archived_on:
            # A paper that comes from the future was misread.
            return None
        return issued_on if _sure(said, FieldName.ISSUED_ON, trust_at) else None
    term = read.results.term(document.id)
    behind = FieldName.VALID_UNTIL if term.printed else FieldName.ISSUED_ON
    return term.valid_until if term.known and _sure(said, behind, trust_at) else None


def _sure(said: Effective, name: FieldName, trust_at: float) -> bool:
    one = said.get(name)
    return one is not None and (one.source is SourceKind.PERSON or one.value.confidence >= trust_at)


def _counted(rule: RetentionRule, start: date | None) -> Retention | None:
    if rule.years is None:
        return Retention(None, f"{rule.result_type}: permanent", rule.basis)
    if start is None:
        return None
    name = f"{rule.result_type}: {rule.years} years from {rule.counted_from}"
    try:
        return Retention(end_of_term(start, rule.years * 12), name, rule.basis)
    except ValueError:
        # Longer than there are dates.
        return Retention(None, name, rule.basis)


def end_of(retention: Retention) -> datetime:
    """The moment at which the last day of a retention is over, where the archive is."""
    if retention.until is None or retention.until >= FOR_EVER.date():
        return FOR_EVER
    return datetime.combine(retention.until + timedelta(days=1), time(), HERE)


class Protector:
    """Sets in the object store what is on record about keeping documents.

    Args:
        records: Where it is on record.
        store: Where the objects lie.
    """

    def __init__(self, records: Records, store: ObjectStore) -> None:
        self._records = records
        self._store = store

    def drain(self) -> int:
        """Sets all that waits.

        Returns:
            For how many documents. One of which an object is damaged or missing goes on waiting.

        Raises:
            StoreUnavailable: The store does not answer; what waits goes on waiting.
        """
        after, count = "", 0
        while True:
            with self._records.read() as read:
                orders = read.keeping.orders(after)
            if not orders:
                return count
            done = {order.document: order.number for order in orders if self._carry_out(order)}
            with self._records.write() as write:
                write.keeping.done(done)
            count += len(done)
            after = orders[-1].document

    def _carry_out(self, order: Order) -> bool:
        try:
            for (kind, sha256), held in order.objects:
                if order.retention:
                    self._store.retain(kind, sha256, end_of(order.retention))
                if held is not None:
                    self._store.hold(kind, sha256, held)
        except ObjectDamaged:
            return False
        return True
