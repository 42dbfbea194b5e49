"""What keeps files of the store from being removed: one small file for each object that must be kept.

These files bind this program. Whoever may write to the folder can still delete files: against that, only buckets that
lock on a server of their own protect.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from digitize.errors import ObjectDamaged
from digitize.model import ObjectKind
from digitize.store.durable import Folders, sync_folder
from digitize.store.hashing import place_of, writing
from digitize.store.interfaces import Protection

_PROTECTION = msgspec.json.Decoder(Protection)


class Sidecars:
    """The protections of a store's objects. Several processes and threads may change them at once.

    Args:
        folder: Where they lie; made when the first object must be kept.
        folders: Makes folders.
    """

    def __init__(self, folder: Path, folders: Folders) -> None:
        self._folder = folder
        self._folders = folders

    def read(self, kind: ObjectKind, sha256: str) -> Protection:
        """What keeps an object.

        Raises:
            ObjectDamaged: What is written cannot be read. It is then not taken as nothing.
        """
        try:
            return _PROTECTION.decode(self._path(kind, sha256).read_bytes())
        except FileNotFoundError:
            return Protection()
        except (OSError, msgspec.MsgspecError) as error:
            raise ObjectDamaged(f"{kind}/{sha256}: its protection is unreadable") from error

    def change(self, kind: ObjectKind, sha256: str, change: Callable[[Protection], Protection]) -> Protection:
        """Changes what keeps an object; when it returns that is on disk.

        Raises:
            ObjectDamaged: What is written cannot be read.
            StoreFull: It could not be written.
        """
        with self.alone():
            known = self.read(kind, sha256)
            changed = change(known)
            if changed != known:
                self._write(self._path(kind, sha256), changed)
        return changed

    def forget(self, kind: ObjectKind, sha256: str) -> None:
        """Takes away what kept an object that was removed."""
        path = self._path(kind, sha256)
        if path.exists():
            with writing():
                path.unlink()
                sync_folder(path.parent)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps everybody else from changing or removing anything."""
        with writing():
            self._folders.make(self._folder)
            descriptor = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _path(self, kind: ObjectKind, sha256: str) -> Path:
        return self._folder / kind / place_of(kind, sha256)

    def _write(self, path: Path, protection: Protection) -> None:
        new = path.with_suffix(".part")
        with writing():
            self._folders.make(path.parent)
            with new.open("wb") as file:
                file.write(msgspec.json.encode(protection))
                file.flush()
                os.fsync(file.fileno())
            new.rename(path)
            sync_folder(path.parent)
