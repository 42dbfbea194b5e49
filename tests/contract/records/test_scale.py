"""With 20,000 documents the daily questions still go through indexes, in a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from digitize.model import FieldName, ObjectKind
from digitize.records.interfaces import Records
from digitize.records.paper_keys import KeyRole
from digitize.records.postgres import open_postgres
from digitize.records.proposed import ProposalKind, Suggestion
from digitize.records.reviewed import ReviewAct, Verdict, Wanted
from digitize.records.rows import DocumentState, ReceiptOutcome
from digitize.records.sqlite import open_sqlite
from digitize.records.transaction import Transaction
from tests import postgres
from tests.archives import BIRTH, FIELDS, NAME, NUMBER, RULES, TYPE, blob, publication, sha, without
from tests.multiplied import multiply

COUNT = 20_000
KEYS = [(KeyRole.NUMBER, "07gcn@2023-02-07")]
WAITING = (
    "ix_documents_outbox",
    "ix_documents_unkept",
    "ix_documents_review",
    "ix_documents_uncompared",
    "ix_results_term_asked",
)
"""Indexes that may be read whole: they hold only what waits."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Records, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("scale")
    with ExitStack() as stack:
        if request.param == "postgres":
            records = open_postgres(stack.enter_context(postgres.database()), folder / "owner-keys.json")
        else:
            records = open_sqlite(folder / "records.db", folder / "owner-keys.json")
        stack.callback(records.close)
        with records.write() as w:
            batch = w.batches.open("Lô 1").id
            pages = blob(w, "a")
            stack_id = w.batches.add_stack(batch, "a", pages).id
            document = w.documents.create(batch, pages).id
            w.leases.plan("finish", f"{stack_id}/{document}")
            w.publish(document, publication())
            w.batches.add_receipt(batch, Path("/s/a.pdf"), ReceiptOutcome.ACCEPTED, blob=sha("a"))
            w.paper_keys.put(document, KEYS)
            [found] = w.results.of_document(document)
            suggestion = Suggestion(ProposalKind.REPLACES, found.result.id, "K-OTHER", document, None, 0.5, {})
            proposal, _ = w.proposals.suggest(suggestion)
            w.proposals.mark_compared(document, 1)
            w.reviews.mark_cut(pages[0], True, w.reviews.record(document, Verdict(ReviewAct.CONFIRM, "an")))
        with records._database.writing() as connection:  # type: ignore[attr-defined]
            multiply(connection, COUNT)
        with records.write() as w:
            w.publish(w.documents.create(batch, blob(w, "b")).id, publication(without(FieldName.OWNER_ID)))
        ids = {"batch": batch, "stack": stack_id, "document": document, "proposal": proposal.id}
        yield records, ids | {"result": found.result.id}


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
    "receiving": lambda t, ids: t.batches.add_receipt(
        ids["batch"], Path("/s/b.pdf"), ReceiptOutcome.REJECTED, reason="empty_file"
    ),
    "cutting": lambda t, ids: t.documents.create(ids["batch"], t.documents.pages(ids["document"])),
    "reading": lambda t, ids: t.statements.record(ids["document"], FIELDS, RULES, whole=True),
    "publishing": lambda t, ids: t.publish(ids["document"], publication(state=DocumentState.REVIEW)),
    "retrying": lambda t, ids: t.pages.retry_failed(ids["batch"]),
    "what waits for a reviewer": lambda t, ids: t.reviews.waiting(Wanted(), reviewer="an"),
    "what waits behind a document": lambda t, ids: t.reviews.waiting(
        Wanted(reason="type_unsure"), after=t.documents.get(ids["document"])
    ),
    "whose turn it is": lambda t, ids: t.reviews.take(ids["document"], "an", 60),
    "decisions about a document": lambda t, ids: t.reviews.standing(ids["document"]),
    "what persons said of pages": lambda t, ids: t.reviews.cuts(t.documents.pages(ids["document"])),
    "rescans of pages": lambda t, ids: t.rescans.applied(t.documents.pages(ids["document"])),
    "where a page came": lambda t, ids: t.batches.stack_holding(t.documents.first_page(ids["document"])),
    "work on a batch": lambda t, ids: t.leases.of_batch(ids["batch"]),
    "work that stands still": lambda t, ids: t.leases.overdue("read"),
    "what shall keep objects": lambda t, ids: t.keeping.orders(),
    "what shall keep objects, how much": lambda t, ids: t.keeping.waiting(),
    "known to be disposed of": lambda t, ids: t.disposals.gone([sha("a")]),
    "what goes with a document": lambda t, ids: t.disposals.plan(ids["document"]),
    "whether a text is needed": lambda t, ids: t.disposals.is_needed(ObjectKind.PAGE_TEXT, sha("a")),
    "events of a result": lambda t, ids: t.results.events(ids["result"]),
    "what a document shows": lambda t, ids: t.results.shown(ids["document"]),
    "what decides a result": lambda t, ids: t.results.original(ids["result"]),
    "other results of the same owner and type": lambda t, ids: t.results.owned_by_party(ids["result"]),
    "numbers that are one": lambda t, ids: t.parties.hashes(NUMBER),
    "who is called so": lambda t, ids: t.parties.namesakes(NAME, BIRTH),
    "making owners one": lambda t, ids: t.parties.settle([one.id for one in t.results.owners(NUMBER)]),
    "papers with the same number": lambda t, ids: t.paper_keys.find(KeyRole.NUMBER, ["07gcn@2023-02-07"]),
    "by what a paper is found": lambda t, ids: t.paper_keys.put(ids["document"], KEYS) is None,
    "what is to be compared": lambda t, ids: t.proposals.uncompared(),
    "what waits for a decision": lambda t, ids: t.proposals.listing(after=ids["proposal"]),
    "what waits of a kind": lambda t, ids: t.proposals.listing(kinds=[ProposalKind.REPLACES]),
    "proposals about a document": lambda t, ids: t.proposals.of_document(ids["document"]),
    "a proposal": lambda t, ids: t.proposals.get(ids["proposal"]),
    "result types that wait for a term": lambda t, ids: t.term_rules.asked(),
    "results that wait for a term": lambda t, ids: t.term_rules.waiting(TYPE),
    "whose an access copy is": lambda t, ids: t.keeping.ask_for(ObjectKind.ACCESS, sha("a")) is None,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_a_whole_table(archive: tuple[Records, dict[str, str]], question: str) -> None:
    records, ids = archive
    asked: list[tuple[str, Any]] = []
    engine = records._database.writer  # type: ignore[attr-defined]

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if re.match(r"SELECT|UPDATE|DELETE|WITH", statement):
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        with records.write() as w:
            assert QUESTIONS[question](w, ids) is not None
            event.remove(engine, "before_cursor_execute", note)
            connection = w.batches._context.connection
            scans = [scan for statement, parameters in asked for scan in whole_scans(connection, statement, parameters)]
    finally:
        if event.contains(engine, "before_cursor_execute", note):
            event.remove(engine, "before_cursor_execute", note)
    assert scans == []
    assert 0 < len(asked) < 40


