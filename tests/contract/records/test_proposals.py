"""What every system of record promises of proposals, of the keys papers are found by, and of terms that people say."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import SQLAlchemyError

from digitize.errors import NotFound, ProposalDecided
from digitize.model import DocumentKind, Term, ValidityState
from digitize.records.interfaces import Records
from digitize.records.paper_keys import KeyRole
from digitize.records.proposed import ProposalKind, ProposalState, ProposalVerdict, Suggestion
from digitize.records.rows import Relation, event_in_force
from digitize.records.transaction import Transaction
from tests.archives import NUMBER, PERSON, RESULT, TERM, TYPE, document, publication

DAY = date(2024, 3, 1)


def suggestion(w: Transaction, seed: str = "a", **given: object) -> Suggestion:
    made = document(w, seed).id
    values = {"kind": ProposalKind.SAME_PAPER, "subject": made, "counterpart": "D-OTHER", "document": made}
    rest = {"other_document": None, "confidence": 0.9, "evidence": {"text": 0.93}}
    return Suggestion(**(values | rest | given))  # type: ignore[arg-type]


def test_the_same_suggestion_is_one_proposal_whatever_was_decided(records: Records) -> None:
    with records.write() as w:
        one = suggestion(w)
        first, is_new = w.proposals.suggest(one)
        assert (is_new, first.state, first.evidence) == (True, ProposalState.WAITING, {"text": 0.93})
        w.proposals.decide(first, ProposalVerdict.REFUSED, "clerk-1", "two papers", {})
        again, is_new = w.proposals.suggest(one)
        assert (again.id, again.state, is_new) == (first.id, ProposalState.REFUSED, False)
        assert w.proposals.listing() == ()
        assert w.proposals.listing(ProposalState.REFUSED) == (again,) == w.proposals.of_document(one.document)
    with records.read() as r, pytest.raises(NotFound):
        r.proposals.get("E-NONE")


def test_each_decision_is_kept_with_who_took_it(records: Records) -> None:
    steps = [
        (ProposalVerdict.ACCEPTED, ProposalState.ACCEPTED),
        (ProposalVerdict.UNDONE, ProposalState.WAITING),
        (ProposalVerdict.LAPSED, ProposalState.LAPSED),
        (ProposalVerdict.RETURNED, ProposalState.WAITING),
        (ProposalVerdict.REFUSED, ProposalState.REFUSED),
    ]
    with records.write() as w:
        proposal, _ = w.proposals.suggest(suggestion(w))
        for verdict, state in steps:
            proposal = w.proposals.decide(w.proposals.reserve(proposal.id), verdict, "clerk-1", "why", {"n": 1})
            assert proposal.state is state
    assert [(one.verdict, one.effect) for one in proposal.decisions] == [(verdict, {"n": 1}) for verdict, _ in steps]


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        ((), ProposalVerdict.UNDONE),
        ((), ProposalVerdict.RETURNED),
        ((ProposalVerdict.ACCEPTED,), ProposalVerdict.ACCEPTED),
        ((ProposalVerdict.ACCEPTED,), ProposalVerdict.LAPSED),
        ((ProposalVerdict.REFUSED,), ProposalVerdict.ACCEPTED),
        ((ProposalVerdict.LAPSED,), ProposalVerdict.ACCEPTED),
    ],
)
def test_what_does_not_follow_is_refused(
    records: Records, before: tuple[ProposalVerdict, ...], verdict: ProposalVerdict
) -> None:
    with records.write() as w:
        proposal, _ = w.proposals.suggest(suggestion(w))
        for earlier in before:
            proposal = w.proposals.decide(proposal, earlier, "clerk-1", "", {})
        with pytest.raises(ProposalDecided):
            w.proposals.decide(proposal, verdict, "clerk-2", "", {})


def test_decisions_cannot_be_changed(records: Records) -> None:
    with records.write() as w:
        proposal, _ = w.proposals.suggest(suggestion(w))
        w.proposals.decide(proposal, ProposalVerdict.ACCEPTED, "clerk-1", "", {})

    def change() -> None:
        with records.write() as w:
            w.proposals._context.connection.exec_driver_sql("DELETE FROM proposal_decisions")

    with pytest.raises(SQLAlchemyError):
        change()


def test_lists_go_on_behind_the_last_of_those_before(records: Records) -> None:
    with records.write() as w:
        for number in range(3):
            for kind in (ProposalKind.REPLACES, ProposalKind.DRAFT):
                w.proposals.suggest(suggestion(w, f"{number}", kind=kind))
        everything = w.proposals.listing()
        listed: list[str] = []
        while some := w.proposals.listing(after=listed[-1] if listed else "", limit=2):
            listed += [one.id for one in some]
        assert listed == [one.id for one in everything]
        assert len(everything) == 6
        assert {one.kind for one in w.proposals.listing(kinds=[ProposalKind.DRAFT])} == {ProposalKind.DRAFT}


def test_papers_are_found_by_what_they_have_in_common(records: Records) -> None:
    # Of one transaction neither would be the older.
    with records.write() as w:
        first = document(w, "a").id
    with records.write() as w:
        second = document(w, "b").id
        for made in (first, second):
            w.publish(made, publication())
        w.paper_keys.put(first, [(KeyRole.NUMBER, "07gcn@2023-02-07"), (KeyRole.TEXT, "t")])
        w.paper_keys.put(second, [(KeyRole.NUMBER, "07gcn@2023-02-07"), (KeyRole.CITES, "9qd@2024-01-01")])
        assert [one.id for one in w.paper_keys.find(KeyRole.NUMBER, ["07gcn@2023-02-07"])] == [first, second]
        assert [one.id for one in w.paper_keys.find(KeyRole.CITES, ["9qd@2024-01-01"])] == [second]
        w.paper_keys.put(second, [])
        assert [one.id for one in w.paper_keys.find(KeyRole.NUMBER, ["07gcn@2023-02-07", "x"])] == [first]
        w.documents.withdraw(first, "wrong_batch")
        assert w.paper_keys.find(KeyRole.NUMBER, ["07gcn@2023-02-07"]) == () == w.paper_keys.find(KeyRole.TEXT, [])


def test_what_became_known_since_is_to_be_compared(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        assert w.proposals.uncompared() == ()
        w.publish(made, publication())
        assert [one.id for one in w.proposals.uncompared()] == [made]
        assert not w.proposals.is_compared(w.documents.get(made))
        w.proposals.mark_compared(made, 1)
        assert w.proposals.uncompared() == ()
        w.publish(made, publication())
        assert [one.id for one in w.proposals.uncompared()] == [made]
        w.proposals.mark_compared(made, 1)
        assert not w.proposals.is_compared(w.documents.get(made))


# --- events ------------------------------------------------------------------------------------------------


def test_an_event_that_is_undone_never_was(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        [found] = w.results.find(NUMBER)
        first = w.results.add_event(found.result.id, ValidityState.REVOKED, DAY, "QĐ 1", PERSON)
        second = w.results.add_event(found.result.id, ValidityState.CANCELLED, date(2024, 2, 1), "QĐ 2", PERSON)
        assert w.outbox.entry_facts(made).valid_until == date(2024, 1, 31)
        w.results.undo_event(second, "typed by mistake", PERSON)
        [found] = w.results.find(NUMBER)
        assert [(one.id, one.undone) for one in found.events] == [(first.id, False), (second.id, True)]
        assert event_in_force(found.events, date(2024, 2, 15)) is None
        assert w.outbox.entry_facts(made).valid_until == date(2024, 2, 29)
        w.results.undo_event(first, "typed by mistake", PERSON)
        assert w.outbox.entry_facts(made).valid_until == TERM.valid_until


def test_the_event_that_was_said_last_decides_and_a_restored_result_has_its_term(records: Records) -> None:
    with records.write() as w:
        w.publish(document(w, "a").id, publication())
        [found] = w.results.find(NUMBER)
        result = found.result.id
        w.results.add_event(result, ValidityState.REVOKED, DAY, "QĐ 1", PERSON)
        w.results.add_event(result, ValidityState.VALID, date(2024, 5, 1), "QĐ 2", PERSON)
        events = w.results.events(result)
    states = [event_in_force(events, date(2024, month, 15)) for month in (2, 3, 5)]
    assert [state and state.state for state in states] == [None, ValidityState.REVOKED, None]


def test_a_document_shows_another_result_and_its_own_again(records: Records) -> None:
    with records.write() as w:
        first, second = document(w, "a").id, document(w, "b").id
        for made in (first, second):
            w.publish(made, publication(term=Term()))
        mine, other = w.results.shown(first), w.results.shown(second)
        assert mine
        assert other
        assert w.term_rules.asked() == {TYPE: 2}
        w.results.show(second, mine[0], Relation.RESCAN)
        [found] = w.results.find(NUMBER)
        assert [(shown.id, relation) for shown, relation in found.documents] == [
            (first, Relation.ORIGINAL), (second, Relation.RESCAN),
        ]  # fmt: skip
        assert w.term_rules.asked() == {TYPE: 1}
        assert (w.results.original(mine[0]), w.results.original(other[0])) == (first, None)
        w.results.show(second, *other)
        assert len(w.results.find(NUMBER)) == 2


def test_a_draft_is_never_offered_for_what_was_signed(records: Records) -> None:
    with records.write() as w:
        signed, draft = document(w, "a").id, document(w, "b").id
        for made in (signed, draft):
            w.publish(made, publication())
        shown = w.results.shown(signed)
        assert shown
        w.results.show(draft, shown[0], Relation.DRAFT)
        w.documents.withdraw(signed, "wrong_batch")
        assert w.results.find(NUMBER) == ()


# --- terms -------------------------------------------------------------------------------------------------


def test_terms_that_people_say_count_the_newest_first_and_are_kept(records: Records) -> None:
    with records.write() as w:
        assert list(w.term_rules.of(TYPE)) == list(w.term_rules.of(None)) == []
        w.term_rules.add(TYPE, "months", 60, None, None, "Điều 1", "clerk-1")
        newest = w.term_rules.add(TYPE, "unlimited", None, DAY, None, "Điều 2", "clerk-2")
        assert [rule.months for rule in w.term_rules.of(TYPE)] == [None, 60]
        assert w.term_rules.of(TYPE)[0] == newest
        [last, first] = w.term_rules.said(TYPE)
    assert (last.decided_by, first.decided_by, newest.valid_from) == ("clerk-2", "clerk-1", DAY)
    assert newest.id != first.rule.id


def test_results_wait_for_a_term_of_their_type_while_none_is_known(records: Records) -> None:
    unsure = Term(DAY, printed=True)
    with records.write() as w:
        waiting, dated, printed = (document(w, seed).id for seed in "abc")
        w.publish(waiting, publication(term=Term()))
        w.publish(dated, publication())
        w.publish(printed, publication(term=unsure))
        shown = w.results.shown(waiting)
        assert shown
        assert w.term_rules.asked() == {TYPE: 1}
        assert w.term_rules.waiting(TYPE) == (shown[0],)
        assert w.term_rules.waiting(TYPE, after=shown[0]) == ()
        assert w.results.settle_term(shown[0], TYPE, TERM)
        assert not w.results.settle_term(shown[0], TYPE, TERM)
        assert w.term_rules.asked() == {}
        w.publish(waiting, publication(term=Term()))
        assert w.term_rules.asked() == {TYPE: 1}
        internal = publication(
            classification=type(RESULT)(DocumentKind.INTERNAL, "Quyết định", None, None, 0.9, "header"), term=None
        )
        w.publish(waiting, internal)
        assert w.term_rules.asked() == {}
