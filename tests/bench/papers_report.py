"""The page on classification and fields, as ``make evaluate`` writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from digitize.model import DocumentKind
from digitize.pipeline.publishing import CRITICAL
from digitize.samples.degrade import LEVELS
from tests.bench.papers_figures import (
    Answers,
    Figures,
    OfficialScan,
    OfficialValue,
    macro_f1,
    of_fields,
    of_kind,
    of_types,
    probabilities,
    taken_for_results,
    within,
)
from tests.bench.papers_read import LEVEL, SEED
from tests.bench.papers_scores import FIELDS, NEAREST, TypeScore
from tests.bench.papers_targets import targets, told
from tests.bench.read_statistics import BINS, calibration_error, reliability
from tests.bench.tables import machine, table, verdicts

_PLACES = (1, 2, NEAREST)
_ANSWERS = ("right, of the answered", "answered", "wrong and answered")


def report(figures: Figures, picture: str) -> str:
    """The whole page.

    Args:
        figures: What it tells.
        picture: Name of the file with the reliability curve.
    """
    sections = (
        _head(figures),
        f"## What it must show\n\n{verdicts(targets(figures))}",
        f"## What a paper is\n\n{_types(figures)}",
        f"## How far probabilities tell the truth\n\n{_calibration(figures, picture)}",
        f"## Retrieval alone\n\n{_retrieval(figures)}",
        f"## Fields\n\n{_fields(figures)}",
        f"## Real scans\n\n{_official(figures.official)}",
        f"## Time\n\n{_times(figures)}",
    )
    return "\n\n".join(sections) + "\n"


def _head(figures: Figures) -> str:
    papers, headings, laws = figures.whole
    counts = (len(figures.types), len(figures.ranks), len(figures.laws))
    short = "" if counts == figures.whole else "**Not all of them were read when this was written.**\n\n"
    return f"""<!-- Made by `make evaluate`; do not edit. -->

# Classification and fields, as measured

{short}Command: `{figures.command}`. Machine: {machine()}. Read by {figures.reader}.

Papers that were worded and laid out by another hand than that of the rules \
([tests/unseen](../tests/unseen/README.md)), rendered with wear `{LEVEL}`, seed {SEED}: {counts[0]} of {papers} \
papers; {counts[1]} of {headings} first pages of national result types; {counts[2]} of {laws} beginnings of laws \
besides those among the papers; {len(figures.official)} real scans. Each is read by the chain at work (clean, \
recognise, page findings) and taken for one document of which nothing else is known. While \
rules were worked, on other papers, totals of these were looked at some ten times, and two rules were given up for \
them (codes of registers as numbers, owners whom only sentences name as answers); no paper, and no case that failed, \
was looked at.

*Answered* is what is published without a person: a type of which publishing has no doubt (`answer_at`), a value whose \
confidence reaches `trust_at`. What is left to a person is neither right nor wrong. In brackets: 95 % intervals by \
Wilson."""


# --- types ------------------------------------------------------------------------------------------------


def _types(figures: Figures) -> str:
    mean, types = macro_f1(figures.types)
    results = of_kind(figures.types, DocumentKind.RESULT)
    return f"""An answer is a kind and, of a result, its type; where several types have the same text, each of them is \
right. A result that the catalogue has no type for is not among those to be answered, and is wrong where it gets one.

Macro-F1 of what is published, over {types} result types that have papers: {mean:.3f}.

{_answers("papers", ((kind, of_types(of_kind(figures.types, kind))) for kind in DocumentKind))}

Results by wear:

{_answers("level", ((level, of_types(_worn(results, level))) for level in LEVELS))}

Results by the rung that answered:

{_rungs(results)}

What becomes of papers of each kind:

{_fates(figures)}"""


def _worn(scores: Iterable[TypeScore], level: str) -> list[TypeScore]:
    return [one for one in scores if one.level == level]


def _answers(head: str, rows: Iterable[tuple[str, Answers]]) -> str:
    return table(
        (head, *_ANSWERS), ((name, told(one.right), told(one.answered), told(one.wrong)) for name, one in rows)
    )


def _rungs(results: list[TypeScore]) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for rung in sorted({one.rung for one in results if one.answered}):
            mine = [one for one in results if one.answered and one.rung == rung]
            yield rung, str(len(mine)), str(sum(one.wrong for one in mine))

    return table(("rung", "answered", "of these wrong"), rows())


_FATES: tuple[tuple[str, Callable[[TypeScore], bool]], ...] = (
    ("left to a person", lambda one: not one.answered),
    ("right", lambda one: one.answered and one.right),
    ("wrong: a result", lambda one: one.wrong and one.said is DocumentKind.RESULT),
    ("wrong: another kind", lambda one: one.wrong and one.said is not DocumentKind.RESULT),
)


def _fates(figures: Figures) -> str:
    groups = [(str(kind), of_kind(figures.types, kind)) for kind in DocumentKind]
    groups.append(("beginnings of laws", figures.laws))
    rows = ((name, str(len(mine)), *(str(sum(map(fate, mine))) for _, fate in _FATES)) for name, mine in groups)
    strangers = (DocumentKind.DOSSIER_PAPER, DocumentKind.UNKNOWN)
    published = taken_for_results([*figures.types, *figures.laws], *strangers)
    return f"""{table(("kind", "papers", *(name for name, _ in _FATES)), rows)}

