"""Results: what decided an application, whose it is, how long it is valid, and whether it may be reused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, select

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber
from digitize.model import DocumentKind, SourceKind, Term, ValidityState
from digitize.records.context import Context
from digitize.records.documents import Documents, to_document
from digitize.records.rows import SHOWN, Document, FoundResult, Owner, Relation, Result, Source, ValidityEvent
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

_OWNED = (
    select(results)
    .join(result_owners, result_owners.c.result == results.c.id)
    .join(owners, owners.c.id == result_owners.c.owner)
)
_ASKED = owners.alias("asked")
# Whoever is known by the number, under whatever other numbers and names people have said to be theirs.
_PARTY = select(_ASKED.c.party).where(_ASKED.c.number_hash.in_(bindparam("hashes", expanding=True)))
_BY_NUMBER = _OWNED.where(owners.c.party.in_(_PARTY))

# What belongs to some results.
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_DOCUMENTS = (
    select(documents, result_documents.c.result, result_documents.c.relation)
    .join(result_documents, result_documents.c.document == documents.c.id)
    .where(
        result_documents.c.result.in_(_IDS),
        # A draft shows what was to be decided, not what was.
        result_documents.c.relation != Relation.DRAFT,
        documents.c.kind == DocumentKind.RESULT,
        documents.c.state.in_(SHOWN),
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

    def whole(self, result: str) -> FoundResult:
        """A result with all that decides about it, whether or not a document shows it now.

        Raises:
            NotFound: There is none.
        """
        one = self.get(result)
        documents, owners = tuple(self._documents_of((result,))[result]), tuple(self._owners_of((result,))[result])
        return FoundResult(one, documents, owners, self._terms_of((result,)).get(result, Term()), self.events(result))

    def shown(self, document: str) -> tuple[str, Relation] | None:
        """The result that a document shows, and what it is to it."""
        row = self._context.first(select(result_documents).where(result_documents.c.document == document))
        return (row.result, Relation(row.relation)) if row else None

    def original(self, result: str) -> str | None:
        """The document that decides what a result is, whatever state it is in; ``None`` where none is left."""
        query = select(result_documents.c.document).where(
            result_documents.c.result == result, result_documents.c.relation == Relation.ORIGINAL
        )
        row = self._context.first(query)
        return str(row.document) if row else None

    def show(self, document: str, result: str, relation: Relation) -> None:
        """Lets a document show a result, and no longer the one it showed; that one stays, with nothing to show it.

        Args:
            document: Id.
            result: Id.
            relation: What the document is to it.
        """
        context = self._context
        before = self.shown(document)
        context.connection.execute(result_documents.delete().where(result_documents.c.document == document))
        context.add(result_documents, {"result": result, "document": document, "relation": relation})
        if before and before[0] != result:
            self.ask_no_more(before[0])
        self._documents.revise(document)

    def term(self, document: str) -> Term:
        """How long the result that a document shows is valid by itself, whatever state the document is in."""
        mine = result_documents.c.document == document
        query = select(terms).join(result_documents, result_documents.c.result == terms.c.result).where(mine)
        newest = self._context.first(query.order_by(terms.c.id.desc()))
        return to_term(newest) if newest else Term()

    def find(self, owner: OwnerNumber, result_types: Collection[str] = ()) -> tuple[FoundResult, ...]:
        """Results of an owner by number, newest first: those of all numbers and names that are one with it.

        Args:
            owner: The number.
            result_types: Only of these types; all if empty.
        """
        return self._found(_of_type(_BY_NUMBER, result_types), {"hashes": self._context.keys.hashes(owner)})

    def owners(self, number: OwnerNumber) -> tuple[Owner, ...]:
        """Who is known by a number."""
        query = select(owners).where(owners.c.number_hash.in_(self._context.keys.hashes(number)))
        return tuple(map(to_owner, self._context.all(query)))

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
    ) -> ValidityEvent:
        """Says that a result was revoked, replaced, cancelled or restored; nothing of it is removed.

        Args:
            result: Id.
            state: What it is from then on; ``VALID``: what its term says.
            effective_on: First day of that state.
            basis: The decision or article it rests on.
            source: Who says it.
            replaced_by: The result in its place.
        """
        self._write_event(result, state, effective_on, basis, source, replaced_by=replaced_by)
        return self.events(result)[-1]

    def undo_event(self, event: ValidityEvent, reason: str, source: Source) -> None:
        """Says that an event never was, for it was written by mistake; both stay on record.

        A result that was revoked in truth, and is to be valid again, is restored instead.

        Args:
            event: As it was given back when it was written.
            reason: In the person's words.
            source: Who says it.
        """
        self._write_event(event.result, ValidityState.VALID, event.effective_on, reason, source, undoes=event.id)

    def _write_event(
        self, result: str, state: ValidityState, effective_on: date, basis: str, source: Source, **more: Any
    ) -> None:
        context = self._context
        context.reserve(results.c.id, result)
        row = {"result": result, "state": state, "effective_on": effective_on, "basis": basis}
        row |= {"source": source.kind, "source_name": source.name, "recorded_at": context.now}
        context.add(validity_events, {"replaced_by": None, "undoes": None} | row | more)
        for document, _ in self._documents_of((result,))[result]:
            self._documents.revise(document.id)

    def events(self, result: str) -> tuple[ValidityEvent, ...]:
        """What people did to a result, oldest first, what was taken back among it."""
        return tuple(self._events_of((result,))[result])

    def events_of_document(self, document: str) -> tuple[ValidityEvent, ...]:
        """What people did to the result that a document shows, oldest first, but for what was taken back."""
        query = select(result_documents.c.result).where(result_documents.c.document == document)
        events = self._events_of([row.result for row in self._context.all(query)])
        return tuple(event for those in events.values() for event in those if not event.undone)

    def settle_term(self, result: str, result_type: str | None, term: Term) -> bool:
        """Says how long a result is valid by itself; saying the same again adds nothing.

        Args:
            result: Id.
            result_type: Its code, of which a person is asked where no rule is known.
            term: What follows from paper and rules.

        Returns:
            Whether that is another term than before.
        """
        context = self._context
        asked = result_type if result_type and not (term.known or term.printed) else None
        context.connection.execute(results.update().where(results.c.id == result).values(term_asked=asked))
        newest = context.first(select(terms).where(terms.c.result == result).order_by(terms.c.id.desc()))
        if newest is not None and to_term(newest) == term:
            return False
        context.add(terms, asdict(term) | {"result": result, "recorded_at": context.now})
        return True

    def ask_no_more(self, result: str) -> None:
        """Says that nobody needs to know a result's term: no document shows it, or it is none after all."""
        self._context.connection.execute(results.update().where(results.c.id == result).values(term_asked=None))

    def owned_by_party(self, result: str) -> tuple[FoundResult, ...]:
        """Other results of the same type whose owners are all one with those of a result, known by number.

        Args:
            result: Id. Without a type, or with an owner whose number is not known, there is none.
        """
        mine = self._parties(result)
        one = self._context.one(select(results).where(results.c.id == result), result)
        if not mine or None in mine or one.result_type is None:
            return ()
        query = _OWNED.where(
            owners.c.party.in_(mine), results.c.result_type == one.result_type, results.c.id != result
        ).distinct()
        return tuple(found for found in self._found(query) if self._parties(found.result.id) == mine)

    def _parties(self, result: str) -> frozenset[str | None]:
        """The parties that own a result; among them ``None`` where an owner's number is not known.

        Left out are household businesses by their old number: the paper names the person behind it as well.
        """
        query = select(owners.c.party, owners.c.number_kind).join(result_owners, result_owners.c.owner == owners.c.id)
        rows = self._context.all(query.where(result_owners.c.result == result))
        kinds = {row.party: row.number_kind for row in rows}
        return frozenset(party if kind else None for party, kind in kinds.items() if kind != OwnerKind.HOUSEHOLD)

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
            grouped[row.result].append(to_owner(row))
        return grouped

    def _terms_of(self, ids: Collection[str]) -> dict[str, Term]:
        return {row.result: to_term(row) for row in self._context.all(_TERMS, {"ids": list(ids)})}

    def _events_of(self, ids: Collection[str]) -> dict[str, list[ValidityEvent]]:
        rows = list(self._context.all(_EVENTS, {"ids": list(ids)}))
        undone = {row.undoes for row in rows}
        grouped = defaultdict(list)
        for row in rows:
            if row.undoes is None:
                grouped[row.result].append(_event(row, row.id in undone))
        return grouped


def _of_type(query: Select[Any], result_types: Collection[str]) -> Select[Any]:
    return query.where(results.c.result_type.in_(result_types)) if result_types else query


def _result(row: Row[Any]) -> Result:
    return Result(row.id, row.result_type, row.issuer, row.number, row.issued_on)


def to_owner(row: Row[Any]) -> Owner:
    """A row of ``owners`` as it leaves the room."""
    return Owner(row.id, row.number_kind, row.name, row.birth_date, row.party)


def to_term(row: Row[Any]) -> Term:
    """A row of ``terms`` as it leaves the room."""
    return Term(row.valid_from, row.valid_until, row.unlimited, row.known, row.printed, row.rule, row.basis)


def _event(row: Row[Any], undone: bool) -> ValidityEvent:
    return ValidityEvent(
        id=row.id,
        result=row.result,
        state=ValidityState(row.state),
        effective_on=row.effective_on,
        basis=row.basis,
        source=Source(SourceKind(row.source), row.source_name),
        recorded_at=row.recorded_at,
        replaced_by=row.replaced_by,
        undone=undone,
    )
