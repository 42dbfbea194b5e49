"""What every system of record promises of statements, whatever database is under it."""

from __future__ import annotations

from datetime import timedelta

from digitize.model import (
    Checked,
    FieldName,
    SourceKind,
)
from digitize.records.interfaces import Records
from digitize.records.rows import Source
from tests.archives import (
    FIELDS,
    MANIFEST,
    NEWER_RULES,
    PERSON,
    RULES,
    document,
    field,
)


def test_effective_values_person_over_machine_else_the_newest(records: Records) -> None:
    def number(value: str) -> list[object]:
        return [field(FieldName.NUMBER, value)]

    with records.write() as w:
        made = document(w, "a").id
        steps = [
            (RULES, "1", "1", Checked.MACHINE),
            (NEWER_RULES, "2", "2", Checked.MACHINE),
            (PERSON, "3", "3", Checked.PERSON),
            (Source(SourceKind.RULE, "rules", "3"), "4", "3", Checked.PERSON),
            (Source(SourceKind.PERSON, "reviewer-2"), "5", "5", Checked.PERSON),
            (PERSON, "", "", Checked.MACHINE),
        ]
        for source, said, counts, checked in steps:
            w.statements.record(made, number(said), source)  # type: ignore[arg-type]
            effective = w.statements.effective(made)
            assert effective.value(FieldName.NUMBER) == counts
            assert effective.checked(FieldName.NUMBER) is checked
        assert [said.value.value for said in w.statements.history(made)] == ["1", "2", "3", "4", "5", ""]


def test_effective_values_stand_for_each_item(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(
            made, [field(FieldName.OWNER_NAME, "A", item=0), field(FieldName.OWNER_NAME, "B", item=1)], RULES
        )
        w.statements.record(made, [field(FieldName.OWNER_NAME, "C", item=1)], PERSON)
        effective = w.statements.effective(made)
    assert [value.value for value in effective.fields] == ["A", "C"]
    assert effective.value(FieldName.OWNER_NAME, 1) == "C"
    assert effective.checked(FieldName.OWNER_NAME) is Checked.MACHINE


def test_saying_the_same_again_writes_nothing(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        assert w.statements.record(made, FIELDS, RULES, whole=True) == len(FIELDS)
        assert w.statements.record(made, FIELDS, RULES, whole=True) == 0
        assert w.statements.effective(made).fields == tuple(sorted(FIELDS, key=lambda value: value.name))


def test_a_source_takes_back_only_what_it_said_itself(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, [field(FieldName.NUMBER, "12")], MANIFEST)
        w.statements.record(made, [field(FieldName.NUMBER, "13"), field(FieldName.SIGNER, "X")], RULES, whole=True)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "13"
        w.statements.record(made, [field(FieldName.SIGNER, "X")], NEWER_RULES, whole=True)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "12"
        w.statements.record(made, [], NEWER_RULES, whole=True)
        assert [value.value for value in w.statements.effective(made).fields] == ["12"]
        assert w.statements.record(made, [], NEWER_RULES, whole=True) == 0


def test_of_two_machines_the_one_that_spoke_last_counts(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        for source, said in ((RULES, "1"), (MANIFEST, "2"), (NEWER_RULES, "3")):
            w.statements.record(made, [field(FieldName.NUMBER, said)], source)
            assert w.statements.effective(made).value(FieldName.NUMBER) == said


def test_as_of_leaves_out_what_was_written_later(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, [field(FieldName.NUMBER, "1")], RULES)
        then = w.statements.history(made)[0].recorded_at
    with records.write() as w:
        w.statements.record(made, [field(FieldName.NUMBER, "2")], PERSON)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "2"
        assert w.statements.effective(made, as_of=then).value(FieldName.NUMBER) == "1"
        assert w.statements.effective(made, as_of=then - timedelta(seconds=1)).fields == ()
