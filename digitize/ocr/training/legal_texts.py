"""The legal texts of the test material, parted for good: a fifth is for measuring, the rest for training.

The part follows from the document alone, so that it stays the same when texts are added, and a document that is there
twice is wholly on one side.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitize.vietnamese.text import squeeze

FILE = Path(__file__).parents[4] / "shared" / "data" / "legal_texts.jsonl.gz"

_PARTS = 5
_LEADERS = ("...", "……", "___", "---", "***", "===")
"""Dots and strokes to write on or to part what stands above from what stands below: they are no text."""


@dataclass(frozen=True, slots=True)
class LegalText:
    """A legal document: its official number, or where it has none the name of its file, and its text by paragraphs."""

    key: str
    paragraphs: tuple[str, ...]

    @property
    def set_aside(self) -> bool:
        """Whether it is for measuring only."""
        return set_aside(self.key)


def set_aside(key: str) -> bool:
    """Whether the document with this number is for measuring only, never for training."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % _PARTS == 0


def load(file: Path = FILE) -> Iterator[LegalText]:
    """All legal texts, paragraphs that can be set as they stand: no leaders, no signs that are not letters or marks."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraphs = filter(_settable, map(squeeze, row["body"].splitlines()))
            yield LegalText(row["so"] or row["file"], tuple(paragraphs))


def _settable(paragraph: str) -> bool:
    if not any(map(str.isalnum, paragraph)) or any(leader in paragraph for leader in _LEADERS):
        return False
    # A mark that no letter takes up is set beside its letter by one program and above it by another.
    return all(letter.isprintable() and not unicodedata.combining(letter) for letter in paragraph)
