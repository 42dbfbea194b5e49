"""How long a result is valid, and what a clerk is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ValidityState(StrEnum):
    """The state of a result at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    TERM_UNKNOWN = "term_unknown"
    NOT_YET_VALID = "not_yet_valid"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a result stays valid: from the paper or from a rule.

    Attributes:
        valid_from: First day.
        valid_until: Last day, inclusive; ``None`` with ``unlimited`` or when unknown.
        unlimited: Valid until revoked.
        known: Whether anything at all is known; never valid when false.
        printed: The date stands on the paper (it beats every rule).
        rule: Identifier of the rule (row of ``terms.csv``), empty for printed dates.
        basis: Legal basis in words, e.g. ``Điều 66 Luật 41/2013/QH13``.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    unlimited: bool = False
    known: bool = False
    printed: bool = False
    rule: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a document must be kept.

    Attributes:
        until: Last day, inclusive; ``None``: for ever.
        rule: The row of ``retention.csv`` in short.
        basis: Legal basis, or the office's own list.
    """

    until: date | None
    rule: str
    basis: str


class ReuseAnswer(StrEnum):
    """What a clerk is told."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    TERM_UNKNOWN = "term_unknown"
    POSSIBLE_MATCH = "possible_match"
    NOT_FOUND = "not_found"


class Checked(StrEnum):
    """Who vouches for what the records say."""

    MACHINE = "machine_read"
    PERSON = "person_checked"
