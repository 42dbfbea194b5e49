"""From the network's frames to letters: greedy decoding of an alignment without segmentation (CTC)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLANK = 0
"""The output that says: no new letter here."""
BY_HAND = "".join(chr(0xE000 + digit) for digit in range(10))
"""Digits written by hand, for a network that tells them from print: characters for private use, in order."""

_IN_PRINT = str.maketrans(BY_HAND, "0123456789")


def in_print(text: str) -> str:
    """A text whose digits by hand are digits like others."""
    return text.translate(_IN_PRINT)


class Alphabet:
    """The characters of a network's outputs.

    Args:
        characters: That of output *i + 1* at index *i*; those of ``BY_HAND`` are optional.

    Attributes:
        characters: As an array, digits by hand as digits like others.
        in_print: For each output the one of the same character in print, the blank included.
    """

    def __init__(self, characters: str) -> None:
        self.characters = np.array(list(in_print(characters)))
        place = {character: output for output, character in enumerate(characters, start=1)}
        self.in_print = np.array([BLANK, *(place[in_print(character)] for character in characters)])


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of a line from left to right.

    Attributes:
        text: As many characters as the arrays have entries.
        first: The frame in which each begins.
        behind: The frame after its last.
        scores: The highest probability in it, 0…1.
        by_hand: Whether it is a digit written by hand.
    """

    text: str
    first: npt.NDArray[np.intp]
    behind: npt.NDArray[np.intp]
    scores: npt.NDArray[np.float32]
    by_hand: npt.NDArray[np.bool_]


def letters(best: npt.NDArray[np.int32], probability: npt.NDArray[np.float32], alphabet: Alphabet) -> Letters:
    """Runs of one character are one letter; the blank parts and says nothing.

    Args:
        best: The likeliest output of each frame.
        probability: Its probability.
        alphabet: Of the outputs.
    """
    printed = alphabet.in_print[best]
    starts = np.flatnonzero(np.diff(printed, prepend=-1))
    outputs = printed[starts]
    said = outputs != BLANK
    some = bool(starts.size)
    scores = np.maximum.reduceat(probability, starts) if some else probability[:0]
    by_hand = np.logical_or.reduceat(best != printed, starts) if some else np.zeros(0, np.bool_)
    text = "".join(alphabet.characters[outputs[said] - 1].tolist())
    return Letters(text, starts[said], np.append(starts[1:], best.size)[said], scores[said], by_hand[said])
