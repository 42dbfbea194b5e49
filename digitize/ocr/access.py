"""The access copy: page pictures with their text behind them in one small PDF/A-2u, read back before it is believed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import cycle, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import pdfplumber
import pikepdf
import pypdfium2
from pdfminer.layout import LTChar
from pdfplumber.utils.exceptions import PdfminerException
from pikepdf import Dictionary, Pdf, Stream

from digitize.errors import ComposeFailed, TextLayerDiffers
from digitize.model import Affine, PageFindings, PageText
from digitize.ocr import pdfa
from digitize.ocr.glyphless import Glyphs
from digitize.ocr.page_picture import PagePicture
from digitize.ocr.text_layer import FONT, layer_page_text, layer_text, text_operators
from digitize.ocr.turning import levelling
from digitize.vietnamese.text import squeeze

POINTS_PER_INCH = 72.0
_PICTURE = "P"
_A4 = (595.28, 841.89)
# What is held in memory of a file that is not written yet.
_HELD_BYTES = 64 * 1024**2
_PAGES_AT_ONCE = 50
# Degrees clockwise → where the points of the unit square go, y downwards.
_TURNS = {
    0: Affine(),
    90: Affine(a=0, b=-1, c=1, d=1, e=0, f=0),
    180: Affine(a=-1, b=0, c=1, d=0, e=-1, f=1),
    270: Affine(a=0, b=1, c=0, d=-1, e=0, f=1),
}


@dataclass(frozen=True, slots=True)
class AccessPage:
    """What one page of the copy is made from.

    Attributes:
        picture: Upright; ``None`` where the page cannot be decoded, and an empty page stands in its place so that
            page numbers hold.
        text: Its text; ``None`` where reading failed, and the page becomes a picture only.
        findings: Says by how much the picture is turned.
    """

    picture: PagePicture | None
    text: PageText | None
    findings: PageFindings


@dataclass(frozen=True, slots=True)
class AccessCopy:
    """A written access copy; ``size`` in bytes."""

    path: Path
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A finished page: all that is kept of it until the file is written. Sides in points."""

    width: float
    height: float
    content: bytes
    picture: PagePicture | None


def compose(
    target: Path,
    pages: Iterable[AccessPage],
    *,
    title: str,
    document_id: str,
    moment: datetime,
) -> AccessCopy:
    """Writes the access copy of a document.

    Args:
        target: The file to write; its folder must exist.
        pages: In the document's order. Taken one at a time; what would fill the memory waits on disk.
        title: For people who open the file.
        document_id: The document's stable id.
        moment: When the copy is made, with its time zone. The same input and moment give the same bytes.

    Raises:
        ComposeFailed: The file could not be made; nothing is left at ``target``.
    """
    glyphs = Glyphs()
    # ``map`` lets go of a page before it asks for the next; a loop variable would hold two pictures at once.
    leaves = map(partial(_leaf, glyphs=glyphs), pages)
    try:
        with _bound(leaves, target.parent) as pdf:
            number = len(pdf.pages)
            if not number:
                raise ComposeFailed("a document without pages")
            if glyphs:
                fonts = Dictionary({f"/{FONT}": glyphs.embed(pdf)})
                for page in pdf.pages:
                    page.obj.Resources.Font = fonts
            pdfa.declare(pdf, title=layer_text(title), document_id=document_id, moment=moment)
            pdfa.write(pdf, target)
    except (OSError, pikepdf.PdfError) as error:
        target.unlink(missing_ok=True)
        raise ComposeFailed(type(error).__name__) from error
    return AccessCopy(target, target.stat().st_size, number)


# --- one page ---------------------------------------------------------------------------------------------


def _leaf(page: AccessPage, *, glyphs: Glyphs) -> _Leaf:
    picture, text = page.picture, page.text
    if picture is None:
        return _Leaf(*_A4, b"", None)
    points_per_px = min(POINTS_PER_INCH / picture.dpi, pdfa.LONGEST_SIDE / max(picture.width, picture.height))
    width, height = (max(side * points_per_px, pdfa.SHORTEST_SIDE) for side in (picture.width, picture.height))
    shown = "".join(f"{_fill(layer.ink)}/{_PICTURE}{number} Do " for number, layer in enumerate(picture.layers))
    content = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm {shown}Q\n".encode("ascii")
    if text and text.blocks:
        # Source pixels, as the unit square, turned, levelled like the picture, on the page.
        unit = Affine(a=1 / text.source_width, e=1 / text.source_height)
        turned = Affine(a=picture.width, e=picture.height).after(_TURNS[page.findings.rotation]).after(unit)
        level = levelling(picture.width, picture.height, picture.levelled).inverse()
        on_page = Affine(a=width / picture.width, e=-height / picture.height, f=height)
        content += text_operators(text, on_page.after(level).after(turned).after(text.to_source), glyphs)
    return _Leaf(width, height, content, picture)


