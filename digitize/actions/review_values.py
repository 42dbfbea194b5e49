"""What a person says of a document as a whole: what it is, and every field, the empty ones too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from digitize.catalogue import Catalogue
from digitize.catalogue.identifiers import parse_owner_number
from digitize.errors import BadRequest, NothingToConfirm, UnknownCode
from digitize.model import (
    UNLIMITED,
    Classification,
    DocumentKind,
    FieldName,
    FieldValue,
    SourceKind,
)
from digitize.records.reviewed import ReviewAct, Vouched
from digitize.records.statements import NO_MORE, to_day
from digitize.records.transaction import Transaction
from digitize.vietnamese.dates import find_dates
from digitize.vietnamese.text import fold, nfc

Slot = tuple[FieldName, int]

_DAYS = (FieldName.ISSUED_ON, FieldName.OWNER_BIRTH_DATE, FieldName.VALID_UNTIL)
_ENDLESS = ("khong thoi han", "khong xac dinh thoi han", "vo thoi han", UNLIMITED)
TYPE = "result_type"
"""Stands among the names of fields for what a document is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides, as they say it.

    Attributes:
        act: What it is.
        kind: What the paper is, where that is corrected.
        result_type: National code, where that is corrected.
        choice: Which of the candidates that were shown is right, from 1, in place of the code.
        procedure: National code, where that is corrected.
        values: Fields that are corrected, by name and item, as typed; an empty one says that there is none.
        pages: 1-based: the pages to scan again, to turn, or with which another document begins.
        degrees: Clockwise, by which pages are to be turned from how they are shown.
        note: In the person's words, kept.
    """

    act: ReviewAct
    kind: DocumentKind | None = None
    result_type: str = ""
    choice: int = 0
    procedure: str = ""
    values: Mapping[Slot, str] = field(default_factory=dict, repr=False)
    pages: tuple[int, ...] = ()
    degrees: int = 0
    note: str = field(default="", repr=False)

    @property
    def corrects(self) -> bool:
        """Whether it says something else than what is shown."""
        return bool(self.kind or self.result_type or self.choice or self.procedure or self.values)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a machine had answered, and what of that a person says otherwise; names of fields, no values."""

    answered: tuple[str, ...]
    changed: tuple[str, ...]
    result_type: str | None


def vouched(read: Transaction, document: str, decision: Decision, catalogue: Catalogue) -> Vouched:
    """What counts of a document now, with a person's corrections, as that person's word.

    Raises:
        NothingToConfirm: What it is is open and the person does not say it.
        UnknownCode: The catalogue does not hold a code.
        BadRequest: A value is none of its field.
        BadOwnerNumber: An owner's number is none.
    """
    known = read.documents.classification(document) or Classification()
    what = _classification(known, decision, catalogue)
    values = {(one.name, one.item): _confirmed(one) for one in read.statements.effective(document).fields}
    for slot, typed in sorted(decision.values.items()):
        name, item = slot
        if item > sum(named is name for named, _ in values):
            # One that is left out between two would be heard from machines.
            raise BadRequest(f"{name}.{item + 1}")
        values[slot] = _corrected(values.get(slot), slot, typed)
    title = values.get((FieldName.DOCUMENT_TYPE, 0))
    if title and (FieldName.DOCUMENT_TYPE, 0) in decision.values:
        what = replace(what, document_type=title.value or None)
    return Vouched(what, (*(values[slot] for slot in sorted(values)), *_ends(values)))


def compared(read: Transaction, document: str, said: Vouched) -> Compared:
    """Holds what a person says of a document against what machines say of it."""
    answered: list[str] = []
    changed: list[str] = []
    machine = _by_machine(read, document)
    if machine.kind is not DocumentKind.UNKNOWN and (machine.result_type or machine.kind is not DocumentKind.RESULT):
        answered.append(TYPE)
        theirs = (said.classification.kind, said.classification.result_type)
        if theirs != (machine.kind, machine.result_type):
            changed.append(TYPE)
    by_person = _by_name(said.fields)
    for name, values in _by_name(read.statements.effective(document, persons=False).fields).items():
        answered.append(name)
        if by_person.get(name, ()) != values:
            changed.append(name)
    return Compared(tuple(answered), tuple(changed), machine.result_type or said.classification.result_type)


