"""What classification and fields must show, each computed from the figures and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from digitize.model import DocumentKind, FieldName
from digitize.pipeline.publishing import CRITICAL
from tests.bench.papers_figures import (
    Figures,
    Share,
    of_fields,
    of_kind,
    of_types,
    probabilities,
    taken_for_results,
    within,
)
from tests.bench.papers_scores import NEAREST
from tests.bench.read_statistics import calibration_error
from tests.bench.read_targets import Target
from tests.bench.tables import percent

_HARMFUL = (FieldName.OWNER_ID, FieldName.VALID_UNTIL)
CALIBRATION = 0.03


def told(share: Share) -> str:
    """A share in percent with its bounds and counts."""
    return f"{percent(share.interval)}, {share.part} of {share.whole}" if share.whole else "–"


def targets(figures: Figures) -> Iterator[Target]:
    """All of them."""
    yield from _types(figures)
    yield from _headings(figures)
    yield from _fields(figures)
    yield from _official(figures)
    times = figures.times
    spent = f"{100 * times.share:.2f} %" if times else "–"
    claim = "classify and extract ≤ 10 % of the reading time of the same pages"
    yield Target(claim, spent, times.share <= 0.1 if times else None)


def _types(figures: Figures) -> Iterator[Target]:
    results = of_types(of_kind(figures.types, DocumentKind.RESULT))
    yield _least("results: type right, of the answered, ≥ 98 %", results.right, 0.98)
    yield _least("results: answered ≥ 90 %", results.answered, 0.9)
    yield _most("results: wrong and answered ≤ 1 %", results.wrong, 0.01)
    scored = probabilities(figures.types)
    error = calibration_error(scored) if scored else 0.0
    claim = f"expected calibration error ≤ {CALIBRATION}"
    yield Target(claim, f"{error:.3f}", error <= CALIBRATION if scored else None)
    strangers = (DocumentKind.DOSSIER_PAPER, DocumentKind.UNKNOWN)
    papers = taken_for_results([*figures.types, *figures.laws], *strangers)
    yield _most("dossier papers and unknown papers: published as a result ≤ 1 %", papers, 0.01)


def _headings(figures: Figures) -> Iterator[Target]:
    yield _least("retrieval alone, by headings: first ≥ 80 %", within(figures.ranks, 1), 0.8)
    yield _least(f"retrieval alone, by headings: first {NEAREST} ≥ 95 %", within(figures.ranks, NEAREST), 0.95)


def _fields(figures: Figures) -> Iterator[Target]:
    for name in CRITICAL:
        answers = of_fields(one for one in figures.fields if one.field is name)
        yield _least(f"{name}: right, of the answered, ≥ 98 %", answers.right, 0.98)
        yield _least(f"{name}: answered ≥ 90 %", answers.answered, 0.9)
        if name in _HARMFUL:
            yield _most(f"{name}: wrong and answered ≤ 0.5 %", answers.wrong, 0.005)


def _official(figures: Figures) -> Iterator[Target]:
    scans = figures.official
    named = Share(sum(one.document_type.right for one in scans), len(scans))
    none = Share(sum(one.result_type is None for one in scans), len(scans))
    wrong = sum(value.wrong for one in scans for value in one.values.values())
    yield Target("real scans: document type right, all", f"{named.part} of {named.whole}", named.at_least(1))
    yield Target("real scans: no result type, all", f"{none.part} of {none.whole}", none.at_least(1))
    yield Target("real scans: no wrong value without review", f"{wrong} wrong", wrong == 0 if scans else None)


def _least(claim: str, share: Share, least: float) -> Target:
    return Target(claim, told(share), share.at_least(least))


def _most(claim: str, share: Share, most: float) -> Target:
    return Target(claim, told(share), share.at_most(most))
