"""A document as it is compared with others: what the records say of it and what was read on its pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from digitize.catalogue.identifiers import parse_owner_number
from digitize.classify.document import DocumentText
from digitize.classify.likeness import Paper, wording_of
from digitize.errors import BadOwnerNumber
from digitize.model import FieldName
from digitize.pipeline.readings import UNREAD, load_reading
from digitize.records.interfaces import Records
from digitize.records.paper_keys import KeyRole
from digitize.records.rows import Document, Effective, Relation
from digitize.records.statements import to_day
from digitize.store.interfaces import ObjectStore
from digitize.vietnamese.names import name_key
from digitize.vietnamese.text import fold, squeeze

_FEWEST_LETTERS = 300
"""Of a first page, so that its text alone lets two documents find each other."""
_FEWEST_SUBJECT_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document and all that it is compared by.

    Attributes:
        row: Its row.
        said: The values that count.
        shown: The result it shows, and what it is to it.
        paper: What it is compared by.
        text: Its pages as read.
    """

    row: Document
    said: Effective
    shown: tuple[str, Relation] | None
    paper: Paper
    text: DocumentText


def load_candidate(records: Records, store: ObjectStore, document: str) -> Candidate:
    """A document with what was read on it.

    Raises:
        NotFound: There is none.
        ObjectDamaged: A reading is missing or damaged.
    """
    with records.read() as read:
        row = read.documents.get(document)
        said = read.statements.effective(document)
        shown = read.results.shown(document)
        readings = [read.pages.get(ref).reading for ref in read.documents.pages(document)]
    text = DocumentText(tuple(load_reading(store, one) if one else UNREAD for one in readings))
    return Candidate(row, said, shown, _paper(records, row, said, text), text)


def _paper(records: Records, row: Document, said: Effective, text: DocumentText) -> Paper:
    wording = wording_of(text)
    # A copy from a register has a number of its own; the second is that of the paper it copies.
    item = 1 if said.value(FieldName.NUMBER, 1) else 0
    return Paper(
        kind=row.kind,
        result_type=row.result_type,
        number=said.value(FieldName.NUMBER, item),
        issued_on=to_day(said.value(FieldName.ISSUED_ON, item)),
        agency=row.agency or "",
        issuer=said.value(FieldName.ISSUER),
        subject=said.value(FieldName.ABSTRACT),
        names=tuple(name_key(name) for name in _values(said, FieldName.OWNER_NAME)),
        births=frozenset(day for one in _values(said, FieldName.OWNER_BIRTH_DATE) if (day := to_day(one))),
        numbers=frozenset(one for number in _values(said, FieldName.OWNER_ID) for one in _hashes(records, number)),
        text=wording,
        signed=bool(said.value(FieldName.SIGNER)),
    )


def keys_of(found: Candidate) -> Iterator[tuple[KeyRole, str]]:
    """By what others find a document; see :class:`KeyRole`."""
    paper = found.paper
    if paper.number and paper.issued_on:
        yield KeyRole.NUMBER, number_key(paper.number, paper.issued_on)
    subject = squeeze(fold(paper.subject))
    if len(subject) >= _FEWEST_SUBJECT_LETTERS:
        kind = fold(found.said.value(FieldName.DOCUMENT_TYPE))
        yield KeyRole.SUBJECT, hashlib.sha256(f"{kind}|{subject}".encode()).hexdigest()
    first = next(iter(found.text.layouts), None)
    letters = re.sub(r"[^0-9a-z]", "", first.flow.folded) if first and first.flow else ""
    if len(letters) >= _FEWEST_LETTERS:
        yield KeyRole.TEXT, hashlib.sha256(letters.encode()).hexdigest()


def number_key(number: str, issued_on: date) -> str:
    """The key of a paper by its number, however its joints were typed or read, and its day of issue."""
    return f"{re.sub(r'[^0-9a-z]', '', fold(number))[:120]}@{issued_on.isoformat()}"


def _values(said: Effective, name: FieldName) -> list[str]:
    return [one.value for one in said.fields if one.name is name]


def _hashes(records: Records, number: str) -> tuple[str, ...]:
    try:
        return records.keys.hashes(parse_owner_number(number))
    except BadOwnerNumber:
        return ()
