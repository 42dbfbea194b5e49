"""What workers do: each function runs in a worker process, gets paths and identifiers, gives model types back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import cv2
import msgspec

from digitize import catalogue
from digitize.classify.classifier import Known, classify
from digitize.classify.document import DocumentText
from digitize.classify.fields import extract
from digitize.errors import ComposeFailed, PageFailed
from digitize.ingest import barcodes, separators, sources
from digitize.model import (
    Barcode,
    Classification,
    FieldValue,
    PageFindings,
    PageImage,
    PageReading,
    PageText,
    Pixels,
    Separator,
)
from digitize.ocr import access, calibration, engines, reading, threads
from digitize.ocr.interfaces import Engine
from digitize.ocr.page_picture import PagePicture, encode_picture
from digitize.ocr.quality import Limits
from digitize.pipeline import models
from digitize.pipeline.readings import UNREAD, decoded
from digitize.settings import Settings

READ_VERSION = "4"
"""Rises when a page would be read otherwise than before; part of the key of the stage's output."""
FINISH_VERSION = "6"
"""Rises when a document would be classified, extracted or composed otherwise than before."""


@dataclass(frozen=True, slots=True)
class ReaderSpec:
    """How a page is read and shown, small enough to travel with each job.

    ``level_pictures`` says that the pictures of access copies are deskewed; otherwise they are as received, turned
    upright. The other parts are settings.
    """

    engine: str
    tessdata: Path | None
    min_dpi: float
    target_dpi: float
    max_pixels: int
    separators: tuple[str, ...]
    level_pictures: bool = False

    @classmethod
    def of(cls, settings: Settings) -> ReaderSpec:
        """The part of the settings that matters."""
        return cls(
            settings.engine,
            settings.tessdata,
            settings.min_dpi,
            settings.target_dpi,
            settings.max_pixels,
            settings.separators,
        )


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page lies.

    Attributes:
        path: The file with its picture.
        index: 0-based page of that file.
        reading: The file with its reading; ``None``: reading failed.
        picture: The file with its compressed picture, made when it was read. Where there is none, it is made anew.
    """

    path: Path
    index: int
    reading: Path | None
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a document.

    Attributes:
        classification: What it is.
        fields: What stands in it.
        access: The access copy; ``None`` where it could not be made.
        problem: Reason code where there is no access copy, or its text layer is not to be trusted.
    """

    classification: Classification
    fields: tuple[FieldValue, ...]
    access: access.AccessCopy | None
    problem: str | None


def prepare() -> None:
    """Readies a worker: one thread for each library that would take more."""
    threads.single_threaded()


def engine_version(spec: ReaderSpec) -> str:
    """Name and version of the engine.

    Raises:
        EngineMissing: It is not on this machine.
    """
    engine = _engine(spec.engine, spec.tessdata)
    return f"{engine.name} {engine.version}"


def reader_version(spec: ReaderSpec) -> str:
    """The engine and the calibration of its scores, part of the key of a page's reading.

    Raises:
        EngineMissing: It is not on this machine.
    """
    engine = _engine(spec.engine, spec.tessdata)
    known = calibration.find(engine.name, engine.version)
    return f"{engine.name} {engine.version} {known.name if known else 'uncalibrated'}"


@lru_cache(maxsize=1)
def _engine(name: str, tessdata: Path | None) -> Engine:
    """The engine, loaded once and kept warm for the worker's life."""
    return engines.create(name, tessdata)


@lru_cache(maxsize=1)
def _catalogue(folder: Path | None) -> catalogue.Catalogue:
    return catalogue.load(folder)


def probe_file(path: Path, name: str, limits: sources.Limits) -> sources.Probe:
    """Whether a file can be taken in, and what it is; see :func:`digitize.ingest.sources.probe`."""
    return sources.probe(path, name, limits)


# --- one page ---------------------------------------------------------------------------------------------


def read_page(
    path: Path,
    index: int,
    spec: ReaderSpec,
    picture: Path | None = None,
    keep: Path | None = None,
    turn: int | None = None,
) -> PageReading:
    """Reads one page of a stored file: barcodes first, then text, unless the page is a separator sheet.

    A page with a cover's code is read to tell a cover sheet from a page that the code was stuck on.

    Args:
        path: The file.
        index: 0-based page.
        spec: The reader.
        picture: A file to write, with the page's picture as the access copy will hold it; thus the page is decoded
            once.
        keep: A folder for pictures of the cleaning steps.
        turn: Degrees clockwise by which a person wants the page turned.

    Raises:
        PageFailed: The page cannot be read.
    """
    with sources.open_source(path, max_pixels=spec.max_pixels) as source:
        image = source.image(index, spec.target_dpi)
        words = source.words(index, spec.target_dpi)
    found = barcodes.find(image)
    warnings = (*found.warnings, *separators.warnings_of(found.codes))
    separator = separators.separator_of(found.codes, spec.separators)
    if separator and not separators.may_be_sticker(found.codes, spec.separators, image.width, image.height):
        return _sheet(image, separator, found.codes, warnings)
    steps = _StepWriter(keep, index) if keep else None
    limits = Limits(spec.min_dpi, spec.target_dpi)
    read = reading.read(image, words, _engine(spec.engine, spec.tessdata), keep=steps, limits=limits, turn=turn)
    if separator and not separators.is_page(found.codes, read.text):
        return _sheet(image, separator, found.codes, warnings)
    if picture:
        picture.write_bytes(msgspec.msgpack.encode(_encoded(image, read.findings, spec)))
    findings = replace(read.findings, barcodes=found.codes, warnings=(*read.findings.warnings, *warnings))
    return replace(read, findings=findings)