def _fill(ink: tuple[int, int, int] | None) -> str:
    return "".join(f"{level / 255:.3g} " for level in ink) + "rg " if ink else ""


# --- the pages together -----------------------------------------------------------------------------------


@contextmanager
def _bound(leaves: Iterable[_Leaf], folder: Path) -> Iterator[Pdf]:
    """All pages in one file. What would fill the memory waits on disk and is copied from there when it is written."""
    with TemporaryDirectory(dir=folder) as waiting:
        places = cycle([Path(waiting, "even"), Path(waiting, "odd")])
        pdf, held = Pdf.new(), 0
        for leaf in leaves:
            held += _add(pdf, leaf)
            if held > _HELD_BYTES:
                place = next(places)
                # The first half of a file's id stays with it for ever, so this one must not come from the clock.
                pdf.save(place, deterministic_id=True)
                pdf, held = Pdf.open(place), 0
        with pdf:
            yield pdf


def _add(pdf: Pdf, leaf: _Leaf) -> int:
    page = pdf.add_blank_page(page_size=(round(leaf.width, 2), round(leaf.height, 2)))
    page.obj.Resources = Dictionary()
    if leaf.picture:
        page.obj.Resources.XObject = Dictionary(
            {f"/{_PICTURE}{number}": layer.embed(pdf) for number, layer in enumerate(leaf.picture.layers)}
        )
    page.obj.Contents = Stream(pdf, leaf.content)
    return len(leaf.content) + (leaf.picture.size if leaf.picture else 0)


# --- reading back -----------------------------------------------------------------------------------------


def read_back(path: Path, texts: Sequence[PageText | None], first: int = 0, *, more: bool = False) -> None:
    """Makes sure that PDF readers find in a copy the text that was put in, page by page and in its order.

    Two readers are asked which have no code in common. Only runs of white space may differ.

    Args:
        path: The access copy.
        texts: The trees of pages that follow each other; ``None`` for a page that is a picture only.
        first: Index of the first of them.
        more: Whether others follow them; if not, pages too many are noticed.

    Raises:
        TextLayerDiffers: A reader gives back other text; the detail names reader and page numbers (from 1).
        ComposeFailed: A reader cannot open the copy.
    """
    expected = [layer_page_text(text) for text in texts]
    end = first + len(texts) if more else None
    for name, reader in _READERS.items():
        try:
            pairs = zip_longest(expected, reader(path, first, end))
            wrong = [str(number) for number, (wanted, found) in enumerate(pairs, first + 1) if wanted != found]
        except (OSError, pypdfium2.PdfiumError, PdfminerException) as error:
            raise ComposeFailed(f"{name} cannot read it: {type(error).__name__}") from error
        if wrong:
            raise TextLayerDiffers(f"{name}, pages {', '.join(wrong)}")


def _by_pdfplumber(path: Path, begin: int, end: int | None) -> Iterator[str]:
    for first in range(begin, sys.maxsize if end is None else end, _PAGES_AT_ONCE):
        last = first + _PAGES_AT_ONCE if end is None else min(first + _PAGES_AT_ONCE, end)
        # It keeps every picture it passes until the file is closed, so a long document is opened again and again.
        with pdfplumber.open(path, pages=range(first + 1, last + 1)) as pdf:
            for page in pdf.pages:
                # In the order of the content stream; ``extract_text`` would mix columns, sorting lines by height.
                yield squeeze("".join(item.get_text() for item in page.layout if isinstance(item, LTChar)))
                page.close()
            if len(pdf.pages) < _PAGES_AT_ONCE:
                return


def _by_pdfium(path: Path, begin: int, end: int | None) -> Iterator[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        for index in range(begin, len(pdf) if end is None else min(end, len(pdf))):
            page = pdf[index]
            text = page.get_textpage().get_text_range()
            yield squeeze(_HYPHEN_AT_LINE_END.sub("- ", text))
            page.close()


# PDFium joins a word that is hyphenated over two lines and puts this in place of the hyphen.
_HYPHEN_AT_LINE_END = re.compile("[\x02\ufffe]")

_READERS: dict[str, Callable[[Path, int, int | None], Iterator[str]]] = {
    "pdfplumber": _by_pdfplumber,
    "pypdfium2": _by_pdfium,
}
