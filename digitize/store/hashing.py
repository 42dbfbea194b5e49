"""What all stores have in common: objects are named by their hash, and nothing else is a name."""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from digitize.errors import ObjectDamaged, StoreFull
from digitize.model import ObjectKind

CHUNK = 1024 * 1024
"""Bytes held in memory at a time."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_name(sha256: str) -> bool:
    """Whether a text is a SHA-256 in lower-case hex."""
    return bool(_SHA256.fullmatch(sha256))


def place_of(kind: ObjectKind, sha256: str) -> str:
    """Where on its shelf an object lies: ``ab/cd/<sha256>``, where ``abcd`` are the hash's first digits.

    Raises:
        ObjectDamaged: The text is no hash. Names come from outside as well: nothing but a hash may become a path.
    """
    if not is_name(sha256):
        raise ObjectDamaged(f"{kind}: not a hash")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def damaged_folder(root: Path, kind: ObjectKind, sha256: str) -> Path:
    """Where in a store of files damaged ones lie that a repair has replaced."""
    return root / "damaged" / kind / place_of(kind, sha256)


def hash_of(stream: BinaryIO, copy: Callable[[bytes], object] | None = None) -> tuple[str, int]:
    """Reads a stream to its end; gives hash and size in bytes.

    Args:
        stream: From its present position.
        copy: Is given each chunk as well.
    """
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if copy is not None:
            copy(chunk)
    return digest.hexdigest(), size


def compare(found: str, expected: str) -> None:
    """Makes sure that bytes are those of a name.

    Raises:
        ObjectDamaged: They are not.
    """
    if found != expected:
        raise ObjectDamaged(f"expected {expected}, found {found}")


@contextmanager
def writing() -> Iterator[None]:
    """Whatever keeps this machine from writing has one remedy for the operator, so it is one error.

    Raises:
        StoreFull: The bytes could not be written.
    """
    try:
        yield
    except BrokenPipeError:
        # It was a program that was written to, and it knows better why it ended.
        raise
    except OSError as error:
        raise StoreFull(errno_name(error)) from error


def errno_name(error: OSError) -> str:
    """The system's name of an error, which holds no path."""
    return errno.errorcode.get(error.errno or 0, "EIO")