def _by_machine(read: Transaction, document: str) -> Classification:
    by_machine = [one for one in read.documents.classified(document) if one.source.kind is not SourceKind.PERSON]
    return by_machine[-1].classification if by_machine else Classification()


def _by_name(fields: tuple[FieldValue, ...]) -> dict[FieldName, tuple[str, ...]]:
    found: dict[FieldName, tuple[str, ...]] = {}
    for one in fields:
        if one.value:
            found[one.name] = (*found.get(one.name, ()), one.value)
    return found


# --- what it is -------------------------------------------------------------------------------------------


def _classification(known: Classification, decision: Decision, catalogue: Catalogue) -> Classification:
    kind, result_type, procedure = known.kind, known.result_type, known.procedure
    if decision.act is ReviewAct.NOT_RESULT:
        kind = decision.kind or DocumentKind.DOSSIER_PAPER
        is_result = kind in (DocumentKind.RESULT, DocumentKind.UNKNOWN)
        if is_result or decision.result_type or decision.choice or decision.procedure:
            raise BadRequest("--kind")
    elif decision.kind:
        kind = decision.kind
    if chosen := decision.result_type or _choice(known, decision.choice):
        if chosen not in catalogue.result_types:
            raise UnknownCode(chosen)
        kind, result_type = DocumentKind.RESULT, chosen
        if result_type != known.result_type:
            behind = catalogue.procedures_of(result_type)
            procedure = behind[0].code if len(behind) == 1 else None
    if decision.procedure:
        if catalogue.procedure(decision.procedure) is None:
            raise UnknownCode(decision.procedure)
        procedure = decision.procedure
    if kind is DocumentKind.UNKNOWN or (kind is DocumentKind.RESULT and not result_type):
        raise NothingToConfirm
    if kind is not DocumentKind.RESULT:
        result_type = procedure = None
    return Classification(kind, known.document_type, result_type, procedure, 1.0, "person")


def _choice(known: Classification, number: int) -> str:
    """The code of a candidate by its place; empty for none."""
    if number > len(known.candidates):
        raise BadRequest(f"--choice 1…{len(known.candidates)}")
    return known.candidates[number - 1].code if number else ""


# --- what stands in it ------------------------------------------------------------------------------------


def _confirmed(read: FieldValue) -> FieldValue:
    return replace(read, confidence=1.0, rule="")


def _corrected(known: FieldValue | None, slot: Slot, typed: str) -> FieldValue:
    """A value as a person typed it, at the place of what was read there."""
    name, item = slot
    raw = nfc(" ".join(typed.split()))
    page, box = (known.page, known.box) if known else (None, None)
    return FieldValue(name, normal(name, raw), raw, 1.0, page, box, "", item)


def normal(name: FieldName, typed: str) -> str:
    """A value as it is kept, from what a person typed.

    Args:
        name: Of which field.
        typed: Days in any spelling that names a single one; a paper without an end in words.

    Raises:
        BadRequest: It is no day where one is asked for.
        BadOwnerNumber: It is no owner's number.
    """
    if not typed:
        return ""
    if name is FieldName.OWNER_ID:
        return parse_owner_number(typed).value
    if name is FieldName.VALID_UNTIL and fold(typed) in _ENDLESS:
        return UNLIMITED
    if name not in _DAYS:
        return typed
    if day := to_day(typed):
        return day.isoformat()
    found = find_dates(typed)
    if len(found) != 1 or found[0].repaired:
        raise BadRequest(f"{name}: dd/mm/yyyy")
    return found[0].value.isoformat()


def _ends(values: Mapping[Slot, FieldValue]) -> Iterator[FieldValue]:
    """Says of each field that there is no more of it than this, so that what machines find later is a contradiction."""
    for name in FieldName:
        items = [item for named, item in values if named is name]
        yield FieldValue(name, "", "", 1.0, rule=NO_MORE, item=max(items, default=-1) + 1)
