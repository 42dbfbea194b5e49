"""Rescanned pages: which page of a document was scanned again, and which scan counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, select

from digitize.model import PageRef
from digitize.records.context import Context
from digitize.records.documents import Documents
from digitize.records.rows import DocumentVersion
from digitize.records.tables import document_pages, document_versions, pages, rescans


class Rescans:
    """The append-only book of rescans.

    A rescan takes the place of the page *that the stack was cut with*, so that cutting the stack again, from the same
    scans, gives the same list as before and undoes nothing.
    """

    def __init__(self, context: Context, documents: Documents) -> None:
        self._context = context
        self._documents = documents

    def add(self, document: str, position: int, new: PageRef, stack: str) -> None:
        """Says that a page was scanned again; it counts once it has been read. Saying it again adds nothing.

        Args:
            document: Id.
            position: 0-based, in the present page list.
            new: The page that is to stand there.
            stack: Id of the stack in which it came.
        """
        self._documents.reserve(document)
        said = self._of(document)
        present = self._documents.pages(document)[position]
        old = next((_old(row) for row in reversed(said) if (row.position, _new(row)) == (position, present)), present)
        newest = next((_new(row) for row in reversed(said) if _old(row) == old), None)
        if newest == new:
            return
        row = {"document": document, "position": position, "blob": old.blob, "page_index": old.index, "stack": stack}
        row |= {"new_blob": new.blob, "new_index": new.index}
        self._context.add(rescans, row | {"recorded_at": self._context.now})

    def documents_of(self, stack: str) -> tuple[str, ...]:
        """Ids of the documents for which a stack holds rescanned pages; none where it is a stack like any other."""
        query = select(rescans.c.document).where(rescans.c.stack == stack).order_by(rescans.c.id)
        return tuple(dict.fromkeys(row.document for row in self._context.all(query)))

    def applied(self, cut: Sequence[PageRef]) -> tuple[PageRef, ...]:
        """The pages a document was cut with, each that was rescanned replaced by its newest scan that could be read.

        Args:
            cut: As the stack was cut. The page tells and not the document, which may have been split or merged since.
        """
        readable = (
            select(rescans)
            .join(pages, and_(pages.c.blob == rescans.c.new_blob, pages.c.page_index == rescans.c.new_index))
            .where(rescans.c.blob.in_(bindparam("blobs", expanding=True)))
            .where(pages.c.reading.is_not(None), pages.c.separator.is_(None))
            .order_by(rescans.c.id)
        )
        blobs = sorted({page.blob for page in cut})
        newest = {_old(row): _new(row) for row in self._context.all(readable, {"blobs": blobs})}
        return tuple(newest.get(page, page) for page in cut)

    def versions(self, document: str) -> tuple[DocumentVersion, ...]:
        """Every page list a document has had, oldest first."""
        query = (
            select(document_versions.c.recorded_at, document_pages)
            .join(
                document_pages,
                and_(
                    document_pages.c.document == document_versions.c.document,
                    document_pages.c.version == document_versions.c.version,
                ),
            )
            .where(document_versions.c.document == document)
            .order_by(document_pages.c.version, document_pages.c.position)
        )
        lists: dict[int, list[Row[Any]]] = {}
        for row in self._context.all(query):
            lists.setdefault(row.version, []).append(row)
        rescanned = {(row.position, _new(row)) for row in self._of(document) if _old(row) != _new(row)}
        return tuple(_version(number, rows, rescanned) for number, rows in lists.items())

    def _of(self, document: str) -> list[Row[Any]]:
        query = select(rescans).where(rescans.c.document == document).order_by(rescans.c.id)
        return list(self._context.all(query))


def _version(number: int, rows: list[Row[Any]], rescanned: set[tuple[int, PageRef]]) -> DocumentVersion:
    refs = tuple(PageRef(row.blob, row.page_index) for row in rows)
    places = tuple(place for place, ref in enumerate(refs) if (place, ref) in rescanned)
    return DocumentVersion(number, rows[0].recorded_at, refs, places)


def _old(row: Row[Any]) -> PageRef:
    return PageRef(row.blob, row.page_index)


def _new(row: Row[Any]) -> PageRef:
    return PageRef(row.new_blob, row.new_index)
