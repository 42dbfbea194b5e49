"""Bringing the records of an archive into another database, row by row, until nothing differs.

A pass reads each table on both sides in the order of its key, and writes what the other side lacks or has otherwise. A
pass that finds nothing to write has compared every value, and is the proof that all is there; so one that is stopped
anywhere is simply begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Row, Table, and_, bindparam, func, select, true, tuple_

from digitize.errors import PlaceTaken
from digitize.records.columns import metadata
from digitize.records.context import Context
from digitize.records.tables import APPEND_ONLY, documents, leases, meta, owner_keys

if TYPE_CHECKING:
    from digitize.records.interfaces import Records
    from digitize.records.transaction import Transaction

#: All that is copied, parents before children. ``meta`` says what an archive is here; leases are held by processes.
TABLES = tuple(table for table in metadata.sorted_tables if table not in (meta, leases))

#: What a database says of its own index and store alone, and what stands there before they know anything.
_OWN: dict[Table, dict[str, Any]] = {documents: {"indexed_revision": 0, "claimed_until": None, "keep_set": 0}}

_CHUNK = 1000

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass over all tables found.

    Attributes:
        rows: Rows of the source by table.
        written: How many of them the target lacked or had otherwise.
    """

    rows: dict[str, int]
    written: int


class Rows:
    """Rows as they lie in the tables."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def count(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table.name: int(self._context.one(_count(table), table.name)[0]) for table in TABLES}

    def keys_in_use(self) -> tuple[str, ...]:
        """Ids of the owners' keys without which something in the rows can neither be opened nor found."""
        return tuple(row.id for row in self._context.all(select(owner_keys.c.id).order_by(owner_keys.c.first_used_at)))

    def between(
        self, table: Table, after: Key | None, upto: Key | None, limit: int | None = None
    ) -> dict[Key, Row[Any]]:
        """Rows by key, in the order of their keys.

        Args:
            table: One of :data:`TABLES`.
            after: The last key before the first of them; ``None``: from the beginning.
            upto: The last key of them; ``None``: to the end.
            limit: Most rows.
        """
        key = _key(table)
        bounds: list[ColumnElement[bool]] = [true()]
        if after is not None:
            bounds.append(tuple_(*key) > after)
        if upto is not None:
            bounds.append(tuple_(*key) <= upto)
        query = select(*key, *_values(table)).where(and_(*bounds)).order_by(*key).limit(limit)
        return {tuple(row[: len(key)]): row for row in self._context.all(query)}

    def put(self, table: Table, new: Iterable[Row[Any]], changed: Sequence[Row[Any]]) -> None:
        """Adds rows and writes others anew."""
        own = _OWN.get(table, {})
        self._context.add(table, *(row._asdict() | own for row in new))
        if changed:
            key = _key(table)
            statement = table.update().where(*(column == bindparam(f"key_{column.name}") for column in key))
            statement = statement.values({column.name: bindparam(column.name) for column in _values(table)})
            rows = [row._asdict() for row in changed]
            keys = [{f"key_{column.name}": row[column.name] for column in key} for row in rows]
            named = [{column.name: row[column.name] for column in _values(table)} for row in rows]
            self._context.connection.execute(statement, [one | other for one, other in zip(keys, named, strict=True)])

    def count_on(self, table: Table) -> None:
        """Lets a key that counts up go on behind the rows that came with keys of their own."""
        (first, *_) = _key(table)
        if self._context.connection.dialect.name == "postgresql" and first.autoincrement is True:
            sequence = func.pg_get_serial_sequence(table.name, first.name)
            highest = select(func.max(first)).scalar_subquery()
            self._context.connection.execute(select(func.setval(sequence, highest)).where(highest.is_not(None)))


def copy_rows(source: Transaction, target: Records, told: Callable[[int], None]) -> Pass:
    """One pass over all tables.

    Args:
        source: Sees one state throughout.
        target: Nobody else writes there.
        told: Is given the number of rows that are done, now and then.

    Raises:
        PlaceTaken: The target has rows that the source has not, or a history that differs.
    """
    rows: dict[str, int] = {}
    written = 0
    for table in TABLES:
        rows[table.name], some = _copy_table(table, source, target, lambda done: told(sum(rows.values()) + done))
        written += some
    return Pass(rows, written)


def _copy_table(table: Table, source: Transaction, target: Records, told: Callable[[int], None]) -> tuple[int, int]:
    """How many rows a table has, and how many of them were written."""
    done = written = 0
    last: Key | None = None
    while True:
        here = source.rows.between(table, last, None, _CHUNK)
        upto = next(reversed(here)) if len(here) == _CHUNK else None
        with target.read() as read:
            there = read.rows.between(table, last, upto)
        new = [row for key, row in here.items() if key not in there]
        changed = [row for key, row in here.items() if key in there and tuple(there[key]) != tuple(row)]
        if there.keys() - here.keys() or (changed and table in APPEND_ONLY):
            raise PlaceTaken(f"table {table.name}")
        if new or changed:
            with target.write() as write:
                write.rows.put(table, new, changed)
                write.rows.count_on(table)
        done += len(here)
        written += len(new) + len(changed)
        told(done)
        if upto is None:
            return done, written
        last = upto


def _key(table: Table) -> tuple[Column[Any], ...]:
    return tuple(table.primary_key.columns)


def _values(table: Table) -> tuple[Column[Any], ...]:
    """The columns beside the key that are copied."""
    own = _OWN.get(table, {})
    return tuple(column for column in table.columns if not column.primary_key and column.name not in own)


def _count(table: Table) -> Any:
    return select(func.count()).select_from(table)
