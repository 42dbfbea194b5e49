"""The typefaces lines are drawn in: which there are, where their files come from, and a face at a size.

``python -m digitize.ocr.training.fonts`` fetches them as an ordinary user: the web fonts of npm packages, whose
subsets are merged into one file a face, and the files of Debian packages, unpacked and not installed. Two families are
held back: lines in them are for measuring alone.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont
from PIL import ImageFont

from digitize.ocr.training import fetching, handwriting, places

_SUBSETS = ("latin", "latin-ext", "vietnamese")
_STYLES = {
    (bold, italic): f"{700 if bold else 400}-{'italic' if italic else 'normal'}"
    for bold in (False, True)
    for italic in (False, True)
}
_KEPT_TABLES = {"GlyphOrder", "head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf", "name", "post", "OS/2", "CFF "}
_BOLD, _ITALIC = 1, 2
_FACES = 500
"""Faces at a size that are kept open: each holds its file in memory, and a run comes to some thousands."""


class Kind(StrEnum):
    """What a family looks like."""

    TIMES = "times"
    SERIF = "serif"
    SANS = "sans"
    MONO = "mono"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Family:
    """A typeface.

    Attributes:
        name: Its own.
        kind: What it looks like.
        source: ``npm:`` or ``deb:`` and the package.
        version: Of the npm package.
        files: The stem of the files in an npm package; a pattern of their names in a Debian package.
        licence: Of the font.
        held_back: Whether it is for measuring alone.
    """

    name: str
    kind: Kind
    source: str
    version: str
    files: str
    licence: str
    held_back: bool

    @property
    def folder(self) -> Path:
        """Where its faces lie once they are fetched."""
        return places.FONTS / self.name.replace(" ", "")


@cache
def families() -> tuple[Family, ...]:
    """All families of the table beside this module."""
    table = (resources.files("digitize.ocr.training") / "fonts.csv").read_text(encoding="utf-8")
    return tuple(
        Family(
            row["name"],
            Kind(row["kind"]),
            row["source"],
            row["version"],
            row["files"],
            row["licence"],
            row["held_back"] == "yes",
        )
        for row in csv.DictReader(table.splitlines())
    )


@cache
def styles(family: Family) -> tuple[tuple[bool, bool], ...]:
    """The styles (bold, italic) that were fetched of a family; none where nothing was."""
    return tuple(style for style in _STYLES if _file(family, style).exists())


@lru_cache(maxsize=_FACES)
def face(family: Family, style: tuple[bool, bool], px: int) -> ImageFont.FreeTypeFont:
    """A face of a family at a size of ``px`` pixels to the em, set without any shaping library."""
    return ImageFont.truetype(str(_file(family, style)), px, layout_engine=ImageFont.Layout.BASIC)


@cache
def letters(family: Family, style: tuple[bool, bool]) -> frozenset[str]:
    """The characters a face has."""
    with TTFont(_file(family, style), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _file(family: Family, style: tuple[bool, bool]) -> Path:
    return family.folder / f"{_STYLES[style]}.font"


# --- fetching ---------------------------------------------------------------------------------------------


def fetch() -> Iterator[tuple[Family, int]]:
    """Fetches the families that are not there yet; gives each with its number of faces.

    Raises:
        subprocess.CalledProcessError: A package cannot be had.
    """
    for family in families():
        if not family.folder.exists():
            # On the same disk, so that a family appears whole or not at all.
            with tempfile.TemporaryDirectory(dir=places.FONTS) as place:
                _fetch(family, Path(place))
        styles.cache_clear()
        yield family, len(styles(family))


def _fetch(family: Family, place: Path) -> None:
    registry, package = family.source.split(":", 1)
    made = place / "made"
    made.mkdir()
    if registry == "npm":
        files = fetching.unpack(f"{package}@{family.version}", place) / "files"
        for name in _STYLES.values():
            _merge([files / f"{family.files}-{subset}-{name}.woff" for subset in _SUBSETS], made / name)
    else:
        subprocess.run(["apt-get", "download", "-qq", package], cwd=place, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["dpkg-deb", "-x", str(next(place.glob("*.deb"))), str(place / "tree")], check=True)
        for found in sorted((place / "tree").rglob(family.files)):
            with TTFont(found, lazy=True) as font:
                marks = font["head"].macStyle
            found.rename(made / f"{_STYLES[bool(marks & _BOLD), bool(marks & _ITALIC)]}.font")
    made.rename(family.folder)


def _merge(parts: list[Path], face_file: Path) -> None:
    """One file of a face's subsets; nothing where the family lacks the style."""
    present = [part for part in parts if part.exists()]
    if len(present) < len(parts):
        return
    plain = []
    for part in present:
        with TTFont(part) as font:
            font.flavor = None
            for table in set(font.keys()) - _KEPT_TABLES:
                del font[table]
            font.save(part.with_suffix(".ttf"))
        plain.append(str(part.with_suffix(".ttf")))
    merged = Merger(Options()).merge(plain)
    merged.save(face_file.with_suffix(".font"))


def main() -> None:
    """Fetches all families and says what came."""
    places.FONTS.mkdir(parents=True, exist_ok=True)
    for family, faces in fetch():
        sys.stdout.write(f"{family.name}: {faces}\n")
    sys.stdout.write(f"handwritten digits: {handwriting.fetch()}\n")


if __name__ == "__main__":
    main()
