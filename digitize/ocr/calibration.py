"""What a reader's raw score is worth: the probability that the word is read to the letter.

A step of its own after the reader. Its curves were measured on rendered pages (``make calibrate``), for each engine,
version and preparation of the picture apart, and for three kinds of words: a string that is no Vietnamese syllable is
far more often misread than a syllable of the same score. A word that was read more than once has curves of its own, as
the readings agree or not. The raw score is kept beside the probability.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec
import numpy as np

from digitize.model import Block, Word
from digitize.ocr.tree import block_of, line_of
from digitize.vietnamese.syllables import is_syllable

PREPARATION = "2"
"""Rises when cleaning gives the reader another picture than before."""

_LETTERS = re.compile(r"[^\W\d_]+")


class WordKind(StrEnum):
    """What a word is made of."""

    SYLLABLES = "syllables"
    DIGITS = "digits"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Curve:
    """Raw scores, rising, and the share of right words at each; linear between them."""

    scores: tuple[float, ...]
    shares: tuple[float, ...]

    def at(self, score: float) -> float:
        """The probability behind a raw score."""
        return float(np.interp(score, self.scores, self.shares))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of one engine, version and preparation, and on how many pages and words they were measured.

    Attributes:
        curves: Of words that were read once; used as well where the other two have none of the kind.
        agreed: Of words of which all readings are the same.
        differed: Of words of which they are not.
    """

    engine: str
    version: str
    preparation: str
    pages: int
    words: int
    curves: dict[WordKind, Curve]
    agreed: dict[WordKind, Curve] = field(default_factory=dict)
    differed: dict[WordKind, Curve] = field(default_factory=dict)

    def curve(self, word: Word) -> Curve:
        """The curve of a word."""
        kind = kind_of(word.text)
        if word.agreed is None:
            return self.curves[kind]
        return (self.agreed if word.agreed else self.differed).get(kind, self.curves[kind])

    @property
    def name(self) -> str:
        """What a page's text names it by: a hash of all it says."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:12]


def kind_of(text: str) -> WordKind:
    """What a word is made of; a word with a digit is one of digits."""
    if any(letter.isdigit() for letter in text):
        return WordKind.DIGITS
    parts = _LETTERS.findall(text)
    return WordKind.SYLLABLES if parts and all(map(is_syllable, parts)) else WordKind.OTHER


def find(engine: str, version: str) -> Calibration | None:
    """The calibration of an engine's version; ``None`` where it was never measured, and raw scores must do."""
    wanted = (engine, version, PREPARATION)
    return next((one for one in all_known() if (one.engine, one.version, one.preparation) == wanted), None)


_CALIBRATION = msgspec.json.Decoder(Calibration)


@cache
def all_known() -> tuple[Calibration, ...]:
    """All calibrations that were measured."""
    folder = resources.files("digitize.ocr") / "data" / "calibrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return tuple(_CALIBRATION.decode(file.read_bytes()) for file in files)


def calibrated(blocks: tuple[Block, ...], calibration: Calibration) -> tuple[Block, ...]:
    """The same blocks, each word with its probability as confidence and the engine's score beside it."""
    return tuple(
        block_of(line_of(_calibrated(word, calibration) for word in line.words) for line in block.lines)
        for block in blocks
    )


def _calibrated(word: Word, calibration: Calibration) -> Word:
    return replace(word, confidence=round(calibration.curve(word).at(word.score), 4), raw_score=word.score)
