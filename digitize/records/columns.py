"""Building blocks of the tables: the metadata, the way moments are kept, kinds of columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text_type(length: int | None = None) -> TypeEngine[str]:
    """Text that is compared and ordered byte by byte on every database.

    SQLite does so anyway. PostgreSQL goes by the rules of a language unless told otherwise, and these change with the
    operating system's library, which spoils indexes.

    Args:
        length: Most characters, where there is a limit.
    """
    kind: type[String] = String if length else Text
    return kind(length).with_variant(kind(length, collation="C"), "postgresql")


class Words(TypeDecorator[str]):
    """Text of any length. PostgreSQL keeps no NUL, which the text of a PDF may hold; a replacement stands for it."""

    impl = text_type()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What is stored."""
        return value and value.replace("\0", "\N{REPLACEMENT CHARACTER}")


class Moment(TypeDecorator[datetime]):
    """A moment as ISO 8601 text in UTC, always 32 characters long, so that text order is time order."""

    impl = text_type(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """What is stored.

        Raises:
            ValueError: The moment has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """What is given back."""
        return None if value is None else datetime.fromisoformat(value)


def id_() -> Column[str]:
    """The opaque key of an entity."""
    return entity("id", key=True)


def entity(name: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    """An opaque key, where no foreign key is declared for it alone."""
    return Column(name, text_type(16), nullable=nullable, primary_key=key)


def sha256(name: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    """A hash as 64 lower-case hex digits."""
    return Column(name, text_type(64), nullable=nullable, primary_key=key)


def serial() -> Column[int]:
    """A key that counts up: the order in which rows of a history were written."""
    # SQLite counts only an INTEGER key by itself.
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def ref(name: str, target: str, *, nullable: bool = False, key: bool = False, index: bool = False) -> Column[str]:
    """A reference to another table's row."""
    return Column(name, ForeignKey(target), nullable=nullable, primary_key=key, index=index)


def moment(name: str, *, nullable: bool = False, index: bool = False) -> Column[datetime]:
    """See :class:`Moment`."""
    return Column(name, Moment, nullable=nullable, index=index)


def code(name: str, *, nullable: bool = False, key: bool = False, index: bool = False) -> Column[str]:
    """A short word of ours or a national code."""
    return Column(name, text_type(64), nullable=nullable, primary_key=key, index=index)


def words(name: str, *, nullable: bool = False) -> Column[str]:
    """Text of any length."""
    return Column(name, Words, nullable=nullable)


def number(name: str, *, nullable: bool = False, key: bool = False) -> Column[int]:
    """A whole number."""
    return Column(name, Integer, nullable=nullable, primary_key=key, autoincrement=False)


def real(name: str, *, nullable: bool = False) -> Column[float]:
    """A number with a fraction."""
    return Column(name, Float, nullable=nullable)


def structure(name: str, *, nullable: bool = False) -> Column[Any]:
    """Anything that fits JSON."""
    return Column(name, JSON, nullable=nullable)


def page_key(blob: str = "blob", index: str = "page_index") -> ForeignKeyConstraint:
    """The reference to a page that stands in these two columns."""
    return ForeignKeyConstraint([blob, index], ["pages.blob", "pages.page_index"])
