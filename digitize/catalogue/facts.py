"""The facts of the catalogue: what procedures there are, what they result in, and how long that is valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

TermKind = Literal["months", "unlimited", "on_document", "unknown"]
RetentionStart = Literal["issued_on", "valid_until", "archived_on"]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure (thủ tục hành chính).

    Attributes:
        code: ``d.dddddd``; empty where no national code is known.
        name: As published.
        field: Lĩnh vực.
        level: Who decides: ``tỉnh``, ``huyện`` or ``xã`` in the plan period; as published for national ones.
        authority: Who decided in the plan period, and who does now.
        result_name: What it results in, in words.
        source: Where this was read.
    """

    code: str
    name: str
    field: str
    level: str
    authority: str
    result_name: str
    source: str


@dataclass(frozen=True, slots=True)
class ResultType:
    """A kind of result (loại kết quả).

    Attributes:
        code: National ``KQ.x.dddddd``, an older national form, or an invented ``X-KQ.ddd`` where none is known.
        name: As published.
        sensitive: Tells of a criminal record, health or disability: another access class.
        source: Where this was read; starts with ``invented`` for invented codes.
    """

    code: str
    name: str
    sensitive: bool
    source: str


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long results of a type are valid, for those issued in a period.

    Attributes:
        id: Name of the rule, kept in records.
        result_type: The result type's code.
        kind: ``months`` from a day, ``unlimited``, ``on_document`` (only the paper tells) or ``unknown``.
        months: With ``months`` only.
        counted_from: The day the months count from.
        valid_from: First day of issue the rule applies to; ``None``: open.
        valid_to: Last day of issue the rule applies to; ``None``: open.
        basis: Legal basis.
        verified: Read in a public source, not taken from general knowledge.
        source: Where this was read, and why when ``unknown``.
    """

    id: str
    result_type: str
    kind: TermKind
    months: int | None
    counted_from: Literal["issued_on"]
    valid_from: date | None
    valid_to: date | None
    basis: str
    verified: bool
    source: str

    def covers(self, day: date) -> bool:
        """Whether the rule applies to a result issued on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long the papers of a result type must be kept (thời hạn lưu trữ).

    Attributes:
        result_type: The result type's code.
        years: ``None``: for ever (vĩnh viễn).
        counted_from: The day the years count from: of issue, the last of its validity, or of its publication here.
        basis: Legal basis, or the office's own list of retention periods.
        verified: Read in a public source or in that list, not taken from general knowledge.
        source: Where this was read.
    """

    result_type: str
    years: int | None
    counted_from: RetentionStart
    basis: str
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a procedure's dossier, and the result types that stand in for it.

    Attributes:
        procedure: The procedure's code.
        name: What the procedure asks for.
        result_types: Codes of the result types that satisfy it, any of them.
        source: Where this was read; ``invented for the sample`` where it was not.
    """

    procedure: str
    name: str
    result_types: tuple[str, ...]
    source: str
