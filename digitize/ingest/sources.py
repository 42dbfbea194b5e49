"""Received files: whether they can be taken in, and their pages."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from digitize.errors import EmptyFile, TooManyBytes, UnsupportedFormat
from digitize.ingest import images, pdf
from digitize.ingest.files import open_regular
from digitize.ingest.interfaces import PageSource
from digitize.ingest.sniffing import HEAD_BYTES, MediaType, media_type, refusal
from digitize.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What a received file may be at most.

    Attributes:
        max_bytes: Size of the file.
        max_pages: Pages in it.
        max_pixels: Pixels of one page picture.
    """

    max_bytes: int
    max_pages: int
    max_pixels: int


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file is: its format by content, and how many pages it has."""

    media_type: MediaType
    pages: int


_MAX_PIXELS: int = Settings.model_fields["max_pixels"].default


def probe(path: Path, name: str, limits: Limits) -> Probe:
    """Whether a file can be taken in, and what it is.

    The content decides, not the name. A single picture is decoded whole, so that a copy that was cut short is told
    while the paper is still at hand; of files with many pages only the structure is read, and pages fail singly.

    Args:
        path: Where the bytes lie.
        name: The name under which the file was received.
        limits: What it may be at most.

    Raises:
        BadFile: The fitting subclass, where the file cannot be taken in.
        MemoryError: The content needs more memory than this process may have.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            raise EmptyFile
        if size > limits.max_bytes:
            raise TooManyBytes(f"{size} bytes")
        head = file.read(HEAD_BYTES)
        kind = media_type(head)
        if kind is None:
            raise (refusal(head, name) or UnsupportedFormat)
        if kind is MediaType.PDF:
            return Probe(kind, pdf.probe(file, max_pages=limits.max_pages))
        return Probe(kind, images.probe(file, kind, max_pages=limits.max_pages, max_pixels=limits.max_pixels))


def open_source(path: Path, *, max_pixels: int = _MAX_PIXELS) -> PageSource:
    """The pages of a file that :func:`probe` has accepted.

    Args:
        path: Where the bytes lie.
        max_pixels: Most pixels of one page picture.

    Raises:
        BadFile: The fitting subclass, where the file cannot be opened.
    """
    file = open_regular(path)
    try:
        kind = media_type(file.read(HEAD_BYTES))
        if kind is None:
            raise UnsupportedFormat
        if kind is MediaType.PDF:
            return pdf.PdfSource(file, max_pixels)
        return images.ImageSource(file, kind, max_pixels)
    except BaseException:
        file.close()
        raise
