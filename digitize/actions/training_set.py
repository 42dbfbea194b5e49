"""What the classifier learns from: documents that persons confirmed, and papers drawn for it.

A share of the confirmed documents, chosen by their ids for ever, and a draw of its own are never learned from: the
*fixed set*, on which a new model is compared with the one in use.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitize.actions.archive import Archive
from digitize.catalogue import Catalogue
from digitize.classify import classify
from digitize.classify.document import DocumentText
from digitize.classify.learning.features import view_of
from digitize.classify.learning.fitting import Example, RungScore
from digitize.classify.learning.masking import hidden_values
from digitize.classify.learning.model import label_of
from digitize.model import DocumentKind, FieldName
from digitize.pipeline.pool import Job, Pool
from digitize.pipeline.progress import Progress, Step
from digitize.pipeline.readings import UNREAD, load_reading
from digitize.pipeline.work import prepare
from digitize.records.reviewed import Confirmed
from digitize.records.transaction import Transaction
from digitize.samples.drawn import Drawn, Named, codes, draw
from digitize.settings import Settings
from digitize.vietnamese.text import fold

FIXED_SEED = 0
"""Draws the fixed set; training takes seeds from 1 on."""
FIXED_DRAWN = 1500
_HELD_OUT_OF = 10
_AT_ONCE = 250
_DRAW_TIMEOUT = 600.0
_PROCESSES = 2
# Names so like that of a type to be known are not drawn as something else, nor are two such types drawn by name.
_SAME_NAME = 87.0
_REFUSES = re.compile(r"tu choi|khong (?:chap|du|dap|cap)|tra (?:lai )?ho so|thu hoi|huy bo|dinh chi")
_PERSONAL = (FieldName.OWNER_NAME, FieldName.SIGNER, FieldName.OWNER_ID, FieldName.OWNER_BIRTH_DATE)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What is learned from and what a model is judged by.

    Attributes:
        learned: Examples to learn from.
        fixed: Those that no model ever learns from.
        rungs: What the rules say of the confirmed ones. Drawn papers would flatter the rules: both are our own.
    """

    learned: tuple[Example, ...]
    fixed: tuple[Example, ...]
    rungs: tuple[RungScore, ...]


def gather(archive: Archive, seed: int, drawn: int, progress: Progress) -> TrainingSet:
    """The training set of an archive.

    Args:
        archive: Whose confirmed documents are learned from.
        seed: Of the draw, from 1 on.
        drawn: How many papers are drawn.
        progress: Is told of papers as they are drawn and of documents as they are read.
    """
    confirmed: list[Example] = []
    held_out: list[Example] = []
    rungs = []
    for one, document in confirmed_documents(archive, progress):
        label = label_of(one.kind, one.result_type)
        if example := _confirmed_example(archive, one.id, label, document):
            if is_held_out(one.id):
                held_out.append(example)
                continue
            confirmed.append(example)
            said = classify(document, archive.catalogue)
            rungs.append(RungScore(said.rung, said.probability, label == label_of(said.kind, said.result_type)))
    known = sorted({example.label for example in confirmed} & archive.catalogue.result_types.keys())
    named, others = names_to_draw(archive.catalogue, known)
    papers = drawn_examples(archive.settings, seed, drawn, named, others, progress)
    fixed = drawn_examples(archive.settings, FIXED_SEED, FIXED_DRAWN if drawn else 0, named, others, progress)
    return TrainingSet((*confirmed, *papers), (*held_out, *fixed), tuple(rungs))


def is_held_out(document: str) -> bool:
    """Whether a document of this id belongs to the fixed set."""
    return hashlib.sha256(document.encode()).digest()[0] % _HELD_OUT_OF == 0


# --- confirmed ------------------------------------------------------------------------------------------------


