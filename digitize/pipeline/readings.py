"""Readings of pages as they are stored."""

from __future__ import annotations

import msgspec

from digitize.model import Colour, ObjectKind, PageFindings, PageReading, PageText
from digitize.store.interfaces import ObjectStore

UNREAD = PageReading(PageText((), 0, 0, 0, 0), PageFindings(0, Colour.GREY))
"""Stands for a page whose reading failed, so that the pages after it keep their place."""

_READING = msgspec.json.Decoder(PageReading)


def decoded(stored: bytes) -> PageReading:
    """A reading from its stored form."""
    return _READING.decode(stored)


def load_reading(store: ObjectStore, sha256: str) -> PageReading:
    """A reading as it lies in the object store."""
    with store.open(ObjectKind.PAGE_TEXT, sha256) as stream:
        return decoded(stream.read())
