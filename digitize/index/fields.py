"""What of an entry is searched, with which weight, and in which form the texts go into an index of either kind."""

from __future__ import annotations

from dataclasses import replace

from digitize.index.terms import agency_key, day_keys, name_keys, number_key, number_symbols, symbols
from digitize.model import IndexEntry
from digitize.vietnamese.text import nfc, squeeze

WORDS = {"number": 8.0, "title": 4.0, "owner_names": 2.0, "body": 1.0}
"""Fields of words with their weights in the ranking; each is searched folded and, beside that, with its accents."""

HEADS = ("number", "title", "owner_names")
"""Fields of words that say what a document is and whose."""

SYMBOLS = {"number_symbol": 8.0, "symbols": 1.0}
"""Fields of document numbers kept whole: the document's own, and all that its title and text name."""

KEYS = {"names": 2.0, "facts": 1.0}
"""Fields of keys: owners' names kept whole, and what the entry says of day, agency and number."""

MAX_ID = 512
"""Bytes of a document's id."""

MAX_CODE = 256
"""Characters of a code."""

MAX_REVISION = 2**62


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


def refusal(entry: IndexEntry) -> str:
    """Why no index takes an entry; empty for one that any takes. Bounds are those of the strictest."""
    if len(entry.document_id.encode("utf-8", "replace")) > MAX_ID:
        return "document_id: too long"
    if not 0 <= entry.revision <= MAX_REVISION:
        return "revision: out of range"
    for name in ("kind", "result_type", "procedure", "agency"):
        if len(getattr(entry, name)) > MAX_CODE:
            return f"{name}: too long"
    return "owner_hashes: too long" if any(len(one) > MAX_CODE for one in entry.owner_hashes) else ""


def texts(entry: IndexEntry) -> dict[str, str]:
    """The texts of a tidy entry by their field in :data:`WORDS`."""
    return {
        "number": entry.number,
        "title": entry.title,
        "owner_names": "\n".join(entry.owner_names),
        "body": entry.body,
    }


def kept_whole(entry: IndexEntry) -> dict[str, list[str]]:
    """What a tidy entry is found by beside its words, by field in :data:`SYMBOLS` and :data:`KEYS`."""
    return {
        "number_symbol": list(number_symbols(entry.number)),
        "symbols": list(symbols(f"{entry.title}\n{entry.body}")),
        "names": [key for name in entry.owner_names for key in name_keys(name)],
        "facts": [*day_keys(entry.issued_on), agency_key(entry.agency), number_key(entry.number)],
    }


def _clean(text: str) -> str:
    """NFC text that UTF-8 can hold; damaged files may give lone surrogates."""
    plain = nfc(text)
    try:
        plain.encode()
    except UnicodeEncodeError:
        return plain.encode("utf-8", "replace").decode("utf-8")
    return plain
