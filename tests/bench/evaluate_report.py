"""The page on our own reader beside Tesseract, as ``make evaluate-reader`` writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median

from digitize.samples.degrade import LEVELS
from tests.bench.cer import Cause
from tests.bench.evaluate_fields import CRITICAL
from tests.bench.evaluate_figures import FULL_PAGES, RAW, Figures, RealPage, Speed
from tests.bench.evaluate_pages import OFFICIAL_PAGES, OFFICIAL_SCANS
from tests.bench.evaluate_readers import OWN, PEER
from tests.bench.evaluate_speed import ROUNDS
from tests.bench.evaluate_targets import ENDS, MEGABYTE, WAYS, ends, targets, times_faster
from tests.bench.read_statistics import RESAMPLES, calibration_error, difference, rate, ratio
from tests.bench.tables import machine, percent, table, verdicts

_SHORT = "**A short run, to try the command: too few pages for its figures to be believed.**\n\n"
_SHOWN = 40
_READERS = {OWN: "own", PEER: "Tesseract", RAW: "Tesseract, page as received"}


def report(figures: Figures) -> str:
    """The whole page."""
    sections = (
        _head(figures),
        f"## What it must show\n\n{verdicts(targets(figures))}",
        f"## Rendered pages\n\n{_rendered(figures)}",
        f"## Real pages\n\n{_real(figures)}",
        f"## Speed and memory\n\n{_speed(figures)}",
        f"## Critical fields\n\n{_fields(figures)}",
        f"## Confidence\n\n{_confidence(figures)}",
        f"## Held back from training\n\n{_held_back(figures)}",
    )
    return "\n\n".join(sections) + "\n"


def short(figures: Figures) -> bool:
    """Whether there are too few rendered pages of a level for the figures to be believed."""
    return any(len(figures.letters(OWN, level)) < FULL_PAGES for level in LEVELS)


def _head(figures: Figures) -> str:
    versions = [f"- {_READERS[name]}: {version}" for name, version in figures.versions.items()]
    versions += [
        f"- our {card.reader} reader: {card.weights:,} weights, {card.lines_seen:,} lines seen in {card.hours:g} h"
        for card in figures.cards
    ]
    return f"""<!-- Made by `make evaluate-reader`; do not edit. -->

# Our own reader beside Tesseract, as measured

{_SHORT if short(figures) else ""}Command: `{figures.command}`. \
Machine: {machine()}.
Load average at the start: {figures.load:.1f}. Seed {figures.seed}.

{_lines(versions)}

Both readers get the same page as our cleaning leaves it. Error rates: edits from the truth to the reading over the
truth's letters, NFC, any white space is one space. In brackets 95 % intervals: {RESAMPLES:,} bootstrap resamples of the
pages, the same ones for both readers where two are compared."""


def _lines(rows: list[str]) -> str:
    return "\n".join(rows)


# --- rendered pages ---------------------------------------------------------------------------------------


def _rendered(figures: Figures) -> str:
    def levels() -> Iterator[tuple[str, ...]]:
        for level in LEVELS:
            own, peer = (figures.letters(reader, level) for reader in (OWN, PEER))
            share = ratio(own, peer)
            shares = f"{share.value:.2f} ({share.low:.2f} … {share.high:.2f})"
            more = percent(difference(own, peer), 3, "+")
            yield level, str(len(own)), percent(rate(own), 3), percent(rate(peer), 3), shares, more

    def numbers() -> Iterator[tuple[str, ...]]:
        for level in (*LEVELS, None):
            own, peer = (figures.numbers(reader, level) for reader in (OWN, PEER))
            there = sum(page.letters for page in own)
            more = percent(difference(own, peer), 2, "+")
            yield level or "all", f"{there:,}", percent(rate(own)), percent(rate(peer)), more

    heads = ("pages", "own %", "Tesseract %", "own as a share", "own less Tesseract, points")
    return f"""Legal texts set aside for measuring, worn and scanned at 200 to 300 dpi (see `docs/bench-read.md`).

{table(("level", *heads), levels())}

By family; Arimo and Cousine were held back from training:

{table(("family", "level", *heads[:3], heads[4]), _families(figures))}

Numbers, codes and dates (words with a digit, without the marks around them) that were not read exactly:

