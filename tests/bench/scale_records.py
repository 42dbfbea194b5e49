"""A large number of results on PostgreSQL, and reuse look-ups among them with the program and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel
from pydantic import SecretStr
from sqlalchemy import Connection, event

from digitize.actions.archive import Archive, open_archive
from digitize.actions.reuse import Question, check_reuse, look_up
from digitize.model import FieldName, ObjectKind
from digitize.records.keys import OwnerKeys
from digitize.records.statements import _purpose
from digitize.settings import Settings
from tests import postgres
from tests.archives import TYPE
from tests.invented import fill, owner
from tests.multiplied import Values, document_of, multiply

Ask = Callable[[], object]
Statement = tuple[str, Any]

_ASKED = Question(TYPE, "", "", date(2023, 1, 1))
_OWN = "(SELECT own.{column} FROM own WHERE own.n = numbers.n)"
_SEALED = f"CASE WHEN source.field = '{FieldName.OWNER_ID}' THEN {_OWN} ELSE source.{{column}} END"
_CHANGED: dict[str, Values] = {"owners": {"number_hash": _OWN}, "assertions": {"value": _SEALED, "raw": _SEALED}}


@dataclass(frozen=True, slots=True)
class Filled:
    """An archive, and where its database is."""

    archive: Archive
    url: str


@dataclass(frozen=True, slots=True)
class Probed:
    """What one look-up cost the database.

    Attributes:
        probes: How often an index was descended, or a table without rows looked at.
        blocks: Blocks of 8 KiB that were read, from memory or disk.
    """

    probes: int
    blocks: int


@contextmanager
def filled(count: int, folder: Path) -> Iterator[Filled]:
    """An archive of so many results, all shown and each of another owner; its database is gone at the end.

    The first is taken in as ever; the others are copies of its rows with keys and owners of their own.
    """
    with (
        postgres.database() as url,
        open_archive(Settings(home=folder, records=SecretStr(url)), create=True) as archive,
    ):
        fill(archive, 1)
        with archive.records.write() as write:
            stored = [(kind, one.sha256) for kind in ObjectKind for one in archive.store.objects(kind)]
            write.fixity.note(stored, intact=True)
        with archive.records._database.writing() as connection:  # type: ignore[attr-defined]
            # Foreign keys hold by the way the rows are made; to look up each would take most of the time.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            _make_owners(connection, archive.records.keys, count)
            multiply(connection, count - 1, _CHANGED)
        with postgres.raw(url) as raw:
            raw.execute("VACUUM ANALYZE")
        yield Filled(archive, url)


def _make_owners(connection: Connection, keys: OwnerKeys, count: int) -> None:
    """What only the program can make of owners' numbers, in a table that lasts as long as the transaction."""
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE own (n integer PRIMARY KEY, number_hash text, value text, raw text) ON COMMIT DROP"
    )
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor().copy("COPY own FROM STDIN") as copy:
        for number in range(1, count):
            purposes = (_purpose(document_of(number), FieldName.OWNER_ID, part) for part in ("value", "raw"))
            words = (keys.seal(owner(number).value, purpose).text for purpose in purposes)
            copy.write_row((number, keys.hash(owner(number))[1], *words))
    connection.exec_driver_sql("ANALYZE own")


def sizes(url: str) -> Iterator[tuple[str, int, int]]:
    """Rows of each table that has some, and bytes of it with its indexes; largest first."""
    with postgres.raw(url) as connection:
        tables = connection.execute(
            "SELECT relname, reltuples::bigint, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 0 ORDER BY 3 DESC"
        ).fetchall()
    yield from tables


# --- look-ups ---------------------------------------------------------------------------------------------


def pairs(where: Filled, numbers: Sequence[int]) -> Iterator[tuple[Ask, Ask]]:
    """The same look-up of one owner after another, by the program and by all that it sends alone."""
    with closing(psycopg.connect(where.url)) as connection:
        connection.read_only, connection.isolation_level = True, IsolationLevel.REPEATABLE_READ

        def send(statements: Sequence[Statement]) -> object:
            # The first begins the transaction.
            answers = [connection.execute(*one).fetchall() for one in statements]
            connection.commit()
            return answers

        for number in numbers:
            said = _statements(where.archive, number)
            yield lambda number=number: look_up(where.archive, _ASKED, owner(number)), lambda said=said: send(said)


def checks(where: Filled, numbers: Sequence[int]) -> Iterator[Ask]:
    """The clerk's whole question, with the proof that it was asked put on record."""
    for number in numbers:
        yield lambda number=number: check_reuse(where.archive, _ASKED, owner(number).value)


def probes(where: Filled, numbers: Sequence[int]) -> list[Probed]:
    """What look-ups of some owners cost the database."""
    with postgres.raw(where.url) as connection:
        return [_probed(connection, _statements(where.archive, number)) for number in numbers]


def _statements(archive: Archive, number: int) -> list[Statement]:
    """What the program sends for a look-up."""
    said = list[Statement]()
    engine = archive.records._database.reader  # type: ignore[attr-defined]

    def note(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        look_up(archive, _ASKED, owner(number))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return said


def _probed(connection: psycopg.Connection, statements: Sequence[Statement]) -> Probed:
    found, blocks = 0, 0
    for said, given in statements:
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {said}"
        ((answer,),) = connection.execute(explained, given).fetchall()  # type: ignore[arg-type]
        plan = answer[0]["Plan"]
        found += sum(round(node["Actual Loops"]) for node in _nodes(plan) if _descends(node))
        blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return Probed(found, blocks)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _descends(node: dict[str, Any]) -> bool:
    """Whether a step of a plan goes to a table or index.

    Raises:
        AssertionError: It reads a whole table that has rows.
    """
    kind = node["Node Type"]
    if kind == "Seq Scan":
        assert not node["Actual Rows"] + node.get("Rows Removed by Filter", 0), node
    return kind == "Bitmap Index Scan" or ("Scan" in kind and "Relation Name" in node and kind != "Bitmap Heap Scan")
