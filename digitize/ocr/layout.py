"""Reading order of an official paper, whatever engine found the lines.

Layout analysis takes the columns of a heading (agency left, national motto right) for one line where they stand
close, and likewise the list of recipients and the signature beside it. Both are boxes of Decree 30/2020/NĐ-CP,
annex I, part II, and known by their words: the motto (boxes 1) and "Nơi nhận" (box 9b). Around these two anchors
lines are cut at the gap between the columns and put in order, left column first; all else stays as the engine
has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz

from digitize.model import Block, Line, Word
from digitize.ocr.tree import block_of, line_of
from digitize.vietnamese.text import fold, fold_with_offsets

_MOTTO = "cong hoa xa hoi chu nghia viet nam"
_MOTTO_BELOW = "doc lap - tu do - hanh phuc"
_DATE_WORDS = ("ngay", "thang", "nam")
_RECIPIENTS = re.compile(r"n[oe]i nh[ae]n")
_NUMBER = re.compile(r"s[oe0]\s*[:;.]")
_ALIKE = 80.0
# From its first word on, the motto's line holds the motto and no more than a few stray signs.
_LEAST_OF_MOTTO, _MOST_OF_MOTTO = 0.8, 1.3

_CAPITALS = 0.6

# The heading begins at most so many line heights above the motto; its date stands at most so many below it, and the
# last line of a letter's subject, which may be long and stands in the narrow left column.
_ABOVE_MOTTO = 2.0
_SAME_ROW = 0.7
_COLUMN_LEADING = 1.5
_BELOW_MOTTO, _SUBJECT_BELOW_MOTTO = 9.0, 18.0
# Between the two columns of the foot the paper is free for this part of its width at least somewhere in here.
_FOOT_FROM, _FOOT_TO = 0.3, 0.7
_COLUMN_GAP = 1.0


def arranged(blocks: tuple[Block, ...], width: float) -> tuple[Block, ...]:
    """The same words in the reading order of an official paper.

    Args:
        blocks: As an engine or a text layer gives them.
        width: Of the page, px.
    """
    heading = _heading(_lines(blocks))
    if heading:
        blocks = _with(blocks, heading)
    foot = _foot(_lines(blocks), width)
    return _with(blocks, foot) if foot else blocks


def _lines(blocks: tuple[Block, ...]) -> list[Line]:
    return [line for block in blocks for line in block.lines]


@dataclass(frozen=True)
class _Zone:
    """Lines to be taken out and the columns to stand in their place."""

    lines: tuple[Line, ...]
    columns: tuple[tuple[Line, ...], ...]

    @cached_property
    def taken(self) -> frozenset[int]:
        """The identities of the lines; two lines may be equal."""
        return frozenset(map(id, self.lines))


def _with(blocks: tuple[Block, ...], zone: _Zone) -> tuple[Block, ...]:
    """The blocks with a zone's lines replaced by its columns, where the first of the lines stood."""
    arranged_blocks: list[Block] = []
    columns = [block_of(column) for column in zone.columns if column]
    for block in blocks:
        kept: list[Line] = []
        for line in block.lines:
            if id(line) not in zone.taken:
                kept.append(line)
                continue
            if columns:
                arranged_blocks += [block_of(kept)] if kept else []
                arranged_blocks += columns
                kept, columns = [], []
        arranged_blocks += [block_of(kept)] if kept else []
    return tuple(arranged_blocks)


# --- the heading ------------------------------------------------------------------------------------------


def _heading(lines: list[Line]) -> _Zone | None:
    """Agency, motto, number, place and date, a letter's subject: the lines about the national motto."""
    for line in lines:
        start = _motto_start(line)
        if start is not None:
            break
    else:
        return None
    motto = line_of(line.words[start:])
    height = motto.box.height
    split = (line.words[start - 1].box.x1 + motto.box.x0) / 2 if start else motto.box.x0 - height / 2
    near = [
        other
        for other in lines
        if _in_heading(_middle(other) - _middle(motto), height, has_right=bool(_right(other, split)))
    ]
    below = next((other for other in near if _alike(_right(other, split), _MOTTO_BELOW)), motto)
    if not any(_left(other, split) and _middle(other) < _middle(below) + height / 2 for other in near):
        # Applications and forms have the motto in the middle and nothing beside it.
        return None
    date = next((other for other in near if _is_date(_right(other, split))), None)
    last = date or below
    right_bottom = _middle(last) + height / 2
    bottom = _bottom_of_left(near, split, right_bottom)
    zone = [other for other in near if _middle(other) < bottom and (other is line or not _crosses(other, split))]
    date_row = _middle(date) - height if date else right_bottom
    number = _number(zone, date, split)
    number_row, subject_row = (_middle(number) + part * height / 2 if number else bottom for part in (-1, 1))
    columns = (
        _side(zone, split, left=True, above=number_row),
        _side(zone, split, left=False, above=date_row),
        _side(zone, split, left=True, below=number_row, above=subject_row),
        _side(zone, split, left=False, below=date_row),
        _side(zone, split, left=True, below=subject_row),
    )
    return _Zone(tuple(zone), columns) if columns[0] or columns[2] or columns[4] else None


def _number(zone: list[Line], date: Line | None, split: float) -> Line | None:
    """The line with the document's number: by its first word, else what stands on the left beside the date."""
    left = sorted((line for line in zone if _left(line, split)), key=_middle)
    named = next((line for line in left if _NUMBER.match(fold(_text(_left(line, split))))), None)
    if named or not date or not left:
        return named
    return left[-1] if abs(_middle(left[-1]) - _middle(date)) < date.box.height / 2 else None


