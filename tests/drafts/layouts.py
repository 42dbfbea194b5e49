"""The paper types of this folder, written as ``tests/unseen/README.md`` tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.unseen.layouts import Layout, _read

PAPERS = Path(__file__).parent / "papers"


@cache
def layouts() -> Mapping[str, tuple[Layout, ...]]:
    """All layouts by paper type, in the order of the names."""
    return {path.stem: _read(path) for path in sorted(PAPERS.glob("*.txt"))}


def which(number: int) -> Layout:
    """The layout of document ``number``: types in turn, in each its layouts in turn."""
    turn, index = divmod(number, len(layouts()))
    own = tuple(layouts().values())[index]
    return own[turn % len(own)]
