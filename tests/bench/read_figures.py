"""What the reading benchmark measured, as it is kept and reported."""

from __future__ import annotations

from dataclasses import dataclass

from digitize.samples.degrade import Level
from tests.bench.read_pages import Plan
from tests.bench.read_statistics import Errors, Scored
from tests.bench.read_watch import Cost

FULL_PAGES, FULL_TIMED, FULL_ROUNDS = 108, 30, 3
COPY = "access copy"
"""Stands in the place of a tool for our own reading of our access copy."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One timed run of a tool over the pages of a level."""

    tool: str
    level: Level
    pages: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Output:
    """The PDF a tool made of a file: bytes, what veraPDF says (``None``: not asked), and what the run cost."""

    tool: str
    file: str
    level: Level | None
    pages: int
    size: int
    valid: bool | None
    cost: Cost


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was measured; kept as JSON beside the report.

    Attributes:
        command: As it was given.
        versions: By tool.
        plan: Which pages.
        sealed: How many of them bear a seal.
        rounds: How often each tool was timed.
        load: The machine's load average of the last minute at the start; times taken beside other work mislead.
        timings: In the order in which they were taken.
        outputs: Of all tools and files.
        errors: Page by page, in one order for all, by level and tool; the reading of our access copy beside them.
        words: Confidence and right or wrong of each word we read, by the name of the confidence and level.
        profile: Seconds a page by level and stage.
    """

    command: str
    versions: dict[str, str]
    plan: Plan
    sealed: int
    rounds: int
    load: float
    timings: list[Timing]
    outputs: list[Output]
    errors: dict[Level, dict[str, list[Errors]]]
    words: dict[str, dict[Level, list[Scored]]]
    profile: dict[Level, dict[str, float]]

    @property
    def full(self) -> bool:
        """Whether there are as many pages and rounds as the figures need to be believed."""
        return self.plan.pages >= FULL_PAGES and self.plan.timed >= FULL_TIMED and self.rounds >= FULL_ROUNDS