Dossier papers and unknown papers published as a result: {told(published)}."""


# --- calibration ------------------------------------------------------------------------------------------


def _calibration(figures: Figures, picture: str) -> str:
    scored = probabilities(figures.types)
    if not scored:
        return "Nothing was answered."

    def rows() -> Iterator[tuple[str, ...]]:
        for number, one in enumerate(reliability(scored)):
            if one:
                span = f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}"
                yield span, str(one.words), f"{100 * one.confidence:.1f}", f"{100 * one.right:.1f}"

    return f"""Every paper of which something is said that is right or wrong, published or not: {len(scored)}. \
Expected calibration error over ten bins: **{calibration_error(scored):.3f}**.

{table(("probability", "answers", "mean probability %", "right %"), rows())}

![Share of right answers over their probability]({picture})"""


# --- retrieval, fields ------------------------------------------------------------------------------------


def _retrieval(figures: Figures) -> str:
    rows = ((f"first {places}" if places > 1 else "first", told(within(figures.ranks, places))) for places in _PLACES)
    return f"""The heading of a first page as it was read, against all result names of the catalogue; a name that \
several types share holds all of them.

{table(("right type among the", "headings"), rows)}"""


def _fields(figures: Figures) -> str:
    scores = figures.fields

    def whole() -> Iterator[tuple[str, Answers]]:
        for name in FIELDS:
            yield name, of_fields(one for one in scores if one.field is name)

    def by_wear() -> Iterator[tuple[str, Answers]]:
        for name in CRITICAL:
            for level in LEVELS:
                mine = [one for one in scores if one.field is name and one.level == level]
                yield f"{name}, {level}", of_fields(mine)

    def by_kind() -> Iterator[tuple[str, Answers]]:
        for name in CRITICAL:
            for kind in DocumentKind:
                mine = [one for one in scores if one.field is name and one.kind is kind]
                if any(one.places for one in mine):
                    yield f"{name}, {kind}", of_fields(mine)

    return f"""Values of papers of all kinds, pages of laws left out; exact but for capitals, white space, marks \
around them and the place of a tone (*ủy*, *uỷ*). A paper may have several owners and ends of validity, each of which \
counts; of a copy, number and day are its own. An answer where the paper has no value is wrong; the last column is of \
all places where a value is or was answered.

{_answers("field", whole())}

By wear:

{_answers("field, level", by_wear())}

By kind of paper:

{_answers("field, kind", by_kind())}"""


# --- real scans, time -------------------------------------------------------------------------------------


def _official(scans: list[OfficialScan]) -> str:
    fields = tuple(scans[0].values) if scans else ()
    heads = ("scan", "document type", "result type", *fields)
    rows = (
        (one.name, _cell(one.document_type), one.result_type or "none", *map(_cell, one.values.values()))
        for one in scans
    )
    misses = [
        (one.name, field, value.wanted or "–", f"{value.read}{'' if value.sure else ' (unsure)'}")
        for one in scans
        for field, value in (("document type", one.document_type), *one.values.items())
        if value.read and not value.right
    ]
    return f"""Internal papers, none of them a result. *Unsure* values are left to a person.

{table(heads, rows)}

What was read otherwise than it is:

{table(("scan", "field", "on the paper", "read"), misses)}"""


def _cell(value: OfficialValue) -> str:
    if not value.read:
        return "nothing read" if value.wanted else "right: none"
    return f"{'right' if value.right else '**wrong**'}{'' if value.sure else ', unsure'}"


def _times(figures: Figures) -> str:
    times = figures.times
    if times is None:
        return "Not measured in this run."
    return f"""{times.papers} papers, {times.pages} pages, read once more in this run, one process, seconds of \
processor time: reading {times.reading:.1f} s, classifying and extracting {times.understanding:.2f} s, \
{1000 * times.understanding / times.papers:.0f} ms a paper: **{100 * times.share:.2f} %**."""
