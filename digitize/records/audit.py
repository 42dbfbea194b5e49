"""The audit: who did what, in one hash chain for each writer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import Row, select

from digitize.model import AuditEntry
from digitize.records.context import Context
from digitize.records.rows import Chain
from digitize.records.tables import audit

_GENESIS = "0" * 64
_CHUNK = 1000


class Audit:
    """The append-only book. A tail cut off is seen only against a head that was kept elsewhere."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def append(self, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> AuditEntry:
        """Adds a link to this writer's chain.

        Args:
            actor: An account or program.
            action: A code such as ``publish``.
            subject: Id of what it was done to.
            detail: Identifiers and codes only, fit for JSON: never names, numbers of persons or page text.
        """
        context = self._context
        said = {"actor": actor, "action": action, "subject": subject, "detail": _canonical(detail or {})}
        while True:
            row: dict[str, Any] = self._next() | said
            row["hash"] = _hash(row)
            # Two links in one place are impossible: where another process of this name appends at the same time, this
            # one waits until that one's transaction has ended and, if its link stands, takes the place behind it.
            if context.add_new(audit, row):
                return AuditEntry(**row | {"detail": dict(detail or {})})

    def _next(self) -> dict[str, Any]:
        """The next place in this writer's chain."""
        context = self._context
        query = select(audit.c.sequence, audit.c.hash).where(audit.c.writer == context.writer)
        last = context.first(query.order_by(audit.c.sequence.desc()))
        sequence, previous = (last.sequence + 1, last.hash) if last else (1, _GENESIS)
        return {"writer": context.writer, "sequence": sequence, "moment": context.now, "previous": previous}

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        """What was done to a subject, oldest first."""
        query = select(audit).where(audit.c.subject == subject)
        return tuple(map(_entry, self._context.all(query.order_by(audit.c.moment, audit.c.writer, audit.c.sequence))))

    def verify_chain(self) -> tuple[Chain, ...]:
        """Reads every chain whole and computes its hashes again, for each writer."""
        writers = self._context.all(select(audit.c.writer).distinct().order_by(audit.c.writer))
        return tuple(self._verify(row.writer) for row in writers)

    def _verify(self, writer: str) -> Chain:
        sequence, head = 0, _GENESIS
        for row in self._links(writer):
            sequence += 1
            if (row.sequence, row.previous, row.hash) != (sequence, head, _hash(row._asdict())):
                return Chain(writer, sequence - 1, head, broken_at=row.sequence)
            head = row.hash
        return Chain(writer, sequence, head)

    def _links(self, writer: str) -> Iterator[Row[Any]]:
        last: int | None = None
        while True:
            query = select(audit).where(audit.c.writer == writer).order_by(audit.c.sequence).limit(_CHUNK)
            rows = list(self._context.all(query if last is None else query.where(audit.c.sequence > last)))
            yield from rows
            if len(rows) < _CHUNK:
                return
            last = rows[-1].sequence


def _canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(row: Mapping[str, Any]) -> str:
    content = {name: row[name] for name in ("writer", "sequence", "actor", "action", "subject", "detail", "previous")}
    content["moment"] = row["moment"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**row._asdict() | {"detail": json.loads(row.detail)})
