"""Owners that are one: the numbers of a person or organisation, and papers that name it without a number.

An owner is what papers call somebody by one number, or by name within one result. Owners that people have said to be
the same are a *party*; all of them carry its id, which is the least of their own. A party is always what follows from
the accepted proposals, so that an acceptance taken back parts again what it had joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber
from digitize.errors import NotOneOwner
from digitize.records.context import Context
from digitize.records.documents import Documents
from digitize.records.ids import new_id
from digitize.records.proposals import Proposals
from digitize.records.proposed import ABOUT_OWNERS
from digitize.records.results import to_owner
from digitize.records.rows import Owner
from digitize.records.tables import owners, result_documents, result_owners
from digitize.vietnamese.names import name_key

_FOR_LIFE = (OwnerKind.CITIZEN, OwnerKind.TAX)


class Parties:
    """Which owners are one."""

    def __init__(self, context: Context, documents: Documents, proposals: Proposals) -> None:
        self._context = context
        self._documents = documents
        self._proposals = proposals

    def settle(self, touched: Collection[str]) -> dict[str, str]:
        """Makes parties again what the accepted proposals say.

        Args:
            touched: Ids of owners between which a proposal was decided, in this transaction.

        Returns:
            The party of each owner whose party is another now. Their documents stand in the outbox.

        Raises:
            NotOneOwner: Two owners whose numbers say that they are two would be one.
        """
        members = self._reserved(touched)
        party_of = {owner: owner for owner in members}
        for link in self._proposals.accepted(list(members), ABOUT_OWNERS):
            one, other = sorted((party_of[link.subject], party_of[link.counterpart]))
            party_of = {owner: one if party == other else party for owner, party in party_of.items()}
        self._refuse_two_owners(party_of)
        changed = {owner: party for owner, party in party_of.items() if members[owner] != party}
        for owner, party in sorted(changed.items()):
            self._context.connection.execute(owners.update().where(owners.c.id == owner).values(party=party))
        for document in self._documents_of(changed):
            self._documents.revise(document)
        return changed

    def owner_of(self, number: OwnerNumber) -> Row[Any]:
        """The owner known by a number, made if no paper named it so far."""
        context = self._context
        query = select(owners).where(owners.c.number_hash.in_(context.keys.hashes(number)))
        known = context.first(query)
        if known is None:
            key_id, number_hash = context.keys.hash(number)
            context.note_key(key_id)
            sealed = context.seal(number.value, f"owner number:{number_hash}")
            owner = new_id("O")
            row = {"id": owner, "party": owner, "number_kind": number.kind, "number_hash": number_hash}
            # Where another paper of this owner is published at the same moment, its row stands.
            context.add_new(owners, row | {"key_id": key_id, "number_sealed": sealed.data})
            known = context.one(query, "owner")
        return known

    def namesakes(self, name: str, born: date) -> tuple[Owner, ...]:
        """Owners with a number who are called so and were born on this day.

        Args:
            name: With or without accents.
            born: Must be the same day.
        """
        query = select(owners).where(
            owners.c.name_key == name_key(name), owners.c.birth_date == born, owners.c.number_hash.is_not(None)
        )
        return tuple(map(to_owner, self._context.all(query.order_by(owners.c.id))))

    def hashes(self, number: OwnerNumber) -> frozenset[str]:
        """Keyed hashes of every number of the party that a number belongs to; empty where it is not known."""
        asked = owners.alias("asked")
        mine = select(asked.c.party).where(asked.c.number_hash.in_(self._context.keys.hashes(number)))
        query = select(owners.c.number_hash).where(owners.c.party.in_(mine), owners.c.number_hash.is_not(None))
        return frozenset(row.number_hash for row in self._context.all(query))

    def _refuse_two_owners(self, party_of: Mapping[str, str]) -> None:
        """A person has one citizen number for life, an organisation one tax code; old cards may be several."""
        query = select(owners.c.id, owners.c.number_kind).where(
            owners.c.id.in_(list(party_of)), owners.c.number_kind.in_(_FOR_LIFE)
        )
        numbers = [(party_of[row.id], row.number_kind) for row in self._context.all(query)]
        if len(numbers) > len(set(numbers)):
            raise NotOneOwner

    def _reserved(self, touched: Collection[str]) -> dict[str, str]:
        """All owners of the parties that some belong to, with their parties, changed by nobody else meanwhile."""
        members: dict[str, str] = {}
        while True:
            mine = select(owners.c.party).where(owners.c.id.in_(touched))
            rows = self._context.all(select(owners.c.id, owners.c.party).where(owners.c.party.in_(mine)))
            found = {row.id: row.party for row in rows}
            # While it waited for one of them, another process may have joined them with more.
            if found == members:
                return members
            for owner in sorted(found):
                self._context.reserve(owners.c.id, owner)
            members = found

    def _documents_of(self, changed: Collection[str]) -> Iterable[str]:
        query = (
            select(result_documents.c.document)
            .join(result_owners, result_owners.c.result == result_documents.c.result)
            .where(result_owners.c.owner.in_(list(changed)))
            .distinct()
        )
        return sorted(row.document for row in self._context.all(query)) if changed else ()
