"""What leaves the room about proposals: what is suggested to people, and what they decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ProposalKind(StrEnum):
    """What is proposed of two things. None of it counts before a person says so.

    Of the first two the subject is the newer result or the decision, and the counterpart the result that would no
    longer be valid; of the next two both are owners; of the last three both are documents, the counterpart being the
    one that stays what it is.
    """

    REPLACES = "replaces"
    REVOKES = "revokes"
    OTHER_NUMBER = "other_number"
    SAME_PERSON = "same_person"
    SAME_PAPER = "same_paper"
    DRAFT = "draft"
    CERTIFIED_COPY = "certified_copy"


ABOUT_OWNERS = (ProposalKind.OTHER_NUMBER, ProposalKind.SAME_PERSON)
ABOUT_DOCUMENTS = (ProposalKind.SAME_PAPER, ProposalKind.DRAFT, ProposalKind.CERTIFIED_COPY)


class ProposalState(StrEnum):
    """How a proposal stands. One that lapsed is no longer borne out by what the papers say, and comes back if it is."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"


class ProposalVerdict(StrEnum):
    """What was done about a proposal; a decision that is undone leaves it waiting."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDONE = "undone"
    LAPSED = "lapsed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a machine suggests.

    Attributes:
        kind: What it suggests.
        subject: Id, as the kind says.
        counterpart: The other id.
        document: Whose reading gave rise to it.
        other_document: The document at its other end, where there is one.
        confidence: 0…1, by which proposals are ordered; no threshold makes any of them count by itself.
        evidence: Codes, numbers of papers, days and likenesses, fit for JSON: never names or numbers of persons.
    """

    kind: ProposalKind
    subject: str
    counterpart: str
    document: str
    other_document: str | None
    confidence: float
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProposalDecision:
    """That a person decided about a proposal, or that the pipeline let it lapse.

    Attributes:
        verdict: What was done.
        decided_by: Id of an account, not a name.
        reason: In the person's words.
        effect: What was changed by it, as it must be known to take it back.
        recorded_at: When.
    """

    verdict: ProposalVerdict
    decided_by: str
    reason: str = field(repr=False)
    effect: Mapping[str, Any]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion on record; see :class:`Suggestion`."""

    id: str
    kind: ProposalKind
    subject: str
    counterpart: str
    document: str
    other_document: str | None
    confidence: float
    evidence: Mapping[str, Any]
    state: ProposalState
    proposed_at: datetime
    decisions: tuple[ProposalDecision, ...] = ()
