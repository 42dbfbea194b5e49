"""Which files make one stack of paper, and where a stack is cut into documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import PurePosixPath

from digitize.catalogue.covers import Cover
from digitize.errors import (
    BarcodeUnreadable,
    OnlyBlankPages,
    SecondHeading,
    SeparatorMisplaced,
    SeparatorMissed,
    SeriesGap,
)
from digitize.ingest.gather import Found
from digitize.ingest.sniffing import MediaType
from digitize.model import PageRef, Separator

_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d{1,9})(?P<closing>[)\]]?)", re.DOTALL | re.ASCII)
_LARGEST_STEP = 4
"""Page numbers further apart than this belong to no common series: they are dossier numbers, or times of day."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Files that hold one stack of paper, in page order.

    Attributes:
        name: The file's relative name, or what the names of a series have in common.
        files: One PDF or TIFF, one picture, or a series of pictures with one page each.
        missing: Numbers that the series leaves out between its first and last: pages may have been lost.
    """

    name: str
    files: tuple[Found, ...]
    missing: tuple[int, ...] = ()

    @property
    def is_series(self) -> bool:
        """Whether the stack came as one picture a page."""
        return len(self.files) > 1

    @property
    def warnings(self) -> tuple[str, ...]:
        """Reason codes that hold for every document of the stack."""
        return (SeriesGap.code,) if self.missing else ()


def group(found: Iterable[Found]) -> list[Stack]:
    """Puts files into stacks.

    A PDF or TIFF is a stack of its own. JPEG or PNG pictures of one folder whose names differ only in the number at
    their end, counting on, are the pages of one stack.

    Args:
        found: Accepted files only, in the order of :func:`digitize.ingest.gather.gather`.

    Returns:
        Stacks in the order of their first files.
    """
    stacks: list[Stack] = []
    for key, run in groupby(found, key=_series_key):
        files = tuple(run)
        if key is None:
            stacks += [Stack(file.relative, (file,)) for file in files]
        else:
            stacks += _series(files)
    return stacks


def _series_key(file: Found) -> tuple[object, ...] | None:
    """What the pages of a series have in common; ``None`` for a file that is no page of any."""
    if file.media_type not in (MediaType.JPEG, MediaType.PNG):
        return None
    path = PurePosixPath(file.relative)
    match = _NUMBERED.fullmatch(path.stem)
    return (file.path.parent, file.media_type, match["stem"], match["closing"]) if match else None


def _number(file: Found) -> int:
    match = _NUMBERED.fullmatch(PurePosixPath(file.relative).stem)
    assert match is not None, "only numbered files are compared"
    return int(match["number"])


def _series(files: tuple[Found, ...]) -> list[Stack]:
    runs: list[list[Found]] = []
    for file in files:
        if runs and 0 < _number(file) - _number(runs[-1][-1]) <= _LARGEST_STEP:
            runs[-1].append(file)
        else:
            runs.append([file])
    return [_stack_of(run) for run in runs]


def _stack_of(run: list[Found]) -> Stack:
    if len(run) == 1:
        return Stack(run[0].relative, (run[0],))
    numbers = {_number(file) for file in run}
    missing = tuple(number for number in range(min(numbers), max(numbers)) if number not in numbers)
    return Stack(f"{run[0].relative}…{run[-1].name}", tuple(run), missing)


# --- cutting ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StackPage:
    """What is known of a page when its stack is cut.

    Attributes:
        ref: The page.
        separator: The kind, where the page is a separator sheet.
        blank: Nothing is printed on it.
        cover: What the cover's code on it says.
        has_cover: A cover's code is on it, whether or not it can be trusted.
        sticker: A code on it says that a document begins here; the page belongs to that document.
        begins: The page looks like the first of a document.
        surely: It can hardly be anything else.
        number: Its printed number.
        total: How many pages its document has, as printed.
        warnings: Reason codes of its barcodes, where it is a separator sheet.
        says_sheet: It calls itself a separator sheet, though no code on it could be read.
        gone: Its document was disposed of.
    """

    ref: PageRef
    separator: Separator | None = None
    blank: bool = False
    cover: Cover | None = None
    has_cover: bool = False
    sticker: bool = False
    begins: bool = False
    surely: bool = False
    number: int | None = None
    total: int | None = None
    warnings: tuple[str, ...] = ()
    says_sheet: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """The pages of one document.

    Attributes:
        pages: In order, blank ones included.
        cover: What a sticker on its first page says, else the last cover sheet before it in the stack.
        warnings: Reason codes, those of single pages too.
        doubts: Pages about which the cutting is in doubt, with the reason code.
    """

    pages: tuple[PageRef, ...]
    cover: Cover | None = None
    warnings: tuple[str, ...] = ()
    doubts: tuple[tuple[PageRef, str], ...] = ()


@dataclass(slots=True)
class _Run:
    """Pages between two cuts, while a stack is gone through; ``warnings`` are those of the sheets about them."""

    cover: Cover | None
    warnings: tuple[str, ...]
    pages: list[StackPage] = field(default_factory=list)

    @property
    def printed(self) -> list[StackPage]:
        return [page for page in self.pages if not page.blank]


def split(pages: Sequence[StackPage], *, series: bool = False, duplex: bool | None = None) -> list[Piece]:
    """Cuts a stack into documents.

    Separator sheets cut and belong to no document, nor does the blank back of one. A sticker cuts before its page. A
    cover sheet holds for every document up to the next cover, a sticker for its own document. No document is empty,
    and no page is left out but separator sheets and those that are gone, about which the others are cut as before.

    Args:
        pages: In the order scanned.
        series: The stack came as one picture a page, with nothing else to say where a document ends: a page that
            looks like the first of a document cuts as well. Elsewhere it is only a warning, since a stapled annex
            carries a heading too.
        duplex: Both sides were scanned; ``None``: judged from the separators and their backs.
    """
    if duplex is None:
        duplex = _looks_duplex(pages)
    runs = _runs(pages, series, duplex)
    has_sheets = any(page.separator for page in pages)
    return [
        _piece(run, before, after, has_sheets)
        for before, run, after in zip([None, *runs], runs, [*runs[1:], None], strict=False)
        if run.pages
    ]


def _runs(pages: Sequence[StackPage], series: bool, duplex: bool) -> list[_Run]:
    runs: list[_Run] = []
    cover: Cover | None = None
    waiting: tuple[str, ...] = ()
    cut = True
    for index, page in enumerate(pages):
        if page.separator is not None:
            cover = page.cover if page.has_cover else cover
            waiting += page.warnings
            cut = True
            continue
        if page.gone:
            # A run without pages, which parts its neighbours.
            runs.append(_Run(cover, waiting))
            waiting = ()
            cut = True
            continue
        if duplex and _is_back_of_separator(pages, index):
            continue
        if cut or page.sticker or (series and page.begins and runs[-1].printed):
            runs.append(_Run(page.cover if page.has_cover and page.sticker else cover, waiting))
            waiting = ()
            cut = False
            if page.sticker and page.has_cover and page.cover != cover:
                # The documents that follow may belong to either dossier: they are given to none.
                cover = None
        runs[-1].pages.append(page)
    if runs:
        runs[-1].warnings += waiting
    return runs


def _looks_duplex(pages: Sequence[StackPage]) -> bool:
    """Whether every separator stands on a front, with a back of its own behind it, blank or a separator too."""
    fronts = [index for index, page in enumerate(pages) if page.separator and not _is_printed_back(pages, index)]
    return bool(fronts) and all(
        index % 2 == 0 and index + 1 < len(pages) and (pages[index + 1].blank or pages[index + 1].separator)
        for index in fronts
    )


def _is_printed_back(pages: Sequence[StackPage], index: int) -> bool:
    return index % 2 == 1 and pages[index - 1].separator is not None


def _is_back_of_separator(pages: Sequence[StackPage], index: int) -> bool:
    return index % 2 == 1 and pages[index].blank and pages[index - 1].separator is not None


def _piece(run: _Run, before: _Run | None, after: _Run | None, has_sheets: bool) -> Piece:
    doubts = [
        (page.ref, SeparatorMissed.code if has_sheets and page.surely else SecondHeading.code)
        for page in run.printed[1:]
        if page.begins
    ]
    doubts += [(page.ref, BarcodeUnreadable.code) for page in run.printed if page.says_sheet]
    if run.printed and _goes_on(before, run):
        doubts.append((run.printed[0].ref, SeparatorMisplaced.code))
    if run.printed and after is not None and _goes_on(run, after):
        doubts.append((run.printed[-1].ref, SeparatorMisplaced.code))
    blank = () if run.printed else (OnlyBlankPages.code,)
    warnings = dict.fromkeys((*blank, *run.warnings, *(code for _, code in doubts)))
    return Piece(tuple(page.ref for page in run.pages), run.cover, tuple(warnings), tuple(doubts))


def recut(pieces: Iterable[Piece], said: Mapping[PageRef, bool]) -> list[Piece]:
    """Pieces as persons want them: parted before pages with which a document begins, joined where none does.

    Args:
        pieces: Of one stack, in its order, as :func:`split` gives them.
        said: Pages of which a person said whether a document begins there; that piece is joined to the one before.
    """
    cut: list[Piece] = []
    for piece in pieces:
        first, *others = _parted(piece, said)
        if cut and said.get(first.pages[0]) is False:
            cut[-1] = _joined(cut[-1], first)
        else:
            cut.append(first)
        cut += others
    return cut


def _parted(piece: Piece, said: Mapping[PageRef, bool]) -> list[Piece]:
    starts = [0, *(place for place, ref in enumerate(piece.pages) if place and said.get(ref))]
    return [
        _with_doubts(replace(piece, pages=pages), [doubt for doubt in piece.doubts if doubt[0] in pages], said)
        for start, end in zip(starts, [*starts[1:], None], strict=True)
        for pages in (piece.pages[start:end],)
    ]


def _joined(one: Piece, other: Piece) -> Piece:
    # That the paper goes on behind the first piece is no doubt any more.
    doubts = [doubt for doubt in one.doubts if doubt[1] != SeparatorMisplaced.code or doubt[0] == one.pages[0]]
    both_blank = {OnlyBlankPages.code} if OnlyBlankPages.code in other.warnings else set()
    kept = tuple(code for code in one.warnings if code != OnlyBlankPages.code or code in both_blank)
    whole = replace(one, pages=one.pages + other.pages, warnings=kept, cover=one.cover or other.cover)
    return _with_doubts(replace(whole, doubts=one.doubts + other.doubts), [*doubts, *other.doubts], {})


def _with_doubts(piece: Piece, doubts: Iterable[tuple[PageRef, str]], said: Mapping[PageRef, bool]) -> Piece:
    """A piece with these of its doubts, but for pages about which a person has spoken."""
    left = tuple(doubt for doubt in doubts if doubt[0] not in said)
    others = [code for code in piece.warnings if code not in {code for _, code in piece.doubts}]
    return replace(piece, doubts=left, warnings=tuple(dict.fromkeys((*others, *(code for _, code in left)))))


def _goes_on(before: _Run | None, run: _Run) -> bool:
    """Whether the pages of a run go on with a document that began before the cut."""
    if not run.printed:
        return False
    first = run.printed[0]
    if first.number is not None and first.number > 1:
        return True
    last = next((page for page in reversed(before.printed) if page.number), None) if before else None
    unfinished = last is not None and last.total is not None and last.number is not None and last.number < last.total
    return unfinished and not first.begins
