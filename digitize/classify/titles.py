"""Titles of papers: the table of rules, and the search for one of them on a page.

``data/titles.csv`` has a row for each rule. ``title`` is folded; ``when`` is a regular expression over the folded
heading (agency, title, subject) that must match, or behind ``page:`` over the whole page; ``symbol`` a regular
expression over what stands behind the ordinal in the document number; several result types parted by ``|`` are a
choice for a person, not an answer. Of the rules whose title stands on the paper, the longest title wins, then the
first row whose ``when`` is met.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz

from digitize.classify.document import Layout, Passage, join
from digitize.classify.zones import HEAD, Placed, title_blocks
from digitize.model import DocumentKind
from digitize.vietnamese.abbreviations import written_out

# Below this likeness (rapidfuzz ratio, 0…100) a line is not the title; siblings such as «… thuốc thú y» and
# «… thuốc bảo vệ thực vật» are kept apart by the test of each word.
_LIKE = 88.0
_WORD_LIKE = 60.0
_PAGE = "page:"
# Of titles from here on the longest wins.
_SURE = 91.0


@dataclass(frozen=True, slots=True)
class TitleRule:
    """A row of the table; see the module's docstring."""

    title: str
    when: re.Pattern[str] | None
    anywhere: bool
    symbol: re.Pattern[str] | None
    kind: DocumentKind
    result_types: tuple[str, ...]
    document_type: str

    def met(self, scope: str, page: str) -> bool:
        """Whether the condition on the folded heading, or on the folded page, holds."""
        return self.when is None or self.when.search(page if self.anywhere else scope) is not None


@dataclass(frozen=True, slots=True)
class Title:
    """A title found on a page.

    Attributes:
        name: The folded title of the table; empty where the table has none.
        passage: Where it stands.
        similarity: Likeness to the table's title, 0…1.
        extra: How many words in capitals follow it on its last line.
        first_row: Index of its first row in the layout.
        last_row: Index of its last row.
    """

    name: str
    passage: Passage
    similarity: float
    extra: int
    first_row: int
    last_row: int


@cache
def rules() -> tuple[TitleRule, ...]:
    """The table, in its order."""
    text = (resources.files("digitize.classify") / "data" / "titles.csv").read_text("utf-8")
    return tuple(
        TitleRule(
            title=row["title"],
            when=re.compile(row["when"].removeprefix(_PAGE)) if row["when"] else None,
            anywhere=row["when"].startswith(_PAGE),
            symbol=re.compile(row["symbol"]) if row["symbol"] else None,
            kind=DocumentKind(row["kind"]),
            result_types=tuple(filter(None, row["result_type"].split("|"))),
            document_type=row["document_type"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _titles() -> tuple[str, ...]:
    return tuple(sorted({rule.title for rule in rules()}, key=lambda title: (-len(title), title)))


def rules_for(title: str) -> tuple[TitleRule, ...]:
    """The rules of a title, in the table's order."""
    return tuple(rule for rule in rules() if rule.title == title)


def find_title(layout: Layout) -> Title | None:
    """The topmost title of the table on a page; of several that begin on the same line, the longest.

    Where the table knows none, the block that most looks like a title, with an empty name; ``None`` if there is none.
    """
    blocks = title_blocks(layout)
    for block in blocks:
        for start in range(len(block.lines)):
            if title := _title_at(block.lines[start:]):
                return title
        if HEAD.match(block.lines[0][1].folded):
            # A title that the table does not know; what comes below it is no title.
            break
    worded = [block.lines for block in blocks if sum(len(part.words) for _, part in block.lines) > 1]
    lines = next((lines for lines in worded if HEAD.match(lines[0][1].folded)), worded[0] if worded else None)
    if lines is None:
        return None
    return Title("", join(part for _, part in lines), 0.0, 0, lines[0][0], lines[-1][0])


def _title_at(lines: tuple[Placed, ...]) -> Title | None:
    words: list[tuple[str, int]] = []
    for place, (_, part) in enumerate(lines):
        syllables = re.findall(r"[^\W_]+", part.folded)
        words.extend((word, place) for one in syllables for word in written_out().get(one, (one,)))
    read = [word for word, _ in words]
    matches = [(similarity, count, title) for title in _titles() for count, similarity in (_likeness(title, read),)]
    similarity, count, title = max(matches, key=lambda match: (match[0] > _SURE, match[1], match[0]))
    if similarity < _LIKE:
        return None
    last = words[count - 1][1]
    extra = sum(1 for _, place in words[count:] if place == last)
    # What stands in brackets or behind a stroke is a remark or a translation, no longer title.
    if re.search(r"[(/]", lines[last][1].text):
        extra = 0
    spread = [part for _, part in lines[: last + 1]]
    return Title(title, join(spread), similarity / 100, extra, lines[0][0], lines[last][0])


def _likeness(title: str, words: list[str]) -> tuple[int, float]:
    wanted = title.split(" ")
    best = (0, 0.0)
    for count in range(len(wanted) - 1, len(wanted) + 2):
        if not 0 < count <= len(words):
            continue
        ratio = fuzz.ratio(title, " ".join(words[:count]), score_cutoff=_LIKE)
        if ratio > best[1] and _each_word(wanted, words[:count]):
            best = (count, ratio)
    return best


def _each_word(wanted: list[str], words: list[str]) -> bool:
    """Whether each word of the title stands there, at worst misread: then it is like a word left over."""
    left = list((Counter(words) - Counter(wanted)).elements())
    return all(
        not word.isdigit() and any(fuzz.ratio(word, other) >= _WORD_LIKE for other in left)
        for word in (Counter(wanted) - Counter(words)).elements()
        if len(word) > 1 or word.isdigit()
    )