def _bottom_of_left(near: list[Line], split: float, bottom: float) -> float:
    """Where the left column ends: agencies, number and subject may reach further down than the right column.

    Args:
        near: Lines about the heading.
        split: Where the columns part, px.
        bottom: Where the right column ends, px; below it the left one may go on, line after line without a gap.
    """
    end = max((line.box.y1 for line in near if _middle(line) < bottom and _left(line, split)), default=bottom)
    for line in sorted(near, key=_middle):
        alone = not _right(line, split)
        if alone and _middle(line) >= bottom and line.box.y0 - end < _COLUMN_LEADING * line.box.height:
            bottom, end = _middle(line) + 1, line.box.y1
    return bottom


def _in_heading(offset: float, height: float, *, has_right: bool) -> bool:
    """Whether a line so far below the motto's (px) may belong to the heading.

    Above the motto only the agency stands, on the left; what else is there was stamped or signed on.
    """
    above, below = (_SAME_ROW, _BELOW_MOTTO) if has_right else (_ABOVE_MOTTO, _SUBJECT_BELOW_MOTTO)
    return -above * height < offset < below * height


def _motto_start(line: Line) -> int | None:
    """The word with which the national motto begins, if the line ends with it."""
    folded, offsets = fold_with_offsets(line.text)
    found = fuzz.partial_ratio_alignment(_MOTTO, folded, score_cutoff=_ALIKE)
    if found is None:
        return None
    rest = (len(folded) - found.dest_start) / len(_MOTTO)
    if not _LEAST_OF_MOTTO < rest < _MOST_OF_MOTTO:
        return None
    place = offsets[min(found.dest_start, len(offsets) - 1)]
    letters = list(filter(str.isalpha, line.text[place:]))
    if sum(map(str.isupper, letters)) < _CAPITALS * len(letters):
        # Laws name the state in running text; a heading has it in capitals.
        return None
    ends = np.cumsum([len(word.text) + 1 for word in line.words])
    # A start within the last letters of a word means the next word.
    return min(int(np.searchsorted(ends, place + 2)), len(line.words) - 1)


def _is_date(words: tuple[Word, ...]) -> bool:
    text = fold(_text(words))
    return sum(word in text for word in _DATE_WORDS) >= 2


def _alike(words: tuple[Word, ...], text: str) -> bool:
    return fuzz.ratio(fold(_text(words)), text) >= _ALIKE


# --- the foot ---------------------------------------------------------------------------------------------


def _foot(lines: list[Line], width: float) -> _Zone | None:
    """Recipients on the left, signature on the right: the lines from "Nơi nhận" down."""
    anchor = next((line for line in reversed(lines) if _RECIPIENTS.match(fold(line.text))), None)
    if anchor is None or anchor.words[0].box.x0 > width / 2:
        return None
    height = anchor.box.height
    below = sorted((line for line in lines if _middle(line) > _middle(anchor) - height), key=_middle)
    split = _river(below, width)
    zone: list[Line] = []
    for line in below:
        if _crosses(line, split):
            break
        zone.append(line)
    columns = (_side(zone, split, left=True), _side(zone, split, left=False))
    return _Zone(tuple(zone), columns) if all(columns) else None


def _river(lines: list[Line], width: float) -> float:
    """The middle of the widest strip, near the middle of the page, that the fewest words cross."""
    start, end = int(_FOOT_FROM * width), int(_FOOT_TO * width)
    crossed = np.zeros(int(width) + 1, np.int64)
    for word in (word for line in lines for word in line.words):
        crossed[max(int(word.box.x0), 0) : max(int(word.box.x1), 0)] += 1
    free = np.flatnonzero(crossed[start:end] == crossed[start:end].min())
    strips = np.split(free, np.flatnonzero(np.diff(free) > 1) + 1)
    widest = max(strips, key=len)
    return start + float(widest[0] + widest[-1]) / 2


# --- both -------------------------------------------------------------------------------------------------


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _middle(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def _left(line: Line, split: float) -> tuple[Word, ...]:
    return tuple(word for word in line.words if (word.box.x0 + word.box.x1) / 2 < split)


def _right(line: Line, split: float) -> tuple[Word, ...]:
    return tuple(word for word in line.words if (word.box.x0 + word.box.x1) / 2 >= split)


def _crosses(line: Line, split: float) -> bool:
    """Whether a line runs through the gap between the columns like any text of full width."""
    # Strokes of rules and pens between the columns are read as signs; they bridge nothing.
    written = line_of(word for word in line.words if any(map(str.isalnum, word.text)) or word is line.words[0])
    left, right = _left(written, split), _right(written, split)
    if not left or not right:
        return False
    gap = min(word.box.x0 for word in right) - max(word.box.x1 for word in left)
    return gap < _COLUMN_GAP * float(np.median([word.box.height for word in line.words])) / 2


def _side(
    zone: Iterable[Line],
    split: float,
    *,
    left: bool,
    above: float = float("inf"),
    below: float = float("-inf"),
) -> tuple[Line, ...]:
    """The parts of a zone's lines on one side of the gap, from top to bottom."""
    side = _left if left else _right
    parts = [words for line in zone if below <= _middle(line) < above and (words := side(line, split))]
    return tuple(sorted(map(line_of, parts), key=_middle))
