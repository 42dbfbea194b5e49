"""Readings of pages as they are stored."""

from __future__ import annotations

import msgspec

from digitize.model import ObjectKind, PageReading
from digitize.store.interfaces import ObjectStore

_READING = msgspec.json.Decoder(PageReading)


def decoded(stored: bytes) -> PageReading:
    """A reading from its stored form."""
    return _READING.decode(stored)


def load_reading(store: ObjectStore, sha256: str) -> PageReading:
    """A reading as it lies in the object store."""
    with store.open(ObjectKind.PAGE_TEXT, sha256) as stream:
        return decoded(stream.read())
