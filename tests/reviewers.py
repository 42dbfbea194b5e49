"""An archive on each database with documents that wait for persons, and the hands of machine and reviewers."""

from __future__ import annotations

from dataclasses import replace

from digitize.actions import review, review_decide
from digitize.actions.archive import Archive
from digitize.actions.review_decide import Outcome
from digitize.actions.review_values import Decision
from digitize.model import FieldName, FieldValue
from digitize.pipeline.weighing import weigh
from digitize.records.reviewed import ReviewAct
from digitize.records.rows import Document, DocumentState, Publication
from tests import archives
from tests.archives import FIELDS, field, publication

UNSURE = "field_unsure"


def fields_with(name: FieldName, value: str, confidence: float = 0.9) -> tuple[FieldValue, ...]:
    """The usual values with one said otherwise."""
    others = tuple(one for one in FIELDS if one.name is not name)
    return (*others, field(name, value, confidence=confidence))


def machine_says(archive: Archive, document: str, said: Publication) -> Document:
    """What finishing writes of a document, without pages and workers."""
    with archive.records.write() as write:
        write.say(document, said)
        write.settle(document, weigh(write, document, said, archive.catalogue, archive.settings))
        return write.documents.get(document)


def arrives(archive: Archive, seed: object, said: Publication | None = None, batch: str = "Lô 1") -> str:
    """A new document of which the machine is not sure, unless it says so."""
    with archive.records.write() as write:
        made = archives.document(write, seed, batch=batch).id
    machine_says(archive, made, said or publication(state=DocumentState.REVIEW, reasons=(UNSURE,)))
    return made


def decided(archive: Archive, document: str, by: str, act: str, **given: object) -> Outcome:
    """A person takes the turn at a document, looks at it and decides."""
    review.show(archive, document, by)
    decision = replace(Decision(ReviewAct(act)), **given)  # type: ignore[arg-type]
    return review_decide.decide(archive, document, decision, by).outcomes[0]


def row(archive: Archive, document: str) -> Document:
    with archive.records.read() as read:
        return read.documents.get(document)


def value(archive: Archive, document: str, name: FieldName, item: int = 0) -> str:
    """The value that counts."""
    with archive.records.read() as read:
        return read.statements.effective(document).value(name, item)
