"""What every system of record promises of results, whatever database is under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from digitize.model import (
    FieldName,
    Term,
    ValidityState,
)
from digitize.records.interfaces import Records
from digitize.records.rows import Relation
from tests.archives import (
    BIRTH,
    FIELDS,
    NAME,
    NEWER_RULES,
    NUMBER,
    OTHER_NUMBER,
    PERSON,
    TERM,
    TYPE,
    document,
    field,
    publication,
    without,
)


def test_publishing_makes_a_result_that_is_found_by_its_owner(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        assert w.publish(made, publication(dossiers=("H20-230207-0001",))) == 1
    with records.read() as r:
        (found,) = r.results.find(NUMBER)
        assert r.results.find(NUMBER, {TYPE}) == (found,) == r.results.of_document(made)
        assert r.results.find(NUMBER, {"KQ.G15.000031"}) == ()
        assert r.results.find(OTHER_NUMBER) == ()
        assert r.results.get(found.result.id) == found.result
        assert r.documents.dossiers(made) == ("H20-230207-0001",)
    assert (found.result.result_type, found.result.issuer) == (TYPE, "H20.1")
    assert (found.result.number, found.result.issued_on) == ("07/GCN", date(2023, 2, 7))
    assert found.term == TERM
    assert [(shown.id, relation) for shown, relation in found.documents] == [(made, Relation.ORIGINAL)]
    (owner,) = found.owners
    assert (owner.number_kind, owner.name, owner.birth_date) == ("citizen", NAME, BIRTH)


def test_publishing_again_changes_the_same_result(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        (before,) = w.results.find(NUMBER)
        corrected = [field(FieldName.NUMBER, "08/GCN"), field(FieldName.OWNER_ID, OTHER_NUMBER.value)]
        w.statements.record(made, corrected, PERSON)
        assert w.publish(made, publication(source=NEWER_RULES, term=Term(unlimited=True, known=True))) == 2
        assert w.results.find(NUMBER) == ()
        (after,) = w.results.find(OTHER_NUMBER)
    assert after.result == replace(before.result, number="08/GCN")
    assert after.term.unlimited


def test_one_owner_has_many_results_and_is_one(records: Records) -> None:
    misread = tuple(
        replace(value, value="Trân Thi Dep") if value.name is FieldName.OWNER_NAME else value for value in FIELDS
    )
    with records.write() as w:
        first, second = document(w, "a").id, document(w, "b").id
        w.publish(first, publication())
        newer = (
            *(value for value in misread if value.name is not FieldName.ISSUED_ON),
            field(FieldName.ISSUED_ON, "2024-01-01"),
        )
        w.publish(second, publication(newer))
        found = w.results.find(NUMBER)
        assert [one.result.issued_on for one in found] == [date(2024, 1, 1), date(2023, 2, 7)]
        (owner,) = w.results.owners(NUMBER)
        assert found[0].owners == found[1].owners == (owner,)
        assert owner.name == NAME
        w.statements.record(second, [field(FieldName.OWNER_NAME, "Trần Thị Đẹp Em")], PERSON)
        w.publish(second, publication(newer))
        (owner,) = w.results.owners(NUMBER)
        assert owner.name == "Trần Thị Đẹp Em"


def test_two_owners_of_one_result(records: Records) -> None:
    couple = (
        *FIELDS,
        field(FieldName.OWNER_NAME, "Lê Văn B", item=1),
        field(FieldName.OWNER_ID, OTHER_NUMBER.value, item=1),
    )
    with records.write() as w:
        w.publish(document(w, "a").id, publication(couple))
        assert w.results.find(NUMBER) == w.results.find(OTHER_NUMBER)
        (found,) = w.results.find(OTHER_NUMBER)
    assert [owner.name for owner in found.owners] == [NAME, "Lê Văn B"]


def test_a_paper_without_number_is_a_possible_match_by_name_and_birth_date(records: Records) -> None:
    with records.write() as w:
        w.publish(document(w, "numbered").id, publication())
        made = document(w, "a").id
        for _ in range(2):
            w.publish(made, publication(without(FieldName.OWNER_ID)))
        (found,) = w.results.find_namesakes("tran thi dep", BIRTH)
        assert [shown.id for shown, _ in found.documents] == [made]
        assert len(found.owners) == 1
        assert w.results.find_namesakes(NAME, BIRTH, {"KQ.G15.000031"}) == ()
        assert w.results.find_namesakes(NAME, BIRTH + timedelta(days=1)) == ()


def test_a_number_of_no_valid_form_finds_nothing(records: Records) -> None:
    wrong = (*without(FieldName.OWNER_ID), field(FieldName.OWNER_ID, "08709000"))
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication(wrong))
        assert w.results.owners(NUMBER) == ()
        (found,) = w.results.of_document(made)
    assert found.owners[0].number_kind is None


def test_a_number_that_a_person_struck_out_leads_nowhere(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.statements.record(made, [field(FieldName.OWNER_ID, "")], PERSON)
        w.publish(made, publication())
        assert w.results.find(NUMBER) == ()
        assert [shown.id for shown, _ in w.results.find_namesakes(NAME, BIRTH)[0].documents] == [made]


def test_a_copy_shows_a_result_and_does_not_change_it(records: Records) -> None:
    with records.write() as w:
        original, copy = document(w, "a").id, document(w, "b").id
        w.publish(original, publication())
        (found,) = w.results.find(NUMBER)
        w.link(found.result.id, copy, Relation.CERTIFIED_COPY)
        w.publish(copy, publication((field(FieldName.NUMBER, "99/SY"),)))
        (both,) = w.results.find(NUMBER)
    assert both.result == found.result
    assert [relation for _, relation in both.documents] == [Relation.ORIGINAL, Relation.CERTIFIED_COPY]


def test_withdrawn_documents_are_not_offered(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.documents.withdraw(made, "wrong_batch")
        w.publish(made, publication(source=NEWER_RULES))
        assert w.results.find(NUMBER) == ()
        assert w.outbox.entry_facts(made).withdrawn
        assert w.statements.effective(made).value(FieldName.NUMBER) == "07/GCN"


def test_events_are_kept_with_the_result_and_reach_the_index(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        (found,) = w.results.find(NUMBER)
        result = found.result.id
        assert w.outbox.entry_facts(made).valid_until == TERM.valid_until
        w.outbox.mark_indexed({made: 1})
        w.results.add_event(result, ValidityState.REVOKED, date(2024, 3, 1), "QĐ 12/QĐ-UBND", PERSON)
        (found,) = w.results.find(NUMBER)
        assert [(event.state, event.effective_on, event.source) for event in found.events] == [
            (ValidityState.REVOKED, date(2024, 3, 1), PERSON)
        ]
        assert [(waiting.id, waiting.revision) for waiting in w.outbox.pending()] == [(made, 2)]
        assert w.outbox.entry_facts(made).valid_until == date(2024, 2, 29)
        w.results.add_event(result, ValidityState.VALID, date(2024, 4, 1), "QĐ 15/QĐ-UBND", PERSON)
        assert w.outbox.entry_facts(made).valid_until == TERM.valid_until
