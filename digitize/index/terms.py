"""What a text is cut into for searching, and what a query asks for; the same for index and query.

Words are runs of letters and digits. A *symbol* is what looks like a document number: words joined by ``/``, ``-``,
``.`` and the like, at least one of them with a digit (``07/GCN.ATTP``, ``12/2023``, ``05/QĐ-UBND``), or one word of
digits and letters (``50H8027879``). It is kept whole beside its words, folded, every joint as ``/``, so that readers'
and writers' different joints meet; and once more without the joints beside letters (``07gcnattp``), so that it does not
matter where one was overlooked. Between digits a joint stays: ``12/2023`` and ``1/2/2023`` have nothing in common.

What the entry says in fields is cut into *keys*, kept whole as well: each owner's name (``nguyen/van/an``), and facts
(``day/20240105``, ``month/202401``, ``agency/H20``, ``number/7gcnattp``).

The language of queries, before :mod:`digitize.index.understanding` looks for more in it:

- Words: all must occur, in any order, anywhere in the document; folded, so accents and capitals do not matter for
  finding, only for the order of the hits.
- ``"…"``: these words next to each other. Words joined by a joint (``GP-KT&HT``, ``và/hoặc``) mean the same.
- A symbol: a document number, or a symbol in the text, that begins with it; of the document's own number also a part
  that begins behind a joint (``2023/QĐ-UBND`` of ``12/2023/QĐ-UBND``). A leading zero may be left out.
- ``word*``: words that begin so. Nothing else is completed by itself: Vietnamese syllables are short, and ``Hoa`` must
  not find every ``Hoàng``. A word with a digit is no syllable and is completed from three characters on.

No other character means anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from digitize.vietnamese.text import fold, nfc

VERSION = 4
"""Raised with every change of how a text is cut and folded: indexes are then built anew."""

MAX_QUERY = 500
"""Characters of a query that count; nobody types more, and every word costs."""

MIN_PREFIX = 3
"""Characters from which a word with a digit is completed."""

MOST_PARTS = 12
"""Parts of a number with which a query may begin; what has more is no number."""

MAX_KEY = 200
"""Characters of the longest name that is a key."""

# Combining marks stay with their letter where no precomposed letter exists. Possessive, and begun only where no
# letter stands before: a file may hold a "word" of a million letters.
_WORD = r"(?<![^\W_])[^\W_]++(?:[\u0300-\u036f]++[^\W_]*+)*+"
_JOINT = r"(?: ?/ ?|[-.&_–—])"
_SYMBOL = f"{_WORD}(?:{_JOINT}{_WORD})++"
WORD = re.compile(_WORD)
RUN = re.compile(f"{_WORD}(?:{_JOINT}{_WORD})*+")
_JOINED = re.compile(_SYMBOL)
_LOOSE = re.compile(r"(?<!\d)/|/(?!\d)")
_CHUNK = re.compile(f'"([^"]*)"|({_SYMBOL}|{_WORD})([/*]?)')
QUOTES = str.maketrans("“”„«»", '"""""')
_ZEROS = re.compile(r"^0+(?=\d)")
DIGIT = re.compile(r"\d")


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
class Exactly:
    """A phrase with its accents as they are."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Headed:
    """A phrase, folded, in number, title or an owner's name; what a text merely mentions does not count."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Symbol:
    """The beginning of a document number, in every spelling under which it is indexed."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What an entry says in a field, as :func:`name_keys`, :func:`day_keys`, :func:`agency_key` and
    :func:`number_key` write it.

    Attributes:
        field: ``names`` or ``facts``.
        text: The key.
        near: Keys that differ from it by one letter as well.
    """

    field: Literal["names", "facts"]
    text: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class NearWord:
    """A folded word, or one that differs from it by one letter: more, fewer, another, or two in each other's place."""

    word: str


Term = Phrase | Exactly | Headed | Symbol | Key | NearWord


@dataclass(frozen=True, slots=True)
class Typed:
    """A piece of a query: as it was typed, what it asks for, and whether it stood in quotation marks."""

    text: str
    term: Phrase | Symbol
    quoted: bool = False


def folded_words(text: str) -> list[str]:
    """The words of a text without accents and capitals."""
    return WORD.findall(fold(text))


def exact_words(text: str) -> list[str]:
    """The words of a text with their accents, lower case."""
    return WORD.findall(nfc(text).lower())


