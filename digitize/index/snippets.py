"""The piece of a text that shows why a document was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from digitize.index.near import near
from digitize.index.terms import RUN, WORD, Key, NearWord, Phrase, Symbol, Term, spellings
from digitize.vietnamese.text import fold_with_offsets

LENGTH = 200
"""About how many characters a snippet has."""

LEAD = 60
"""Characters shown before the first match."""

MAX_WORD = 40
"""A longer run of letters is no word and may be cut."""

Span = tuple[int, int]


class Words:
    """The words of a text, and where each stands.

    Args:
        words: In their order.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._places: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            self._places.setdefault(word, []).append(at)

    def runs(self, wanted: Sequence[str], prefix: bool) -> list[int]:
        """Where wanted words stand next to each other, ascending; with ``prefix`` the last of them may go on."""
        *head, last = wanted
        if prefix:
            ends = sorted(at for word, places in self._places.items() if word.startswith(last) for at in places)
        else:
            ends = self._places.get(last, [])
        starts = (at - len(head) for at in ends if at >= len(head))
        return [at for at in starts if list(self._words[at : at + len(head)]) == head]

    def near(self, wanted: Sequence[str]) -> list[int]:
        """Where as many words stand next to each other that differ from wanted ones by one error at most, ascending."""
        text, length = "/".join(wanted), len(wanted)
        last = len(self._words) - length
        starts = (at for at in self._starts(wanted) if 0 <= at <= last)
        return [at for at in starts if near(text, "/".join(self._words[at : at + length]))]

    def _starts(self, wanted: Sequence[str]) -> list[int]:
        if len(wanted) == 1:
            return sorted(at for word, places in self._places.items() if near(wanted[0], word) for at in places)
        # An error is in one word, and another stands as it is; or a letter changed its place with the space beside it.
        known = [(place, word) for place, word in enumerate(wanted)]
        known += [(place, word + after[:1]) for place, (word, after) in enumerate(pairwise(wanted))]
        known += [(place, word[:-1]) for place, word in enumerate(wanted[:-1])]
        return sorted({at - place for place, word in known for at in self._places.get(word, [])})


class Text:
    """A text made ready to look terms up in it.

    Args:
        body: NFC, white space squeezed.
    """

    def __init__(self, body: str) -> None:
        self.body = body
        self._letters, self._offsets = fold_with_offsets(body)
        self._offsets.append(len(body))
        found = list(WORD.finditer(self._letters))
        self._spans = [each.span() for each in found]
        self._folded = Words([each[0] for each in found])

    @cached_property
    def _exact(self) -> Words:
        return Words([self.body[slice(*self._span(*each))].lower() for each in self._spans])

    def spans(self, term: Term) -> list[Span]:
        """Where a term stands, as ascending character ranges of the text.

        A term with accents stands where it stands exactly so; only where it never does, anywhere it stands folded.
        """
        match term:
            case Phrase(folded, exact, prefix):
                starts = self._exact.runs(exact, prefix) if term.accented else []
                return self._pieces(starts or self._folded.runs(folded, prefix), len(folded))
            case Symbol(prefixes):
                return [
                    self._span(*run.span())
                    for run in RUN.finditer(self._letters)
                    if any(spelling.startswith(prefixes) for spelling in spellings(run[0]))
                ]
            case NearWord(word):
                return self._pieces(self._folded.near((word,)), 1)
            case Key("names", text, True):
                name = text.split("/")
                return self._pieces(self._folded.near(name), len(name))
            case _:
                return []

    def _pieces(self, starts: Iterable[int], length: int) -> list[Span]:
        """Where so many words stand that begin with these ones."""
        return [self._span(self._spans[at][0], self._spans[at + length - 1][1]) for at in starts]

    def _span(self, start: int, end: int) -> Span:
        return self._offsets[start], self._offsets[end]


def snippet(body: str, terms: Sequence[Term]) -> tuple[str, tuple[Span, ...]]:
    """Cuts the piece that shows most of the terms out of a text, the first such piece if there are several.

    Args:
        body: NFC, white space squeezed.
        terms: What was looked for.

    Returns:
        The piece as it stands in the text, and the matches as character ranges in it, ascending and apart. Without
        a match in this text: its beginning, and no ranges.
    """
    text = Text(body)
    found = sorted((*span, number) for number, term in enumerate(terms) for span in text.spans(term))
    first, first_end = _fullest(found)
    start = _word_start(body, max(0, min(first - LEAD, len(body) - LENGTH)))
    end = _word_end(body, max(start + LENGTH, first_end))
    inside = [(a - start, b - start) for a, b, _ in found if start <= a and b <= end]
    return body[start:end], tuple(_merged(inside))


def _fullest(found: Sequence[tuple[int, int, int]]) -> Span:
    """The match from which on the most different terms are seen within a snippet."""
    best, most = (0, 0), 0
    for index, (start, end, _) in enumerate(found):
        seen = set()
        for later, _, number in found[index:]:
            if later > start + LENGTH - LEAD:
                break
            seen.add(number)
        if len(seen) > most:
            best, most = (start, end), len(seen)
    return best


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Ascending spans, overlapping ones as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _word_start(body: str, position: int) -> int:
    """The nearest position to the left at which a word begins."""
    space = body.rfind(" ", max(0, position - MAX_WORD), position)
    if space >= 0:
        return space + 1
    return 0 if position <= MAX_WORD else position


def _word_end(body: str, position: int) -> int:
    """The nearest position to the right at which a word ends."""
    space = body.find(" ", position, position + MAX_WORD)
    if space >= 0:
        return space
    return len(body) if len(body) - position <= MAX_WORD else position
