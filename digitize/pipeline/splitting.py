"""A stack that has been read: where it is cut into documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from digitize.catalogue.covers import Cover
from digitize.classify import first_page
from digitize.ingest import separators
from digitize.ingest.manifest import ManifestRow
from digitize.ingest.stacks import Piece, StackPage, recut, split
from digitize.model import PageReading, PageRef
from digitize.pipeline.keys import key_of
from digitize.pipeline.parts import Parts
from digitize.pipeline.readings import load_reading
from digitize.records.rows import Page, PageState, Stack

SPLIT_VERSION = "1"
"""Rises when a stack would be cut otherwise than before; part of the key of the stage's output."""


@dataclass(frozen=True, slots=True)
class StackNotes:
    """What is known of a stack beside its pages: the manifest's row, and reason codes that hold for all of it."""

    row: ManifestRow | None = None
    warnings: tuple[str, ...] = ()

    def text(self) -> str:
        """As the records keep it; empty where there is nothing to keep."""
        return msgspec.json.encode(self).decode() if self != StackNotes() else ""

    @staticmethod
    def of(text: str) -> StackNotes:
        """The notes that were kept."""
        return _NOTES.decode(text) if text else StackNotes()


_NOTES = msgspec.json.Decoder(StackNotes)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A piece as it is kept: pages by their places in the stack."""

    pages: tuple[int, ...]
    cover: Cover | None
    warnings: tuple[str, ...]
    doubts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What becomes one document.

    Attributes:
        stack: What it is cut from.
        piece: Its pages.
        rescanned: It is a known document that has rescanned pages now.
    """

    stack: Stack
    piece: Piece
    rescanned: bool = False


class Splitting:
    """The stage that cuts stacks.

    Args:
        parts: The archive.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def cuts(self, stack: Stack) -> Iterator[Cut]:
        """What a stack is cut into whose pages are all read or failed; of one of rescans, whose pages they are."""
        with self._parts.records.read() as read:
            rescanned = read.rescans.documents_of(stack.id)
        if rescanned:
            yield from (cut for document in rescanned if (cut := self._rescanned(document)))
        else:
            yield from (Cut(stack, piece) for piece in self._pieces(stack))

    def cut_of(self, stack: Stack, document: str) -> Cut | None:
        """What of a stack is this document; ``None`` where the stack is cut otherwise now."""
        with self._parts.records.read() as read:
            first = read.documents.first_page(document)
        return next((Cut(stack, piece) for piece in self._pieces(stack) if piece.pages[0] == first), None)

    def _rescanned(self, document: str) -> Cut | None:
        with self._parts.records.read() as read:
            own = read.documents.get(document)
            stack = read.batches.stack_with(own.batch, read.documents.first_page(document))
            if stack is None or read.pages.pending_in(stack.id):
                # The batch it came in is still being read; its own run takes the rescan along.
                return None
        found = self.cut_of(stack, document)
        return found and replace(found, rescanned=True)

    def _pieces(self, stack: Stack) -> tuple[Piece, ...]:
        """Where a stack is cut: found, where it was cut before from these very readings; persons' cuts on top."""
        with self._parts.records.read() as read:
            pages = read.pages.of_stack(stack.id)
            inputs = [(page.ref, page.state, page.reading) for page in pages]
            stickers = self._parts.settings.stickers
            key = key_of("split", SPLIT_VERSION, stack.series, stack.sides, inputs, stickers)
            known = read.stages.find(key)
            said = read.reviews.cuts([page.ref for page in pages])
        if known is None:
            readings = [self._reading(page) for page in pages]
            places = {page.ref: place for place, page in enumerate(pages)}
            cuts = [_kept(piece, places) for piece in cut(stack, pages, readings, stickers)]
            with self._parts.records.write() as write:
                known = write.stages.keep(key, "split", msgspec.to_builtins(cuts))
        pieces = (_piece(kept, pages) for kept in msgspec.convert(known.output, tuple[_Kept, ...]))
        return tuple(recut(pieces, said))

    def _reading(self, page: Page) -> PageReading | None:
        return load_reading(self._parts.store, page.reading) if page.state is PageState.READ and page.reading else None


def _kept(piece: Piece, places: Mapping[PageRef, int]) -> _Kept:
    doubts = tuple((places[ref], code) for ref, code in piece.doubts)
    return _Kept(tuple(places[ref] for ref in piece.pages), piece.cover, piece.warnings, doubts)


def _piece(kept: _Kept, pages: Sequence[Page]) -> Piece:
    refs = [page.ref for page in pages]
    doubts = tuple((refs[place], code) for place, code in kept.doubts)
    return Piece(tuple(refs[place] for place in kept.pages), kept.cover, kept.warnings, doubts)


def cut(
    stack: Stack, pages: Sequence[Page], readings: Sequence[PageReading | None], stickers: Sequence[str] = ()
) -> list[Piece]:
    """Cuts a stack by its separator sheets and stickers and, where it has none, by what its pages look like.

    Args:
        stack: The stack.
        pages: Its pages, in order; none of them waits to be read.
        readings: Their readings; ``None`` where reading failed, or the page is gone.
        stickers: Barcode texts of this office's stickers.
    """
    # A stack of one side a sheet may still hold backs; only the operator's word for two sides is taken as such.
    duplex = True if stack.sides == 2 else None
    looks = [_look(page, reading, stickers) for page, reading in zip(pages, readings, strict=True)]
    return split(looks, series=stack.series, duplex=duplex)


def _look(page: Page, reading: PageReading | None, stickers: Sequence[str]) -> StackPage:
    if page.state is PageState.DISPOSED:
        return StackPage(page.ref, page.separator, page.blank is not None, gone=True)
    if reading is None:
        return StackPage(page.ref)
    findings = reading.findings
    vote = first_page.vote(reading)
    return StackPage(
        page.ref,
        findings.separator,
        findings.blank is not None,
        separators.cover_of(findings.barcodes),
        separators.has_cover(findings.barcodes),
        findings.separator is None and separators.has_sticker(findings.barcodes, stickers),
        vote.begins,
        vote.surely,
        vote.number,
        vote.total,
        findings.warnings if findings.separator else (),
        separators.says_sheet(reading.text),
    )
