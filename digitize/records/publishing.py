"""Publishing a document: what it is, what it says, whose result it shows and for how long, all at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber, is_household_number, parse_owner_number
from digitize.errors import BadOwnerNumber
from digitize.model import Classification, DocumentKind, FieldName, SourceKind, Term
from digitize.records.context import Context
from digitize.records.documents import Documents
from digitize.records.ids import new_id
from digitize.records.parties import Parties
from digitize.records.results import Results
from digitize.records.rows import DocumentState, Effective, Publication, Relation
from digitize.records.statements import Statements, to_day
from digitize.records.tables import owners, result_documents, result_owners, results
from digitize.vietnamese.names import name_key

_OWNER_FIELDS = (FieldName.OWNER_ID, FieldName.OWNER_NAME, FieldName.OWNER_BIRTH_DATE)


class Publisher:
    """Writes a publication."""

    def __init__(
        self, context: Context, documents: Documents, statements: Statements, results: Results, parties: Parties
    ) -> None:
        self._context = context
        self._documents = documents
        self._statements = statements
        self._results = results
        self._parties = parties

    def publish(self, document: str, publication: Publication) -> int:
        """Publishes a document, or what is now known better of it: :meth:`say`, then :meth:`settle`.

        Returns:
            The new revision; the document stands in the outbox until it is indexed.
        """
        self.say(document, publication)
        return self.settle(document, publication)

    def say(self, document: str, publication: Publication) -> None:
        """Writes what the source of a publication says; what people said earlier still counts over a machine's."""
        self._documents.reserve(document)
        self._documents.classify(document, publication.classification, publication.source)
        self._statements.record(document, publication.fields, publication.source, whole=True)
        for dossier in publication.dossiers:
            self._documents.add_dossier(document, dossier)

    def settle(self, document: str, publication: Publication) -> int:
        """Makes what a document shows, whose result it is and for how long, follow from all that was said of it.

        Args:
            document: Id.
            publication: Its agency, term, state, reasons and risk are written; what was said is on record already.

        Returns:
            The new revision.
        """
        withdrawn = self._documents.reserve(document).state is DocumentState.WITHDRAWN
        what = self._documents.classification(document) or publication.classification
        if what.kind is DocumentKind.RESULT:
            self._settle_result(document, what, publication)
        elif shown := self._results.shown(document):
            self._results.ask_no_more(shown[0])
        return self._documents.revise(
            document,
            kind=what.kind,
            result_type=what.result_type,
            procedure=what.procedure,
            agency=publication.agency or None,
            # Only people take documents out, so no machine brings them back.
            state=DocumentState.WITHDRAWN if withdrawn else publication.state,
            reasons=list(publication.reasons),
            risk=publication.risk,
        )

    def link(self, result: str, document: str, relation: Relation) -> None:
        """Says that one more document shows a result."""
        row = {"result": result, "document": document, "relation": relation}
        self._context.add_new(result_documents, row)

    def _settle_result(self, document: str, what: Classification, publication: Publication) -> None:
        context = self._context
        known = context.first(select(result_documents).where(result_documents.c.document == document))
        if known and known.relation != Relation.ORIGINAL:
            # A copy shows the result and does not decide what it is.
            return
        result = known.result if known else new_id("K")
        said = self._statements.effective(document)
        keys: dict[str, Any] = {
            "result_type": what.result_type,
            "issuer": publication.agency or None,
            "number": said.value(FieldName.NUMBER) or None,
            "issued_on": to_day(said.value(FieldName.ISSUED_ON)),
        }
        if known:
            context.connection.execute(results.update().where(results.c.id == result).values(keys))
        else:
            context.add(results, keys | {"id": result, "created_at": context.now})
            self.link(result, document, Relation.ORIGINAL)
        self._settle_owners(result, said)
        self._results.settle_term(result, what.result_type, publication.term or Term())

    def _settle_owners(self, result: str, said: Effective) -> None:
        """Makes a result's owners those that its values name; the values themselves keep the history."""
        context = self._context
        items = {field.item for field in said.fields if field.name in _OWNER_FIELDS}
        # In the order of their numbers, so that two papers that name the same people never wait for each other.
        by_number = sorted(items, key=lambda item: (said.value(FieldName.OWNER_ID, item), item))
        owner_of = {item: owner for item in by_number if (owner := self._owner(result, said, item))}
        business = said.value(FieldName.NUMBER)
        if is_household_number(business):
            # Papers that such a business shows later name it by the number of its first certificate.
            number = OwnerNumber(OwnerKind.HOUSEHOLD, business)
            owner_of[max(items, default=-1) + 1] = self._owner_by_number(number, None, None, said, -1)
        named = {owner_of[item]: item for item in sorted(owner_of, reverse=True)}
        context.connection.execute(result_owners.delete().where(result_owners.c.result == result))
        context.add(result_owners, *({"result": result, "owner": owner, "item": item} for owner, item in named.items()))

    def _owner(self, result: str, said: Effective, item: int) -> str | None:
        name = said.value(FieldName.OWNER_NAME, item) or None
        born = to_day(said.value(FieldName.OWNER_BIRTH_DATE, item))
        number = _number(said.value(FieldName.OWNER_ID, item))
        if number:
            return self._owner_by_number(number, name, born, said, item)
        return self._owner_by_name(result, name, born) if name else None

    def _owner_by_number(
        self, number: OwnerNumber, name: str | None, born: date | None, said: Effective, item: int
    ) -> str:
        known = self._parties.owner_of(number)
        # One paper's misread name must not replace another's; a person's word may.
        change: dict[str, Any] = {}
        if name and (known.name is None or _by_person(said, FieldName.OWNER_NAME, item)):
            change |= {"name": name, "name_key": name_key(name)}
        if born and (known.birth_date is None or _by_person(said, FieldName.OWNER_BIRTH_DATE, item)):
            change["birth_date"] = born
        if change:
            self._context.connection.execute(owners.update().where(owners.c.id == known.id).values(change))
        return str(known.id)

    def _owner_by_name(self, result: str, name: str, born: date | None) -> str:
        """An owner without a number is known within one result only: namesakes are never made one."""
        query = (
            select(owners.c.id)
            .join(result_owners, result_owners.c.owner == owners.c.id)
            .where(
                result_owners.c.result == result,
                owners.c.number_hash.is_(None),
                owners.c.name == name,
                owners.c.birth_date.is_(None) if born is None else owners.c.birth_date == born,
            )
        )
        known = self._context.first(query)
        if known:
            return str(known.id)
        owner = new_id("O")
        row = {"id": owner, "party": owner, "name": name, "name_key": name_key(name), "birth_date": born}
        self._context.add(owners, row)
        return owner


def _by_person(said: Effective, name: FieldName, item: int) -> bool:
    counts = said.get(name, item)
    return counts is not None and counts.source is SourceKind.PERSON


def _number(text: str) -> OwnerNumber | None:
    """The number, or ``None`` where it has no valid form: no owner is better than a wrong one."""
    try:
        return parse_owner_number(text) if text else None
    except BadOwnerNumber:
        return None
