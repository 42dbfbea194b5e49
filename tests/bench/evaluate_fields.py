"""Critical fields of rendered dossiers, read by our own reader and taken out as at work, against the truth."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import cv2
import msgspec

from digitize import catalogue
from digitize.classify.classifier import classify
from digitize.classify.document import DocumentText
from digitize.classify.fields import extract
from digitize.ingest import sources
from digitize.model import DocumentKind, FieldName, FieldValue, PageReading
from digitize.ocr import reading
from digitize.ocr.interfaces import Engine
from digitize.ocr.quality import Limits
from digitize.samples.render import render_one
from digitize.samples.types import TYPES
from digitize.settings import Settings, usable_cores
from tests.bench.cer import numbers
from tests.bench.evaluate_figures import Critical, Fields
from tests.bench.evaluate_pages import DPI
from tests.bench.quality import Comparison, compared, true_fields

CRITICAL = (
    FieldName.OWNER_ID,
    FieldName.NUMBER,
    FieldName.ISSUED_ON,
    FieldName.OWNER_BIRTH_DATE,
    FieldName.VALID_UNTIL,
)
"""Owner's number, document's number, and dates: what a wrong reuse would follow from."""

Truth = dict[str, Any]


def measured(engine: Engine, folder: Path, seed: int, wanted: int) -> Fields:
    """Reads the results of as many dossiers as it takes.

    Args:
        engine: Our own reader.
        folder: Of the rendered dossiers; those that lie there from an earlier run are taken as they are.
        seed: Of the dossiers.
        wanted: Critical fields, at least.
    """
    facts, trust_at = catalogue.load(None), Settings().trust_at
    found: list[Critical] = []
    dossiers = pages = there = 0
    for truth in _dossiers(folder / f"dossiers-{seed}", seed):
        for number, document in enumerate(truth["documents"]):
            if document["kind"] != DocumentKind.RESULT:
                continue
            readings = tuple(_read(engine, folder / f"dossiers-{seed}", truth, document))
            text = DocumentText(readings)
            said = extract(text, classify(text, facts))
            wished = {name: value for name, value in true_fields(document).items() if name in CRITICAL}
            printed = "\n".join(page["text"] for page in document["pages"])
            fields = compared(said, f"{truth['file']}#{number + 1}", wished, trust_at)
            found += [Critical(one, misread(one, said, printed)) for one in fields]
            pages += len(readings)
            there += sum(map(bool, wished.values()))
        dossiers += 1
        if there >= wanted:
            break
    return Fields(dossiers, pages, tuple(found))


def misread(one: Comparison, said: Iterable[FieldValue], printed: str) -> bool:
    """Whether what a value was taken from holds a number that does not stand on the paper.

    Args:
        one: The field.
        said: All values of the document.
        printed: All its text.
    """
    taken = (value.raw for value in said if (value.name, value.value) == (one.field, one.read))
    return any(numbers(raw).keys() - numbers(printed).keys() for raw in taken)


def _dossiers(folder: Path, seed: int) -> Iterator[Truth]:
    """The truths of dossiers without end, each rendered by then; a round of all types at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(usable_cores(), context, cv2.setNumThreads, (1,)) as pool:
        for first in count(0, len(TYPES)):
            yield from pool.map(partial(_rendered, folder, seed), range(first, first + len(TYPES)))


def _rendered(folder: Path, seed: int, index: int) -> Truth:
    note = folder / f"{index}.json"
    if not note.exists():
        truth = render_one(folder, seed, "mixed", index)
        # Written last: where it lies, the dossier is whole.
        note.write_bytes(msgspec.json.encode(truth))
    known: Truth = msgspec.json.decode(note.read_bytes())
    return known


def _read(engine: Engine, folder: Path, truth: Truth, document: Truth) -> Iterator[PageReading]:
    """The readings of a document's pages."""
    for page in document["pages"]:
        apart = len(truth["files"]) > 1
        path = folder / truth["files"][page["index"] if apart else 0]
        with sources.open_source(path) as source:
            picture = source.image(0 if apart else page["index"], DPI)
        yield reading.read(picture, (), engine, limits=Limits())
