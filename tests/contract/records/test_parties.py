"""What every system of record promises of owners that are one, whatever database is under it."""

from __future__ import annotations

import pytest

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber
from digitize.errors import NotOneOwner
from digitize.model import FieldName
from digitize.records.interfaces import Records
from digitize.records.proposed import Proposal, ProposalKind, ProposalVerdict, Suggestion
from digitize.records.transaction import Transaction
from tests.archives import BIRTH, FIELDS, NUMBER, OTHER_NUMBER, document, field, publication, without

OLD = OwnerNumber(OwnerKind.OLD_CITIZEN, "341234567")
OLDER = OwnerNumber(OwnerKind.OLD_CITIZEN, "340000111")
HOUSEHOLD = OwnerNumber(OwnerKind.HOUSEHOLD, "51A8001234")


def publish(w: Transaction, seed: str, number: OwnerNumber | None) -> str:
    made = document(w, seed).id
    rest = without(FieldName.OWNER_ID)
    w.publish(made, publication((*rest, field(FieldName.OWNER_ID, number.value)) if number else rest))
    return made


def owner(w: Transaction, number: OwnerNumber) -> str:
    [known] = w.results.owners(number)
    return known.id


def link(w: Transaction, made: str, one: str, other: str, kind: ProposalKind = ProposalKind.OTHER_NUMBER) -> Proposal:
    """Accepts that two owners are one."""
    proposal, _ = w.proposals.suggest(Suggestion(kind, one, other, made, None, 0.9, {}))
    accepted = w.proposals.decide(proposal, ProposalVerdict.ACCEPTED, "clerk-1", "seen", {})
    w.parties.settle((one, other))
    return accepted


def test_a_result_is_found_under_every_number_that_is_one_with_its_owners(records: Records) -> None:
    with records.write() as w:
        old, new = publish(w, "a", OLD), publish(w, "b", NUMBER)
        assert len(w.results.find(OLD)) == len(w.results.find(NUMBER)) == 1
        link(w, new, owner(w, OLD), owner(w, NUMBER))
        found = {shown.id for one in w.results.find(NUMBER) for shown, _ in one.documents}
        assert found == {old, new} == {shown.id for one in w.results.find(OLD) for shown, _ in one.documents}
        assert w.parties.hashes(OLD) == w.parties.hashes(NUMBER)
        assert len(w.parties.hashes(OLD)) == 2
        assert w.parties.hashes(OTHER_NUMBER) == frozenset()


def test_a_link_that_nobody_accepted_leads_nowhere(records: Records) -> None:
    with records.write() as w:
        publish(w, "a", OLD)
        new = publish(w, "b", NUMBER)
        one, other = owner(w, OLD), owner(w, NUMBER)
        proposal, _ = w.proposals.suggest(Suggestion(ProposalKind.OTHER_NUMBER, one, other, new, None, 0.9, {}))
        w.parties.settle((one, other))
        assert len(w.results.find(NUMBER)) == 1
        w.proposals.decide(proposal, ProposalVerdict.REFUSED, "clerk-1", "another person", {})
        w.parties.settle((one, other))
        assert len(w.results.find(NUMBER)) == 1


def test_an_acceptance_taken_back_parts_what_it_joined_and_nothing_else(records: Records) -> None:
    with records.write() as w:
        for seed, number in (("a", OLD), ("b", NUMBER), ("c", OLDER)):
            made = publish(w, seed, number)
        first = link(w, made, owner(w, OLD), owner(w, NUMBER))
        link(w, made, owner(w, OLDER), owner(w, NUMBER))
        assert len(w.results.find(OLDER)) == 3
        w.proposals.decide(first, ProposalVerdict.UNDONE, "clerk-2", "not she", {})
        w.parties.settle((first.subject, first.counterpart))
        assert (len(w.results.find(OLDER)), len(w.results.find(NUMBER)), len(w.results.find(OLD))) == (2, 2, 1)


