"""What differs from a word by one typing error: a letter more, fewer or another, or two in each other's place."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from rapidfuzz.distance import OSA


def variants(word: str) -> Iterator[str]:
    """All folded words that differ from a folded word (or key) by one error, and the word itself; some more than once.

    A joint of a key may be missing or too much as any letter may.
    """
    letters = ascii_lowercase + "/"
    yield word
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def near(one: str, other: str) -> bool:
    """Whether two words differ by one error at most."""
    return bool(OSA.distance(one, other, score_cutoff=1) <= 1)
