"""Labels of forms and certificates and the values that stand beside or below them.

``data/labels.csv`` names folded labels without their punctuation. ``field`` says what the value is (``stop`` and
``other``: nothing of ours, but a value ends there; ``other`` begins another person). ``rank`` orders labels of the same
field, the lowest first. A ``strict`` label is so common a word that it counts with a colon only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

from digitize.classify.document import Layout, Passage, Piece, Row

# Likeness (rapidfuzz ratio) from which misread words before a colon are a label: «Gidi tinh» is one.
_LIKE = 84.0
_FEWEST_LETTERS, _MOST_WORDS = 6, 8
# Words of a label that counts in the middle of a line as well.
_LONG = 4
_NUMBERING = re.compile(r"^\s*(?:[0-9]{1,2}\s*[.)]|[-+*•])?\s*")
_TAIL = re.compile(r"\)?\s*(?:\([^)]*\)|/\s*[a-z .]+(?=:))?\s*[:;]*\s*")
_COLON = re.compile(r"\)?\s{0,2}(?:\([^)]*\)|/[a-z .]+)?\s{0,2}:")
_BELOW = 2.0
# The next line of a column follows so closely and begins as far to the left, letter heights.
_FOLLOWS, _AS_FAR_LEFT = 1.3, 1.5


@dataclass(frozen=True, slots=True)
class Label:
    """A row of the table."""

    name: str
    field: str
    rank: int
    strict: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found on a page.

    Attributes:
        label: Which.
        similarity: Likeness to the table's label, 0…1.
        row: Index of its row in the layout.
        place: Index of its passage in the row.
        start: First character in the folded passage.
        end: Where the value may begin in the folded passage.
        until: Where the next label begins, or the passage ends.
    """

    label: Label
    similarity: float
    row: int
    place: int
    start: int
    end: int
    until: int


@cache
def _labels() -> dict[str, Label]:
    text = (resources.files("digitize.classify") / "data" / "labels.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["label"]: Label(row["label"], row["field"], int(row["rank"] or 0), row["strict"] == "strict")
        for row in rows
    }


