"""Taking files out of the store, where people dispose of documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from digitize.errors import OnHold, StillRetained
from digitize.model import ObjectKind
from digitize.store.durable import Folders, sync_folder
from digitize.store.hashing import damaged_folder, place_of, writing
from digitize.store.interfaces import Protection
from digitize.store.sidecars import Sidecars


class FileRemover:
    """A :class:`~digitize.store.interfaces.Remover` of files.

    Args:
        root: The store's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sidecars = Sidecars(root / "protection", Folders(root))

    def remove(self, kind: ObjectKind, sha256: str, *, early: bool = False) -> None:
        """Removes a file, and damaged ones that it once took the place of; see :meth:`Remover.remove`.

        Raises:
            StoreFull: The file system does not let it go.
        """
        path = self._root / kind / place_of(kind, sha256)
        with self._sidecars.alone():
            refuse(self._sidecars.read(kind, sha256), early=early)
            for each in (path, *damaged_folder(self._root, kind, sha256).glob("*")):
                if each.exists():
                    with writing():
                        each.unlink()
                        sync_folder(each.parent)
            self._sidecars.forget(kind, sha256)


def refuse(protection: Protection, *, early: bool) -> None:
    """Lets an object be removed, or says why it may not be.

    Args:
        protection: What keeps it.
        early: What can be lifted is.

    Raises:
        OnHold: A legal hold lies on it.
        StillRetained: It must be kept for longer.
    """
    if protection.held:
        raise OnHold
    until = protection.until
    if until and until > datetime.now(UTC) and (protection.final or not early):
        raise StillRetained(f"until {until:%Y-%m-%d}" + (", final" if protection.final else ""))
