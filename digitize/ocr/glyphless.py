"""A font without shapes: it carries the characters of an invisible text layer and nothing that could be seen.

Every character of a document gets a number (CID) in the order of first use; all numbers show the same blank glyph,
and ``ToUnicode`` says which character each of them means.
"""

from __future__ import annotations

import io
from functools import lru_cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from digitize.errors import ComposeFailed

UNITS_PER_EM = 1000
ADVANCE = 500
"""Width of every character, in thousandths of the font size."""

_FONT_NAME = "Glyphless"
_MOST_CIDS = 0xFFFF
# The format allows a hundred rows in one block (Adobe Technical Note 5014, 1.4.1).
_ROWS_A_BLOCK = 100


@lru_cache(maxsize=1)
def font_file() -> bytes:
    """The TrueType file: ``.notdef``, which PDF/A forbids to show, and one blank glyph. The same bytes every time."""
    names = [".notdef", "blank"]
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=0, modified=0, fontRevision=1.0)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(" "): "blank"})
    builder.setupGlyf({".notdef": Glyph(), "blank": _blank()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=UNITS_PER_EM, descent=0)
    builder.setupNameTable({"familyName": _FONT_NAME, "styleName": "Regular", "psName": _FONT_NAME})
    builder.setupOS2(sTypoAscender=UNITS_PER_EM, sTypoDescender=0, usWinAscent=UNITS_PER_EM, usWinDescent=0)
    builder.setupPost()
    stream = io.BytesIO()
    builder.save(stream)
    return stream.getvalue()


def _blank() -> Glyph:
    """One line along the diagonal and back: no area, but an extent, from which PDFium takes the height of what is
    selected and whether two lines are one (it does without for a glyph that has no outline). Boxes of neighbouring
    lines touch where a descender meets a tone mark; the extent stays clear of that."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 150))
    pen.lineTo((ADVANCE, 850))
    pen.closePath()
    return pen.glyph()


class Glyphs:
    """The characters one document uses, each with its CID."""

    def __init__(self) -> None:
        self._cids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._cids)

    def encode(self, text: str) -> str:
        """The text as the hexadecimal digits of a PDF string: two bytes for each character.

        Raises:
            ComposeFailed: The document has more different characters than two bytes can number.
        """
        for character in text:
            if character not in self._cids:
                if len(self._cids) == _MOST_CIDS:
                    raise ComposeFailed("too many different characters")
                # CID 0 stays free: it means "no such character".
                self._cids[character] = len(self._cids) + 1
        return "".join(f"{self._cids[character]:04X}" for character in text)

    def embed(self, pdf: Pdf) -> Object:
        """Adds the font, with exactly the characters used so far, to a file.

        Returns:
            The font object, for the resources of pages.
        """
        file = Stream(pdf, font_file())
        file.Length1 = len(font_file())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/" + _FONT_NAME),
            Flags=4,
            FontBBox=Array([0, 0, ADVANCE, UNITS_PER_EM]),
            ItalicAngle=0,
            Ascent=UNITS_PER_EM,
            Descent=0,
            CapHeight=UNITS_PER_EM,
            StemV=80,
            FontFile2=pdf.make_indirect(file),
        )
        glyph_of_cid = b"\0\0" + b"\0\1" * len(self._cids)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/" + _FONT_NAME),
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=ADVANCE,
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, glyph_of_cid)),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + _FONT_NAME),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, self._to_unicode())),
        )
        return pdf.make_indirect(font)

    def _to_unicode(self) -> bytes:
        rows = [f"<{cid:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, cid in self._cids.items()]
        blocks = [rows[start : start + _ROWS_A_BLOCK] for start in range(0, len(rows), _ROWS_A_BLOCK)]
        lines = [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
        return "\n".join(lines).encode("ascii")
