"""Archives that are large for their database alone: the rows of one document, copied as often as is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection

from digitize.records.columns import metadata

Values = Mapping[str, str | None]
"""What columns are given, in SQL; ``None`` counts up. ``{id}`` and ``{hash}`` are the same in all rows of a copy,
``{mine}`` is another hash for each hash that stood there."""

# Parents first. Each table's columns that must differ from copy to copy; the rest is that of the one document.
_COPIES: dict[str, Values] = {
    "batches": {"id": "'B-' || {id}", "name": "{id}"},
    "blobs": {"sha256": "{hash}"},
    "pages": {"blob": "{hash}", "reading": "{mine}"},
    "stacks": {"id": "'S-' || {id}", "batch": "'B-' || {id}"},
    "stack_pages": {"stack": "'S-' || {id}", "blob": "{hash}"},
    "leases": {"subject": "'S-' || {id} || '/D-' || {id}"},
    "documents": {
        "id": "'D-' || {id}",
        "batch": "'B-' || {id}",
        "first_blob": "{hash}",
        "indexed_revision": "source.revision",
        "compared": "source.revision",
    },
    "document_versions": {"document": "'D-' || {id}"},
    "document_pages": {"document": "'D-' || {id}", "blob": "{hash}"},
    "document_dossiers": {"document": "'D-' || {id}"},
    "document_keys": {"document": "'D-' || {id}", "key": "{id}"},
    "proposals": {"id": "'E-' || {id}", "subject": "'K-' || {id}", "document": "'D-' || {id}"},
    "proposal_decisions": {"id": None, "proposal": "'E-' || {id}"},
    "renditions": {"id": None, "document": "'D-' || {id}", "sha256": "{mine}"},
    "classifications": {"id": None, "document": "'D-' || {id}"},
    "assertions": {"id": None, "subject": "'D-' || {id}", "blob": "nullif(substr({hash}, 1, length(source.blob)), '')"},
    "results": {"id": "'K-' || {id}", "number": "n || '/GCN'"},
    "result_documents": {"result": "'K-' || {id}", "document": "'D-' || {id}"},
    "owners": {
        "id": "'O-' || {id}",
        "number_hash": "{hash}",
        "name_key": "'name ' || {id}",
        "party": "'O-' || {id}",
    },
    "result_owners": {"result": "'K-' || {id}", "owner": "'O-' || {id}"},
    "terms": {"id": None, "result": "'K-' || {id}"},
    "reviews": {"id": None, "document": "'D-' || {id}"},
    "page_marks": {"id": None, "blob": "{hash}"},
    "receipts": {"id": "'R-' || {id}", "batch": "'B-' || {id}", "blob": "{hash}"},
    "stage_outputs": {"key": "{mine}"},
    "object_checks": {"sha256": "{mine}"},
    "audit": {"sequence": "source.sequence + 10 * n", "subject": "'D-' || {id}"},
}
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < {count}) SELECT n FROM up)",
    "postgresql": "(SELECT n FROM generate_series(1, {count}) AS up(n))",
}
# On PostgreSQL scattered as those of real archives are, so that indexes are as large.
_NAMES = {
    "sqlite": {
        "id": "printf('%012d', n)",
        "hash": "printf('%064d', n)",
        "mine": "printf('%012d', n) || substr(source.{column}, 13)",
    },
    "postgresql": {
        "id": "upper(substr(md5(n::text), 1, 12))",
        "hash": "encode(sha256(n::text::bytea), 'hex')",
        "mine": "encode(sha256((n || source.{column})::bytea), 'hex')",
    },
}


def multiply(connection: Connection, count: int, changed: Mapping[str, Values] | None = None) -> None:
    """Copies the rows of the only document, numbered from 1.

    Args:
        connection: To a database of the current schema with one document.
        count: How many copies.
        changed: What else columns of a table are given; ``n`` is the copy's number, ``source`` the row it is made from.
    """
    dialect = connection.dialect.name
    for table, values in _COPIES.items():
        given = values | (changed or {}).get(table, {})
        columns = [one.name for one in metadata.tables[table].columns if given.get(one.name, "") is not None]
        said = (_said(str(given.get(name, "source.{column}")), name, dialect) for name in columns)
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(said)}"
            f" FROM {_NUMBERS[dialect].format(count=count)} AS numbers, (SELECT * FROM {table}) AS source"
        )
    if dialect == "postgresql":
        connection.exec_driver_sql("ANALYZE")


def _said(value: str, column: str, dialect: str) -> str:
    return value.format(column=column, **{name: sql.format(column=column) for name, sql in _NAMES[dialect].items()})


def document_of(number: int) -> str:
    """Id of a copy's document on PostgreSQL."""
    return f"D-{hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()[:12].upper()}"
