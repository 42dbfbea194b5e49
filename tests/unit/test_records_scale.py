"""With 20,000 documents the daily questions still go through indexes, in a fixed number of queries."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from digitize.model import FieldName
from digitize.records.interfaces import Records
from digitize.records.rows import DocumentState
from digitize.records.sqlite import open_sqlite
from digitize.records.transaction import Transaction
from tests.archives import BIRTH, FIELDS, NAME, NUMBER, RULES, TYPE, blob, publication, sha, without

COUNT = 20_000

# Each table's columns that must differ from row to row; the rest is copied from the one real document.
COPIES = {
    "blobs": {"sha256": "'{n}'"},
    "pages": {"blob": "'{n}'"},
    "stacks": {"id": "'S-{n}'", "batch": "'B-{n}'"},
    "batches": {"id": "'B-{n}'", "name": "'{n}'"},
    "stack_pages": {"stack": "'S-{n}'", "blob": "'{n}'"},
    "documents": {"id": "'D-{n}'", "batch": "'B-{n}'", "first_blob": "'{n}'", "indexed_revision": "revision"},
    "document_versions": {"document": "'D-{n}'"},
    "document_pages": {"document": "'D-{n}'", "blob": "'{n}'"},
    "classifications": {"id": "NULL", "document": "'D-{n}'"},
    "assertions": {"id": "NULL", "subject": "'D-{n}'", "blob": "NULL", "page_index": "NULL"},
    "results": {"id": "'K-{n}'"},
    "result_documents": {"result": "'K-{n}'", "document": "'D-{n}'"},
    "owners": {"id": "'O-{n}'", "number_hash": "'{n}'", "name_key": "'name {n}'"},
    "result_owners": {"result": "'K-{n}'", "owner": "'O-{n}'"},
    "terms": {"id": "NULL", "result": "'K-{n}'"},
    "receipts": {"id": "'R-{n}'", "batch": "'B-{n}'", "blob": "'{n}'"},
}


def multiply(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table, changed in COPIES.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = (changed.get(name, f"source.{name}").replace("{n}", "' || n || '") for name in names)
            connection.execute(
                f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {COUNT})"
                f" INSERT INTO {table} SELECT {', '.join(values)}"
                f" FROM numbers, (SELECT * FROM {table}) AS source"
            )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Records, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("scale")
    records = open_sqlite(folder / "records.db", folder / "owner-keys.json")
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "a")
        stack = w.batches.add_stack(batch, "a", pages).id
        document = w.documents.create(batch, pages).id
        w.publish(document, publication())
        w.batches.add_receipt(batch, Path("/s/a.pdf"), "accepted", blob=sha("a"))  # type: ignore[arg-type]
    multiply(folder / "records.db")
    with records.write() as w:
        w.publish(w.documents.create(batch, blob(w, "b")).id, publication(without(FieldName.OWNER_ID)))
    yield records, {"batch": batch, "stack": stack, "document": document}
    records.close()


QUESTIONS: dict[str, Callable[[Transaction, dict[str, str]], Any]] = {
    "results by owner": lambda t, ids: t.results.find(NUMBER, {TYPE}),
    "results by name and birth date": lambda t, ids: t.results.find_namesakes(NAME, BIRTH),
    "owners by number": lambda t, ids: t.results.owners(NUMBER),
    "results of a document": lambda t, ids: t.results.of_document(ids["document"]),
    "outbox": lambda t, ids: t.outbox.pending(),
    "outbox, how many": lambda t, ids: t.outbox.waiting(),
    "outbox, all in order": lambda t, ids: t.outbox.published(after=ids["document"], limit=10),
    "index entry": lambda t, ids: t.outbox.entry_facts(ids["document"]),
    "values": lambda t, ids: t.statements.effective(ids["document"]),
    "pages that wait": lambda t, ids: t.pages.pending(ids["batch"]),
    "pages that wait in a stack": lambda t, ids: t.pages.pending_in(ids["stack"]),
    "documents of a batch": lambda t, ids: t.documents.of_batch(ids["batch"]),
    "documents of a stack": lambda t, ids: t.documents.of_stack(ids["stack"]),
    "known bytes": lambda t, ids: t.batches.blob(sha("a")),
    "account of a batch": lambda t, ids: t.reports.reconciliation(ids["batch"]),
    "receiving": lambda t, ids: t.batches.add_receipt(ids["batch"], Path("/s/b.pdf"), "rejected", reason="empty_file"),  # type: ignore[arg-type]
    "cutting": lambda t, ids: t.documents.create(ids["batch"], t.documents.pages(ids["document"])),
    "reading": lambda t, ids: t.statements.record(ids["document"], FIELDS, RULES, whole=True),
    "publishing": lambda t, ids: t.publish(ids["document"], publication(state=DocumentState.REVIEW)),
    "retrying": lambda t, ids: t.pages.retry_failed(ids["batch"]),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_a_whole_table(archive: tuple[Records, dict[str, str]], question: str) -> None:
    records, ids = archive
    asked: list[tuple[str, Any]] = []
    engine = records._database.writer  # type: ignore[attr-defined]

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if re.match(r"SELECT|UPDATE|DELETE", statement):
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        with records.write() as w:
            assert QUESTIONS[question](w, ids) is not None
            event.remove(engine, "before_cursor_execute", note)
            connection = w.batches._context.connection
            plans = [
                row[3]
                for statement, parameters in asked
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
    finally:
        if event.contains(engine, "before_cursor_execute", note):
            event.remove(engine, "before_cursor_execute", note)
    assert plans
    # An index that holds only what waits may be read whole: it is the outbox itself.
    scans = [plan for plan in plans if plan.startswith("SCAN") and "ix_documents_outbox" not in plan]
    assert scans == []
    assert len(asked) < 40


def test_the_archive_is_as_large_as_said(archive: tuple[Records, dict[str, str]]) -> None:
    records, _ = archive
    with records.read() as r:
        assert len(r.documents.listing(limit=COUNT + 10)) == COUNT + 2
        assert len(r.results.find(NUMBER)) == len(r.results.find_namesakes(NAME, BIRTH)) == 1
