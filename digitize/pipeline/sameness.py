"""Whether this process sees the same store and the same index as the archive's other processes."""

from __future__ import annotations

from digitize.errors import OtherIndex, OtherStore
from digitize.model import ObjectKind
from digitize.pipeline.parts import Parts

_INDEX = "index"
"""By this name processes tell each other which index they meet in."""


def require_store(parts: Parts) -> None:
    """Makes sure that the store is the archive's: of several received files at least one lies there.

    Raises:
        OtherStore: None does: these are other buckets, or another folder.
        StoreUnavailable: Nobody knows, since the store does not answer.
    """
    with parts.records.read() as read:
        some = read.batches.some_blobs()
    if some and not any(parts.store.exists(ObjectKind.ORIGINAL, blob) for blob in some):
        raise OtherStore


def require_index(parts: Parts) -> None:
    """Makes sure that the index is the one the others write to; if none was named yet, it is this one.

    Raises:
        OtherIndex: It is another, by its name or by the version of the program.
    """
    with parts.records.read() as read:
        told = read.marks.told(_INDEX)
    if told is None:
        name_index(parts)
    elif told != parts.index.name:
        raise OtherIndex(f"{parts.index.name}, not {told}")


def name_index(parts: Parts) -> None:
    """Tells the others that they meet in this process's index from now on."""
    with parts.records.write() as write:
        write.marks.tell(_INDEX, parts.index.name)
