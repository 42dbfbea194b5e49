"""Sheets that cut a stack: Patch-T, cover sheets of dossiers, barcodes an office has chosen.

Only a text made for the purpose cuts. An ordinary code on a page of a dossier, such as the QR code of a citizen's
card, is none of these and never splits anything.

A *sheet* carries nothing but its code and what belongs to it: it cuts and is no page of any document. A *sticker* is
the same code on a page with writing of its own: it cuts before that page, what it says holds for the document, and the
page stays a page of the document.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from rapidfuzz import fuzz

from digitize.catalogue.covers import COVER_PREFIX, Cover, parse_cover
from digitize.errors import CoverCheckFailed, CoversDisagree
from digitize.ingest.barcodes import PATCH_T_TEXT
from digitize.model import Barcode, Box, PageText, Separator
from digitize.vietnamese.text import fold

SEPARATOR_TITLE = "TỜ NGĂN CÁCH VĂN BẢN"
COVER_TITLE = "TỜ BÌA HỒ SƠ"
"""What stands in large letters on the sheets that are printed here."""
_TITLES = tuple(fold(title) for title in (SEPARATOR_TITLE, COVER_TITLE))
_ALIKE = 85.0

_LABEL_REACH = 1.5
"""What is printed with a cover's code stands within so many of its diagonals."""
_WRITTEN = 8
"""So many words away from a label are a page's own."""
_ANY = "*"


def cover_of(barcodes: Iterable[Barcode]) -> Cover | None:
    """The cover among a page's barcodes; ``None`` where there is none, or two that disagree."""
    covers = {cover for barcode in barcodes if (cover := parse_cover(barcode.text))}
    return covers.pop() if len(covers) == 1 else None


def has_cover(barcodes: Iterable[Barcode]) -> bool:
    """Whether a cover's code is among a page's barcodes, trustworthy or not."""
    return any(barcode.text.startswith(COVER_PREFIX) for barcode in barcodes)


def warnings_of(barcodes: Iterable[Barcode]) -> tuple[str, ...]:
    """Reason codes where a page's cover codes are not to be trusted."""
    texts = {barcode.text for barcode in barcodes if barcode.text.startswith(COVER_PREFIX)}
    covers = {parse_cover(text) for text in texts}
    failed = (CoverCheckFailed.code,) if None in covers else ()
    return (*failed, CoversDisagree.code) if len(covers - {None}) > 1 else failed


def separator_of(barcodes: Iterable[Barcode], texts: Collection[str] = ()) -> Separator | None:
    """Whether a page with these barcodes cuts a stack as a separator sheet does, and as which.

    Args:
        barcodes: Of one page.
        texts: Barcode texts that this office prints on sheets of its own; ``*`` at the end stands for any ending.

    Returns:
        A cover sheet before Patch-T before other barcodes. A cover whose check is wrong cuts too, as a plain
        barcode: it names no dossier, yet what follows must not be added to what came before.
    """
    found = {barcode.text for barcode in barcodes}
    if any(parse_cover(text) for text in found):
        return Separator.COVER
    if PATCH_T_TEXT in found:
        return Separator.PATCH_T
    if any(text.startswith(COVER_PREFIX) or _is_one_of(text, texts) for text in found):
        return Separator.BARCODE
    return None


def has_sticker(barcodes: Iterable[Barcode], texts: Collection[str] = ()) -> bool:
    """Whether a page of a document carries a code that says a document begins with it.

    Args:
        barcodes: Of a page that is no separator sheet.
        texts: Barcode texts of this office's stickers, as in :func:`separator_of`.
    """
    codes = tuple(barcodes)
    return has_cover(codes) or any(_is_one_of(code.text, texts) for code in codes)


def says_sheet(text: PageText) -> bool:
    """Whether a page calls itself a separator or cover sheet: one whose codes could not be read, if none was found."""
    return any(fuzz.ratio(title, fold(line.text)) >= _ALIKE for line in text.lines() for title in _TITLES)


def may_be_sticker(barcodes: Iterable[Barcode], texts: Collection[str], width: int, height: int) -> bool:
    """Whether only reading the page can tell if it is a cover sheet or a page with a cover's code stuck on it.

    Args:
        barcodes: Of a page for which :func:`separator_of` gives a kind.
        texts: As given there.
        width: Of the source frame, px.
        height: As ``width``.
    """
    labels = []
    for code in barcodes:
        if code.text == PATCH_T_TEXT or _is_one_of(code.text, texts):
            return False
        if code.text.startswith(COVER_PREFIX):
            labels.append(_zone(code.box))
    return not any(zone.x0 <= 0 and zone.y0 <= 0 and zone.x1 >= width and zone.y1 >= height for zone in labels)


def is_page(barcodes: Iterable[Barcode], text: PageText) -> bool:
    """Whether a page with a cover's code has writing of its own, so that the code is a sticker on it.

    A sheet says of the dossier what its code says, close to the code; a page of a document goes on elsewhere.

    Args:
        barcodes: Of the page.
        text: The page as read.
    """
    zones = [_zone(code.box) for code in barcodes if code.text.startswith(COVER_PREFIX)]
    middles = (_middle(text.to_source.box(word.box)) for word in text.words() if sum(map(str.isalpha, word.text)) > 1)
    away = sum(not any(_holds(zone, *middle) for zone in zones) for middle in middles)
    return away >= _WRITTEN


def _is_one_of(text: str, patterns: Collection[str]) -> bool:
    return any(
        text.startswith(pattern.removesuffix(_ANY)) if pattern.endswith(_ANY) else text == pattern
        for pattern in patterns
    )


def _zone(box: Box) -> Box:
    reach = _LABEL_REACH * math.hypot(box.width, box.height)
    return Box(box.x0 - reach, box.y0 - reach, box.x1 + reach, box.y1 + reach)


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _holds(zone: Box, x: float, y: float) -> bool:
    return zone.x0 <= x <= zone.x1 and zone.y0 <= y <= zone.y1
