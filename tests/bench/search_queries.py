"""The queries of ``make bench-search``: seven kinds, made by rule from the truth, each fitting one paper alone.

What a query asks for is decided by what stands on the papers, never by what the index knows of them.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from digitize.catalogue.agencies import AgencyTree
from digitize.index import abbreviations
from digitize.vietnamese.text import fold, has_accents, squeeze
from tests.bench.search_papers import Result

_COMMITTEE = "Ủy ban nhân dân "
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_WORDS_OF_TITLE = 4
_FIRST_PART = re.compile(r"\w+\W+\w{1,3}")
_WITHOUT_JOINT = 6


class Kind(StrEnum):
    """What is typed."""

    NUMBER = "full number"
    FRAGMENT = "beginning of a number"
    NAME = "name without accents"
    ERROR = "name with one error"
    TITLE = "words of the title"
    SHORT = "abbreviation"
    PLACE = "place under its old name"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the one paper that it fits."""

    kind: Kind
    text: str
    wanted: Result


class Questions:
    """Makes queries.

    Args:
        papers: All that are in the index.
        agencies: Units of the administration of all times.
        seed: For the errors in names, and which of the fitting papers are asked for.
    """

    def __init__(self, papers: Sequence[Result], agencies: AgencyTree, seed: int) -> None:
        self._papers = papers
        self._agencies = agencies
        self._seed = seed
        self._kinds: dict[Kind, Callable[[Result], str]] = {
            Kind.NUMBER: self._number,
            Kind.FRAGMENT: self._fragment,
            Kind.NAME: self._name,
            Kind.ERROR: self._error,
            Kind.TITLE: self._title,
            Kind.SHORT: self._short,
            Kind.PLACE: self._place,
        }

    def of(self, papers: Sequence[Result], each: int) -> Iterator[Asked]:
        """So many queries of each kind about some of the papers, or as many as can be made."""
        for kind, make in self._kinds.items():
            drawn = random.Random(f"{self._seed}/{kind}").sample(list(papers), len(papers))
            made = (Asked(kind, text, paper) for paper in drawn if (text := make(paper)))
            yield from (one for one, _ in zip(made, range(each), strict=False))

    def _number(self, paper: Result) -> str:
        """The number as printed; where several papers have it, with the day of issue, as papers are cited."""
        number = _plain(paper.entry.number)
        return self._dated(paper, paper.entry.number, self._numbers[number], self._dated_numbers[number, _day(paper)])

    def _fragment(self, paper: Result) -> str:
        """The number up to three letters behind its first joint, or its first six; with the day where needed."""
        number = paper.entry.number
        joint = _FIRST_PART.match(number)
        part = joint[0] if joint else number[:_WITHOUT_JOINT]
        if part == number:
            return ""
        fits = [one for one in self._by_beginning[_beginning(part)] if _bare(one.entry.number).startswith(_bare(part))]
        return self._dated(paper, part, len(fits), sum(_day(one) == _day(paper) for one in fits))

    def _dated(self, paper: Result, text: str, alone: int, dated: int) -> str:
        if not text or alone == 1:
            return text
        return f"{text} {_day(paper):%d/%m/%Y}" if dated == 1 else ""

    def _name(self, paper: Result) -> str:
        """The owner's name; where several have it, with what the paper is called."""
        name = _owner(paper)
        return fold(self._told_apart(paper, name, self._owners[fold(name)], self._typed_owners[fold(name), paper.kind]))

    def _error(self, paper: Result) -> str:
        """The same as printed, with one letter more, less, another, or two in each other's place."""
        name = _wrong(_owner(paper).lower(), random.Random(f"{self._seed}/{paper.key}"))
        if not name:
            return ""
        near = self._like(fold(name))
        alone = sum(self._owners[one] for one in near)
        if fold(name) in self._owners or not alone:
            return ""
        return self._told_apart(paper, name, alone, sum(self._typed_owners[one, paper.kind] for one in near))

    def _told_apart(self, paper: Result, name: str, alone: int, typed: int) -> str:
        if not name or alone == 1:
            return name
        return f"{name} {paper.kind}" if typed == 1 else ""

    def _title(self, paper: Result) -> str:
        """The last four words of the title and the owner's name."""
        words = paper.entry.title.split()[-_WORDS_OF_TITLE:]
        return self._with_owner(paper, " ".join(words)) if len(words) == _WORDS_OF_TITLE else ""

    def _short(self, paper: Result) -> str:
        """What the paper is called, with all that has an abbreviation written short, and the owner's name."""
        short = _shortened(paper.kind)
        return self._with_owner(paper, short) if short != paper.kind else ""

    def _with_owner(self, paper: Result, text: str) -> str:
        name = _owner(paper)
        return f"{text} {name}" if self._typed_owners[fold(name), paper.kind] == 1 else ""

    def _place(self, paper: Result) -> str:
        """The owner's name, and the old name of the commune that the paper names as the owner's.

        No other paper of somebody called so names the one or the other.
        """
        name, commune = _owner(paper), paper.commune.name
        before = self._before(commune, _day(paper)) if _names(paper, commune) else []
        if not name or not before:
            return ""
        old = random.Random(f"{self._seed}/{paper.key}").choice(before)
        same = self._of_owner[fold(name)]
        return f"{name} {old}" if sum(_names(one, commune) or _names(one, old) for one in same) == 1 else ""

    def _before(self, commune: str, day: date) -> list[str]:
        """Names of the communes that a commune was made of, but for its own."""
        units = [one for one in self._agencies.find(_COMMITTEE + commune, day) if one.kind == "commune"]
        before = [old for one in units for old in self._agencies.predecessors(one.code) if old.kind == "commune"]
        names = {one.name.removeprefix(_COMMITTEE) for one in before}
        return sorted(name for name in names if fold(name) != fold(commune))

    def _like(self, name: str) -> list[str]:
        """Owners' names that differ from one by a letter at most."""
        names = list(self._owners)
        near = cdist([name], names, scorer=OSA.distance, score_cutoff=1)[0]
        return [one for one, apart in zip(names, near, strict=True) if apart <= 1]

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return Counter(_plain(one.entry.number) for one in self._papers)

    @cached_property
    def _dated_numbers(self) -> Mapping[tuple[str, date], int]:
        return Counter((_plain(one.entry.number), _day(one)) for one in self._papers)

    @cached_property
    def _by_beginning(self) -> Mapping[str, list[Result]]:
        found = defaultdict(list)
        for one in self._papers:
            found[_beginning(one.entry.number)].append(one)
        return found

    @cached_property
    def _owners(self) -> Counter[str]:
        return Counter(fold(name) for one in self._papers for name in one.entry.owner_names)

    @cached_property
    def _typed_owners(self) -> Mapping[tuple[str, str], int]:
        return Counter((fold(name), one.kind) for one in self._papers for name in one.entry.owner_names)

    @cached_property
    def _of_owner(self) -> Mapping[str, list[Result]]:
        found = defaultdict(list)
        for one in self._papers:
            for name in one.entry.owner_names:
                found[fold(name)].append(one)
        return found


