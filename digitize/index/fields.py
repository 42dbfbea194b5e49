"""What of an entry is searched, with which weight, and in which form the texts go into an index of either kind."""

from __future__ import annotations

from dataclasses import replace

from digitize.model import IndexEntry
from digitize.vietnamese.text import nfc, squeeze

WORDS = {"number": 8.0, "title": 4.0, "owner_names": 2.0, "body": 1.0}
"""Fields of words with their weights in the ranking; each is searched folded and, beside that, with its accents."""

SYMBOLS = {"number_symbol": 8.0, "symbols": 1.0}
"""Fields of document numbers kept whole: the document's own, and all that its title and text name."""


def tidy(entry: IndexEntry) -> IndexEntry:
    """The entry with its texts as they are indexed: NFC, no letter that UTF-8 cannot hold, body and names squeezed."""
    return replace(
        entry,
        title=_clean(entry.title),
        number=_clean(entry.number),
        body=_clean(squeeze(entry.body)),
        owner_names=tuple(_clean(squeeze(name)) for name in entry.owner_names),
        owner_hashes=tuple(sorted(set(entry.owner_hashes))),
    )


def _clean(text: str) -> str:
    """NFC text that UTF-8 can hold; damaged files may give lone surrogates."""
    return nfc(text).encode("utf-8", "replace").decode("utf-8")
