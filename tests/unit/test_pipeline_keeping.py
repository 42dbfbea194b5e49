"""How long a document is kept: what the catalogue says, counted from days that are known surely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digitize.catalogue import Catalogue, load
from digitize.model import FieldName, ObjectKind, PageRef, Retention, Term
from digitize.pipeline.keeping import FOR_EVER, Protector, end_of, settle
from digitize.records.interfaces import Records
from digitize.records.rows import DocumentState
from digitize.records.sqlite import open_sqlite
from digitize.store.files import FileStore
from tests.archives import PERSON, TYPE, Clock, document, field, publication, without

TRUST_AT = 0.75
ISSUED = FieldName.ISSUED_ON


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_sqlite(tmp_path / "records.db", tmp_path / "keys.json", clock=Clock())
    yield opened
    opened.close()


def catalogue(folder: Path, row: str) -> Catalogue:
    folder.mkdir(exist_ok=True)
    header = "result_type,years,counted_from,basis,verified,source"
    (folder / "retention.csv").write_text(f"{header}\n{TYPE},{row},own list,yes,list\n", encoding="utf-8")
    return load(folder)


def settled(records: Records, rules: Catalogue, **given: object) -> Retention | None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication(**given))  # type: ignore[arg-type]
        settle(w, made, rules, TRUST_AT)
        return w.keeping.retention(made)


@pytest.mark.parametrize(
    ("row", "until"),
    [
        ("5,issued_on", date(2028, 2, 7)),
        ("5,valid_until", date(2033, 2, 7)),
        ("5,archived_on", date(2030, 6, 1)),
        ("permanent,issued_on", None),
        ("99999,issued_on", None),
    ],
)
def test_years_are_counted_from_the_day_that_the_rule_names(
    records: Records, tmp_path: Path, row: str, until: date | None
) -> None:
    retention = settled(records, catalogue(tmp_path / "own", row))
    assert retention
    assert retention.until == until
    assert retention.rule.startswith(TYPE)
    assert retention.basis == "own list"


@pytest.mark.parametrize(
    ("row", "given"),
    [
        ("5,issued_on", {"fields": without(ISSUED)}),
        ("5,issued_on", {"fields": (*without(ISSUED), field(ISSUED, "2023-02-07", confidence=0.5))}),
        # Misread: a paper of the future.
        ("5,issued_on", {"fields": (*without(ISSUED), field(ISSUED, "2203-02-07"))}),
        ("5,valid_until", {"term": Term()}),
        ("5,valid_until", {"term": Term(unlimited=True, known=True)}),
        ("5,valid_until", {"term": Term(valid_until=date(2028, 2, 7), known=True, printed=True)}),
    ],
)
def test_nothing_is_counted_from_a_day_that_is_not_known_surely(
    records: Records, tmp_path: Path, row: str, given: dict[str, object]
) -> None:
    assert settled(records, catalogue(tmp_path / "own", row), **given) is None


def test_a_day_that_a_person_vouches_for_is_counted_from(records: Records, tmp_path: Path) -> None:
    rules = catalogue(tmp_path / "own", "5,issued_on")
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.statements.record(made, (field(ISSUED, "2020-01-01", confidence=0.1),), PERSON)
        settle(w, made, rules, TRUST_AT)
        retention = w.keeping.retention(made)
    assert retention
    assert retention.until == date(2025, 1, 1)


def test_a_document_that_is_held_back_is_kept_as_well(records: Records, tmp_path: Path) -> None:
    assert settled(records, catalogue(tmp_path / "own", "5,valid_until"), state=DocumentState.HELD)


def test_where_the_catalogue_says_nothing_the_store_is_told_nothing(records: Records) -> None:
    assert settled(records, load()) is None
    with records.read() as r:
        assert r.keeping.waiting() == 0


def test_a_retention_ends_with_its_last_day_where_the_archive_is() -> None:
    assert end_of(Retention(date(2030, 6, 1), "", "")) == datetime(2030, 6, 1, 17, tzinfo=UTC)
    assert end_of(Retention(None, "", "")) == FOR_EVER
    assert end_of(Retention(date.max, "", "")) == FOR_EVER


def test_what_is_on_record_comes_into_the_store_but_for_damaged_objects(records: Records, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "objects")
    with records.write() as w:
        made = []
        for content in (b"there", b"lost"):
            scan = tmp_path / content.decode()
            scan.write_bytes(content)
            stored = store.put(ObjectKind.ORIGINAL, scan)
            w.batches.add_blob(stored, "image/png", 1)
            made.append((w.documents.create(w.batches.open("Lô").id, [PageRef(stored.sha256, 0)]).id, stored.sha256))
        for one, _ in made:
            w.keeping.retain(one, Retention(date(2090, 1, 1), "", ""))
            w.keeping.hold(one, True, "an", "court")
            w.keeping.ask(one)
    lost = made[1][1]
    (tmp_path / "objects" / "originals" / lost[:2] / lost[2:4] / lost).unlink()

    assert Protector(records, store).drain() == 1
    with records.read() as r:
        assert r.keeping.waiting() == 1
    there = store.protection(ObjectKind.ORIGINAL, made[0][1])
    assert there.held
    assert there.until == end_of(Retention(date(2090, 1, 1), "", ""))

    store.put(ObjectKind.ORIGINAL, tmp_path / "lost")
    assert Protector(records, store).drain() == 1
    with records.read() as r:
        assert r.keeping.waiting() == 0
