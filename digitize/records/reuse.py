"""Reuse: each question and its answer, kept under a proof reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from digitize.catalogue.identifiers import OwnerNumber
from digitize.model import ReuseAnswer
from digitize.records.context import Context
from digitize.records.ids import new_id
from digitize.records.rows import ReuseCheck
from digitize.records.tables import reuse_checks


class Reuse:
    """The append-only book of reuse checks."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record(
        self,
        actor: str,
        owner: OwnerNumber,
        result_types: Sequence[str],
        as_of: date,
        answer: ReuseAnswer,
        result: str | None = None,
    ) -> ReuseCheck:
        """Keeps a question and its answer.

        Args:
            actor: Who asked: an account, not a name.
            owner: Kept as a keyed hash only.
            result_types: Codes asked for.
            as_of: The day the answer is about.
            answer: What was told.
            result: Id of the result it rests on.
        """
        context = self._context
        key_id, owner_hash = context.keys.hash(owner)
        context.note_key(key_id)
        check = ReuseCheck(new_id("P"), context.now, actor, as_of, tuple(result_types), answer, result)
        row = {
            "id": check.id,
            "moment": check.moment,
            "actor": actor,
            "as_of": as_of,
            "result_types": list(result_types),
            "owner_hash": owner_hash,
            "key_id": key_id,
            "answer": answer,
            "result": result,
        }
        context.add(reuse_checks, row)
        return check

    def get(self, check: str) -> ReuseCheck:
        """A check by its proof reference.

        Raises:
            NotFound: There is none.
        """
        row = self._context.one(select(reuse_checks).where(reuse_checks.c.id == check), check)
        types, answer = tuple(row.result_types), ReuseAnswer(row.answer)
        return ReuseCheck(row.id, row.moment, row.actor, row.as_of, types, answer, row.result)

    def asked_by(self, check: str, owner: OwnerNumber) -> bool:
        """Whether a check was about this owner: what a proof sheet is held against."""
        query = select(reuse_checks.c.owner_hash).where(reuse_checks.c.id == check)
        return self._context.one(query, check).owner_hash in self._context.keys.hashes(owner)
