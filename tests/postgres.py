"""Throw-away databases on the PostgreSQL server of the tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from sqlalchemy import make_url

from tests import services


@contextmanager
def database(template: str = "template0", encoding: str = "UTF8") -> Iterator[str]:
    """The address of a new database, gone when the context ends.

    Args:
        template: Name of the database that it is a copy of; by default it is empty.
        encoding: How it keeps text.
    """
    name = f"digitize_test_{secrets.token_hex(6)}"
    _tell(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING '{encoding}' LOCALE 'C'")
    try:
        yield make_url(services.url("postgres")).set(database=name).render_as_string(hide_password=False)
    finally:
        _tell(f"DROP DATABASE {name} WITH (FORCE)")


def raw(url: str) -> closing[psycopg.Connection]:
    """A connection past the program; each statement stands for itself."""
    return closing(psycopg.connect(url, autocommit=True))


def name_of(url: str) -> str:
    """The database's name."""
    return str(make_url(url).database)


def _tell(statement: str) -> None:
    with raw(services.url("postgres")) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
