"""Finds the files that an operator hands in, in the order a person would read their names."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digitize.errors import BadFile, DigitizeError, EmptyFile, NotAFile, NotFound, SymbolicLink
from digitize.ingest.files import open_regular, reason_of
from digitize.ingest.sniffing import HEAD_BYTES, MediaType, claims_scan, media_type, refusal
from digitize.vietnamese.text import display_name, fold

_DIGITS = re.compile(r"\d+", re.ASCII)
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Found:
    """Something that lies where the operator pointed.

    Attributes:
        path: Where it lies.
        name: Its name as it can be shown and kept; see :func:`digitize.vietnamese.text.display_name`.
        relative: Name with the folders below the one handed in, ``/`` between them; the name alone for a file that
            was handed in itself.
        media_type: The format by content; ``None`` where it is none of ours or was not looked into.
        problem: Why it cannot be taken in, as far as its first bytes tell.
        is_scan: Whether it is a scan or claims to be one. A table or text beside the scans is none, and no failure.
    """

    path: Path
    name: str
    relative: str
    media_type: MediaType | None = None
    problem: type[DigitizeError] | None = None
    is_scan: bool = True


def natural_key(name: str) -> tuple[str, str]:
    """A sort key by which ``p2`` comes before ``p10`` and accents and capitals do not tear names apart."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(_LONGEST_NAME), fold(name)), name


def gather(paths: Sequence[Path]) -> Iterator[Found]:
    """Walks files and folders.

    Links are named, never followed, and nothing waits for a pipe. Only the first bytes of a file are read.

    Args:
        paths: As the operator gave them; their order is kept.

    Yields:
        Everything that is no folder, once for each time it is met, and folders that cannot be listed.
    """
    for root in paths:
        # Path, name to show, and what stands before the names of a folder's entries. A list of what is still to be
        # done, since folders may be nested deeper than Python may recurse.
        pending = [(root, display_name(root.name or root), "")]
        while pending:
            path, relative, prefix = pending.pop()
            try:
                mode = path.lstat().st_mode
                if not stat.S_ISDIR(mode):
                    yield _judged(path, relative, mode)
                    continue
                entries = [(entry, prefix + display_name(entry.name)) for entry in path.iterdir()]
            except OSError as error:
                missing = path is root and isinstance(error, FileNotFoundError)
                yield _refused(path, relative, NotFound if missing else reason_of(error))
                continue
            entries.sort(key=lambda entry: natural_key(entry[1]), reverse=True)
            pending += [(entry, name, f"{name}/") for entry, name in entries]


def _judged(path: Path, relative: str, mode: int) -> Found:
    if stat.S_ISLNK(mode):
        return _refused(path, relative, SymbolicLink)
    return _read_head(path, relative) if stat.S_ISREG(mode) else _refused(path, relative, NotAFile)


def _read_head(path: Path, relative: str) -> Found:
    name = display_name(path.name)
    try:
        with open_regular(path) as file:
            head = file.read(HEAD_BYTES)
    except BadFile as error:
        return _refused(path, relative, type(error))
    except OSError as error:
        return _refused(path, relative, reason_of(error))
    kind = media_type(head)
    if kind is not None:
        return Found(path, name, relative, kind)
    problem = refusal(head, name) if head else EmptyFile
    is_empty_by_purpose = not head and "." in name and not claims_scan(name)
    if problem is None or is_empty_by_purpose:
        return Found(path, name, relative, is_scan=False)
    return _refused(path, relative, problem)


def _refused(path: Path, relative: str, problem: type[DigitizeError]) -> Found:
    return Found(path, display_name(path.name or path), relative, problem=problem)
