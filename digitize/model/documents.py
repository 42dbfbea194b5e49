"""What a document is and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from digitize.model.geometry import Box


class DocumentKind(StrEnum):
    """What a paper is to the archive."""

    RESULT = "result"
    REFUSAL = "refusal"
    DOSSIER_PAPER = "dossier_paper"
    INTERNAL = "internal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer with its probability."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Classification:
    """What a document is, or that it is not known.

    Attributes:
        kind: What the paper is to the archive; ``UNKNOWN`` is an abstention.
        document_type: Title as Decree 30/2020 or the form names it, e.g. ``Chỉ thị``, ``Giấy phép xây dựng``.
        result_type: National result code, only where answered.
        procedure: National procedure code, only where answered.
        probability: That the answer (kind and result type) is right, 0…1.
        rung: Which rung of the ladder answered: ``barcode``, ``header``, ``retrieval`` or ``none``.
        why: A short reason for the reviewer, free of personal data.
        candidates: Result types that come into question, best first.
    """

    kind: DocumentKind = DocumentKind.UNKNOWN
    document_type: str | None = None
    result_type: str | None = None
    procedure: str | None = None
    probability: float = 0.0
    rung: str = "none"
    why: str = ""
    candidates: tuple[Candidate, ...] = ()


class FieldName(StrEnum):
    """The fields of a result, the same in code, records, API and exports."""

    DOCUMENT_TYPE = "document_type"
    NUMBER = "number"
    ISSUED_ON = "issued_on"
    ISSUER = "issuer"
    SIGNER = "signer"
    SIGNER_TITLE = "signer_title"
    ABSTRACT = "abstract"
    OWNER_NAME = "owner_name"
    OWNER_BIRTH_DATE = "owner_birth_date"
    OWNER_ID = "owner_id"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value read from a document.

    Attributes:
        name: Which field.
        value: Normalised: dates as ISO 8601, numbers without stray spaces, ``unlimited`` for a printed
            "không thời hạn" in ``valid_until``.
        raw: As it stands on the paper.
        confidence: 0…1.
        page: 0-based position in the document; ``None`` where the value comes from no page.
        box: In the source frame of that page.
        rule: Which rule found it.
        item: 0-based: second owner, second table row.
    """

    name: FieldName
    value: str
    raw: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    rule: str = ""
    item: int = 0


UNLIMITED = "unlimited"
