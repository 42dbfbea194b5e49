"""Makes the typeface of the package, ``digitize/vietnamese/data/``.

    python -m scripts.make_fonts [FOLDER]

FOLDER holds the four faces of Tinos as Debian's package ``fonts-croscore`` has them, which only this script needs. Of
each it keeps the characters of our papers with their hinting and kerning, so that they are drawn as before, and leaves
out what no paper of ours holds: a tenth of the bytes stays. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset

from digitize.ocr.training.alphabet import ALPHABET
from digitize.vietnamese.typeface import face_file

CROSCORE = Path("/usr/share/fonts/truetype/croscore")

_LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_SIGNS = "‐‑‒–—―‘’‚“”„†‡•…‧‰′″‹›⁄₫€№™←↑→↓↔−√∞≈≠≤≥■□▪▫▲►▼◄◊○◌●◦"

CHARACTERS = frozenset(ALPHABET + _LATIN + _MARKS + _SIGNS)
"""What the faces keep: all Vietnamese letters, whole and in parts, names in other Latin letters, signs. A character
that Tinos itself lacks, as the empty tick box, stays out."""


def cut(source: Path, target: Path) -> None:
    """Writes a face with our characters alone."""
    options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=map(ord, CHARACTERS))
    with subset.load_font(str(source), options) as font:
        subsetter.subset(font)
        font.save(target)


def main() -> None:
    """Writes the four faces."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=CROSCORE)
    folder: Path = parser.parse_args().folder
    for bold in (False, True):
        for italic in (False, True):
            target = face_file(bold, italic)
            cut(folder / target.name, target)


if __name__ == "__main__":
    main()
