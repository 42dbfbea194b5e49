"""Sealing of streams to public keys in the format age (https://age-encryption.org/v1): who holds a private key opens.

Whoever makes backups need not be able to read them. Files can be opened without this program, by ``age -d -i KEY``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import pyrage
from pyrage.x25519 import Identity, Recipient

from digitize.errors import BadIdentity, BadRecipient, FileExposed, NoSuchPath, SealBroken
from digitize.store.hashing import writing

_Answer = TypeVar("_Answer")
_MARK = "AGE-SECRET-KEY-"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed.

    Attributes:
        plain: SHA-256 of the bytes as they were.
        size: How many they were.
        sealed: SHA-256 of the sealed bytes.
    """

    plain: str
    size: int
    sealed: str


def recipients(keys: str) -> tuple[Recipient, ...]:
    """Public keys, ``age1…``, with spaces or commas between them.

    Raises:
        BadRecipient: There is none, or one is no such key.
    """
    try:
        found = tuple(Recipient.from_str(key) for key in keys.replace(",", " ").split())
    except pyrage.RecipientError:
        raise BadRecipient from None
    if not found:
        raise BadRecipient
    return found


def identities(file: Path) -> tuple[Identity, ...]:
    """Private keys of a file as ``age-keygen`` and ``digitize keys new`` write it.

    Raises:
        NoSuchPath: There is no such file.
        FileExposed: Others may read it.
        BadIdentity: It holds no private key.
    """
    if not file.is_file():
        raise NoSuchPath("identity")
    if file.stat().st_mode & 0o077:
        raise FileExposed
    lines = file.read_text(encoding="utf-8", errors="replace").split()
    try:
        found = tuple(Identity.from_str(line) for line in lines if line.startswith(_MARK))
    except pyrage.IdentityError:
        # What the library says is cut off: it may quote the key.
        raise BadIdentity from None
    if not found:
        raise BadIdentity
    return found


def new_identity(file: Path) -> str:
    """Makes a private key in a new file that only its owner may read.

    Returns:
        Its public key.

    Raises:
        FileExistsError: There is such a file.
    """
    made = Identity.generate()
    public = str(made.to_public())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(f"# public key: {public}\n{made}\n")
    return public


def seal(source: BinaryIO, target: BinaryIO, to: Sequence[Recipient]) -> Sealed:
    """Reads a stream to its end and writes it sealed; little of it is in memory at a time.

    Args:
        source: From its present position.
        target: Where the sealed bytes go.
        to: Who shall be able to open it.

    Raises:
        StoreFull: The target takes no more.
    """
    reading, written = _Passing(source), _Passing(target)
    with _meant(reading, written):
        pyrage.encrypt_io(cast(BinaryIO, reading), cast(BinaryIO, written), list(to))
    return Sealed(reading.hash, reading.size, written.hash)


def unseal(source: BinaryIO, target: BinaryIO, by: Sequence[Identity]) -> str:
    """Reads a sealed stream to its end and writes what it holds.

    Args:
        source: From its present position.
        target: Where the bytes go. If this fails it may have a part of them.
        by: Private keys, of which one must open it.

    Returns:
        SHA-256 of what it held.

    Raises:
        BadIdentity: None of them does.
        SealBroken: It is not as it was sealed, or not whole.
        StoreFull: The target takes no more.
    """
    reading, written = _Passing(source), _Passing(target)
    try:
        with _meant(reading, written):
            pyrage.decrypt_io(cast(BinaryIO, reading), cast(BinaryIO, written), list(by))
    except pyrage.DecryptError as error:
        raise BadIdentity if "matching keys" in str(error) else SealBroken from None
    except OSError:
        raise SealBroken from None
    return written.hash


@contextmanager
def _meant(*streams: _Passing) -> Iterator[None]:
    """Raises what a stream raised, which the library turns into an error of its own."""
    try:
        yield
    except BaseException:
        for stream in streams:
            if stream.failure:
                raise stream.failure from None
        raise


class _Passing:
    """A stream that is hashed on the way and remembers how it failed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0
        self.failure: BaseException | None = None

    @property
    def hash(self) -> str:
        """Of all that has passed."""
        return self._digest.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """Reads on."""
        chunk = self._tried(lambda: self._stream.read(size))
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk

    def write(self, chunk: bytes) -> int:
        """Writes on."""

        def write() -> int:
            with writing():
                return self._stream.write(chunk)

        written = self._tried(write)
        self._digest.update(chunk[:written])
        return written

    def flush(self) -> None:
        """Nothing is held here."""

    def _tried(self, work: Callable[[], _Answer]) -> _Answer:
        try:
            return work()
        except BaseException as failure:
            self.failure = failure
            raise