def _sheet(
    image: PageImage, separator: Separator, codes: tuple[Barcode, ...], warnings: tuple[str, ...]
) -> PageReading:
    """A separator sheet: what is printed on it is no text of any document."""
    findings = PageFindings(image.dpi, image.colour, separator=separator, barcodes=codes, warnings=warnings)
    return PageReading(PageText((), image.width, image.height, image.width, image.height), findings)


@dataclass(frozen=True, slots=True)
class _StepWriter:
    """Writes the picture of each cleaning step as ``page-001-2-paper.png``."""

    folder: Path
    index: int

    def __call__(self, step: str, pixels: Pixels) -> None:
        cv2.imwrite(str(self.folder / f"page-{self.index + 1:03}-{step}.png"), pixels)


# --- one document -----------------------------------------------------------------------------------------


def finish_document(
    document_id: str,
    pages: tuple[PagePlace, ...],
    known: Known,
    spec: ReaderSpec,
    catalogue_folder: Path | None,
    model: models.ModelPlace | None,
    target: Path,
    moment: datetime,
) -> Finished:
    """Says what a document is and what stands in it, and writes its access copy.

    Args:
        document_id: The document's id.
        pages: In the document's order.
        known: What cover sheet and manifest say.
        spec: The reader, for the resolution of page pictures.
        catalogue_folder: Files that replace the built-in catalogue's.
        model: The classifier's model in use.
        target: The access copy's file.
        moment: When the copy is made.
    """
    document = DocumentText(load_readings(pages))
    facts = _catalogue(catalogue_folder)
    learned = models.load(model) if model else None
    classification = classify(document, facts, known=known, model=learned)
    fields = extract(document, classification)
    title = classification.document_type or document_id
    copy, problem = compose_copy(target, pages, spec, title, document_id, moment)
    if copy:
        problem = check_copy(copy.path, pages)
    return Finished(classification, fields, copy, problem)


_PICTURE = msgspec.msgpack.Decoder(PagePicture)


def load_readings(pages: tuple[PagePlace, ...]) -> tuple[PageReading, ...]:
    """The stored readings of pages."""
    return tuple(decoded(place.reading.read_bytes()) if place.reading else UNREAD for place in pages)


def compose_copy(
    target: Path,
    pages: tuple[PagePlace, ...],
    spec: ReaderSpec,
    title: str,
    document_id: str,
    moment: datetime,
) -> tuple[access.AccessCopy | None, str | None]:
    """Writes an access copy, which is not believed before it was read back (:func:`check_copy`).

    Returns:
        The copy, or the reason code why there is none.
    """
    try:
        leaves = _access_pages(pages, load_readings(pages), spec)
        return access.compose(target, leaves, title=title, document_id=document_id, moment=moment), None
    except ComposeFailed as error:
        return None, error.code


def check_copy(path: Path, pages: tuple[PagePlace, ...], first: int = 0, more: bool = False) -> str | None:
    """Reads pages of an access copy back.

    Args:
        path: The copy.
        pages: What they were made of.
        first: Index of the first of them in the copy.
        more: Whether others follow them.

    Returns:
        A reason code where the copy is not all it should be.
    """
    try:
        texts = [None if read is UNREAD else read.text for read in load_readings(pages)]
        access.read_back(path, texts, first, more=more)
    except ComposeFailed as error:
        return error.code
    return None


def _access_pages(
    pages: tuple[PagePlace, ...], readings: tuple[PageReading, ...], spec: ReaderSpec
) -> Iterator[access.AccessPage]:
    """The pages one after the other, so that only one picture is in memory."""
    for place, read in zip(pages, readings, strict=True):
        picture = _picture(place, read.findings, spec)
        text = None if read is UNREAD or picture is None else read.text
        yield access.AccessPage(picture, text, read.findings)


def _picture(place: PagePlace, findings: PageFindings, spec: ReaderSpec) -> PagePicture | None:
    if place.picture and place.picture.exists():
        return _PICTURE.decode(place.picture.read_bytes())
    try:
        with sources.open_source(place.path, max_pixels=spec.max_pixels) as source:
            return _encoded(source.image(place.index, spec.target_dpi), findings, spec)
    except PageFailed:
        return None


def _encoded(image: PageImage, findings: PageFindings, spec: ReaderSpec) -> PagePicture:
    return encode_picture(image, findings.rotation, findings.skew if spec.level_pictures else 0.0)
