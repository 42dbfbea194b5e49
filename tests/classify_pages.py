"""Hand-made pages for the tests of the classifier: lines of words with boxes, as an engine would return them.

An A4 page at 200 dpi is 1654 × 2339 px; a letter is taken as 0.5 (a capital 0.68) of the em wide.
"""

from __future__ import annotations

from digitize.classify import DocumentText
from digitize.model import (
    Affine,
    Block,
    Box,
    Colour,
    Line,
    PageFindings,
    PageReading,
    PageText,
    Word,
)

WIDTH, HEIGHT = 1654, 2339
EM = 36.0
LEFT, RIGHT, CENTRE = 470.0, 1150.0, 850.0
MARGIN = 236.0


def line(text: str, y: float, *, centre: float | None = None, x: float = MARGIN, confidence: float = 0.95) -> Line:
    """A line of words; ``centre`` beats ``x``, both px; ``y`` is the top."""
    widths = [sum(0.68 if letter.isupper() else 0.5 for letter in word) * EM for word in text.split()]
    gap = 0.25 * EM
    total = sum(widths) + gap * (len(widths) - 1)
    left = centre - total / 2 if centre is not None else x
    words = []
    for word, width in zip(text.split(), widths, strict=True):
        words.append(Word(word, Box(left, y, left + width, y + 0.75 * EM), confidence))
        left += width + gap
    return Line(tuple(words), Box(words[0].box.x0, y, words[-1].box.x1, y + 0.75 * EM))


def page(*lines: Line, to_source: Affine = Affine(), findings: PageFindings | None = None) -> PageReading:  # noqa: B008
    """A page, each line a block of its own."""
    blocks = tuple(Block((item,), item.box) for item in lines)
    text = PageText(blocks, WIDTH, HEIGHT, WIDTH, HEIGHT, to_source, "test", "0")
    return PageReading(text, findings or PageFindings(200.0, Colour.GREY))


def document(*pages: PageReading) -> DocumentText:
    return DocumentText(pages)


def paper(
    agency: tuple[str, ...],
    body: tuple[str, ...],
    *,
    number: str = "",
    dated: str = "",
    title: tuple[str, ...] = (),
    subject: tuple[str, ...] = (),
    office: tuple[str, ...] = (),
    signer: str = "",
) -> PageReading:
    """A page in the frame of Decree 30/2020: two columns above, title, body, signature at the right."""
    lines = [line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200, centre=RIGHT)]
    lines += [line("Độc lập - Tự do - Hạnh phúc", 250, centre=RIGHT)]
    lines += [line(text, 200 + 50 * index, centre=LEFT - 60) for index, text in enumerate(agency)]
    if number:
        lines.append(line(number, 340, centre=LEFT - 60))
    if dated:
        lines.append(line(dated, 340, centre=RIGHT))
    y = 460.0
    for text in (*title, *subject):
        lines.append(line(text, y, centre=CENTRE))
        y += 46
    y += 60
    for text in body:
        lines.append(line(text, y))
        y += 50
    y += 60
    for text in office:
        lines.append(line(text, y, centre=RIGHT))
        y += 46
    if signer:
        lines.append(line(signer, y + 200, centre=RIGHT))
    return page(*lines)