def confirmed_documents(archive: Archive, progress: Progress) -> Iterator[tuple[Confirmed, DocumentText]]:
    """Documents that a person confirmed or corrected, with their text; results without a type are left out."""
    after, done = "", 0
    while True:
        with archive.records.read() as read:
            found = read.reviews.confirmed(after)
        if not found:
            return
        for one in found:
            after, done = one.id, done + 1
            progress(Step.DOCUMENTS, done, done)
            if one.kind is not DocumentKind.RESULT or one.result_type:
                readings = (load_reading(archive.store, sha256) if sha256 else UNREAD for sha256 in one.readings)
                yield one, DocumentText(tuple(readings))


def _confirmed_example(archive: Archive, document: str, label: str, text: DocumentText) -> Example | None:
    """What is learned from a confirmed document; ``None`` where it has no text."""
    with archive.records.read() as read:
        issuer, hidden = _said(read, document)
    view = view_of(text, hidden)
    return Example(view, label, f"{label}/{fold(issuer)}", confirmed=True) if view else None


def _said(read: Transaction, document: str) -> tuple[str, frozenset[tuple[str, ...]]]:
    """The issuer, whose papers look alike, and what tells of persons."""
    values = [said.value for said in read.statements.effective(document).assertions]
    issuer = next((value.value for value in values if value.name is FieldName.ISSUER), "")
    personal = (text for value in values if value.name in _PERSONAL for text in (value.value, value.raw))
    return issuer, hidden_values(personal)


# --- drawn ----------------------------------------------------------------------------------------------------


def names_to_draw(catalogue: Catalogue, confirmed: Iterable[str]) -> tuple[tuple[Named, ...], tuple[str, ...]]:
    """Result types to be known by their names too, and names of all others, which are to be told from them.

    Args:
        catalogue: Has the names.
        confirmed: Codes of which there are confirmed documents.
    """
    results = catalogue.result_types
    wanted = {code: _bare(results[code].name) for code in (*codes(), *confirmed) if code in results}
    unlike = {
        code
        for code, name in wanted.items()
        if not any(_alike(name, other) for key, other in wanted.items() if key != code)
    }
    named = tuple(Named(code, results[code].name) for code in sorted(unlike))
    others = tuple(
        result.name
        for code, result in sorted(results.items())
        if code not in wanted
        and not _REFUSES.search(fold(result.name))
        and not any(_alike(_bare(result.name), name) for name in wanted.values())
    )
    return named, others


def _bare(name: str) -> str:
    return re.sub(r"\s*(?:\(|theo mau|kem theo).*$", "", fold(name))


def _alike(one: str, other: str) -> bool:
    return max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other)) >= _SAME_NAME


def drawn_examples(
    settings: Settings, seed: int, count: int, named: Sequence[Named], others: Sequence[str], progress: Progress
) -> tuple[Example, ...]:
    """Papers drawn for training, the same for the same seed, in two processes at most."""
    parts: dict[int, list[Example]] = {}
    jobs = (
        Job(first, draw_part, (seed, first, min(first + _AT_ONCE, count), named, others), _DRAW_TIMEOUT)
        for first in range(0, count, _AT_ONCE)
    )
    with Pool(min(_PROCESSES, settings.workers), settings.worker_memory, prepare) as pool:
        for job, outcome in pool.run(jobs):
            parts[job.key] = outcome.get()
            progress(Step.PAPERS, sum(map(len, parts.values())), count)
    return tuple(example for _, part in sorted(parts.items()) for example in part)


def draw_part(seed: int, first: int, end: int, named: Sequence[Named], others: Sequence[str]) -> list[Example]:
    """Papers ``first`` to ``end`` of a seed: the job of a worker."""
    found = (example_of(draw(seed, index, named, others)) for index in range(first, end))
    return [example for example in found if example]


def example_of(paper: Drawn) -> Example | None:
    """What is learned from a drawn paper; ``None`` where nothing of it could be read."""
    view = view_of(DocumentText((paper.reading,)))
    kind = DocumentKind(paper.kind) if paper.kind else DocumentKind.UNKNOWN
    return Example(view, label_of(kind, paper.result_type), paper.template) if view else None
