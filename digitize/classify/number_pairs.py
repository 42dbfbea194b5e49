"""Two numbers of one owner on one paper: the 12-digit number with the old card's, the old number of a household
business with the new one.

A pair counts only where the paper itself puts the two side by side under labels that say what each is, with nobody
else named in between. A pair that is missed costs a look-up; a wrong one would give a citizen another's papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber, parse_owner_number
from digitize.classify.document import DocumentText, Passage, Piece
from digitize.errors import BadOwnerNumber

_CITIZEN = r"(?:cccd|can cuoc(?:\s+cong dan)?|dinh danh(?:\s+ca nhan)?|ddcn)"
_OLD = r"(?:cmnd|cmt|chung minh(?:\s+nhan dan)?)"
_BUSINESS = r"(?:ma\s+so\s+(?:thue|ho kinh doanh|dang ky)|mst)"
_OLD_BUSINESS = r"(?:so\s+(?:dang ky\s+)?cu|giay\s+chung\s+nhan\s+(?:dang ky\s+)?(?:ho kinh doanh\s+)?so)"
_LABELS = {
    OwnerKind.CITIZEN: rf"(?:{_CITIZEN}|{_BUSINESS})",
    OwnerKind.OLD_CITIZEN: rf"(?:{_OLD}|{_CITIZEN})",
    OwnerKind.TAX: _BUSINESS,
    OwnerKind.HOUSEHOLD: _OLD_BUSINESS,
}
_NUMBER = re.compile(r"(?<![0-9a-z])(?:[0-9]{2}[a-z][0-9]{7}|[0-9](?:[ .]?[0-9]){8,12}(?:-[0-9]{3})?)(?![0-9a-z])")
# Between a label and its number stand words such as «số», «cũ», «hoặc số … nay là», and no other person.
_LABEL_WITHIN = 32
_APART = 70
_SOMEONE_ELSE = re.compile(
    r"\b(?:ong|ba|anh|chi|ho\s+(?:va\s+)?ten|ho,|chu dem|vo|chong|cha|me|con|nguoi|dai dien|uy quyen)\b"
)
_PAIRS = {
    frozenset({OwnerKind.CITIZEN, OwnerKind.OLD_CITIZEN}),
    frozenset({OwnerKind.HOUSEHOLD, OwnerKind.TAX}),
    frozenset({OwnerKind.HOUSEHOLD, OwnerKind.CITIZEN}),
}


@dataclass(frozen=True, slots=True)
class NumberPair:
    """Two numbers that a paper gives for one owner.

    Attributes:
        older: The old card's number, or the old number of a household business.
        newer: The number of today.
        piece: Both, and what stands between them.
    """

    older: OwnerNumber
    newer: OwnerNumber
    piece: Piece


@dataclass(frozen=True, slots=True)
class _Labelled:
    number: OwnerNumber
    start: int
    end: int


def find_number_pairs(document: DocumentText) -> tuple[NumberPair, ...]:
    """Pairs of numbers on the pages of a document; none of which a number would stand in two."""
    found = [pair for layout in document.layouts if layout.flow for pair in _pairs(layout.flow)]
    distinct = list({(pair.older, pair.newer): pair for pair in found}.values())
    used = [number for pair in distinct for number in (pair.older, pair.newer)]
    return tuple(pair for pair in distinct if used.count(pair.older) == used.count(pair.newer) == 1)


def _pairs(text: Passage) -> Iterator[NumberPair]:
    for first, second in pairwise(_labelled(text)):
        between = text.folded[first.end : second.start]
        kinds = frozenset({first.number.kind, second.number.kind})
        if kinds not in _PAIRS or len(between) > _APART or _SOMEONE_ELSE.search(between):
            continue
        piece = text.cut(first.start, second.end)
        old = first.number.kind in (OwnerKind.OLD_CITIZEN, OwnerKind.HOUSEHOLD)
        if piece and not piece.handwritten:
            older, newer = (first, second) if old else (second, first)
            yield NumberPair(older.number, newer.number, piece)


def _labelled(text: Passage) -> Iterator[_Labelled]:
    """The numbers of a text that stand behind a label of their kind."""
    for match in _NUMBER.finditer(text.folded):
        try:
            number = parse_owner_number(match[0])
        except BadOwnerNumber:
            continue
        before = text.folded[max(0, match.start() - _LABEL_WITHIN) : match.start()]
        if re.search(rf"\b{_LABELS[number.kind]}\b[^0-9]*$", before):
            yield _Labelled(number, match.start(), match.end())
