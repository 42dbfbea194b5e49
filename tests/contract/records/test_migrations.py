"""Migrations on each database: up gives the tables of the code, down gives nothing, and nothing is left half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, make_url, text

from digitize.records import migrating, tables
from tests import postgres

METADATA = tables.meta.metadata

# All that PostgreSQL itself says of a schema: kind, name and definition.
_SCHEMA = """
SELECT 'column', c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), o.collname, a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_collation o ON o.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'sequence', sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'
"""


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Connection]:
    """A new database."""
    with ExitStack() as stack:
        if kind == "postgres":
            url = make_url(stack.enter_context(postgres.database())).set(drivername="postgresql+psycopg")
            engine = create_engine(url)
        else:
            engine = create_engine(f"sqlite:///{folder / 'migrated.db'}")
            event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        stack.callback(engine.dispose)
        yield stack.enter_context(engine.connect())


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connection(kind: str, tmp_path: Path) -> Iterator[Connection]:
    with empty(kind, tmp_path) as opened:
        yield opened


def schema(connection: Connection) -> set[tuple[str, str, str]]:
    """Everything the database itself says of the schema but Alembic's own table, white space aside."""
    if connection.dialect.name == "postgresql":
        rows = [tuple(row) for row in connection.exec_driver_sql(_SCHEMA)]
    else:
        rows = [
            tuple(row)
            for row in connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        ]
    return {
        (kind, name, " ".join(said.replace('"', "").split()).replace("( ", "(").replace(" )", ")"))
        for kind, name, said in rows
        if not name.startswith("alembic_version")
    }


def test_up_gives_the_tables_of_the_code(connection: Connection, kind: str, tmp_path: Path) -> None:
    migrating.migrate(connection)
    assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    # Alembic compares neither checks nor the conditions of partial indexes; the database's own words tell the rest.
    (tmp_path / "plain").mkdir()
    with empty(kind, tmp_path / "plain") as made:
        METADATA.create_all(made)
        plain = _parts(schema(made))
    assert _parts(schema(connection)) == plain


def _parts(said: set[tuple[str, str, str]]) -> set[tuple[str, str, tuple[str, ...]]]:
    """What tables are made of; the columns in whatever order they came."""
    return {
        (kind, name, tuple(sorted(_clauses(sql))) if kind == "table" else (sql,))
        for kind, name, sql in said
        if kind not in ("trigger", "function")
    }


def _clauses(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, split at its outermost commas."""
    depth, clauses = 0, [""]
    for letter in sql[sql.index("(") + 1 : -1]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            clauses.append("")
        else:
            clauses[-1] += letter
    return [clause.strip() for clause in clauses]


def test_every_history_has_its_triggers(connection: Connection) -> None:
    migrating.migrate(connection)
    triggers = {name for kind, name, _ in schema(connection) if kind == "trigger"}
    assert triggers == {f"{table.name}_no_{verb}" for table in tables.APPEND_ONLY for verb in ("update", "delete")}


def test_each_step_down_undoes_the_step_up(connection: Connection) -> None:
    steps = ["base", *revisions()]
    after = [schema(connection)]
    for step in steps[1:]:
        migrating.migrate(connection, step)
        after.append(schema(connection))
    for step, before in zip(steps[-2::-1], after[-2::-1], strict=True):
        migrating.migrate(connection, step)
        assert schema(connection) == before
    assert after[0] == set()
    assert inspect(connection).get_table_names() == ["alembic_version"]
    connection.execute(text("DROP TABLE alembic_version"))
    migrating.migrate(connection)
    assert schema(connection) == after[-1]


def revisions() -> list[str]:
    """All migrations, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def test_the_code_knows_the_newest_migration(connection: Connection) -> None:
    assert revisions()[-1] == migrating.SCHEMA
    assert migrating.schema_of(connection) is None
    migrating.migrate(connection)
    assert migrating.schema_of(connection) == migrating.SCHEMA


def test_an_archive_of_the_first_schema_keeps_its_rows(connection: Connection) -> None:
    migrating.migrate(connection, "0001")
    day = "2025-06-01T08:00:00.000000+00:00"
    connection.execute(text(f"INSERT INTO blobs VALUES ('b', 1, 'image/png', 1, '{day}', '{day}')"))
    connection.execute(
        text("INSERT INTO pages (blob, page_index, state, warnings, attempts) VALUES ('b', 0, 'pending', '[]', 0)")
    )
    migrating.migrate(connection)
    [row] = connection.execute(tables.pages.select())
    assert (row.state, row.doubts) == ("pending", [])
    migrating.migrate(connection, "0001")
    assert connection.execute(text("SELECT count(*) FROM pages")).scalar_one() == 1


def test_a_migration_that_breaks_off_leaves_nothing(connection: Connection) -> None:
    connection.execute(text("CREATE VIEW audit AS SELECT 1 AS one"))
    connection.commit()
    with pytest.raises(Exception, match="audit"):
        migrating.migrate(connection)
    connection.rollback()
    assert {name for _, name, _ in schema(connection)} == {"audit"}