{table(("level", "there", "own missed %", "Tesseract missed %", "own less Tesseract, points"), numbers())}"""


def _families(figures: Figures) -> Iterator[tuple[str, ...]]:
    for family in dict.fromkeys(page.family for page in figures.rendered):
        for level in LEVELS:
            own, peer = (figures.letters(reader, level, family) for reader in (OWN, PEER))
            if own:
                more = percent(difference(own, peer), 3, "+")
                yield family, level, str(len(own)), percent(rate(own), 3), percent(rate(peer), 3), more


# --- real pages -------------------------------------------------------------------------------------------


def _real(figures: Figures) -> str:
    heads = ("page", "dpi", *(f"{name}, {way}" for way in WAYS for name in _READERS.values()))
    parts = [
        "Error rates in %. *Strict* compares the text in the order given; *order-free* compares each line with its best"
        "\ncounterpart; *the truth's lines* does so and leaves out what was read beside them: reception stamps and"
        "\nseals, which the corrected texts leave out. The better of Tesseract's two readings counts, for each page and"
        "\nway anew."
    ]
    for group, what in (
        (OFFICIAL_PAGES, "scans with a corrected text"),
        (OFFICIAL_SCANS, "born-digital pages, rendered; the truth is their text layer with fields put in place"),
    ):
        pages = [page for page in figures.real if page.group == group]
        parts.append(f"### `{group}`: {what}\n\n{table(heads, map(_real_row, pages))}")
    parts.append(f"What our order-free errors are about, in % of all letters:\n\n{_causes(figures.real)}")
    parts.append("![The lines read worst: cut, truth (green), reading (red)](reader-worst-lines.png)")
    return "\n\n".join(parts)


def _real_row(page: RealPage) -> tuple[str, ...]:
    rates = (f"{100 * count(page.rates[reader]):.2f}" for count in WAYS.values() for reader in _READERS)
    return page.name, str(page.dpi), *rates


def _causes(pages: tuple[RealPage, ...]) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for group in (OFFICIAL_PAGES, OFFICIAL_SCANS):
            mine = [page for page in pages if page.group == group]
            counted = sum((page.causes for page in mine), Counter[Cause]())
            letters = sum(page.letters for page in mine)
            yield f"`{group}`", *(f"{100 * counted[cause] / letters:.2f}" for cause in Cause)

    return table(("pages", *Cause), rows())


# --- the rest ---------------------------------------------------------------------------------------------


def _speed(figures: Figures) -> str:
    process = figures.process
    parts = [_side_by_side(figures.speed)] if figures.speed else ["Times side by side were left out in this run."]
    if process.loading:
        loadings = ", ".join(f"{one:.2f}" for one in process.loading)
        making = 1000 * median(process.making)
        parts.append(
            f"Our reader alone was loaded in a fresh process in {loadings} s, imports included; without them in "
            f"{making:.0f} ms (median)."
        )
    parts.append(
        f"A fresh process with our reader alone had held {process.peak / MEGABYTE:.0f} MB at most after "
        f"{process.pages} pages from file to text."
    )
    if figures.soak:
        first, last, grown = ends(figures.soak)
        parts.append(
            f"{len(figures.soak.seconds):,} pages in one process, from file to text: median of the first {ENDS} "
            f"{first:.3f} s, of the last {ENDS} {last:.3f} s;\nresident memory {grown / MEGABYTE:+.0f} MB since page "
            f"{ENDS}."
        )
    return "\n\n".join(parts)


def _side_by_side(speed: Speed) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for reader, seconds in speed.seconds.items():
            milliseconds = sorted(1000 * one for one in seconds)
            yield _READERS[reader], f"{median(milliseconds):.0f}", f"{milliseconds[0]:.0f} … {milliseconds[-1]:.0f}"
        for part, seconds in speed.parts.items():
            yield f"own: {part}", f"{1000 * median(seconds):.1f}", ""

    pages = len(speed.seconds[OWN]) // ROUNDS
    return f"""Cleaned page → tree, one thread on one core, by turns on the same {pages} pages, {ROUNDS} rounds;
medians. Own reader: {times_faster(speed):.1f} × as fast. Its parts were timed in runs of their own.

{table(("", "ms a page", "least … most"), rows())}"""


def _fields(figures: Figures) -> str:
    fields = figures.fields

    def rows() -> Iterator[tuple[str, ...]]:
        for name in CRITICAL:
            mine = [one for one in fields.found if one.compared.field == name]
            there = sum(bool(one.compared.truth) for one in mine)
            wrong = [one for one in mine if one.wrong]
            unsure = [one.compared for one in mine if one.compared.read and not one.answered]
            misread = sum(one.misread for one in wrong)
            answers = sum(one.answered for one in mine)
            right = sum(one.right for one in unsure)
            yield name, str(there), str(answers), f"{len(wrong)} ({misread})", f"{len(unsure)} ({right})"

    wrong = [one for one in fields.found if one.wrong]
    shown = (
        (said.document, said.field, said.truth or "–", said.read, "misread" if one.misread else "")
        for one in wrong[:_SHOWN]
        for said in (one.compared,)
    )
    heads = ("field", "there", "answered", "answered and wrong (misread)", "read but unsure (of these right)")
    return f"""Results of {fields.dossiers} rendered dossiers, level mixed, {fields.pages} pages, read by our own reader
alone; fields taken out as at work. *Answered* is what a machine's reading is used for without a person's look
(`trust_at`). *Misread*: what was taken for the value holds a number that stands nowhere on the paper; other wrong
answers do stand there and are not what is asked for: taken from a wrong place, perhaps as the right one was not read.

{table(heads, rows())}

Answered and wrong{f", the first {_SHOWN}" if len(wrong) > _SHOWN else ""}:

{table(("document", "field", "on the paper", "answered", ""), shown)}"""


def _confidence(figures: Figures) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for reader in (OWN, PEER):
            for where, words in figures.words(reader).items():
                confidence = 100 * sum(word[0] for word in words) / len(words)
                right = 100 * sum(word[1] for word in words) / len(words)
                error = f"{calibration_error(words):.4f}"
                yield _READERS[reader], where, f"{len(words):,}", f"{confidence:.1f}", f"{right:.1f}", error

    heads = ("reader", "where", "words", "mean confidence %", "right %", "calibration error")
    return f"""Each word is compared within its line. The error is the expected calibration error: how far confidence
and share of right words lie apart, on average over all words.

{table(heads, rows())}"""


def _held_back(figures: Figures) -> str:
    rows = (
        (card.reader, one.precision, one.what, f"{100 * one.letters:.2f}", f"{100 * one.whole_lines:.1f}")
        for card in figures.cards
        for one in card.held_back
    )
    heads = ("reader", "weights", "held back", "letters wrong %", "lines without error %")
    return f"""Families stand apart above. Lines, from the model cards: *fonts* are Arimo and Cousine, *wear* white gaps
across the print, *document* the registration of fishing vessels; *nothing* is as in training, of texts not trained on.

{table(heads, rows)}"""
