"""Reads the paper types and their layouts from ``papers/*.txt``; the README tells how such a file is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAPERS = Path(__file__).parent / "papers"
_OF_THE_TYPE = "kind also codes type issuer owners ages born number serial shop years term until rows"
_OF_THE_LOOK = "form tint size hand extra"
_KNOWN = frozenset(f"{_OF_THE_TYPE} {_OF_THE_LOOK}".split())


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to write a paper.

    Attributes:
        paper: Name of the paper type, that of its file.
        name: Of the layout within it.
        settings: Of the type, overridden by those of the layout.
        lines: The paper from top to bottom.
    """

    paper: str
    name: str
    settings: Mapping[str, str]
    lines: tuple[str, ...]

    def choices(self, key: str) -> tuple[str, ...]:
        """The values of a setting that are separated by bars; none where it is not set."""
        return tuple(part.strip() for part in self.settings.get(key, "").split("|") if part.strip())

    @property
    def codes(self) -> tuple[str, ...]:
        """Result types this paper may be."""
        return tuple(self.settings.get("codes", "").split())


@cache
def layouts() -> Mapping[str, tuple[Layout, ...]]:
    """All layouts by paper type, in the order of the names."""
    return {path.stem: _read(path) for path in sorted(PAPERS.glob("*.txt"))}


def _read(path: Path) -> tuple[Layout, ...]:
    head, *parts = path.read_text(encoding="utf-8").split("\n=== ")
    common = dict(map(_setting, filter(None, head.splitlines())))
    found = []
    for part in parts:
        name, *lines = part.splitlines()
        own = dict(_setting(line[1:]) for line in lines if line.startswith("@"))
        body = tuple(line for line in lines if not line.startswith(("@", "//")))
        found.append(Layout(path.stem, name.strip(), {**common, **own}, body))
    return tuple(found)


def _setting(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    if key.strip() not in _KNOWN:
        raise ValueError(f"not a setting: {line}")
    return key.strip(), value.strip()
