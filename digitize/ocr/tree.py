"""Making lines of words and blocks of lines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from digitize.model import Block, Box, Line, Word


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of at least one box."""
    return reduce(Box.union, boxes)


def line_of(words: Iterable[Word]) -> Line:
    """A line of at least one word, in reading order."""
    row = tuple(words)
    return Line(row, hull(word.box for word in row))


def block_of(lines: Iterable[Line]) -> Block:
    """A block of at least one line, in reading order."""
    column = tuple(lines)
    return Block(column, hull(line.box for line in column))
