"""The piece of a text that shows why a document was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
        self._spans = [self._span(*each.span()) for each in found]
        self._folded = [each[0] for each in found]
        self._exact = [body[start:end].lower() for start, end in self._spans]

    def spans(self, term: Term) -> list[Span]:
        """Where a term stands, as ascending character ranges of the text.

        A term with accents stands where it stands exactly so; only where it never does, anywhere it stands folded.
        """
        match term:
            case Phrase(folded, exact, prefix):
                starts = list(_runs(self._exact, exact, prefix)) if term.accented else []
                return self._pieces(starts or _runs(self._folded, folded, prefix), len(folded))
            case Symbol(prefixes):
                return [
                    self._span(*run.span())
                    for run in RUN.finditer(self._letters)
                    if any(spelling.startswith(prefixes) for spelling in spellings(run[0]))
                ]
            case NearWord(word):
                return self._pieces((at for at, other in enumerate(self._folded) if near(word, other)), 1)
            case Key("names", text, True):
                length = text.count("/") + 1
                names = ("/".join(self._folded[at : at + length]) for at in range(len(self._folded)))
                return self._pieces((at for at, name in enumerate(names) if near(text, name)), length)
            case _:
                return []

    def _pieces(self, starts: Iterable[int], length: int) -> list[Span]:
        """Where so many words stand that begin with these ones."""
        return [(self._spans[at][0], self._spans[min(at + length, len(self._spans)) - 1][1]) for at in starts]

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


def _runs(words: Sequence[str], wanted: Sequence[str], prefix: bool) -> Iterator[int]:
    """Where wanted words stand next to each other, the last of them perhaps going on."""
    *head, last = wanted
    for at in range(len(words) - len(head)):
        word = words[at + len(head)]
        if (word.startswith(last) if prefix else word == last) and list(words[at : at + len(head)]) == head:
            yield at


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
