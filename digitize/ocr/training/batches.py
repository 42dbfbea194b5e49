"""Batches of line pictures of about one width, the same for the same seed and number, whatever came before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr.engines.line_picture import HEIGHT, Preparation
from digitize.ocr.interfaces import LineFinder
from digitize.ocr.training import cutting, fonts, pages, strips, texts
from digitize.ocr.training.cutting import Sample
from digitize.ocr.training.fonts import Family, Kind
from digitize.ocr.training.strips import Strip
from digitize.ocr.training.texts import Source

FRAME = 4
"""Width of the piece of a picture that one output of the network stands for, px."""

_STRIPS = 160
"""Strips that are at hand at a time."""
PER_CHUNK, _NEW_STRIPS = 256, 16
"""Samples that are made and sorted by width together, and how many strips change before the next."""
_STRIPS_A_PAGE = 10
"""A chunk brings the lines of a whole page with it, which is made of so many strips, or as fit on it."""
_WIDEST = 1400
"""Wider pictures than the widest line of a page are left out."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures padded with paper to the width of the widest; the samples they are of."""

    pictures: npt.NDArray[np.uint8]
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What samples are made of; the defaults are those of training.

    Attributes:
        seed: Of everything drawn by chance.
        families: ``None``: all that are not held back.
        source: ``None``: the texts for training.
        worn_anew: With the kind of wear that is held back.
        finder: Cuts a share of the lines out of whole pages; ``None``: all are drawn alone.
        preparation: Of the pictures.
        batch_width: Sum of the widths of a batch's pictures, px.
    """

    seed: int
    families: tuple[Family, ...] | None = None
    source: Source | None = None
    worn_anew: bool = False
    finder: LineFinder | None = None
    preparation: Preparation = Preparation.GREY
    batch_width: int = 14_000

    def chosen_families(self) -> tuple[Family, ...]:
        """The families, as far as they were fetched."""
        wanted = self.families or tuple(family for family in fonts.families() if not family.held_back)
        return tuple(family for family in wanted if fonts.styles(family))

    def chosen_source(self) -> Source:
        """Where the lines come from."""
        return self.source or Source(texts.trained_on())


@dataclass(slots=True)
class Batches:
    """Makes samples and batches of a plan."""

    plan: Plan
    _source: Source = field(init=False)
    _families: tuple[Family, ...] = field(init=False)
    _strips: OrderedDict[int, Strip] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._source = self.plan.chosen_source()
        self._families = self.plan.chosen_families()
        if not any(family.kind is not Kind.HAND for family in self._families):
            raise FileNotFoundError("no fonts: python -m digitize.ocr.training.fonts")

    def draw_again(self, misread: Sequence[str], share: float) -> None:
        """From now on, texts that were misread are drawn again with a share of 0…1."""
        self._source = replace(self._source, again=tuple(misread), again_share=share)

    def samples(self, chunk: int, count: int, hardness: float) -> list[Sample]:
        """The first samples of a chunk."""
        first = chunk * _NEW_STRIPS
        rng = np.random.default_rng([self.plan.seed, chunk])
        made: list[Sample] = []
        while len(made) < count:
            strip = self._strip(first + int(rng.integers(_STRIPS)))
            if not strip.lines:
                continue
            one = cutting.sample(strip, hardness, rng, self.plan.preparation, worn_anew=self.plan.worn_anew)
            if possible(one):
                made.append(one)
        if self.plan.finder:
            made += self._page(self.plan.finder, first, hardness, rng)
        for old in [number for number in self._strips if number < first]:
            del self._strips[old]
        return made

    def _page(self, finder: LineFinder, first: int, hardness: float, rng: np.random.Generator) -> list[Sample]:
        """The lines of one page."""
        drawn = [self._strip(first + int(place)) for place in rng.choice(_STRIPS, _STRIPS_A_PAGE, replace=False)]
        made = pages.samples(drawn, finder, hardness, rng, self.plan.preparation)
        return [one for one in made if possible(one)]

    def chunk(self, number: int, hardness: float) -> Iterator[Batch]:
        """The batches of a chunk, in no order of width."""
        made = sorted(self.samples(number, PER_CHUNK, hardness), key=lambda one: one.picture.shape[1])
        groups: list[list[Sample]] = [[]]
        for one in made:
            if (len(groups[-1]) + 1) * one.picture.shape[1] > self.plan.batch_width:
                groups.append([])
            groups[-1].append(one)
        order = np.random.default_rng([self.plan.seed, number, 1]).permutation(len(groups))
        yield from (batch_of(groups[place]) for place in order if groups[place])

    def _strip(self, number: int) -> Strip:
        if number not in self._strips:
            self._strips[number] = strips.draw(self._source, self._families, f"{self.plan.seed}/{number}")
        return self._strips[number]


def possible(one: Sample) -> bool:
    """Whether an alignment exists: a frame for each letter and one more between two that are the same."""
    frames = int(one.picture.shape[1]) // FRAME
    doubles = sum(left == right for left, right in zip(one.text, one.text[1:], strict=False))
    return max(len(one.text) + doubles, 3) <= frames <= _WIDEST // FRAME


def batch_of(group: list[Sample]) -> Batch:
    """Pads pictures to one width."""
    widest = max(one.picture.shape[1] for one in group)
    widest = -(-widest // (2 * FRAME)) * 2 * FRAME
    pictures: Pixels = np.zeros((len(group), HEIGHT, widest), np.uint8)
    for row, one in zip(pictures, group, strict=True):
        row[:, : one.picture.shape[1]] = one.picture
    return Batch(pictures, tuple(group))
