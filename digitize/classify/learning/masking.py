"""What a page says of persons, taken out before anything is learned from it or asked of what was learned.

A model keeps the words it was trained on. So that no citizen stands in a model file, what is particular to one paper
is cut out of its text: digits, what stands behind a colon, runs of capitalised syllables (names of persons, places,
firms), lines that are nothing but a name, and, in training, the values that are known of the document. What is left
are the words of the form itself, and those tell its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from digitize.classify.document import Passage
from digitize.classify.titles import rules
from digitize.vietnamese.names import SURNAMES
from digitize.vietnamese.text import fold

CUT = "|"
"""Stands where something was taken out, so that what stood around it does not become neighbours."""

_EDGE = " .,:;…·_-–—|*~\"'“”‘’()[]<>/\\"
# Letters of a number's symbol tell the type («12/GPXD»); its digits tell the paper.
_JOINT = re.compile(r"[/.\-–&]+")
_FEWEST_NAME, _MOST_NAME = 2, 6


def masked(passage: Passage, hidden: frozenset[tuple[str, ...]] = frozenset()) -> str:
    """The words of a passage that say nothing of a person, in small letters.

    Args:
        passage: A line of a column.
        hidden: Values known of the document, as folded syllables, that are taken out wherever they stand.

    Returns:
        Words parted by spaces, with :data:`CUT` where something is missing.
    """
    words = list(_form_words(passage.text))
    upper = passage.is_upper
    if not upper:
        words = list(_without_names(words))
    elif _is_name(words):
        words = [CUT]
    for value in hidden:
        words = _without(words, value)
    return " ".join(part for part, _ in groupby(part for word in words for part in _plain(word, upper)))


def hidden_values(values: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Values in the form in which :func:`masked` looks for them; one syllable alone says nothing and is left out."""
    parts = (tuple(fold(word).strip(_EDGE) for word in value.split()) for value in values)
    return frozenset(part for part in parts if len(part) >= _FEWEST_NAME)


def _form_words(text: str) -> Iterator[str]:
    """The words before each colon: the labels of a form. Behind it, a number's symbol alone is kept."""
    *labelled, last = text.split(":")
    if not labelled:
        yield from last.split()
        return
    yield from labelled[0].split()
    for value in (*labelled[1:], ""):
        # Between two colons stand a value and the next label, which begins with the last capital.
        words = value.split()
        capitals = [index for index, word in enumerate(words) if word[:1].isupper()]
        yield CUT
        yield from words[capitals[-1] :] if capitals else ()
    yield CUT
    yield from (word for word in last.split() if "/" in word)


def _without_names(words: list[str]) -> Iterator[str]:
    """The words without runs of capitalised ones, of which a sentence's first word alone is none."""
    run: list[str] = []
    for word in (*words, ""):
        if _is_capitalised(word):
            run.append(word)
            # A mark behind a word ends the run with it.
            if word[-1] not in ",;.":
                continue
            word = ""
        yield from run if len(run) < _FEWEST_NAME else (CUT,)
        run = []
        if word:
            yield word


def _is_capitalised(word: str) -> bool:
    bare = word.strip(_EDGE)
    return bare[:1].isupper() and bare.isalpha()


def _is_name(words: list[str]) -> bool:
    """Whether a line in capitals is a name: a common surname first, and no part of a title that is known."""
    bare = [fold(word).strip(_EDGE) for word in words if word != CUT]
    if bare and bare[0] in ("ong", "ba"):
        bare = bare[1:]
    named = _FEWEST_NAME <= len(bare) <= _MOST_NAME and bare[0] in SURNAMES and all(map(str.isalpha, bare))
    return named and not any(f" {' '.join(bare)} " in title for title in _titles())


@cache
def _titles() -> tuple[str, ...]:
    return tuple({f" {rule.title} " for rule in rules()})


def _without(words: list[str], value: tuple[str, ...]) -> list[str]:
    folded = [fold(word).strip(_EDGE) for word in words]
    size = len(value)
    for start in range(len(words) - size, -1, -1):
        if tuple(folded[start : start + size]) == value:
            words[start : start + size] = [CUT]
            folded[start : start + size] = [CUT]
    return words


def _plain(word: str, upper: bool) -> Iterator[str]:
    """A word without marks, in small letters; of one with digits the parts that are letters alone.

    In a line of capitals a single digit stays: it tells forms apart, and no person.
    """
    if word == CUT:
        yield CUT
        return
    bare = word.strip(_EDGE).lower()
    if len(bare) == 1 and bare.isdigit() and upper:
        # «PHIẾU LÝ LỊCH TƯ PHÁP SỐ 2» is another result than number 1.
        yield bare
    elif any(map(str.isdigit, bare)):
        yield CUT
        yield from (part for part in _JOINT.split(bare) if len(part) > 1 and part.isalpha())
        yield CUT
    elif bare:
        yield from filter(None, _JOINT.split(bare))
