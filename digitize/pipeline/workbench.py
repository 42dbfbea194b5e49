"""What work in flight has at hand on this machine: files of the store, compressed pictures, copies being composed."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from digitize.model import ObjectKind, PageRef
from digitize.store.interfaces import ObjectStore


class Workbench:
    """Lends objects as files for as long as a job has them, and says where what lies between two jobs is put.

    Args:
        store: Where the objects are.
        folder: For pictures and copies.
    """

    def __init__(self, store: ObjectStore, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._lent: dict[object, ExitStack] = {}

    def lend(self, borrower: object, kind: ObjectKind, sha256: str) -> Path:
        """An object as a read-only file, until its borrower gives it back."""
        return self._lent.setdefault(borrower, ExitStack()).enter_context(self._store.local(kind, sha256))

    def give_back(self, borrower: object) -> None:
        """Ends what was lent to a borrower."""
        if lent := self._lent.pop(borrower, None):
            lent.close()

    def close(self) -> None:
        """Ends all that is lent."""
        for borrower in list(self._lent):
            self.give_back(borrower)

    def picture(self, ref: PageRef) -> Path:
        """Where a page's compressed picture waits between its reading and the access copy."""
        return self._folder / f"{ref.blob}-{ref.index}.picture"

    def copy(self, document: str) -> Path:
        """Where a document's access copy is composed."""
        return self._folder / f"{document}.pdf"
