"""Sheets that cut a stack: Patch-T, cover sheets of dossiers, barcodes an office has chosen.

Only a text made for the purpose cuts. An ordinary code on a page of a dossier, such as the QR code of a citizen's
card, is none of these and never splits anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from digitize.ingest.barcodes import PATCH_T_TEXT
from digitize.model import Barcode, Separator

_COVER_PREFIX = "DIGITIZE1"
_CHECK_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover sheet says of the dossier behind it; a part the sheet leaves out is empty."""

    dossier_code: str
    procedure: str
    agency: str


def parse_cover(text: str) -> Cover | None:
    """Reads the code of a cover sheet, ``DIGITIZE1|<dossier code>|<procedure>|<agency>|<check>``.

    The check is the last two hexadecimal digits of the SHA-256 of everything before the last ``|``.

    Returns:
        The cover; ``None`` where the text is no cover's, or its check is wrong.
    """
    parts = text.split("|")
    if len(parts) != 5 or parts[0] != _COVER_PREFIX:
        return None
    body, check = text.rsplit("|", 1)
    if check.lower() != hashlib.sha256(body.encode()).hexdigest()[-_CHECK_LENGTH:]:
        return None
    return Cover(*parts[1:4])


def cover_of(barcodes: Iterable[Barcode]) -> Cover | None:
    """The cover among a page's barcodes; ``None`` where there is none, or two that disagree."""
    covers = {cover for barcode in barcodes if (cover := parse_cover(barcode.text))}
    return covers.pop() if len(covers) == 1 else None


def separator_of(barcodes: Iterable[Barcode], texts: Collection[str] = ()) -> Separator | None:
    """Whether a page with these barcodes is a separator sheet, and which.

    Args:
        barcodes: Of one page.
        texts: Barcode texts that this office uses to cut stacks, to the letter.

    Returns:
        A cover sheet before Patch-T before other barcodes. A cover whose check is wrong cuts too, as a plain
        barcode: it names no dossier, yet what follows must not be added to what came before.
    """
    found = {barcode.text for barcode in barcodes}
    if any(parse_cover(text) for text in found):
        return Separator.COVER
    if PATCH_T_TEXT in found:
        return Separator.PATCH_T
    if any(text in texts or text.startswith(f"{_COVER_PREFIX}|") for text in found):
        return Separator.BARCODE
    return None
