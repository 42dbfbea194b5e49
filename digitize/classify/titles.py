"""Titles of papers: the table of rules, and the search for one of them on a page.

``data/titles.csv`` has a row for each rule. ``title`` is folded; ``when`` is a regular expression over the folded
heading (agency, title, subject) that must match; ``symbol`` a regular expression over what stands behind the ordinal in
the document number; several result types parted by ``|`` are a choice for a person, not an answer. Of the rules whose
title stands on the paper, the longest title wins, then the first row whose ``when`` is met.
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
from digitize.model import DocumentKind

# Below this likeness (rapidfuzz ratio, 0…100) a line is not the title; siblings such as «… thuốc thú y» and
# «… thuốc bảo vệ thực vật» are kept apart by the test of each word.
_LIKE = 88.0
_WORD_LIKE = 60.0
# Where on the first page a title may stand, and over how many rows.
_ZONE = 0.65
_MOST_ROWS = 4
_LINE_GAP = 2.2


@dataclass(frozen=True, slots=True)
class TitleRule:
    """A row of the table; see the module's docstring."""

    title: str
    when: re.Pattern[str] | None
    symbol: re.Pattern[str] | None
    kind: DocumentKind
    result_types: tuple[str, ...]
    document_type: str

    def met(self, scope: str) -> bool:
        """Whether the condition on the folded heading holds."""
        return self.when is None or self.when.search(scope) is not None


@dataclass(frozen=True, slots=True)
class Title:
    """A title found on a page.

    Attributes:
        name: The folded title of the table.
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
            when=re.compile(row["when"]) if row["when"] else None,
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
    """The topmost title of the table on a page; of several that begin on the same line, the longest."""
    for index, row in enumerate(layout.rows):
        for passage in row:
            if passage.box.y0 > _ZONE * layout.height:
                return None
            if passage.is_upper and (title := _title_at(layout, index, passage)):
                return title
    return None


def title_block(layout: Layout, index: int, passage: Passage) -> tuple[tuple[int, Passage], ...]:
    """A line in capitals and those that continue it below, each with the index of its row."""
    block = [(index, passage)]
    for below in range(index + 1, min(index + _MOST_ROWS, len(layout.rows))):
        last = block[-1][1]
        following = next((part for part in layout.rows[below] if part.is_upper and part.over(last)), None)
        if following is None or following.box.y0 - last.box.y1 > _LINE_GAP * last.letter_height:
            break
        block.append((below, following))
    return tuple(block)


def _title_at(layout: Layout, index: int, passage: Passage) -> Title | None:
    block = title_block(layout, index, passage)
    words: list[tuple[str, int]] = []
    for place, (_, part) in enumerate(block):
        words.extend((re.sub(r"[^\w]+", " ", word).strip(), place) for word in part.folded.split(" "))
    words = [(word, place) for word, place in words if word]
    for title in _titles():
        count, similarity = _likeness(title, [word for word, _ in words])
        if similarity < _LIKE:
            continue
        last = words[count - 1][1]
        spread = [part for _, part in block[: last + 1]]
        extra = sum(1 for _, place in words[count:] if place == last)
        # What stands in brackets or behind a stroke is a remark or a translation, no longer title.
        if re.search(r"[(/]", block[last][1].text):
            extra = 0
        return Title(title, join(spread), similarity / 100, extra, index, block[last][0])
    return None


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
