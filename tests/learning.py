"""Small training sets for tests: drawn papers, and a model of them, made once for all tests of a process."""

from __future__ import annotations

from functools import cache

from digitize import catalogue
from digitize.actions.training_set import example_of, names_to_draw
from digitize.classify.learning.fitting import Example, fit
from digitize.classify.learning.model import Model
from digitize.samples.drawn import Drawn, draw

PAPERS = 600


def silent(done: int, total: int) -> None:
    """Nobody watches."""


@cache
def papers(seed: int, count: int = PAPERS) -> tuple[Drawn, ...]:
    named, others = names_to_draw(catalogue.load(), ())
    return tuple(draw(seed, index, named, others) for index in range(count))


@cache
def examples(seed: int, count: int = PAPERS) -> tuple[Example, ...]:
    found = map(example_of, papers(seed, count))
    return tuple(example for example in found if example)


def enough(given: tuple[Example, ...]) -> list[Example]:
    """Those of labels that have enough papers to be learned."""
    labels = [example.label for example in given]
    return [example for example in given if labels.count(example.label) >= 10]


def trained(given: list[Example], seed: int = 1) -> Model:
    return fit(given, seed=seed, catalogue="test", made_at="2026-11-26T08:00:00+00:00", tell=silent)


@cache
def small_model() -> Model:
    return trained(enough(examples(1)))


@cache
def model_without(label: str) -> Model:
    return trained([example for example in enough(examples(1)) if example.label != label])


def of_template(seed: int, place: int, template: str, count: int) -> list[Example]:
    """Papers of one template of a seed; ``place`` is that of their type among the samples' types."""
    named, others = names_to_draw(catalogue.load(), ())
    drawn = (draw(seed, index, named, others) for index in range(place, 16 * 8 * count, 16))
    found = (example_of(paper) for paper in drawn if paper.template == template)
    return [example for example, _ in zip(found, range(count), strict=False) if example]
