"""Whether this process sees the same store and the same index as the archive's other processes."""

from __future__ import annotations

from digitize.errors import OtherStore
from digitize.model import ObjectKind
from digitize.pipeline.parts import Parts


def require_same(parts: Parts) -> None:
    """Makes sure that store and index are the archive's, before anything is written to them.

    The version of the records is looked at whenever they are opened.

    Raises:
        OtherStore: Of several received files none lies in the store: these are other buckets, or another folder.
        OtherIndex: The others write to another index, by its name or by the version of the program.
        StoreUnavailable: Nobody knows, since the store does not answer.
    """
    with parts.records.read() as read:
        some = read.batches.some_blobs()
    if some and not any(parts.store.exists(ObjectKind.ORIGINAL, blob) for blob in some):
        raise OtherStore
    parts.indexer.require_shared()
