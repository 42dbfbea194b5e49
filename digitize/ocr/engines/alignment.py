"""From the network's frames to letters: greedy decoding of an alignment without segmentation (CTC)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLANK = 0
"""The output that says: no new letter here."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of a line from left to right.

    Attributes:
        text: As many characters as the arrays have entries.
        first: The frame in which each begins.
        behind: The frame after its last.
        scores: The highest probability in it, 0…1.
    """

    text: str
    first: npt.NDArray[np.intp]
    behind: npt.NDArray[np.intp]
    scores: npt.NDArray[np.float32]


def letters(
    best: npt.NDArray[np.int32], probability: npt.NDArray[np.float32], alphabet: npt.NDArray[np.str_]
) -> Letters:
    """Runs of one output are one letter; the blank parts and says nothing.

    Args:
        best: The likeliest output of each frame.
        probability: Its probability.
        alphabet: The character of output *i + 1* at index *i*.
    """
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    outputs = best[starts]
    said = outputs != BLANK
    scores = np.maximum.reduceat(probability, starts) if starts.size else probability[:0]
    text = "".join(alphabet[outputs[said] - 1].tolist())
    return Letters(text, starts[said], np.append(starts[1:], best.size)[said], scores[said])
