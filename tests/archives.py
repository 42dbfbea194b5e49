"""Small archives for tests of the records. All numbers, names and bytes are invented."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber
from digitize.model import (
    Box,
    Classification,
    Colour,
    DocumentKind,
    FieldName,
    FieldValue,
    ObjectKind,
    PageFindings,
    PageRef,
    SourceKind,
    StoredObject,
    Term,
)
from digitize.records.rows import Document, Publication, Source
from digitize.records.transaction import Transaction

NUMBER = OwnerNumber(OwnerKind.CITIZEN, "087090000123")
OTHER_NUMBER = OwnerNumber(OwnerKind.CITIZEN, "087190000456")
NAME = "Trần Thị Đẹp"
BIRTH = date(1990, 5, 1)
TYPE = "KQ.G10.001350"

RULES = Source(SourceKind.RULE, "rules", "1")
NEWER_RULES = Source(SourceKind.RULE, "rules", "2")
MANIFEST = Source(SourceKind.MANIFEST, "manifest")
PERSON = Source(SourceKind.PERSON, "reviewer-1")

TERM = Term(date(2023, 2, 7), date(2028, 2, 7), known=True, rule="60-months")


class Clock:
    """Moments one second apart."""

    def __init__(self) -> None:
        self.now = datetime(2025, 6, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def sha(seed: object) -> str:
    return hashlib.sha256(str(seed).encode()).hexdigest()


def stored(seed: object, kind: ObjectKind = ObjectKind.ORIGINAL) -> StoredObject:
    return StoredObject(kind, sha(seed), 1000)


def refs(seed: object, count: int) -> tuple[PageRef, ...]:
    return tuple(PageRef(sha(seed), index) for index in range(count))


def blob(w: Transaction, seed: object, pages: int = 1) -> tuple[PageRef, ...]:
    """A blob's pages, the blob made."""
    w.batches.add_blob(stored(seed), "application/pdf", pages)
    return refs(seed, pages)


def document(w: Transaction, seed: object, pages: int = 1, batch: str = "Lô 1") -> Document:
    """A document of a blob of its own."""
    return w.documents.create(w.batches.open(batch).id, blob(w, seed, pages))


def findings(**given: object) -> PageFindings:
    return PageFindings(**({"dpi": 300.0, "colour": Colour.GREY} | given))  # type: ignore[arg-type]


def field(name: FieldName, value: str, **given: object) -> FieldValue:
    return FieldValue(**({"name": name, "value": value, "raw": value, "confidence": 0.9} | given))  # type: ignore[arg-type]


FIELDS = (
    field(FieldName.DOCUMENT_TYPE, "Giấy chứng nhận"),
    field(FieldName.NUMBER, "07/GCN", page=0, box=Box(10.5, 20, 110, 40)),
    field(FieldName.ISSUED_ON, "2023-02-07"),
    field(FieldName.ABSTRACT, "đủ điều kiện buôn bán thuốc bảo vệ thực vật"),
    field(FieldName.OWNER_NAME, NAME),
    field(FieldName.OWNER_BIRTH_DATE, BIRTH.isoformat()),
    field(FieldName.OWNER_ID, NUMBER.value, raw="087 090 000 123"),
)

RESULT = Classification(DocumentKind.RESULT, "Giấy chứng nhận", TYPE, "1.004363", 0.97, "header", "type and symbol")


def publication(fields: tuple[FieldValue, ...] = FIELDS, **given: object) -> Publication:
    values = {"classification": RESULT, "source": RULES, "fields": fields, "agency": "H20.1", "term": TERM} | given
    return Publication(**values)  # type: ignore[arg-type]


def without(*names: FieldName) -> tuple[FieldValue, ...]:
    return tuple(value for value in FIELDS if value.name not in names)
