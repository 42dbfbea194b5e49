"""Where an answer ended, as a text for the caller to hand back: the next hits are those behind it in the same order."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from digitize.errors import BadCursor
from digitize.model import Forgiven, SearchQuery

Place = tuple[float | int | str | None, ...]
"""What a hit is ordered by, as its engine writes it; the document's id last, so that no two are the same."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an answer ended.

    Attributes:
        place: Of its last hit.
        forgiven: The step it came from.
        query: Of the same query alone does it make sense; see :func:`digest`.
    """

    place: Place
    forgiven: Forgiven | None
    query: str


_CURSOR = msgspec.json.Decoder(Cursor)


def write(query: SearchQuery, forgiven: Forgiven | None, place: Place) -> str:
    """The text of a cursor."""
    cursor = Cursor(place, forgiven, digest(query))
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read(query: SearchQuery) -> Cursor | None:
    """The cursor of a query, if it has one.

    Raises:
        BadCursor: It is none, or that of another query.
    """
    if not query.after:
        return None
    try:
        text = base64.urlsafe_b64decode(query.after + "=" * (-len(query.after) % 4))
        cursor = _CURSOR.decode(text)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise BadCursor from None
    if cursor.query != digest(query):
        raise BadCursor
    return cursor


def digest(query: SearchQuery) -> str:
    """Stands for what is looked for, whichever part of the answer is wanted."""
    asked = replace(query, limit=0, offset=0, after="", facets_on=None)
    # A query may hold letters that UTF-8 does not.
    return hashlib.sha256(ascii(asked).encode()).hexdigest()[:12]


def within(query: SearchQuery, found: Sequence[Place]) -> Place | None:
    """The place of the last hit of a page if more than a page was found."""
    return found[query.limit - 1] if 0 < query.limit < len(found) else None
