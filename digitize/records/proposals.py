"""Proposals: what the machine suggests of papers, results and owners, each decided by a person and undone if wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from digitize.errors import ProposalDecided
from digitize.records.context import Context
from digitize.records.documents import to_document
from digitize.records.ids import new_id
from digitize.records.proposed import (
    Proposal,
    ProposalDecision,
    ProposalKind,
    ProposalState,
    ProposalVerdict,
    Suggestion,
)
from digitize.records.rows import Document
from digitize.records.tables import documents, proposal_decisions, proposals

_AFTER: Mapping[ProposalVerdict, ProposalState] = {
    ProposalVerdict.ACCEPTED: ProposalState.ACCEPTED,
    ProposalVerdict.REFUSED: ProposalState.REFUSED,
    ProposalVerdict.UNDONE: ProposalState.WAITING,
    ProposalVerdict.LAPSED: ProposalState.LAPSED,
    ProposalVerdict.RETURNED: ProposalState.WAITING,
}

_MAY: Mapping[ProposalVerdict, tuple[ProposalState, ...]] = {
    ProposalVerdict.ACCEPTED: (ProposalState.WAITING,),
    ProposalVerdict.REFUSED: (ProposalState.WAITING,),
    ProposalVerdict.LAPSED: (ProposalState.WAITING,),
    ProposalVerdict.UNDONE: (ProposalState.ACCEPTED, ProposalState.REFUSED),
    ProposalVerdict.RETURNED: (ProposalState.LAPSED,),
}


class Proposals:
    """What is proposed, how it stands, and the append-only book of what was decided."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def suggest(self, suggestion: Suggestion) -> tuple[Proposal, bool]:
        """Puts a suggestion on record; one that is there already keeps its id and what was decided.

        Returns:
            The proposal, and whether it is new.
        """
        context = self._context
        row = {
            "id": new_id("E"),
            "kind": suggestion.kind,
            "subject": suggestion.subject,
            "counterpart": suggestion.counterpart,
            "document": suggestion.document,
            "other_document": suggestion.other_document,
            "confidence": suggestion.confidence,
            "evidence": dict(suggestion.evidence),
            "state": ProposalState.WAITING,
            "proposed_at": context.now,
        }
        added = context.add_new(proposals, row)
        query = select(proposals).where(
            proposals.c.kind == suggestion.kind,
            proposals.c.subject == suggestion.subject,
            proposals.c.counterpart == suggestion.counterpart,
        )
        return self._one(query, "proposal"), bool(added)

    def get(self, proposal: str) -> Proposal:
        """A proposal by its id.

        Raises:
            NotFound: There is none.
        """
        return self._one(select(proposals).where(proposals.c.id == proposal), proposal)

    def reserve(self, proposal: str) -> Proposal:
        """A proposal that nobody else decides about until this transaction ends.

        Raises:
            NotFound: There is none.
        """
        self._context.reserve(proposals.c.id, proposal)
        return self.get(proposal)

    def listing(
        self,
        state: ProposalState = ProposalState.WAITING,
        kinds: Collection[ProposalKind] = (),
        *,
        after: str = "",
        limit: int = 100,
    ) -> tuple[Proposal, ...]:
        """Proposals in a state, kind by kind and in the order of their ids.

        Args:
            state: Which.
            kinds: Only of these; all if empty.
            after: The last id of those before, of whatever kind it is.
            limit: Most proposals.
        """
        query = select(proposals).where(proposals.c.state == state, proposals.c.kind.in_(kinds or list(ProposalKind)))
        if after:
            last = self.get(after)
            behind = (proposals.c.kind > last.kind) | ((proposals.c.kind == last.kind) & (proposals.c.id > after))
            query = query.where(behind)
        rows = self._context.all(query.order_by(proposals.c.kind, proposals.c.id).limit(limit))
        return self._whole(rows)

    def of_document(self, document: str) -> tuple[Proposal, ...]:
        """Every proposal that a document has to do with, whatever became of it, oldest first."""
        return self._read(or_(proposals.c.document == document, proposals.c.other_document == document))

    def accepted(self, subjects: Collection[str], kinds: Collection[ProposalKind]) -> tuple[Proposal, ...]:
        """Accepted proposals of some kinds about some subjects."""
        return self._read(
            proposals.c.subject.in_(subjects)
            & proposals.c.kind.in_(kinds)
            & (proposals.c.state == ProposalState.ACCEPTED)
        )

    def decide(
        self, proposal: Proposal, verdict: ProposalVerdict, by: str, reason: str, effect: Mapping[str, Any]
    ) -> Proposal:
        """Writes what was decided about a proposal that is reserved.

        Args:
            proposal: As :meth:`reserve` gave it.
            verdict: ``UNDONE`` takes back what a person decided; all else is about one that waits, but for
                ``RETURNED``, which brings back one that lapsed.
            by: Id of an account, not a name.
            reason: In the person's words.
            effect: What is changed by it, in this transaction.

        Raises:
            ProposalDecided: The proposal does not stand so that this can be done about it.
        """
        if proposal.state not in _MAY[verdict]:
            raise ProposalDecided(proposal.state)
        context = self._context
        row = {"proposal": proposal.id, "verdict": verdict, "decided_by": by, "reason": reason}
        context.add(proposal_decisions, row | {"effect": dict(effect), "recorded_at": context.now})
        change = proposals.update().where(proposals.c.id == proposal.id).values(state=_AFTER[verdict])
        context.connection.execute(change)
        return self.get(proposal.id)

    # --- what is still to be compared ---------------------------------------------------------------------

    def uncompared(self, after: str = "", limit: int = 200) -> tuple[Document, ...]:
        """Documents of which something became known since they were compared with other papers, by id."""
        query = select(documents).where(documents.c.revision > documents.c.compared, documents.c.id > after)
        return tuple(map(to_document, self._context.all(query.order_by(documents.c.id).limit(limit))))

    def is_compared(self, document: Document) -> bool:
        """Whether a document was compared with others as it is now known."""
        query = select(documents.c.compared).where(documents.c.id == document.id)
        return bool(self._context.one(query, document.id).compared >= document.revision)

    def mark_compared(self, document: str, revision: int) -> None:
        """Says as of which revision a document was compared with others."""
        mine = (documents.c.id == document) & (documents.c.compared < revision)
        self._context.connection.execute(documents.update().where(mine).values(compared=revision))

    # --- parts --------------------------------------------------------------------------------------------

    def _read(self, which: ColumnElement[bool]) -> tuple[Proposal, ...]:
        query = select(proposals).where(which).order_by(proposals.c.proposed_at, proposals.c.id)
        return self._whole(self._context.all(query))

    def _one(self, query: Select[Any], what: str) -> Proposal:
        [proposal] = self._whole([self._context.one(query, what)])
        return proposal

    def _whole(self, rows: Iterable[Row[Any]]) -> tuple[Proposal, ...]:
        """Proposals with their decisions, which are asked for all at once."""
        found = list(rows)
        query = select(proposal_decisions).where(proposal_decisions.c.proposal.in_([row.id for row in found]))
        decided: defaultdict[str, list[ProposalDecision]] = defaultdict(list)
        for row in self._context.all(query.order_by(proposal_decisions.c.id)) if found else ():
            decided[row.proposal].append(_decision(row))
        return tuple(_proposal(row, decided[row.id]) for row in found)


def _proposal(row: Row[Any], decisions: Iterable[ProposalDecision]) -> Proposal:
    return Proposal(
        id=row.id,
        kind=ProposalKind(row.kind),
        subject=row.subject,
        counterpart=row.counterpart,
        document=row.document,
        other_document=row.other_document,
        confidence=row.confidence,
        evidence=row.evidence,
        state=ProposalState(row.state),
        proposed_at=row.proposed_at,
        decisions=tuple(decisions),
    )


def _decision(row: Row[Any]) -> ProposalDecision:
    return ProposalDecision(ProposalVerdict(row.verdict), row.decided_by, row.reason, row.effect, row.recorded_at)
