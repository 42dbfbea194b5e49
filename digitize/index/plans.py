"""In which steps a query is answered, for both engines alike: what must hold, and what stands above what.

As it was typed first. Where nobody is called as typed, an owner whose name differs by one letter; where nothing at all
is found, one word that differs by one letter, in a name first. A number is never taken for another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from digitize.errors import BadCursor
from digitize.index import cursors
from digitize.index.cursors import Cursor, Place
from digitize.index.near import near
from digitize.index.terms import DIGIT, Exactly, Headed, Key, NearWord, Phrase, Symbol, Term, number_key
from digitize.index.understanding import Clause, Understanding
from digitize.model import Forgiven, SearchAnswer, SearchQuery, Why
from digitize.vietnamese.names import SURNAMES

LONGEST_NAME = 6
"""Words of the longest name of a person that is looked for."""

MOST_NAMES = 100
"""Runs of words that are tried as a name."""

MOST_NEAR_NAMES = 20
"""Runs of words that are tried as a name with an error in it."""

MOST_CLAUSES = 12
"""Of a longer query no word is doubted."""

LEAST_WORDS = 3
"""Words of a name without a surname in which an error is forgiven."""

LEAST_LETTERS = 3
"""Of a word in which an error is forgiven; of two letters anything can be made."""

_LONG_SURNAMES = [name for name in SURNAMES if len(name) >= 4]


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts holds, or more."""

    parts: tuple[Node, ...]


Node = Every | Some | Term


@dataclass(frozen=True, slots=True)
class Plan:
    """One step.

    Attributes:
        matching: What a document must fulfil; ``None``: nothing.
        levels: A document that fulfils the first stands above all that do not, and so on.
        decisive: So many first levels mean that the step has found what was meant.
    """

    matching: Node | None
    levels: tuple[Node, ...] = ()
    decisive: int = 0

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that a document may be found by."""
        return tuple(dict.fromkeys(_leaves(self.matching))) if self.matching else ()


@dataclass(frozen=True, slots=True)
class Found:
    """A step's answer.

    Attributes:
        total: Documents that were found.
        decided: Any document, on whatever page, reaches a decisive level.
        place: Of the last hit, where others follow.
        answer: Gives the page of hits. Their snippets take longer to cut than all else, and are cut for the step that
            is shown.
    """

    total: int
    decided: bool
    place: Place | None
    answer: Callable[[], SearchAnswer]


Ask = Callable[[Plan, Place | None], Found]
"""Answers one step, from the beginning or behind a place."""


def answer(query: SearchQuery, understand: Understanding, ask: Ask) -> SearchAnswer:
    """Goes through the steps, or on in the one that answered before.

    Args:
        query: What is looked for.
        understand: Says what it means.
        ask: Answers one step.

    Raises:
        BadCursor: Its cursor is not of this query.
    """
    clauses = understand(query.text)
    cursor = cursors.read(query)
    if query.text.strip() and not clauses:
        # Punctuation alone is a question without an answer, not a question for everything.
        return SearchAnswer(0, ())
    forgiven, found = _on(clauses, cursor, ask) if cursor else _through(clauses, ask)
    return replace(
        found.answer(),
        understood=tuple(dict.fromkeys(clause.understood for clause in clauses)),
        forgiven=forgiven,
        next=cursors.write(query, forgiven, found.place) if found.place else "",
    )


def _through(clauses: Sequence[Clause], ask: Ask) -> tuple[Forgiven | None, Found]:
    first = ask(as_typed(clauses), None)
    if not first.decided and (plan := near_name(clauses)):
        second = ask(plan, None)
        if second.decided:
            return Forgiven.NAME, second
    if not first.total and (plan := one_error(clauses)):
        third = ask(plan, None)
        return Forgiven.WORD if third.total else None, third
    return None, first


def _on(clauses: Sequence[Clause], cursor: Cursor, ask: Ask) -> tuple[Forgiven | None, Found]:
    steps: dict[Forgiven | None, Callable[[Sequence[Clause]], Plan | None]]
    steps = {None: as_typed, Forgiven.NAME: near_name, Forgiven.WORD: one_error}
    plan = steps[cursor.forgiven](clauses)
    if plan is None:
        raise BadCursor
    return cursor.forgiven, ask(plan, cursor.place)


def as_typed(clauses: Sequence[Clause]) -> Plan:
    """The first step.

    Above all stands whose owner is called so, with these accents and then without; then what has a number typed in
    full; then what was issued on a day named; then what has all accents as typed; then what has the words of each part
    in one piece; then what is called so and does not merely mention it.
    """
    if not clauses:
        return Plan(None)
    names = list(islice(_runs(clauses), MOST_NAMES))
    accented = [run for run in names if any(word.accented for word in run.words)]
    called = [
        Some(tuple(Key("names", key) for key in dict.fromkeys(keys)))
        for keys in ([run.exact for run in accented], [run.folded for run in names])
        if keys
    ]
    return Plan(_every(map(_node, clauses)), (*called, *_spelled(clauses)), len(called))


def near_name(clauses: Sequence[Clause]) -> Plan | None:
    """The second step: a run of words with a surname may be an owner's name but for one letter."""
    runs = list(islice((run for run in _runs(clauses) if run.surname), MOST_NEAR_NAMES))
    if not runs:
        return None
    first = as_typed(clauses)
    assert first.matching
    ways = (_with_others(run, clauses) for run in runs)
    return Plan(Some((first.matching, *ways)), (_near(runs), *_spelled(clauses, runs)), 1)


