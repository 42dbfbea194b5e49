"""By what papers find each other: a paper's own number and day, those it cites, what its text and subject are.

Each is a short text that two papers have in common or not, so that candidates are found by a few probes of one index
however many papers there are. What a probe finds is a candidate and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from sqlalchemy import select

from digitize.records.context import Context
from digitize.records.documents import to_document
from digitize.records.rows import SHOWN, Document
from digitize.records.tables import document_keys, documents


class KeyRole(StrEnum):
    """What a key is to its paper."""

    NUMBER = "number"
    """Its own number and day of issue, or those of the paper it copies."""
    CITES = "cites"
    """Number and day of a paper that it revokes, cancels or replaces."""
    SUBJECT = "subject"
    """What it is called and about."""
    TEXT = "text"
    """The letters and digits of its first page."""


class PaperKeys:
    """The keys of documents."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def put(self, document: str, keys: Iterable[tuple[KeyRole, str]]) -> None:
        """Says by what a document is found from now on."""
        context = self._context
        wanted = set(keys)
        query = select(document_keys.c.role, document_keys.c.key).where(document_keys.c.document == document)
        known = {(KeyRole(row.role), row.key) for row in context.all(query)}
        for role, key in sorted(known - wanted):
            gone = (
                (document_keys.c.document == document) & (document_keys.c.role == role) & (document_keys.c.key == key)
            )
            context.connection.execute(document_keys.delete().where(gone))
        context.add_new(
            document_keys, *({"document": document, "role": role, "key": key} for role, key in sorted(wanted - known))
        )

    def find(self, role: KeyRole, keys: Collection[str], limit: int = 20) -> tuple[Document, ...]:
        """Documents, published and not withdrawn, that have one of some keys; oldest first."""
        if not keys:
            return ()
        query = (
            select(documents)
            .join(document_keys, document_keys.c.document == documents.c.id)
            .where(document_keys.c.key.in_(list(keys)), document_keys.c.role == role, documents.c.state.in_(SHOWN))
            .order_by(documents.c.created_at, documents.c.id)
            .limit(limit)
        )
        return tuple(dict.fromkeys(map(to_document, self._context.all(query))))
