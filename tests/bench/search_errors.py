"""What a reader makes of papers, as a model: measured on papers that were read, drawn for papers that were not.

Each paper that is drawn takes one of those read, of the same type, as its example: the same fields are right, missing
or wrong, the text has as large a share of letters misread and of lines lost. Which letters, and as what, follows from
how often each was taken for which other in all papers that were read.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from digitize.model import IndexEntry
from digitize.vietnamese.text import fold, squeeze

_LOST = 55.0
"""Likeness in percent below which a line was not read."""

_MISREAD = 0.34
"""Share of edits up to which a wrong value is the true one misread, and not another."""

_WHOLE = ("issued_on", "agency", "result_type", "procedure", "valid_until", "term_known")
"""Fields that are copied from the example where they are wrong there."""


@dataclass(frozen=True, slots=True)
class Example:
    """A paper that was read.

    Attributes:
        true: What stands on it.
        read: What was read.
        letters: Share of letters misread, in lines that were read.
        lines: Share of lines lost.
    """

    true: IndexEntry
    read: IndexEntry
    letters: float
    lines: float


class ErrorModel:
    """Draws readings of papers that were not read.

    Args:
        pairs: Truth and reading of papers that were, by their type.
    """

    def __init__(self, pairs: Iterable[tuple[int, IndexEntry, IndexEntry]]) -> None:
        self._seen: Counter[str] = Counter()
        self._taken_for: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.examples: defaultdict[int, list[Example]] = defaultdict(list)
        for kind, true, read in pairs:
            self.examples[kind].append(self._example(true, read))
        wrong = sum(map(Counter.total, self._taken_for.values()))
        self.rate = wrong / max(1, self._seen.total())

    def draw(self, kind: int, true: IndexEntry, rng: random.Random) -> IndexEntry:
        """What might have been read of a paper.

        Args:
            kind: Its type.
            true: What stands on it.
            rng: For all that is left to chance.
        """
        like = rng.choice(self.examples[kind])
        given = {
            name: getattr(true if getattr(like.read, name) == getattr(like.true, name) else like.read, name)
            for name in _WHOLE
        }
        body = true.body
        number = self._value(true.number, like.true.number, like.read.number, rng)
        body = self._mentioned(body, true.number, like.true.number, number, like.read.body, rng)
        names = tuple(
            self._value(name, there, read, rng)
            for name, there, read in zip(
                true.owner_names,
                like.true.owner_names,
                _beside(like.true.owner_names, like.read.owner_names),
                strict=True,
            )
        )
        for name, there, read in zip(true.owner_names, like.true.owner_names, names, strict=True):
            body = self._mentioned(body, name, there, read, like.read.body, rng)
        return replace(
            true,
            title=self._value(true.title, like.true.title, like.read.title, rng),
            number=number,
            owner_names=tuple(filter(None, names)),
            body=self._worn(body, like, rng),
            **given,
        )

    def _example(self, true: IndexEntry, read: IndexEntry) -> Example:
        text, wrong, seen, lost = squeeze(read.body), 0, 0, 0
        lines = [line for line in map(squeeze, true.body.splitlines()) if line]
        for line in lines:
            found = fuzz.partial_ratio_alignment(line, text, score_cutoff=_LOST) if text else None
            if found is None:
                lost += 1
                continue
            seen += len(line)
            wrong += self._compare(line, text[found.dest_start : found.dest_end])
        return Example(true, read, wrong / max(1, seen), lost / max(1, len(lines)))

    def _compare(self, line: str, found: str) -> int:
        """Counts what was taken for what; what is amiss at the ends comes of where the line was cut out."""
        self._seen.update(line)
        steps = [step for step in Levenshtein.editops(line, found) if 1 < step.src_pos < len(line) - 1]
        for step in steps:
            come = "" if step.tag == "delete" else found[step.dest_pos]
            gone = line[step.src_pos]
            self._taken_for[gone][gone + come if step.tag == "insert" else come] += 1
        return len(steps)

    def _value(self, true: str, there: str, read: str, rng: random.Random) -> str:
        """A value that is as right as the example's."""
        if not read or not there:
            return ""
        if squeeze(read).casefold() == squeeze(there).casefold():
            return true
        wrong = Levenshtein.distance(there, read)
        return self._misread(true, wrong, rng) if wrong <= _MISREAD * len(there) else read

    def _mentioned(self, body: str, true: str, there: str, taken: str, read: str, rng: random.Random) -> str:
        """The text with a value misread where the example's text does not have its own."""
        if not true or not there or fold(squeeze(there)) in fold(squeeze(read)):
            return body
        wrong = taken if taken and taken != true else self._misread(true, 1, rng)
        return re.sub(r"\s+".join(map(re.escape, true.split())), lambda _: wrong, body, flags=re.IGNORECASE)

    def _misread(self, text: str, errors: int, rng: random.Random) -> str:
        """So many letters taken for others, those rather that are often mistaken."""
        for _ in range(errors):
            weights = [self._taken_for[letter].total() / max(1, self._seen[letter]) for letter in text]
            if not any(weights):
                break
            at = rng.choices(range(len(text)), weights)[0]
            text = text[:at] + self._other(text[at], rng) + text[at + 1 :]
        return text

    def _worn(self, body: str, like: Example, rng: random.Random) -> str:
        lines = (line for line in body.splitlines() if rng.random() >= like.lines)
        return "\n".join("".join(self._letters(line, like.letters, rng)) for line in lines)

    def _letters(self, line: str, rate: float, rng: random.Random) -> Iterator[str]:
        scale = rate / self.rate if self.rate else 0.0
        for letter in line:
            seen = self._seen[letter]
            known = seen and self._taken_for[letter].total() / seen * scale
            yield self._other(letter, rng) if rng.random() < known else letter

    def _other(self, letter: str, rng: random.Random) -> str:
        others = self._taken_for[letter]
        return rng.choices(list(others), list(others.values()))[0]


def _beside(true: tuple[str, ...], read: tuple[str, ...]) -> list[str]:
    """For each true name the one read that is most like it; those of a paper stand in no order."""
    left = list(read)
    chosen = []
    for name in true:
        best = min(left, key=lambda one: Levenshtein.distance(fold(name), fold(one)), default="")
        if best:
            left.remove(best)
        chosen.append(best)
    return chosen
