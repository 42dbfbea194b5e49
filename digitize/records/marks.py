"""What an archive says of itself as a whole: that it has moved away, or that it is still arriving."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, select

from digitize.records.context import Context
from digitize.records.tables import meta


class Mark(StrEnum):
    """A sign on the whole archive; it has at most one."""

    MOVED = "moved"
    ARRIVING = "arriving"


def has(connection: Connection, mark: Mark) -> bool:
    """Whether the archive carries a mark."""
    return connection.execute(select(meta.c.name).where(meta.c.name == mark)).first() is not None


class Marks:
    """The marks of the archive a transaction is in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def has(self, mark: Mark) -> bool:
        """Whether the archive carries a mark."""
        return has(self._context.connection, mark)

    def put(self, mark: Mark) -> None:
        """Marks the archive, from the moment at which the transaction ends."""
        self._context.add_new(meta, {"name": mark, "value": self._context.now.isoformat()})

    def told(self, name: str) -> str | None:
        """What the archive's processes have told each other by this name."""
        row = self._context.first(select(meta.c.value).where(meta.c.name == name))
        return str(row.value) if row else None

    def tell(self, name: str, value: str) -> None:
        """Tells the archive's other processes something; what was told by this name before no longer counts."""
        statement = self._context.insert(meta).values({"name": name, "value": value})
        again = statement.on_conflict_do_update(index_elements=[meta.c.name], set_={"value": value})
        self._context.connection.execute(again)

    def remove(self, mark: Mark) -> None:
        """Takes a mark away."""
        self._context.connection.execute(meta.delete().where(meta.c.name == mark))
