"""The archive's models of the classifier: which there are, which one is in use.

They lie in a folder, each in a file named by its version, which never changes. Which one is in use stands in a file
beside them that is replaced whole, so a process sees the model before or the one after and never a half. What was in
use before stays on record there: to go back is to take the last entry off.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from digitize.classify.learning import Model
from digitize.classify.learning.files import unpack, verified, verifying_key, version_of
from digitize.errors import ModelDamaged, NoModel
from digitize.settings import Settings
from digitize.store.durable import Folders, sync_folder

_SUFFIX = ".model"

_VERSIONS = msgspec.json.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where the model in use lies, small enough to travel with each job.

    Attributes:
        path: Its file.
        version: What the file must be.
        key: The public key that its signature must fit.
    """

    path: Path
    version: str
    key: bytes


class Models:
    """The models of an archive.

    Args:
        settings: Say where they lie.
    """

    def __init__(self, settings: Settings) -> None:
        self._in_use = settings.model_in_use
        self._folder = self._in_use.parent
        self.secrets = settings.home / "secrets"

    def versions(self) -> tuple[str, ...]:
        """All that are here, by name."""
        return tuple(sorted(path.stem for path in self._folder.glob(f"*{_SUFFIX}")))

    def history(self) -> tuple[str, ...]:
        """Which were in use, the present one last.

        Raises:
            ModelDamaged: The file that says so is damaged.
        """
        try:
            return tuple(_VERSIONS.decode(self._in_use.read_bytes()))
        except FileNotFoundError:
            return ()
        except msgspec.DecodeError:
            raise ModelDamaged(self._in_use.name) from None

    @property
    def in_use(self) -> str | None:
        """Version of the model in use."""
        return next(reversed(self.history()), None)

    def add(self, file: bytes) -> str:
        """Keeps a model's file, whole and synced; it is not in use by that.

        Returns:
            Its version.
        """
        version = version_of(file)
        self._write(f"{version}{_SUFFIX}", file)
        return version

    def switch(self, version: str) -> None:
        """Puts a model into use; one that cannot be read is never put there.

        Raises:
            NoModel: There is none of this version.
            ModelDamaged: It is not as training left it.
        """
        self.load(version)
        self._keep((*self.history(), version))

    def roll_back(self) -> str | None:
        """Takes the model in use out of use again.

        Returns:
            The version that is in use now; ``None``: none is, as before the first.

        Raises:
            NoModel: None is in use.
            ModelDamaged: The one before is not as training left it.
        """
        before = self.history()[:-1]
        if self.in_use is None:
            raise NoModel
        if before:
            self.load(before[-1])
        self._keep(before)
        return before[-1] if before else None

    def load(self, version: str) -> Model:
        """A model.

        Raises:
            NoModel: There is none of this version.
            ModelDamaged: It is not as training left it.
            ModelKeyMissing: The key is gone by which that is known.
        """
        return load(self.place_of(version))

    def place(self) -> ModelPlace | None:
        """Where the model in use lies, whole; ``None``: none is in use.

        Raises:
            NoModel: Its file is gone.
            ModelDamaged: It is not as training left it.
            ModelKeyMissing: The key is gone.
        """
        version = self.in_use
        return _looked_at(self.place_of(version)) if version else None

    def place_of(self, version: str) -> ModelPlace:
        """Where a model lies.

        Raises:
            NoModel: There is none of this version.
            ModelKeyMissing: The key is gone.
        """
        path = self._folder / f"{version}{_SUFFIX}"
        if version not in self.versions():
            raise NoModel(version)
        return ModelPlace(path, version, verifying_key(self.secrets).public_bytes_raw())

    def _keep(self, history: tuple[str, ...]) -> None:
        self._write(self._in_use.name, msgspec.json.encode(history))

    def _write(self, name: str, content: bytes) -> None:
        Folders(self._folder).make(self._folder)
        draft = self._folder / f".{name}.{secrets.token_hex(8)}"
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(self._folder)


@lru_cache(maxsize=2)
def load(place: ModelPlace) -> Model:
    """The model of a file, read once for each process.

    Raises:
        NoModel: The file is gone.
        ModelDamaged: It is another than it should be.
    """
    return unpack(_file(place), Ed25519PublicKey.from_public_bytes(place.key))


@lru_cache(maxsize=2)
def _looked_at(place: ModelPlace) -> ModelPlace:
    """The place, once its file is known to be whole; without what it takes to read it."""
    verified(_file(place), Ed25519PublicKey.from_public_bytes(place.key))
    return place


def _file(place: ModelPlace) -> bytes:
    try:
        file = place.path.read_bytes()
    except FileNotFoundError:
        raise NoModel(place.version) from None
    if version_of(file) != place.version:
        raise ModelDamaged(place.version)
    return file
