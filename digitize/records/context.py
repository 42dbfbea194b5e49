"""What every part of a transaction shares: the connection, the moment, the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from digitize.errors import NotFound
from digitize.records import tables
from digitize.records.keys import OwnerKeys, Sealed

_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@dataclass(frozen=True, slots=True)
class Context:
    """One transaction.

    Attributes:
        connection: In the transaction.
        keys: For owners' numbers.
        now: The moment that everything written in this transaction carries (UTC).
        writer: Whose audit chain grows.
    """

    connection: Connection
    keys: OwnerKeys
    now: datetime
    writer: str
    _used_keys: set[str] = field(default_factory=set)
    _reserved: set[tuple[str, str]] = field(default_factory=set)

    def add(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Inserts rows."""
        if rows:
            self.connection.execute(table.insert(), list(rows))

    def add_new(self, table: Table, *rows: Mapping[str, Any]) -> int:
        """Inserts the rows that break no unique constraint; the others are there already.

        Returns:
            How many were inserted.
        """
        statement = self.insert(table).on_conflict_do_nothing()
        statement = statement.execution_options(preserve_rowcount=True)
        return sum(self.connection.execute(statement, row).rowcount for row in rows)

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insertion that can say what happens where a row is there already."""
        return _INSERT[self.connection.dialect.name](table)

    def reserve(self, column: Column[str], key: str) -> None:
        """Makes others who would change a row, or what hangs on it, wait until this transaction ends.

        On SQLite a writer is alone as it is.

        Args:
            column: Primary key of the row's table.
            key: Its value. There need be no such row.
        """
        row = (column.table.name, key)
        if row not in self._reserved:
            self.connection.execute(select(column).where(column == key).with_for_update(key_share=True))
            self._reserved.add(row)

    def first(self, query: Select[Any]) -> Row[Any] | None:
        """The first row, or ``None``."""
        return self.connection.execute(query.limit(1)).first()

    def one(self, query: Select[Any], what: str) -> Row[Any]:
        """The first row.

        Raises:
            NotFound: There is none.
        """
        row = self.first(query)
        if row is None:
            raise NotFound(what)
        return row

    def all(self, query: Select[Any], given: Mapping[str, Any] | None = None) -> Iterable[Row[Any]]:
        """All rows.

        Args:
            query: Made once where it is asked often: to make it takes longer than to send it.
            given: What it leaves open.
        """
        return self.connection.execute(query, given).all()

    def seal(self, text: str, purpose: str) -> Sealed:
        """Seals a text and notes that the archive depends on the key from now on."""
        sealed = self.keys.seal(text, purpose)
        self.note_key(sealed.key_id)
        return sealed

    def note_key(self, key_id: str) -> None:
        """Notes that the archive holds what only this key opens or finds."""
        if key_id not in self._used_keys:
            self.add_new(tables.owner_keys, {"id": key_id, "first_used_at": self.now})
            self._used_keys.add(key_id)
