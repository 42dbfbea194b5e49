"""Terms that people said for result types of which the catalogue knows none: asked once for each type, then known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select

from digitize.catalogue.facts import TermKind, TermRule
from digitize.records.context import Context
from digitize.records.tables import results, term_rules

PREFIX = "person:"
"""Ids of rules that people said begin so; those of the catalogue never do."""


@dataclass(frozen=True, slots=True)
class SaidRule:
    """A rule as it was said: by whom and when."""

    rule: TermRule
    decided_by: str
    recorded_at: datetime


class TermRules:
    """The append-only book of terms that people said. Of two that cover a day the newer counts."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(
        self,
        result_type: str,
        kind: TermKind,
        months: int | None,
        valid_from: date | None,
        valid_to: date | None,
        basis: str,
        by: str,
    ) -> TermRule:
        """Keeps what a person said.

        Args:
            result_type: The type's code.
            kind: As of :class:`TermRule`.
            months: With ``months`` only.
            valid_from: First day of issue it applies to; ``None``: open.
            valid_to: Last day of issue it applies to; ``None``: open.
            basis: The article it rests on.
            by: Id of an account, not a name.
        """
        context = self._context
        row: dict[str, Any] = {
            "result_type": result_type,
            "kind": kind,
            "months": months,
            "basis": basis,
            "decided_by": by,
        }
        row |= {"valid_from": valid_from, "valid_to": valid_to, "recorded_at": context.now}
        context.add(term_rules, row)
        return self.of(result_type)[0]

    def of(self, result_type: str | None) -> Sequence[TermRule]:
        """What was said of a result type, newest first."""
        return [said.rule for said in self.said(result_type)] if result_type else ()

    def said(self, result_type: str) -> tuple[SaidRule, ...]:
        """The same, with who said it and when."""
        query = select(term_rules).where(term_rules.c.result_type == result_type)
        return tuple(map(_said, self._context.all(query.order_by(term_rules.c.id.desc()))))

    def asked(self) -> dict[str, int]:
        """How many results of each type wait for a term, for want of a rule."""
        query = select(results.c.term_asked, func.count().label("results"))
        query = query.where(results.c.term_asked.is_not(None)).group_by(results.c.term_asked)
        return {row.term_asked: row.results for row in self._context.all(query.order_by(results.c.term_asked))}

    def waiting(self, result_type: str, after: str = "", limit: int = 100) -> tuple[str, ...]:
        """Ids of results of a type that wait for a term, in order; ``after`` is the last id of those before."""
        query = select(results.c.id).where(results.c.term_asked == result_type, results.c.id > after)
        return tuple(row.id for row in self._context.all(query.order_by(results.c.id).limit(limit)))


def _said(row: Row[Any]) -> SaidRule:
    rule = TermRule(
        id=f"{PREFIX}{row.id}",
        result_type=row.result_type,
        kind=row.kind,
        months=row.months,
        counted_from="issued_on",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=row.basis,
        verified=True,
        source=f"said by {row.decided_by}",
    )
    return SaidRule(rule, row.decided_by, row.recorded_at)
