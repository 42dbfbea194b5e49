"""Papers to learn from, drawn without pictures: results of the samples, results known by name alone, and all else.

Paper *i* of a seed is the same however many are drawn.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from digitize.model import PageReading
from digitize.samples import papers_dossier
from digitize.samples.dossier import make_case
from digitize.samples.papers import Case, Kind, Paper
from digitize.samples.papers_internal import internal
from digitize.samples.papers_named import handed_in, named
from digitize.samples.texts import reading_of
from digitize.samples.types import TYPES


@dataclass(frozen=True, slots=True)
class Named:
    """A result type of which only the name is known."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper that was drawn.

    Attributes:
        reading: Its first page as a reader would give it.
        kind: What it is; ``None``: a result of a type that is not to be learned.
        result_type: Its code.
        template: What it was drawn by, with its layout.
        people: Names of those on it.
    """

    reading: PageReading
    kind: Kind | None
    result_type: str | None
    template: str
    people: tuple[str, ...]


# Of a hundred papers. Results of the samples come in many facts; a name gives its few layouts soon.
_SHARES = {"result": 44, "named": 16, "other": 14, "dossier": 13, "refusal": 5, "internal": 8}
# So many papers of a type show each of its result types at least once.
_TRIES = 40


def draw(seed: int, index: int, learned: Sequence[Named], others: Sequence[str]) -> Drawn:
    """Draws a paper.

    Args:
        seed: Of the whole draw.
        index: Which of it.
        learned: Result types to be known by their names too.
        others: Names of results that are not to be known.
    """
    rng = random.Random(f"{seed}/drawn/{index}")
    kind = TYPES[index % len(TYPES)]
    case = make_case(rng, kind)
    chosen = rng.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
    if chosen == "named" and learned:
        one = rng.choice(learned)
        paper, layout = named(case, one.name)
        return _drawn(case, paper, f"named/{layout}", "result", one.code)
    if chosen == "other" and others:
        paper, layout = named(case, rng.choice(others))
        return _drawn(case, paper, f"other/{layout}", None, None)
    if chosen in ("dossier", "refusal", "internal"):
        paper, template = _beside(case, chosen, kind.name, kind.declaration)
        return _drawn(case, paper, template, paper.kind, None)
    paper = kind.build(case)
    return _drawn(case, paper, kind.build.__name__, "result", paper.result_type)


def _beside(case: Case, chosen: str, name: str, declaration: str | None) -> tuple[Paper, str]:
    if chosen == "internal":
        paper = internal(case)
    elif chosen == "refusal":
        paper = papers_dossier.refusal(case, name)
    else:
        builders = (
            lambda: papers_dossier.application(case, name, declaration),
            lambda: papers_dossier.authorisation(case, name),
            lambda: papers_dossier.receipt(case, name),
            lambda: papers_dossier.death_notice(case),
            lambda: papers_dossier.card_copy(case),
            lambda: handed_in(case, name),
            lambda: handed_in(case, name),
        )
        paper = case.rng.choice(builders)()
        if paper.fields.document_type.startswith(("Tờ khai", "Đơn đề nghị cấp")):
            return paper, f"{chosen}/application"
    return paper, f"{chosen}/{paper.fields.document_type}"


def _drawn(case: Case, paper: Paper, template: str, kind: Kind | None, code: str | None) -> Drawn:
    people = (case.owner.name, case.applicant.name, case.signer, *(who.name for who in paper.owners))
    return Drawn(reading_of(paper, case.rng), kind, code, template, tuple(dict.fromkeys(people)))


@cache
def codes() -> tuple[str, ...]:
    """The result types of the samples' papers, some of which have several."""
    rng = random.Random("codes")
    papers = (kind.build(make_case(rng, kind)) for kind in TYPES for _ in range(_TRIES))
    return tuple(sorted({paper.result_type for paper in papers if paper.result_type}))