def test_two_citizens_are_never_made_one(records: Records) -> None:
    with records.write() as w:
        for seed, number in (("a", OLD), ("b", NUMBER), ("c", OTHER_NUMBER)):
            made = publish(w, seed, number)
        link(w, made, owner(w, OLD), owner(w, NUMBER))

    def link_to_another() -> None:
        with records.write() as w:
            link(w, made, owner(w, OLD), owner(w, OTHER_NUMBER))

    with pytest.raises(NotOneOwner):
        link_to_another()
    with records.read() as r:
        assert (len(r.results.find(OLD)), len(r.results.find(OTHER_NUMBER))) == (2, 1)


def test_a_paper_without_a_number_is_found_once_a_person_says_whose_it_is(records: Records) -> None:
    with records.write() as w:
        diploma = publish(w, "diploma", None)
        numbered = publish(w, "a", NUMBER)
        [nameless] = w.results.of_document(diploma)[0].owners
        assert [one.id for one in w.parties.namesakes("tran thi dep", BIRTH)] == [owner(w, NUMBER)]
        assert {shown.id for one in w.results.find(NUMBER) for shown, _ in one.documents} == {numbered}
        link(w, diploma, nameless.id, owner(w, NUMBER), ProposalKind.SAME_PERSON)
        assert {shown.id for one in w.results.find(NUMBER) for shown, _ in one.documents} == {numbered, diploma}
        # Published again with the same name it is still hers.
        w.publish(diploma, publication(without(FieldName.OWNER_ID)))
        assert len(w.results.find(NUMBER)) == 2


def test_the_index_learns_the_numbers_that_became_one(records: Records) -> None:
    with records.write() as w:
        old, new = publish(w, "a", OLD), publish(w, "b", NUMBER)
        w.outbox.mark_indexed({old: 1, new: 1})
        assert len(w.outbox.entry_facts(old).owner_hashes) == 1
        proposal = link(w, new, owner(w, OLD), owner(w, NUMBER))
        waiting = {one.id for one in w.outbox.pending()}
        assert waiting & {old, new}
        assert len(w.outbox.entry_facts(old).owner_hashes) == len(w.outbox.entry_facts(new).owner_hashes) == 2
        w.proposals.decide(proposal, ProposalVerdict.UNDONE, "clerk-2", "not she", {})
        w.parties.settle((proposal.subject, proposal.counterpart))
        assert len(w.outbox.entry_facts(old).owner_hashes) == 1


def test_a_household_business_is_found_by_the_number_of_its_certificate(records: Records) -> None:
    certificate = (*without(FieldName.NUMBER), field(FieldName.NUMBER, HOUSEHOLD.value))
    with records.write() as w:
        made = document(w, "a").id
        for _ in range(2):
            w.publish(made, publication(certificate))
        [found] = w.results.find(HOUSEHOLD)
        assert [one.number_kind for one in found.owners] == ["citizen", "household"]
        assert w.results.find(NUMBER) == (found,)


def test_a_number_that_no_result_has_yet_is_an_owner_all_the_same(records: Records) -> None:
    with records.write() as w:
        known = w.parties.owner_of(OLD)
        assert w.parties.owner_of(OLD).id == known.id
        made = publish(w, "a", NUMBER)
        link(w, made, known.id, owner(w, NUMBER))
        publish(w, "b", OLD)
        assert len(w.results.find(NUMBER)) == 2


def test_other_results_of_the_same_owner_and_type(records: Records) -> None:
    couple = (*FIELDS, field(FieldName.OWNER_NAME, "Lê Văn B", item=1), field(FieldName.OWNER_ID, OLD.value, item=1))
    with records.write() as w:
        first, second, third = publish(w, "a", NUMBER), publish(w, "b", NUMBER), document(w, "c").id
        w.publish(third, publication(couple))
        diploma = publish(w, "d", None)
        [mine] = w.results.of_document(first)
        assert [one.documents[0][0].id for one in w.results.owned_by_party(mine.result.id)] == [second]
        for alone in (third, diploma):
            [shown] = w.results.of_document(alone)
            assert w.results.owned_by_party(shown.result.id) == ()
