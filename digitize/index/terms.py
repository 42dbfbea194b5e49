"""What a text is cut into for searching, and what a query asks for; the same for index and query.

Words are runs of letters and digits. A *symbol* is what looks like a document number: at least one digit, and parts
joined by ``/``, ``-``, ``.`` and the like (``07/GCN.ATTP``, ``12/2023``, ``05/QĐ-UBND``). It is kept whole beside its
words, folded, every joint as ``/``, so that readers' and writers' different joints meet.

The language of queries:

- Words: all must occur, in any order, anywhere in the document; folded, so accents and capitals do not matter for
  finding, only for the order of the hits.
- ``"…"``: these words next to each other. Words joined by a joint (``GP-KT&HT``, ``và/hoặc``) mean the same.
- A symbol: a document number, or a symbol in the text, that begins with it. A leading zero may be left out.
- ``word*``: words that begin so. Nothing else is completed by itself: Vietnamese syllables are short, and ``Hoa`` must
  not find every ``Hoàng``. A word with a digit is no syllable and is completed from three characters on.

No other character means anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digitize.vietnamese.text import fold, nfc

VERSION = 1
"""Raised with every change of how a text is cut and folded: indexes are then built anew."""

MAX_QUERY = 500
"""Characters of a query that count; nobody types more, and every word costs."""

MIN_PREFIX = 3
"""Characters from which a word with a digit is completed."""

# Combining marks stay with their letter where no precomposed letter exists. Possessive, and begun only where no
# letter stands before: a file may hold a "word" of a million letters.
_WORD = r"(?<![^\W_])[^\W_]++(?:[\u0300-\u036f]++[^\W_]*+)*+"
_JOINT = r"(?: ?/ ?|[-.&_–—])"
_SYMBOL = f"{_WORD}(?:{_JOINT}{_WORD})++"
WORD = re.compile(_WORD)
JOINED = re.compile(_SYMBOL)
_CHUNK = re.compile(f'"([^"]*)"|({_SYMBOL}|{_WORD})([/*]?)')
_QUOTES = str.maketrans("“”„«»", '"""""')
_ZEROS = re.compile(r"^0+(?=\d)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand next to each other; one word is the usual case.

    Attributes:
        folded: The words without accents.
        exact: The same with accents, lower case.
        prefix: The last word may go on.
    """

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    prefix: bool = False

    @property
    def accented(self) -> bool:
        """Whether the accents say more than the folded words."""
        return self.folded != self.exact


@dataclass(frozen=True, slots=True)
class Symbol:
    """The beginning of a document number, in every spelling under which it is indexed."""

    prefixes: tuple[str, ...]


Term = Phrase | Symbol


def folded_words(text: str) -> list[str]:
    """The words of a text without accents and capitals."""
    return WORD.findall(fold(text))


def exact_words(text: str) -> list[str]:
    """The words of a text with their accents, lower case."""
    return WORD.findall(nfc(text).lower())


def symbols(text: str) -> Iterator[str]:
    """The symbols of a text, each in all spellings under which it is to be found."""
    for found in JOINED.finditer(fold(text)):
        yield from spellings(found[0])


def spellings(joined: str) -> tuple[str, ...]:
    """How folded, joined words are indexed as a symbol; nothing if they hold no digit."""
    if not _DIGIT.search(joined):
        return ()
    symbol = "/".join(WORD.findall(joined))
    short = _ZEROS.sub("", symbol)
    return (symbol,) if short == symbol else (symbol, short)


def parse(text: str) -> tuple[Term, ...]:
    """What a query asks for, without repetitions; any text at all is a query."""
    terms: dict[Term, None] = {}
    for quoted, chunk, tail in _CHUNK.findall(nfc(text)[:MAX_QUERY].translate(_QUOTES)):
        term = _phrase(quoted) if quoted else _unquoted(chunk, tail)
        if term:
            terms[term] = None
    return tuple(terms)


def _unquoted(chunk: str, tail: str) -> Term | None:
    if tail == "/" or JOINED.fullmatch(chunk):
        # A joint at the end (``07/``) says that the part before it is complete.
        end = "/" if tail == "/" else ""
        prefixes = tuple(spelling + end for spelling in spellings(fold(chunk)))
        if prefixes:
            return Symbol(prefixes)
    return _phrase(chunk, prefix=tail == "*" or (len(chunk) >= MIN_PREFIX and bool(_DIGIT.search(chunk))))


def _phrase(text: str, *, prefix: bool = False) -> Phrase | None:
    folded = tuple(folded_words(text))
    return Phrase(folded, tuple(exact_words(text)), prefix) if folded else None
