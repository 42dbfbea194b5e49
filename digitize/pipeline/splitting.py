"""Where a stack that has been read is cut into documents."""

from __future__ import annotations

from collections.abc import Sequence

from digitize.classify import first_page
from digitize.ingest import separators
from digitize.ingest.stacks import Piece, StackPage, split
from digitize.model import PageReading
from digitize.records.rows import Page, PageState, Stack


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
