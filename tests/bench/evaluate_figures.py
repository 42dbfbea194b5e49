"""What the evaluation of our own reader measured, as it is reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from digitize.model import PageText
from digitize.samples.degrade import Level
from tests.bench.cer import Cause, cer, matched_cer, numbers_missed, order_free_cer
from tests.bench.evaluate_readers import PEER
from tests.bench.quality import Comparison
from tests.bench.read_statistics import Errors, Scored, judged

FULL_PAGES = 60
"""Pages of a level from which its figures are believed."""
RAW = "tesseract, page as received"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page was read: errors of letters, numbers missed of numbers, and each word's confidence and rightness."""

    letters: Errors
    numbers: Errors
    words: tuple[Scored, ...]

    @classmethod
    def of(cls, text: PageText, truth: str) -> Reading:
        """Compares a reading with the truth."""
        numbers = numbers_missed(text.text, truth)
        return cls(Errors.of(text.text, truth), Errors(*numbers, *numbers), confidences(text, truth))


def confidences(text: PageText, truth: str) -> tuple[Scored, ...]:
    """The confidence of each word, and whether it is right."""
    return tuple((word.confidence, right) for word, right in judged(list(text.lines()), truth))


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A rendered page and how each reader read it, by the reader's name."""

    level: Level
    family: str
    readings: dict[str, Reading]


@dataclass(frozen=True, slots=True)
class Rates:
    """Error rates of a page: lines as ordered; each with its best counterpart; likewise the truth's lines alone."""

    strict: float
    order_free: float
    matched: float

    @classmethod
    def of(cls, read: str, truth: str) -> Rates:
        """Compares a reading with the truth."""
        return cls(cer(read, truth), order_free_cer(read, truth), matched_cer(read, truth))


@dataclass(frozen=True, slots=True)
class RealPage:
    """A real page and how it was read: by the names of both readers after our cleaning, and by :data:`RAW`.

    Attributes:
        group: Folder of the test material.
        name: Of the page.
        dpi: At which it was rendered.
        rates: By reader.
        causes: What our errors are about, letters.
        letters: Of the truth.
        words: By reader, those after our cleaning.
    """

    group: str
    name: str
    dpi: int
    rates: dict[str, Rates]
    causes: Counter[Cause]
    letters: int
    words: dict[str, tuple[Scored, ...]]

    @property
    def best(self) -> Rates:
        """The better of Tesseract's two readings, for each way to count."""
        two = [self.rates[reader] for reader in (PEER, RAW)]
        strict, order_free, matched = (min(rates) for rates in zip(*map(astuple, two), strict=True))
        return Rates(strict, order_free, matched)


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds from cleaned page to tree, run by run, by reader; and of our own by part."""

    seconds: dict[str, tuple[float, ...]]
    parts: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Process:
    """What a fresh process with our reader alone took.

    Attributes:
        loading: Seconds to import and make the engine, run by run; empty where times were left out.
        making: Of these, without the imports.
        peak: Its most memory, bytes.
        pages: How many it had read by then.
    """

    loading: tuple[float, ...]
    making: tuple[float, ...]
    peak: int
    pages: int


@dataclass(frozen=True, slots=True)
class Soak:
    """A long run: seconds of each page, and resident bytes after each."""

    seconds: tuple[float, ...]
    resident: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Critical:
    """A critical field against the truth.

    Attributes:
        compared: Field, truth, what was read.
        misread: There is a number in what was taken for the value that stands nowhere on the paper; else a wrong answer
            does stand there, and was taken from a wrong place, perhaps as the right one was not read.
    """

    compared: Comparison
    misread: bool

    @property
    def answered(self) -> bool:
        """Whether a machine's value is used without a person's look."""
        return bool(self.compared.read) and self.compared.sure

    @property
    def wrong(self) -> bool:
        """Answered, and not what stands on the paper."""
        return self.answered and not self.compared.right


@dataclass(frozen=True, slots=True)
class Fields:
    """Critical fields of rendered dossiers against the truth."""

    dossiers: int
    pages: int
    found: tuple[Critical, ...]

    def by_document(self) -> dict[str, list[Critical]]:
        """Those of each document."""
        documents: defaultdict[str, list[Critical]] = defaultdict(list)
        for one in self.found:
            documents[one.compared.document].append(one)
        return documents


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A row of a model card: what is held back of a set of lines, and how they are read."""

    precision: str
    what: str
    letters: float
    whole_lines: float


@dataclass(frozen=True, slots=True)
class Card:
    """What the model card of one of our readers says: how long it was trained, and how it reads what is held back."""

    reader: str
    weights: int
    lines_seen: int
    hours: float
    held_back: tuple[HeldBack, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was measured.

    Attributes:
        command: As it was given.
        versions: By reader.
        seed: Of the rendered pages.
        load: The machine's load average at the start.
        rendered: All rendered pages.
        real: All real pages.
        fields: Critical fields.
        process: Loading and memory.
        speed: ``None`` where it was left out.
        soak: ``None`` where it was left out.
        cards: Of our readers.
    """

    command: str
    versions: dict[str, str]
    seed: int
    load: float
    rendered: tuple[RenderedPage, ...]
    real: tuple[RealPage, ...]
    fields: Fields
    process: Process
    speed: Speed | None
    soak: Soak | None
    cards: tuple[Card, ...]

    def letters(self, reader: str, level: Level | None = None, family: str | None = None) -> list[Errors]:
        """Errors page by page; level or family ``None``: of all."""
        return [page.readings[reader].letters for page in self._pages(level, family)]

    def numbers(self, reader: str, level: Level | None = None) -> list[Errors]:
        """Numbers missed page by page."""
        return [page.readings[reader].numbers for page in self._pages(level, None)]

    def _pages(self, level: Level | None, family: str | None) -> Iterator[RenderedPage]:
        wanted = (page for page in self.rendered if level is None or page.level == level)
        return (page for page in wanted if family is None or page.family == family)

    def words(self, reader: str) -> dict[str, list[Scored]]:
        """Confidences of all words by where they stand."""
        return {
            "rendered pages": _all(page.readings[reader].words for page in self.rendered),
            "real pages": _all(page.words[reader] for page in self.real),
        }


def _all(pages: Iterable[tuple[Scored, ...]]) -> list[Scored]:
    return [word for page in pages for word in page]


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """Of the fields on one paper those answered wrongly, those of them misread, and those not answered.

    Counted as errors of letters are.
    """

    wrong: Errors
    misread: Errors
    silent: Errors

    @classmethod
    def of(cls, fields: list[Critical]) -> FieldCounts:
        """Counts."""
        there = sum(bool(one.compared.truth) for one in fields)
        wrong = sum(one.wrong for one in fields)
        misread = sum(one.wrong and one.misread for one in fields)
        silent = sum(bool(one.compared.truth) and not one.answered for one in fields)
        return cls(*(Errors(count, there, count, there) for count in (wrong, misread, silent)))
