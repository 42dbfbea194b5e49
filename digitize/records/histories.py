"""Triggers of the database by which histories stay as they were written; part of the migrations."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

_REFUSE = """\
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only';
END $$"""


def prepare(connection: Connection) -> None:
    """Makes what the triggers need: on PostgreSQL a trigger calls a function."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_REFUSE)


def protect(connection: Connection, tables: Iterable[str]) -> None:
    """Makes tables append-only."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            # A trigger for each statement, not each row, as only that is asked before a table is emptied whole.
            for verb, events in (("update", "UPDATE"), ("delete", "DELETE OR TRUNCATE")):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{verb} BEFORE {events} ON {table} EXECUTE FUNCTION refuse_change()"
                )
        else:
            for verb in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def forget(connection: Connection) -> None:
    """Takes away what :func:`prepare` made, when the tables and their triggers are gone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION refuse_change()")
