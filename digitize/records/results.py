"""Results: what decided an application, whose it is, how long it is valid, and whether it may be reused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, select

from digitize.catalogue.identifiers import OwnerNumber
from digitize.model import DocumentKind, SourceKind, Term, ValidityState
from digitize.records.context import Context
from digitize.records.documents import Documents, to_document
from digitize.records.rows import Document, DocumentState, FoundResult, Owner, Relation, Result, Source, ValidityEvent
from digitize.records.tables import (
    documents,
    owners,
    result_documents,
    result_owners,
    results,
    terms,
    validity_events,
)
from digitize.vietnamese.names import name_key

_SHOWN = (DocumentState.PUBLISHED, DocumentState.FAILED_PAGES, DocumentState.REVIEW)

_OWNED = (
    select(results)
    .join(result_owners, result_owners.c.result == results.c.id)
    .join(owners, owners.c.id == result_owners.c.owner)
)
_BY_NUMBER = _OWNED.where(owners.c.number_hash.in_(bindparam("hashes", expanding=True)))

# What belongs to some results.
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_DOCUMENTS = (
    select(documents, result_documents.c.result, result_documents.c.relation)
    .join(result_documents, result_documents.c.document == documents.c.id)
    .where(
        result_documents.c.result.in_(_IDS),
        documents.c.kind == DocumentKind.RESULT,
        documents.c.state.in_(_SHOWN),
    )
    # The original stands before its copies.
    .order_by(result_documents.c.relation != Relation.ORIGINAL, documents.c.created_at, documents.c.id)
)
_OWNERS = (
    select(owners, result_owners.c.result)
    .join(result_owners, result_owners.c.owner == owners.c.id)
    .where(result_owners.c.result.in_(_IDS))
    .order_by(result_owners.c.item)
)
_TERMS = select(terms).where(terms.c.result.in_(_IDS)).order_by(terms.c.id)
_EVENTS = select(validity_events).where(validity_events.c.result.in_(_IDS)).order_by(validity_events.c.id)


class Results:
    """Results, found by owner or document; every look-up takes the same few queries whatever the size."""

    def __init__(self, context: Context, documents: Documents) -> None:
        self._context = context
        self._documents = documents

    def get(self, result: str) -> Result:
        """A result by its id.

        Raises:
            NotFound: There is none.
        """
        return _result(self._context.one(select(results).where(results.c.id == result), result))

    def of_document(self, document: str) -> tuple[FoundResult, ...]:
        """The results a document shows."""
        query = (
            select(results)
            .join(result_documents, result_documents.c.result == results.c.id)
            .where(result_documents.c.document == document)
        )
        return self._found(query)

    def term(self, document: str) -> Term:
        """How long the result that a document shows is valid by itself, whatever state the document is in."""
        mine = result_documents.c.document == document
        query = select(terms).join(result_documents, result_documents.c.result == terms.c.result).where(mine)
        newest = self._context.first(query.order_by(terms.c.id.desc()))
        return to_term(newest) if newest else Term()

    def find(self, owner: OwnerNumber, result_types: Collection[str] = ()) -> tuple[FoundResult, ...]:
        """Results of an owner by number, newest first.

        Args:
            owner: The number.
            result_types: Only of these types; all if empty.
        """
        return self._found(_of_type(_BY_NUMBER, result_types), {"hashes": self._context.keys.hashes(owner)})

    def owners(self, number: OwnerNumber) -> tuple[Owner, ...]:
        """Who is known by a number."""
        query = select(owners).where(owners.c.number_hash.in_(self._context.keys.hashes(number)))
        return tuple(map(_owner, self._context.all(query)))

    def find_namesakes(
        self, name: str, birth_date: date, result_types: Collection[str] = ()
    ) -> tuple[FoundResult, ...]:
        """Results whose papers give no number but this name and birth date: possible matches, no answer.

        Args:
            name: With or without accents.
            birth_date: Must be the same day.
            result_types: Only of these types; all if empty.
        """
        query = _OWNED.where(
            owners.c.name_key == name_key(name), owners.c.birth_date == birth_date, owners.c.number_hash.is_(None)
        )
        return self._found(_of_type(query, result_types))

    def add_event(
        self,
        result: str,
        state: ValidityState,
        effective_on: date,
        basis: str,
        source: Source,
        *,
        replaced_by: str | None = None,
    ) -> None:
        """Says that a result was revoked, replaced or cancelled; nothing of it is removed.

        Args:
            result: Id.
            state: What it is from then on.
            effective_on: First day of that state.
            basis: The decision or article it rests on.
            source: Who says it.
            replaced_by: The result in its place.
        """
        context = self._context
        row = {"result": result, "state": state, "effective_on": effective_on, "basis": basis}
        row |= {"replaced_by": replaced_by, "source": source.kind, "source_name": source.name}
        context.add(validity_events, row | {"recorded_at": context.now})
        for document, _ in self._documents_of((result,))[result]:
            self._documents.revise(document.id)

    def _found(self, query: Select[Any], given: Mapping[str, Any] | None = None) -> tuple[FoundResult, ...]:
        rows = {row.id: _result(row) for row in self._context.all(query, given)}
        if not rows:
            return ()
        shown = self._documents_of(rows)
        owned = self._owners_of(rows)
        valid = self._terms_of(rows)
        events = self._events_of(rows)
        newest_first = sorted(rows.values(), key=lambda row: (row.issued_on or date.min, row.id), reverse=True)
        return tuple(
            FoundResult(
                row, tuple(shown[row.id]), tuple(owned[row.id]), valid.get(row.id, Term()), tuple(events[row.id])
            )
            for row in newest_first
            if shown[row.id]
        )

    def _documents_of(self, ids: Collection[str]) -> dict[str, list[tuple[Document, Relation]]]:
        grouped = defaultdict(list)
        for row in self._context.all(_DOCUMENTS, {"ids": list(ids)}):
            grouped[row.result].append((to_document(row), Relation(row.relation)))
        return grouped

    def _owners_of(self, ids: Collection[str]) -> dict[str, list[Owner]]:
        grouped = defaultdict(list)
        for row in self._context.all(_OWNERS, {"ids": list(ids)}):
            grouped[row.result].append(_owner(row))
        return grouped

    def _terms_of(self, ids: Collection[str]) -> dict[str, Term]:
        return {row.result: to_term(row) for row in self._context.all(_TERMS, {"ids": list(ids)})}

    def _events_of(self, ids: Collection[str]) -> dict[str, list[ValidityEvent]]:
        grouped = defaultdict(list)
        for row in self._context.all(_EVENTS, {"ids": list(ids)}):
            grouped[row.result].append(_event(row))
        return grouped


def _of_type(query: Select[Any], result_types: Collection[str]) -> Select[Any]:
    return query.where(results.c.result_type.in_(result_types)) if result_types else query


def _result(row: Row[Any]) -> Result:
    return Result(row.id, row.result_type, row.issuer, row.number, row.issued_on)


def _owner(row: Row[Any]) -> Owner:
    return Owner(row.id, row.number_kind, row.name, row.birth_date)


def to_term(row: Row[Any]) -> Term:
    """A row of ``terms`` as it leaves the room."""
    return Term(row.valid_from, row.valid_until, row.unlimited, row.known, row.printed, row.rule, row.basis)


def _event(row: Row[Any]) -> ValidityEvent:
    return ValidityEvent(
        result=row.result,
        state=ValidityState(row.state),
        effective_on=row.effective_on,
        basis=row.basis,
        source=Source(SourceKind(row.source), row.source_name),
        recorded_at=row.recorded_at,
        replaced_by=row.replaced_by,
    )