def _owner(paper: Result) -> str:
    return paper.entry.owner_names[0].title() if has_accents(paper.entry.owner_names[0]) else ""


def _names(paper: Result, commune: str) -> bool:
    """Whether a commune is named anywhere on a paper, and no other whose name goes on behind it."""
    return re.search(rf"\b{re.escape(fold(commune))}\b", fold(squeeze(paper.entry.body))) is not None


def _day(paper: Result) -> date:
    assert paper.entry.issued_on
    return paper.entry.issued_on


def _plain(number: str) -> str:
    return fold("".join(number.split()))


def _bare(number: str) -> str:
    """Letters and digits alone, without zeros before them: in which ever way joints and zeros are typed, it fits."""
    return re.sub(r"[\W_]", "", fold(number)).lstrip("0")


def _beginning(number: str) -> str:
    return _bare(number)[:3]


def _shortened(text: str) -> str:
    """Longest first, each written-out form as its first short one."""
    words = text.split()
    for length in range(len(words), 1, -1):
        for at in range(len(words) - length + 1):
            short = abbreviations.shortened().get(tuple(fold(word) for word in words[at : at + length]))
            if short:
                head, tail = " ".join(words[:at]), " ".join(words[at + length :])
                middle = "".join(short[0].exact).upper()
                return " ".join(filter(None, (_shortened(head), middle, _shortened(tail))))
    return text


def _wrong(name: str, draw: random.Random) -> str:
    """A name with one error, in a word of three letters or more; without such a word nothing."""
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) >= 3]
    if not long:
        return ""
    at = draw.choice(long)
    word, letter = words[at], draw.choice(_LETTERS)
    place = draw.randrange(len(word))
    match draw.randrange(4):
        case 0:
            word = word[:place] + letter + word[place + 1 :]
        case 1:
            word = word[:place] + word[place + 1 :]
        case 2:
            word = word[:place] + letter + word[place:]
        case _:
            place = min(place, len(word) - 2)
            word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join((*words[:at], word, *words[at + 1 :]))
