"""PostgreSQL under the records: what is refused, what waits, what its errors tell and do not tell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError

from digitize.errors import ArchiveNewer, BatchBusy, KeyMissing, NoArchive, RecordsUnavailable
from digitize.model import FieldName, ObjectKind, ReuseAnswer, ValidityState
from digitize.records import postgres as implementation
from digitize.records import tables
from digitize.records.interfaces import Records
from digitize.records.postgres import open_postgres
from tests import postgres
from tests.archives import NAME, NUMBER, PERSON, RULES, blob, document, field, publication, refs, sha, stored

DAY = date(2025, 1, 1)

Open = Callable[..., Records]


@pytest.fixture
def opened(tmp_path: Path, postgres_url: str) -> Iterator[Open]:
    """Opens the test's archive, or one at another address."""
    made: list[Records] = []

    def open_one(url: str = postgres_url, **given: Any) -> Records:
        made.append(open_postgres(url, tmp_path / "keys" / "owner-keys.json", **given))
        return made[-1]

    yield open_one
    for records in made:
        records.close()


@pytest.fixture
def records(opened: Open) -> Records:
    return opened()


def fill(records: Records) -> str:
    """A document with at least one row in every history."""
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.documents.add_rendition(made, stored("access", ObjectKind.ACCESS))
        (found,) = w.results.find(NUMBER)
        w.results.add_event(found.result.id, ValidityState.REVOKED, DAY, "QĐ 1", PERSON)
        w.reuse.record("clerk", NUMBER, [], DAY, ReuseAnswer.REVOKED, found.result.id)
        w.stages.keep(sha("key"), "read", {})
        w.audit.append("clerk", "reuse", made)
        batch = w.batches.open("Lô 2", counted_sheets=4)
        stack = w.batches.add_stack(batch.id, "b.pdf", blob(w, "b"))
        w.batches.decide(batch.id, w.reports.reconciliation(batch.id).sheets, "reviewer-1", "đếm nhầm")
        w.rescans.add(made, 0, stack.pages[0], stack.id)
    return made


# --- constraints ------------------------------------------------------------------------------------------


def test_histories_cannot_be_changed_shortened_or_emptied(records: Records, postgres_url: str) -> None:
    fill(records)
    with postgres.raw(postgres_url) as connection:
        for table in tables.APPEND_ONLY:
            column = next(iter(table.columns)).name
            for statement in (
                f"UPDATE {table.name} SET {column} = {column}",
                f"DELETE FROM {table.name}",
                f"TRUNCATE {table.name} CASCADE",
            ):
                with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="is append-only"):
                    connection.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("blobs", ""),
        ("documents", "id"),
        ("batches", "id"),
        ("owners", "id"),
        ("document_pages", ""),
        ("audit", ""),
    ],
)
def test_the_database_itself_refuses_a_second_one(
    records: Records, postgres_url: str, table: str, changed: str
) -> None:
    fill(records)
    names = [column.name for column in tables.meta.metadata.tables[table].columns]
    # Migrations add columns behind those that a database had, wherever the tables name them.
    into = ", ".join(f'"{name}"' for name in names)
    values = ", ".join("'OTHER'" if name == changed else f'"{name}"' for name in names)
    with postgres.raw(postgres_url) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(f"INSERT INTO {table} ({into}) SELECT {values} FROM {table}")  # type: ignore[call-overload]


def test_errors_quote_neither_parameters_nor_rows(records: Records) -> None:
    def violate(act: Callable[[Any], object]) -> None:
        with records.write() as w:
            act(w)

    acts: list[Callable[[Any], object]] = [
        lambda w: w.reuse.record(NAME, NUMBER, [], DAY, ReuseAnswer.VALID, "K-NONE"),
        # The server's words on a row that fails a check hold the whole row.
        lambda w: w.batches._context.add(tables.batches, {"id": "B-1", "name": NAME, "agency": "", "state": None}),
        lambda w: w.documents.create(w.batches.open(NAME).id, refs("never received", 1)),
    ]
    for act in acts:
        with pytest.raises(IntegrityError) as caught:
            violate(act)
        seen: BaseException | None = caught.value
        while seen is not None:
            assert NAME not in f"{seen!s}{seen!r}"
            seen = seen.__cause__ or seen.__context__