def whole_scans(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """The parts of a plan that read all of a table or index."""
    if connection.dialect.name == "sqlite":
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        found = [part for part in plan if part.startswith("SCAN")]
    else:
        answer = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
        found = [str(node) for node in nodes(answer[0]["Plan"]) if is_whole(connection, node)]
    return [part for part in found if not any(waiting in part for waiting in WAITING)]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All steps of a plan, each without those below it."""
    yield {name: value for name, value in plan.items() if name != "Plans"}
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def is_whole(connection: Connection, node: dict[str, Any]) -> bool:
    """Whether a step of a plan reads all of a table that grows; one block is quicker read than looked up."""
    if node["Node Type"] == "Seq Scan":
        blocks = connection.exec_driver_sql(
            "SELECT relpages FROM pg_class WHERE oid = %(table)s::regclass", {"table": node["Relation Name"]}
        ).scalar_one()
        return bool(blocks > 1)
    return "Index" in node["Node Type"] and "Index Cond" not in node


def test_the_archive_is_as_large_as_said(archive: tuple[Records, dict[str, str]]) -> None:
    records, _ = archive
    with records.read() as r:
        assert len(r.documents.listing(limit=COUNT + 10)) == COUNT + 2
        assert len(r.results.find(NUMBER)) == len(r.results.find_namesakes(NAME, BIRTH)) == 1