def one_error(clauses: Sequence[Clause]) -> Plan | None:
    """The third step: one word may differ by one letter, all else stands as typed.

    In an owner's name also a word that alone would be too short to be doubted; owners so called stand above.
    """
    if len(clauses) > MOST_CLAUSES:
        return None
    ways = [
        _every((doubt, *(_node(other) for other in clauses if other != clause)))
        for clause in dict.fromkeys(clauses)
        for doubt in _doubts(clause)
    ]
    runs = list(islice((run for run in _runs(clauses) if len(run.words) >= LEAST_WORDS), MOST_NEAR_NAMES))
    ways += [_with_others(run, clauses) for run in runs]
    return Plan(Some(tuple(ways)), (_near(runs),) if runs else ()) if ways else None


@dataclass(frozen=True, slots=True)
class _Run:
    """Words side by side that may be a name; family name first, wherever it was typed."""

    start: int
    end: int
    words: tuple[Phrase, ...]

    @property
    def exact(self) -> str:
        return "/".join(word.exact[0] for word in self.words)

    @property
    def folded(self) -> str:
        return "/".join(word.folded[0] for word in self.words)

    @property
    def near(self) -> Key:
        """Owners' names that differ by one letter at most."""
        return Key("names", self.folded, near=True)

    @property
    def surname(self) -> bool:
        """Whether it begins with a surname, or with a long one but for one letter."""
        first = self.words[0].folded[0]
        return first in SURNAMES or any(near(first, known) for known in _LONG_SURNAMES)


def _runs(clauses: Sequence[Clause]) -> Iterator[_Run]:
    for start in range(len(clauses)):
        words: list[Phrase] = []
        for end in range(start, min(start + LONGEST_NAME, len(clauses))):
            if not clauses[end].word:
                break
            (word,) = clauses[end].alternatives[0].terms
            assert isinstance(word, Phrase)
            words.append(word)
            if len(words) > 1:
                yield _Run(start, end + 1, tuple(words))
                if word.folded[0] in SURNAMES:
                    yield _Run(start, end + 1, (word, *words[:-1]))


def _near(runs: Sequence[_Run]) -> Node:
    return Some(tuple(run.near for run in runs))


def _with_others(run: _Run, clauses: Sequence[Clause]) -> Node:
    """Somebody is called so but for one letter, and what else was typed holds."""
    return _every((run.near, *map(_node, (*clauses[: run.start], *clauses[run.end :]))))


def _spelled(clauses: Sequence[Clause], runs: Sequence[_Run] = ()) -> Iterator[Node]:
    """What has the number typed, was issued when it says, has the accents, has each part in one piece, is called so.

    Other forms than the one typed count as well; a unit's name at another time does not: who types a name means it.
    """
    numbers = [Key("facts", key) for clause in clauses if (key := _number_key(clause))]
    if numbers:
        yield Some(tuple(numbers))
    days = [clause for clause in clauses if clause.alternatives[0].why is Why.ISSUED]
    if days:
        yield _every(_every(clause.alternatives[0].terms) for clause in days)
    accented = [clause for clause in clauses if any(map(_accented, clause.alternatives[0].terms))]
    if accented:
        yield _every(
            Some((_every(map(_exactly, clause.alternatives[0].terms)), *_others(clause))) for clause in accented
        )
    long = [clause for clause in clauses if len(clause.alternatives[0].terms) > 1]
    if long:
        yield _every(
            Some((_piece(clause), *_others(clause, Why.ABBREVIATED, Why.WRITTEN_OUT, Why.ISSUER))) for clause in long
        )
    yield _every(_headed(at, clause, runs) for at, clause in enumerate(clauses))


def _node(clause: Clause) -> Node:
    ways = tuple(_every(one.terms) for one in clause.alternatives)
    return ways[0] if len(ways) == 1 else Some(ways)


def _headed(at: int, clause: Clause, runs: Sequence[_Run]) -> Node:
    """A clause in number, title or owners' names, or in a name but for one letter; symbols and keys anywhere."""
    ways = (_every(map(_head, one.terms)) for one in clause.alternatives)
    return Some((*ways, *(run.near for run in runs if run.start <= at < run.end)))


def _head(term: Term) -> Term:
    return Headed(term) if isinstance(term, Phrase) else term


def _number_key(clause: Clause) -> str:
    """The key of the number that was typed in full, if a number was typed."""
    match clause.alternatives[0].terms:
        case (Symbol(prefixes),):
            return number_key(prefixes[-1])
        case (Phrase((word,), prefix=True),) if DIGIT.search(word):
            return number_key(word)
    return ""


def _others(clause: Clause, *whys: Why) -> Iterator[Node]:
    return (_every(one.terms) for one in clause.alternatives[1:] if not whys or one.why in whys)


def _piece(clause: Clause) -> Phrase:
    words = [term for term in clause.alternatives[0].terms if isinstance(term, Phrase)]
    return Phrase(
        tuple(word for one in words for word in one.folded), tuple(word for one in words for word in one.exact)
    )


def _accented(term: Term) -> bool:
    return isinstance(term, Phrase) and term.accented


def _exactly(term: Term) -> Term:
    return Exactly(term) if isinstance(term, Phrase) and term.accented else term


def _doubts(clause: Clause) -> Iterator[Node]:
    """The clause with one of its words in doubt, each in turn."""
    terms = clause.alternatives[0].terms
    if not clause.word and len(terms) == 1:
        return
    for term in terms:
        if isinstance(term, Phrase) and len(term.folded[0]) >= LEAST_LETTERS and term.folded[0].isalpha():
            yield _every((NearWord(term.folded[0]), *(other for other in terms if other is not term)))


def _every(parts: Iterable[Node]) -> Node:
    distinct = tuple(dict.fromkeys(parts))
    return distinct[0] if len(distinct) == 1 else Every(distinct)


def _leaves(node: Node) -> Iterator[Term]:
    if isinstance(node, (Every, Some)):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node
