"""Copies of objects on this machine, for a store whose objects lie elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import BinaryIO, cast

from digitize.model import ObjectKind
from digitize.store.hashing import writing

Fetch = Callable[[ObjectKind, str, BinaryIO], None]


@dataclass
class _Copy:
    """A copy, and how many have it now. ``lock`` is held while it is fetched."""

    lock: Lock = field(default_factory=Lock)
    path: Path | None = None
    borrowers: int = 0


class Lending:
    """Fetches each object once for all who have it at the same time; the last who gives it back removes it.

    The pages of a file are read one after the other by several workers, and the file is to be fetched once.

    Args:
        folder: Where the copies lie.
        fetch: Writes the bytes of an object, verified.
    """

    def __init__(self, folder: Path, fetch: Fetch) -> None:
        self._folder = folder
        self._fetch = fetch
        self._copies: dict[tuple[ObjectKind, str], _Copy] = {}
        self._lock = Lock()

    @contextmanager
    def lend(self, kind: ObjectKind, sha256: str) -> Iterator[Path]:
        """A read-only copy, for as long as the context lasts."""
        key = (kind, sha256)
        with self._lock:
            copy = self._copies.setdefault(key, _Copy())
            copy.borrowers += 1
        try:
            with copy.lock:
                if copy.path is None:
                    copy.path = self._make(kind, sha256)
            yield copy.path
        finally:
            with self._lock:
                copy.borrowers -= 1
                if not copy.borrowers:
                    del self._copies[key]
                    if copy.path:
                        copy.path.unlink(missing_ok=True)

    def _make(self, kind: ObjectKind, sha256: str) -> Path:
        with writing():
            self._folder.mkdir(parents=True, exist_ok=True)
            file = NamedTemporaryFile(dir=self._folder, prefix="copy-", delete=False)  # noqa: SIM115
        path = Path(file.name)
        with file:
            try:
                self._fetch(kind, sha256, cast(BinaryIO, file))
                path.chmod(0o400)
            except BaseException:
                path.unlink()
                raise
        return path
