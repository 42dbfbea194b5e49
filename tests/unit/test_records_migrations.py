"""Migrations: up gives the tables of the code, down gives nothing, and nothing is left half done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, text

from digitize.records import migrating, tables

METADATA = tables.meta.metadata


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")

    @event.listens_for(engine, "connect")
    def _plain(raw: object, _: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as opened:
        yield opened
    engine.dispose()


def schema(connection: Connection) -> set[tuple[str, str, str]]:
    """Everything SQLite itself says of the schema but Alembic's own table, white space aside."""
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        (kind, name, " ".join(sql.replace('"', "").split()).replace("( ", "(").replace(" )", ")"))
        for kind, name, sql in rows
        if name != "alembic_version"
    }


def test_up_gives_the_tables_of_the_code(connection: Connection) -> None:
    migrating.migrate(connection)
    assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    # Alembic compares neither checks nor the conditions of partial indexes; SQLite's own words tell the rest.
    migrated = schema(connection)
    engine = create_engine("sqlite://")
    with engine.connect() as made:
        METADATA.create_all(made)
        plain = schema(made)
    engine.dispose()
    assert {part for part in migrated if part[0] == "index"} == {part for part in plain if part[0] == "index"}
    columns = {name: sorted(_clauses(sql)) for kind, name, sql in migrated if kind == "table"}
    assert columns == {name: sorted(_clauses(sql)) for kind, name, sql in plain if kind == "table"}


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


def test_down_gives_an_empty_database_and_up_again_the_same(connection: Connection) -> None:
    migrating.migrate(connection)
    first = schema(connection)
    migrating.migrate(connection, "base")
    assert schema(connection) == set()
    assert inspect(connection).get_table_names() == ["alembic_version"]
    connection.execute(text("DROP TABLE alembic_version"))
    migrating.migrate(connection)
    assert schema(connection) == first


def test_the_code_knows_the_newest_migration(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == migrating.SCHEMA
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
    connection.execute(text("CREATE VIEW audit AS SELECT 1"))
    connection.commit()
    with pytest.raises(Exception, match="audit"):
        migrating.migrate(connection)
    connection.rollback()
    assert [name for _, name, _ in schema(connection)] == ["audit"]