@cache
def _exact() -> re.Pattern[str]:
    names = sorted(_labels(), key=lambda name: (-len(name), name))
    patterns = (r"[\s,./()-]{1,3}".join(map(re.escape, name.split(" "))) for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def find_labels(layout: Layout) -> tuple[Hit, ...]:
    """All labels of a page, in reading order."""
    return tuple(
        hit
        for row, passages in enumerate(layout.rows)
        for place, passage in enumerate(passages)
        for hit in _in_passage(passage, row, place)
    )


def _in_passage(passage: Passage, row: int, place: int) -> Iterator[Hit]:
    exact = list(_exact_in(passage))
    misread = [
        one for one in _misread_in(passage) if not any(one[2] < end and start < one[3] for *_, start, end in exact)
    ]
    found = sorted([*exact, *misread], key=lambda item: item[2])
    kept: list[tuple[Label, float, int, int]] = []
    for item in found:
        if not kept or item[2] >= kept[-1][3]:
            kept.append(item)
    starts = [start for _, _, start, _ in kept[1:]] + [len(passage.folded)]
    for (label, similarity, start, end), until in zip(kept, starts, strict=False):
        yield Hit(label, similarity, row, place, start, end, until)


def _exact_in(passage: Passage) -> Iterator[tuple[Label, float, int, int]]:
    first = _NUMBERING.match(passage.folded)
    begin = first.end() if first else 0
    for match in _exact().finditer(passage.folded):
        label = _labels()[" ".join(re.sub(r"\W+", " ", match[0]).split())]
        colon = _COLON.match(passage.folded, match.end()) is not None
        leads = match.start() == begin or passage.plain(match.start(), match.start() + 1).isupper()
        # So many words behind a mark are no accident; whether the mark was read as «;» or «,» must not matter.
        leads |= len(label.name.split()) >= _LONG and passage.folded[: match.start()].rstrip().endswith((";", ","))
        if colon or (leads and not label.strict):
            tail = _TAIL.match(passage.folded, match.end())
            yield label, 1.0, match.start(), tail.end() if tail else match.end()


def _misread_in(passage: Passage) -> Iterator[tuple[Label, float, int, int]]:
    for colon in re.finditer(r"\s*:", passage.folded):
        head = passage.folded[: colon.start()]
        starts = [match.start() for match in re.finditer(r"\S+", head)][-_MOST_WORDS:]
        best: tuple[Label, float, int, int] | None = None
        for start in starts:
            words = " ".join(re.sub(r"\W+", " ", head[start:]).split())
            if len(words) < _FEWEST_LETTERS or words in _labels():
                continue
            near = process.extractOne(words, _labels().keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
            if near and len(near[0]) >= _FEWEST_LETTERS and (best is None or near[1] / 100 > best[1]):
                best = (_labels()[near[0]], near[1] / 100, start, colon.end())
        if best:
            yield best


def value(layout: Layout, hits: tuple[Hit, ...], hit: Hit) -> Piece | None:
    """What stands behind a label: in its passage, else to the right, else below; never past another label.

    To the right another column with labels of its own may begin; then what stands below comes first, if no label does.
    """
    return next(values(layout, hits, hit), None)


def values(layout: Layout, hits: tuple[Hit, ...], hit: Hit, *, past: tuple[str, ...] = ()) -> Iterator[Piece]:
    """What may be the value of a label, nearest first.

    Args:
        layout: The page.
        hits: All its labels.
        hit: The label.
        past: Names of labels that do not end the search, such as «số» within an identity paper's line.
    """
    own = layout.rows[hit.row][hit.place]
    for label, passage, start, end in _stretches(layout, hits, hit):
        ends = label is not None and label.name not in past
        if passage is not own and (ends or _has_labels(layout, hits, passage)):
            below = following(layout, hits, hit)
            if below and (piece := below.whole()):
                yield piece
                return
        if ends:
            return
        if piece := passage.cut(start, end):
            yield piece
    yield from _below(layout, hits, hit)


def following(layout: Layout, hits: tuple[Hit, ...], hit: Hit) -> Passage | None:
    """The next line of a label's column, if no label stands in it: a value that fills its column goes on there."""
    own = layout.rows[hit.row][hit.place]
    for place, passage in enumerate(_next_row(layout, hit)):
        close = passage.box.y0 - own.box.y1 < _FOLLOWS * own.letter_height
        if close and _aligned(passage, own) and not _labels_in(hits, hit.row + 1, place):
            return passage
    return None


def _stretches(layout: Layout, hits: tuple[Hit, ...], hit: Hit) -> Iterator[tuple[Label | None, Passage, int, int]]:
    """What follows a label on its row, cut at labels; each stretch with the label that leads it."""
    row = layout.rows[hit.row]
    yield None, row[hit.place], hit.end, hit.until
    for place in range(hit.place, len(row)):
        here = _labels_in(hits, hit.row, place)
        if place > hit.place:
            yield None, row[place], 0, here[0].start if here else len(row[place].folded)
        for other in here:
            if place > hit.place or other.start > hit.start:
                yield other.label, row[place], other.end, other.until


def right_edge(layout: Layout, hit: Hit) -> float:
    """How far to the right the lines of a label's column reach, px; on rows that have as many columns as its own."""
    row = layout.rows[hit.row]
    alike = (passage for other in layout.rows if len(other) == len(row) for passage in other)
    return max(passage.box.x1 for passage in alike if _aligned(passage, row[hit.place]))


def _has_labels(layout: Layout, hits: tuple[Hit, ...], passage: Passage) -> bool:
    """Whether labels stand in a passage's column: then what stands in it belongs to them."""
    return any(_aligned(layout.rows[hit.row][hit.place], passage) for hit in hits)


def _aligned(one: Passage, other: Passage) -> bool:
    return abs(one.box.x0 - other.box.x0) < _AS_FAR_LEFT * other.letter_height


def _below(layout: Layout, hits: tuple[Hit, ...], hit: Hit) -> Iterator[Piece]:
    """What stands below a label: a line of its own, or the beginning of one in which a label comes later."""
    own = layout.rows[hit.row][hit.place]
    for place, passage in enumerate(_next_row(layout, hit)):
        first = next(iter(_labels_in(hits, hit.row + 1, place)), None)
        end = first.start if first else len(passage.folded)
        numbering = _NUMBERING.match(passage.folded)
        near = passage.box.y0 - own.box.y1 < _BELOW * own.letter_height
        if first and numbering and end <= numbering.end():
            continue
        if passage.over(own) and near and (piece := passage.cut(0, end)):
            yield piece


def _next_row(layout: Layout, hit: Hit) -> Row:
    return layout.rows[hit.row + 1] if hit.row + 1 < len(layout.rows) else ()


def _labels_in(hits: tuple[Hit, ...], row: int, place: int) -> list[Hit]:
    return [hit for hit in hits if (hit.row, hit.place) == (row, place)]
