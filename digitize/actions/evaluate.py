"""How good the classifier is, measured: on documents that persons confirmed, or on a folder with its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from digitize import catalogue
from digitize.actions.archive import Archive
from digitize.actions.training_set import confirmed_documents
from digitize.catalogue import Catalogue
from digitize.classify import classify
from digitize.classify.document import DocumentText
from digitize.classify.learning import Model, answer, label_of
from digitize.classify.learning.measures import UNKNOWN, Judged, Measures, measure
from digitize.errors import NoModel, NoSuchPath, TooFewPapers
from digitize.model import DocumentKind, PageReading
from digitize.pipeline import work
from digitize.pipeline.models import Models
from digitize.pipeline.pool import Job, Pool
from digitize.pipeline.progress import Progress, Step
from digitize.pipeline.readings import UNREAD
from digitize.settings import Settings

Rung = Literal["all", "model"]
"""What is measured: the whole classifier, or what was learned alone."""
Judge = Callable[[DocumentText], tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good answers are.

    Attributes:
        rung: What answered.
        model: Version of the model that had a part in it; ``None``: none.
        answer_at: Probability from which a label counts as answered.
        unread: Documents left out since none of their pages could be read.
        measures: The figures.
    """

    rung: Rung
    model: str | None
    answer_at: float
    unread: int
    measures: Measures


def evaluate_confirmed(archive: Archive, rung: Rung, version: str | None, progress: Progress) -> Evaluation:
    """Judges the classifier by what persons confirmed. A model learned from most of these documents.

    Raises:
        NoModel: The model is asked and none is in use, or none of this version is here.
        TooFewPapers: Nothing was confirmed yet.
    """
    model = _model(archive.settings, rung, version)
    judge = _judge(rung, model, archive.catalogue)
    found = (
        (label_of(one.kind, one.result_type), document) for one, document in confirmed_documents(archive, progress)
    )
    return _evaluated(rung, model, judge, found, archive.settings)


def evaluate_folder(
    settings: Settings, folder: Path, rung: Rung, version: str | None, progress: Progress
) -> Evaluation:
    """Reads scans with their truth beside them, as ``digitize samples`` writes both, and judges the classifier by them.

    Raises:
        NoSuchPath: There is no such folder, or no truth in it.
        NoModel: As of :func:`evaluate_confirmed`.
        TooFewPapers: No document could be read.
    """
    model = _model(settings, rung, version)
    judge = _judge(rung, model, catalogue.load(settings.catalogue))
    return _evaluated(rung, model, judge, _read_folder(settings, folder, progress), settings)


def _model(settings: Settings, rung: Rung, version: str | None) -> Model | None:
    models = Models(settings)
    wanted = version or models.in_use
    if wanted is None and rung == "model":
        raise NoModel
    return models.load(wanted) if wanted else None


def _judge(rung: Rung, model: Model | None, facts: Catalogue) -> Judge:
    def by_model(document: DocumentText) -> tuple[str, float]:
        assert model is not None, "looked up before"
        ranked = answer(document, model)
        return (ranked[0].code, ranked[0].probability) if ranked else (UNKNOWN, 0.0)

    def by_all(document: DocumentText) -> tuple[str, float]:
        said = classify(document, facts, model=model)
        unsure = said.kind is DocumentKind.RESULT and not said.result_type
        return UNKNOWN if unsure else label_of(said.kind, said.result_type), said.probability

    return by_model if rung == "model" else by_all


def _evaluated(
    rung: Rung, model: Model | None, judge: Judge, documents: Iterator[tuple[str, DocumentText]], settings: Settings
) -> Evaluation:
    judged, unread = [], 0
    for truth, document in documents:
        if document.layouts:
            judged.append(Judged(truth, *judge(document)))
        else:
            unread += 1
    if not judged:
        raise TooFewPapers
    return Evaluation(
        rung, model.version if model else None, settings.answer_at, unread, measure(judged, settings.answer_at)
    )


# --- a folder ---------------------------------------------------------------------------------------------------


def _read_folder(settings: Settings, folder: Path, progress: Progress) -> Iterator[tuple[str, DocumentText]]:
    truth = folder / "truth.jsonl"
    if not truth.is_file():
        raise NoSuchPath("truth.jsonl")
    stacks = [msgspec.json.decode(line) for line in truth.read_bytes().splitlines()]
    total = sum(len(one["pages"]) for stack in stacks for one in stack["documents"])
    spec, done = work.ReaderSpec.of(settings), 0
    work.engine_version(spec)
    with Pool(settings.workers, settings.worker_memory, work.prepare) as pool:
        for stack in stacks:
            read: dict[int, PageReading] = {}
            for job, outcome in pool.run(_jobs(folder, stack, spec, settings.page_timeout)):
                read[job.key] = UNREAD if outcome.problem else outcome.get()
                done += 1
                progress(Step.PAGES, done, total)
            for one in stack["documents"]:
                pages = tuple(read[page["index"]] for page in one["pages"])
                yield label_of(DocumentKind(one["kind"]), one["result_type"]), DocumentText(pages)


def _jobs(folder: Path, stack: dict[str, Any], spec: work.ReaderSpec, timeout: float) -> Iterator[Job[PageReading]]:
    """The pages of a stack's documents: of one file, or each a file of its own."""
    files, series = [folder / name for name in stack["files"]], stack["format"] == "jpeg_folder"
    for one in stack["documents"]:
        for page in one["pages"]:
            at = page["index"]
            place = (files[at], 0) if series else (files[0], at)
            yield Job(at, work.read_page, (*place, spec), timeout)
