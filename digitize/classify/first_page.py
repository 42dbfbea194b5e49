"""A second vote on where documents begin: what a page itself says, whatever separator sheets stand around it.

Source: Decree 30/2020/NĐ-CP, annex I, part II: the heading (agency, motto, number, place and date) stands at the top of
the first page; pages are numbered in Arabic figures in the middle of the upper margin, the first page is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from digitize.classify.document import DocumentText, Layout
from digitize.classify.header import has_agency, has_motto, has_number_and_date
from digitize.model import PageReading

_PLAIN_NUMBER = re.compile(r"[-–—. ]*(\d{1,3})[-–—. ]*", re.ASCII)
_WORDED_NUMBER = re.compile(r"(?:trang|page)[ :]*(\d{1,3})(?:\s*(?:/|tren|of)\s*(\d{1,3}))?", re.ASCII)
_UPPER_MARGIN, _LOWER_MARGIN = 0.1, 0.92
_OFF_MIDDLE = 0.1
_ROWS = 2


class Evidence(StrEnum):
    """What speaks for a page being the first of a document."""

    MOTTO = "motto"
    AGENCY = "agency"
    NUMBER_AND_DATE = "number_and_date"


_WEIGHTS = {Evidence.MOTTO: 0.6, Evidence.AGENCY: 0.2, Evidence.NUMBER_AND_DATE: 0.3}
_BEGINS, _SURELY = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class FirstPageVote:
    """What a page says of its own place.

    Attributes:
        evidence: What speaks for a first page.
        number: The page's printed number; ``None`` where none is read.
        total: How many pages the document has, where that is printed beside the number.
    """

    evidence: frozenset[Evidence] = frozenset()
    number: int | None = None
    total: int | None = None

    @property
    def score(self) -> float:
        """0…1; 0 where the page is numbered, and not as the first."""
        if self.number is not None and self.number > 1:
            return 0.0
        return min(1.0, sum(_WEIGHTS[item] for item in self.evidence))

    @property
    def begins(self) -> bool:
        """Whether it looks like the first page of a document."""
        return self.score >= _BEGINS

    @property
    def surely(self) -> bool:
        """Whether it can hardly be anything else: the motto with more of the heading about it."""
        return self.score >= _SURELY


def vote(reading: PageReading) -> FirstPageVote:
    """The vote of a page."""
    for layout in DocumentText((reading,)).layouts:
        tests = (
            (Evidence.MOTTO, has_motto(layout)),
            (Evidence.AGENCY, has_agency(layout)),
            (Evidence.NUMBER_AND_DATE, has_number_and_date(layout)),
        )
        return FirstPageVote(frozenset(item for item, holds in tests if holds), *_page_number(layout))
    return FirstPageVote()


def _page_number(layout: Layout) -> tuple[int | None, int | None]:
    """The number in the upper margin, or one that says «Trang» in either margin, and how many there are."""
    for row in (*layout.rows[:_ROWS], *layout.rows[-_ROWS:]):
        for passage in row:
            upper = passage.box.y1 < _UPPER_MARGIN * layout.height
            if not upper and passage.box.y0 < _LOWER_MARGIN * layout.height:
                continue
            worded = _WORDED_NUMBER.fullmatch(passage.folded.strip())
            if worded:
                return int(worded[1]), int(worded[2]) if worded[2] else None
            plain = _PLAIN_NUMBER.fullmatch(passage.folded)
            central = abs(passage.middle - layout.width / 2) < _OFF_MIDDLE * layout.width
            if plain and upper and central and len(row) == 1:
                return int(plain[1]), None
    return None, None