def test_a_nul_in_a_text_is_replaced(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, [field(FieldName.ABSTRACT, "cấp\0phép")], RULES)
        assert w.statements.effective(made).value(FieldName.ABSTRACT) == "cấp\N{REPLACEMENT CHARACTER}phép"


# --- opening ----------------------------------------------------------------------------------------------


def test_an_archive_is_made_only_on_request_and_opened_again(opened: Open) -> None:
    with postgres.database() as url:
        with pytest.raises(NoArchive):
            opened(url, create=False)
        first = opened(url)
        made = fill(first)
        second = opened(url, create=False)
        assert second.archive_id == first.archive_id
        with second.read() as r:
            assert r.results.find(NUMBER)[0].documents[0][0].id == made


def test_processes_that_make_an_archive_at_once_make_one(tmp_path: Path) -> None:
    def make(_: int) -> str:
        records = open_postgres(url, tmp_path / "owner-keys.json")
        records.close()
        return records.archive_id

    with postgres.database() as url, ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(make, range(4)))) == 1


def test_numbers_without_their_key_are_refused(opened: Open, tmp_path: Path) -> None:
    fill(opened())
    (tmp_path / "keys" / "owner-keys.json").unlink()
    with pytest.raises(KeyMissing):
        opened()


def test_an_archive_of_a_newer_program_is_left_alone(opened: Open, postgres_url: str) -> None:
    with postgres.raw(postgres_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ArchiveNewer, match="9999"):
        opened()


def test_a_database_that_mangles_names_is_refused(opened: Open) -> None:
    with postgres.database(encoding="SQL_ASCII") as url, pytest.raises(RecordsUnavailable, match="SQL_ASCII"):
        opened(url)


@pytest.mark.parametrize("changed", [{"port": 1}, {"password": "wrong-secret"}, {"database": "digitize_test_none"}])
def test_a_server_that_cannot_be_used_is_named_without_its_password(
    opened: Open, postgres_url: str, changed: dict[str, Any]
) -> None:
    url = make_url(postgres_url).set(**changed)
    with pytest.raises(RecordsUnavailable) as caught:
        opened(url.render_as_string(hide_password=False))
    assert "127.0.0.1" in caught.value.detail
    assert str(url.password) not in f"{caught.value!r}{caught.value.__cause__!r}"


# --- several writers --------------------------------------------------------------------------------------


def test_writers_of_different_rows_do_not_wait(records: Records) -> None:
    with records.write() as first, records.write() as second:
        first.batches.open("Lô 1")
        second.batches.open("Lô 2")
    with records.read() as r:
        assert len(r.batches.all()) == 2


def test_a_writer_that_waits_too_long_says_so_and_readers_go_on(opened: Open) -> None:
    first, second = opened(), opened(busy_timeout=0.05)
    with first.write() as w:
        w.batches.open("Lô 1")
        with pytest.raises(BatchBusy, match="55P03"), second.write() as other:
            other.batches.open("Lô 1")
        with second.read() as r:
            assert r.batches.all() == ()


def test_of_writers_that_wait_for_each_other_one_is_sent_back(records: Records) -> None:
    with records.write() as w:
        first, second = w.batches.open("Lô 1").id, w.batches.open("Lô 2").id
    both = threading.Barrier(2)

    def finish(one: str, other: str) -> str:
        try:
            with records.write() as w:
                w.batches.finish(one, "finished")  # type: ignore[arg-type]
                both.wait()
                w.batches.finish(other, "finished")  # type: ignore[arg-type]
        except BatchBusy as error:
            return error.detail
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(finish, (first, second), (second, first)))
    assert said == ["", "PostgreSQL 40P01"]


def test_a_statement_that_takes_too_long_is_ended(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implementation, "STATEMENT_TIMEOUT", 0.05)
    with pytest.raises(RecordsUnavailable, match="57014"), opened().read() as r:
        r.batches._context.connection.exec_driver_sql("SELECT pg_sleep(10)")


def test_a_process_takes_no_more_connections_than_it_may(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implementation, "CONNECT_TIMEOUT", 1)
    records = opened(connections=2)
    with records.read(), records.read(), pytest.raises(RecordsUnavailable, match="no connection free"), records.read():
        pytest.fail("a third connection")
