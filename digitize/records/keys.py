"""Protection of owners' numbers: keyed hashes to look them up, sealing to keep them.

A citizen number has so few plausible values that a bare hash is none. The keys lie in a file of their own, outside
the database and its backups. Several keys may stand in it: the newest seals and hashes what is new, all of them open
and find what is old.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from digitize.catalogue.identifiers import OwnerNumber
from digitize.errors import KeyMissing
from digitize.records.ids import new_id

_SECRET_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that only the named key opens: random nonce, cipher text and tag."""

    key_id: str
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, key_id: str, text: str) -> Sealed:
        """What :attr:`text` gave."""
        return cls(key_id, base64.b64decode(text))

    @property
    def text(self) -> str:
        """As it stands in a column of text (base 64)."""
        return base64.b64encode(self.data).decode()


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of the file; what hashes and what seals are derived apart, so that neither tells of the other."""

    id: str
    created_at: str
    secret: bytes = field(repr=False)

    def derive(self, use: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"digitize owner keys {use}".encode()).derive(
            self.secret
        )


class OwnerKeys:
    """The keys of one archive.

    Args:
        archive_id: The archive they belong to.
        keys: Oldest first; none where the records are opened without them.
    """

    def __init__(self, archive_id: str, keys: tuple[_Key, ...]) -> None:
        self.archive_id = archive_id
        self._keys = keys
        self._hashing = {key.id: key.derive("hash") for key in keys}
        self._sealing = {key.id: AESGCM(key.derive("seal")) for key in keys}

    @classmethod
    def open(cls, path: Path, archive_id: str) -> OwnerKeys:
        """The keys of a file.

        Raises:
            KeyMissing: There is no such file, it is damaged, or it is another archive's.
        """
        try:
            found = cls.parse(path.read_bytes())
        except FileNotFoundError:
            raise KeyMissing("no key file") from None
        except OSError as error:
            raise KeyMissing(f"unreadable key file: {type(error).__name__}") from None
        if found.archive_id != archive_id:
            raise KeyMissing("key file of another archive")
        return found

    @classmethod
    def parse(cls, file: bytes) -> OwnerKeys:
        """The keys that the bytes of a key file hold.

        Raises:
            KeyMissing: They are no key file.
        """
        try:
            content: Mapping[str, Any] = json.loads(file)
            keys = tuple(
                _Key(key["id"], key["created_at"], base64.b64decode(key["secret"], validate=True))
                for key in content["keys"]
            )
            archive = content["archive"]
        except (ValueError, KeyError, TypeError) as error:
            # The cause is cut off: a parser's message may quote the file.
            raise KeyMissing(f"unreadable key file: {type(error).__name__}") from None
        if not keys or any(len(key.secret) != _SECRET_BYTES for key in keys):
            raise KeyMissing("key file without a whole key")
        return cls(archive, keys)

    @classmethod
    def open_or_create(cls, path: Path, archive_id: str) -> OwnerKeys:
        """The keys of a file, which is made with one new key where it is missing.

        Raises:
            KeyMissing: The file is damaged, or another archive's.
        """
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, _content(archive_id, (_new_key(),)), replace=False)
        return cls.open(path, archive_id)

    def rotated(self, path: Path) -> OwnerKeys:
        """Adds a new key, which seals and hashes from now on; the older ones still open and find."""
        keys = (*self._keys, _new_key())
        _write(path, _content(self.archive_id, keys), replace=True)
        return OwnerKeys(self.archive_id, keys)

    def handed_over(self, path: Path) -> OwnerKeys:
        """The keys of another file, which is made with these where it is missing.

        Raises:
            KeyMissing: The file is another archive's, or lacks one of these keys.
        """
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, self.content, replace=False)
        found = OwnerKeys.open(path, self.archive_id)
        found.require(self.ids)
        return found

    @property
    def content(self) -> bytes:
        """What a file with these keys holds."""
        return _content(self.archive_id, self._keys)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all keys, oldest first."""
        return tuple(key.id for key in self._keys)

    @property
    def _newest(self) -> str:
        """Id of the key that hashes and seals what is new.

        Raises:
            KeyMissing: The records were opened without their keys.
        """
        if not self._keys:
            raise KeyMissing
        return self._keys[-1].id

    def require(self, key_ids: Collection[str]) -> None:
        """Makes sure that all these keys are here.

        Raises:
            KeyMissing: One is not.
        """
        missing = sorted(set(key_ids) - set(self.ids))
        if missing:
            raise KeyMissing(f"no key {missing[0]}")

    def hash(self, number: OwnerNumber) -> tuple[str, str]:
        """Id of the newest key, and the HMAC-SHA256 of kind and number under it in lower-case hex."""
        return self._newest, self._hash(self._newest, number)

    def hashes(self, number: OwnerNumber) -> tuple[str, ...]:
        """The number's hash under every key, newest first: what a look-up compares with."""
        return tuple(self._hash(key_id, number) for key_id in reversed(self.ids))

    def _hash(self, key_id: str, number: OwnerNumber) -> str:
        message = f"{number.kind}:{number.value}".encode()
        return hmac.new(self._hashing[key_id], message, hashlib.sha256).hexdigest()

    def seal(self, text: str, purpose: str) -> Sealed:
        """Seals a text with the newest key (AES-256-GCM); it opens for the same purpose only."""
        key_id = self._newest
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return Sealed(key_id, nonce + self._sealing[key_id].encrypt(nonce, text.encode(), _bound(key_id, purpose)))

    def unseal(self, sealed: Sealed, purpose: str) -> str:
        """The text that was sealed.

        Raises:
            KeyMissing: The file lacks the key, or text, key and purpose do not belong together.
        """
        cipher = self._sealing.get(sealed.key_id)
        if cipher is None:
            raise KeyMissing(f"no key {sealed.key_id}")
        nonce, data = sealed.data[:_NONCE_BYTES], sealed.data[_NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, data, _bound(sealed.key_id, purpose)).decode()
        except InvalidTag:
            raise KeyMissing(f"key {sealed.key_id} does not open it") from None


def _bound(key_id: str, purpose: str) -> bytes:
    return f"{key_id}:{purpose}".encode()


def _new_key() -> _Key:
    return _Key(new_id("KEY"), datetime.now(UTC).isoformat(), secrets.token_bytes(_SECRET_BYTES))


def _content(archive_id: str, keys: tuple[_Key, ...]) -> bytes:
    rows = [
        {"id": key.id, "created_at": key.created_at, "secret": base64.b64encode(key.secret).decode()} for key in keys
    ]
    return json.dumps({"archive": archive_id, "keys": rows}, indent=1).encode()


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    """Puts a whole, synced file in its place; without ``replace``, one that another process just made stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                return
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
