"""How well the network reads lines it was not trained on: one set as in training, three that hold something back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from digitize.ocr.engines.alignment import Alphabet, in_print, letters
from digitize.ocr.engines.own import ReaderName
from digitize.ocr.training import fonts
from digitize.ocr.training.alphabet import ALPHABET
from digitize.ocr.training.batches import Batch, Batches, Plan, batch_of
from digitize.ocr.training.courses import COURSES
from digitize.ocr.training.texts import Source, watched_texts

LINES = 320
_SEED, _TOGETHER = 7_000_001, 16

Frames = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]
Network = Callable[[npt.NDArray[np.uint8]], Frames]
"""Pictures (lines, 32, width) in; of each frame the likeliest output and its probability out."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Errors on a set of lines: of letters (edits a letter of the truth), and the share of lines without any."""

    letters: float
    whole_lines: float


@cache
def sets(name: ReaderName) -> Mapping[str, tuple[Batch, ...]]:
    """The sets of lines for a reader, by what is held back in them; their texts are those kept for watching."""
    course = COURSES[name]
    source = Source(watched_texts(), course.shares)
    held_back = tuple(family for family in fonts.families() if family.held_back)
    plans = {
        "nothing": Plan(_SEED, source=source),
        "fonts": Plan(_SEED + 1, families=held_back, source=source),
        "wear": Plan(_SEED + 2, source=source, worn_anew=True),
        "document": Plan(_SEED + 3, source=replace(source, held_back=True)),
    }
    return {held: _batches(replace(plan, preparation=course.preparation)) for held, plan in plans.items()}


def _batches(plan: Plan) -> tuple[Batch, ...]:
    made = sorted(Batches(plan).samples(0, LINES, 1.0), key=lambda one: one.picture.shape[1])
    return tuple(batch_of(made[place : place + _TOGETHER]) for place in range(0, LINES, _TOGETHER))


def rate(network: Network, batches: tuple[Batch, ...]) -> Rate:
    """Reads the lines and compares."""
    alphabet = Alphabet(ALPHABET)
    edits = size = whole = lines = 0
    for batch in batches:
        for best, probability, one in zip(*network(batch.pictures), batch.samples, strict=True):
            text = letters(best, probability, alphabet).text.strip()
            wrong = Levenshtein.distance(text, in_print(one.text))
            edits, size, whole, lines = edits + wrong, size + len(one.text), whole + (wrong == 0), lines + 1
    return Rate(edits / size, whole / lines)
