"""What stands on the lines that are drawn: laws, wording of papers, made-up words, in the shares they are taken in.

Of the legal texts a fifth is for measuring and never seen here, nor are documents that the real test pages show; a
twentieth of the rest is for watching the training, and not trained on either.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from digitize.ocr.training import legal_texts, word_lists, wording
from digitize.ocr.training.alphabet import known
from digitize.ocr.training.legal_texts import LegalText
from digitize.ocr.training.wording import Line, Maker, Run, printed

_LEAST_WIDTH, _MOST_WIDTH = 40, 95
_SIGN_OF_NUMBER = re.compile(r"\d+/\S+")
_WATCHED_PARTS = 20
_HEADING = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"

Shares = Mapping[str, float]
"""How often each kind of text is taken."""

ALL_LINES: Shares = {
    "law": 40,
    "capitals": 10,
    "dates": 6,
    "numbers": 6,
    "codes": 6,
    "names": 6,
    "forms": 9,
    "syllables": 7,
    "titles": 3,
    "foreign": 3,
    "figures": 2,
    "addresses": 2,
}
FIELD_LINES: Shares = {"dates": 22, "numbers": 22, "codes": 22, "forms": 20, "law": 8, "capitals": 3, "syllables": 3}
"""Lines of critical fields: numbers of owners and documents, dates, and the words that stand beside them."""


def watched(text: LegalText) -> bool:
    """Whether a text that is not set aside is kept for watching the training."""
    digest = hashlib.sha256(f"watch/{text.key}".encode()).hexdigest()
    return int(digest, 16) % _WATCHED_PARTS == 0


def on_real_pages(data: Path) -> frozenset[str]:
    """The official numbers, lower case, of the documents that the real test pages show.

    Args:
        data: The folder of the test material.
    """
    truth = json.loads((data / "official_scans" / "truth.json").read_text(encoding="utf-8"))
    numbers = {entry["so_ky_hieu"].lower() for entry in truth}
    for page in (data / "official_pages").glob("*.txt"):
        # A page names its own number near its head; those of the papers it cites are left out with it.
        head = page.read_text(encoding="utf-8")[:600]
        numbers |= {number.strip(".,;:").lower() for number in _SIGN_OF_NUMBER.findall(head)}
    return frozenset(numbers)


@cache
def trained_on() -> tuple[LegalText, ...]:
    """The legal texts that lines are taken from for training."""
    shown = on_real_pages(legal_texts.FILE.parent)
    return tuple(text for text in _not_set_aside() if not watched(text) and text.key.lower() not in shown)


@cache
def watched_texts() -> tuple[LegalText, ...]:
    """The legal texts that lines are taken from for watching the training."""
    return tuple(filter(watched, _not_set_aside()))


@cache
def _not_set_aside() -> tuple[LegalText, ...]:
    return tuple(text for text in legal_texts.load() if not text.set_aside and any(map(known, text.paragraphs)))


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines come from.

    Attributes:
        laws: The legal texts.
        shares: Of the kinds of text.
        held_back: Lines of the held-back document type and of nothing else.
        again: Lines that were misread, drawn again with the share ``again_share``.
        again_share: 0…1.
    """

    laws: tuple[LegalText, ...]
    shares: Shares = field(default_factory=lambda: ALL_LINES)
    held_back: bool = False
    again: Sequence[str] = ()
    again_share: float = 0.0

    def lines(self, rng: random.Random, count: int) -> list[Line]:
        """Lines that stand below each other, mostly of one kind."""
        found: list[Line] = []
        kind = self._kind(rng)
        while len(found) < count:
            if rng.random() < 0.1:
                kind = self._kind(rng)
            made = self._made(rng, kind)
            found += [line for line in made if known("".join(run.text for run in line))]
        return found[:count]

    def _kind(self, rng: random.Random) -> str:
        if self.held_back:
            return "held back"
        # At a share of 0 nothing is drawn by chance, so that texts follow from the seed alone.
        if self.again and self.again_share and rng.random() < self.again_share:
            return "again"
        return rng.choices(list(self.shares), list(self.shares.values()))[0]

    def _made(self, rng: random.Random, kind: str) -> list[Line]:
        if kind == "law":
            return self._law(rng)
        if kind == "capitals":
            return [printed(run.text.upper()) for line in self._law(rng)[: rng.randint(1, 3)] for run in line]
        if kind == "again":
            return [wording.as_written(rng.choice(self.again))]
        if kind == "titles":
            return list(map(printed, _wrapped(rng, rng.choice(word_lists.procedures()))))
        return [_MAKERS[kind](rng)]

    def _law(self, rng: random.Random) -> list[Line]:
        """Some lines of a paragraph, from anywhere in it."""
        rows = _wrapped(rng, rng.choice(rng.choice(self.laws).paragraphs))
        begin = rng.randrange(len(rows))
        return list(map(printed, rows[begin : begin + 6]))


def _wrapped(rng: random.Random, text: str) -> list[str]:
    return textwrap.wrap(text, rng.randint(_LEAST_WIDTH, _MOST_WIDTH), break_on_hyphens=False) or [_HEADING]


def _several(make: Maker, parted: str = " ") -> Maker:
    """As many pieces in one line as give it a common length."""

    def line(rng: random.Random) -> Line:
        runs = list(make(rng))
        while sum(len(run.text) for run in runs) < rng.randint(10, 60):
            runs += [Run(parted), *make(rng)]
        return tuple(runs)

    return line


def _value(rng: random.Random, pattern: str) -> Line:
    return wording.filled_in(rng, pattern)


_MAKERS: dict[str, Maker] = {
    "dates": _several(partial(_value, pattern="{date}")),
    "numbers": _several(lambda rng: _value(rng, rng.choice(("{id}", "{money}", "{measure}", "{number}")))),
    "codes": _several(partial(_value, pattern="{code}")),
    "names": _several(partial(_value, pattern="{name}"), ", "),
    "forms": wording.form_line,
    "syllables": lambda rng: printed(wording.syllables(rng)),
    "foreign": lambda rng: printed(wording.foreign(rng)),
    "figures": lambda rng: printed(wording.figures(rng)),
    "addresses": lambda rng: printed(wording.address(rng)),
    "held back": wording.held_back_line,
}