def symbols(text: str) -> Iterator[str]:
    """The symbols of a text, each in all spellings under which it is to be found."""
    # Most words of a text have no digit, and to fold and cut them all would cost more than all else that an index is
    # given. A symbol has one, and white space in it only beside a stroke.
    words = nfc(text).split()
    numbered = [at for at, word in enumerate(words) if not word.isalpha() and DIGIT.search(word)]
    done = 0
    for at in numbered:
        if at < done:
            continue
        begin, end = at, at + 1
        while begin > done and _continues(words[begin - 1], words[begin]):
            begin -= 1
        while end < len(words) and _continues(words[end - 1], words[end]):
            end += 1
        done = end
        for found in RUN.finditer(fold(" ".join(words[begin:end]))):
            yield from spellings(found[0])


def _continues(one: str, other: str) -> bool:
    """Whether a symbol may go on from one word to the next."""
    return one[-1] == "/" or other[0] == "/"


def spellings(run: str) -> tuple[str, ...]:
    """How folded words, joined or one alone, are indexed as a symbol; nothing if they are no symbol."""
    if run.isdigit() or not DIGIT.search(run):
        return ()
    words = WORD.findall(run)
    whole = "/".join(words)
    return tuple(dict.fromkeys((*_zeros(whole), *_zeros(_LOOSE.sub("", whole)))))


def _zeros(symbol: str) -> tuple[str, ...]:
    """A symbol as it is, and without zeros before it."""
    return tuple(dict.fromkeys((symbol, _ZEROS.sub("", symbol))))


def number_symbols(number: str) -> Iterator[str]:
    """The symbols of a document's own number, and of its parts that begin with a digit behind a joint."""
    for found in RUN.finditer(fold(number)):
        parts = WORD.findall(found[0])
        for at, part in enumerate(parts[:MOST_PARTS]):
            if at == 0 or (part[0].isdigit() and at < len(parts) - 1):
                yield from spellings("/".join(parts[at:]))


def name_keys(name: str) -> tuple[str, ...]:
    """An owner's name as keys: folded and, where that says more, with its accents.

    A name without words or one longer than :data:`MAX_KEY` gives none.
    """
    keys = ("/".join(folded_words(name)), "/".join(exact_words(name)))
    return tuple(dict.fromkeys(key for key in keys if 0 < len(key) <= MAX_KEY))


def day_keys(day: date | None) -> tuple[str, ...]:
    """A day of issue as keys: the day and its month. Nobody's day is a key as well, so that all have as many."""
    plain = day.isoformat().replace("-", "") if day else "none"
    return f"day/{plain}", f"month/{plain[:6]}"


def agency_key(code: str) -> str:
    """An agency's code as a key."""
    return "/".join(("agency", *(folded_words(code) or ("none",))))


def number_key(number: str) -> str:
    """A document's number as a key, in the barest of its spellings; none and one too long give the same."""
    key = _ZEROS.sub("", _LOOSE.sub("", "/".join(folded_words(number))))
    return f"number/{key if 0 < len(key) <= MAX_KEY else 'none'}"


def parse(text: str) -> Iterator[Typed]:
    """The pieces of a query, in order; any text at all is a query."""
    for quoted, chunk, tail in _CHUNK.findall(text.translate(QUOTES)):
        term = _phrase(quoted) if quoted else _unquoted(chunk, tail)
        if term:
            yield Typed(quoted or chunk + tail, term, bool(quoted))


def phrase(text: str) -> Phrase:
    """The words of a text next to each other; there must be one."""
    found = _phrase(text)
    assert found
    return found


def joined(word: Phrase) -> Symbol | None:
    """The beginning of a number for which a word with a digit may stand, its joints overlooked."""
    return Symbol(spellings(word.folded[0])) if word.prefix and spellings(word.folded[0]) else None


def _unquoted(chunk: str, tail: str) -> Phrase | Symbol | None:
    if tail == "/" and DIGIT.search(chunk):
        # A joint at the end (``07/``) says that the part before it is complete.
        return Symbol(tuple(f"{symbol}/" for symbol in _zeros("/".join(folded_words(chunk)))))
    if _JOINED.fullmatch(chunk) and (prefixes := spellings(fold(chunk))):
        return Symbol(prefixes)
    return _phrase(chunk, prefix=tail == "*" or (len(chunk) >= MIN_PREFIX and bool(DIGIT.search(chunk))))


def _phrase(text: str, *, prefix: bool = False) -> Phrase | None:
    folded = tuple(folded_words(text))
    return Phrase(folded, tuple(exact_words(text)), prefix) if folded else None
