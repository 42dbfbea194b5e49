"""Whether two documents are the same paper, scanned twice, drafted and signed, or copied.

To take two citizens' papers for one is worse than to overlook a duplicate. So two papers are alike only where nothing
that both of them say differs, and where besides number, day and issuer they agree in whose paper it is or in what it is
about: forms share nearly all their text, whoever's they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from digitize.classify.document import DocumentText
from digitize.model import DocumentKind
from digitize.vietnamese.text import fold

_NAME_LIKE = 90.0
_ISSUER_LIKE = 80.0
_SUBJECT_LIKE = 95.0
_FEWEST_SUBJECT_LETTERS = 20
_MOST_LETTERS = 4000
_DIGITS = 4
# From this confidence on (a calibrated probability) a word with digits counts as read right.
_SURE = 0.97
_TOP_ROWS = 12
_DRAFT = re.compile(r"\bdu thao\b")
_COPY = re.compile(
    r"\b(?:chung thuc\s+ban sao\s+(?:nay\s+)?dung\s+voi\s+ban\s+chinh|sao y(?:\s+ban\s+chinh)?|sao luc|trich sao|"
    r"ban sao\s+dung\s+(?:voi\s+)?ban\s+chinh)\b"
)
_MARKED_COPY = re.compile(r"^\W*ban sao\W*$")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a document.

    Attributes:
        folded: Of all pages, at most some thousand letters.
        digits: Its words with at least four digits, the digits and letters of them alone.
        sure: Those of them that were read right, by the confidence of their words.
        says_copy: Whether it is marked as a copy of another paper.
        says_draft: Whether it is marked as a draft.
    """

    folded: str
    digits: frozenset[str]
    sure: frozenset[str]
    says_copy: bool
    says_draft: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """What two documents are compared by.

    Attributes:
        kind: What it is to the archive.
        result_type: Its code, where known.
        number: Its number, or that of the paper it copies; empty where none was read.
        issued_on: The same of the day of issue.
        agency: Code of the issuing agency, empty where unknown.
        issuer: As printed.
        subject: What it is about.
        names: Folded names of its owners.
        births: Their days of birth.
        numbers: Keyed hashes of their numbers.
        text: What was read on it.
        signed: Whether a signer was read.
    """

    kind: DocumentKind
    result_type: str | None
    number: str
    issued_on: date | None
    agency: str
    issuer: str
    subject: str
    names: tuple[str, ...]
    births: frozenset[date]
    numbers: frozenset[str]
    text: Wording
    signed: bool

    @property
    def is_draft(self) -> bool:
        """Whether it says so itself, or lacks all of number, day and signer."""
        return self.text.says_draft or not (self.number or self.issued_on or self.signed)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two papers are that contradict each other in nothing.

    Attributes:
        text: Likeness of their words, 0…1.
        owner: Whether they name the same owner.
        subject: Whether they are about the same.
    """

    text: float
    owner: bool
    subject: bool

    @property
    def identified(self) -> bool:
        """Whether they agree in more than what papers of one kind have in common."""
        return self.owner or self.subject


def wording_of(document: DocumentText) -> Wording:
    """The words of a document as read."""
    words = [word for layout in document.layouts for passage in layout.passages() for word in passage.words]
    with_digits = {(_bare(word.text), word.confidence) for word in words}
    with_digits = {(text, sure) for text, sure in with_digits if sum(map(str.isdigit, text)) >= _DIGITS}
    rows = [passage.folded for layout in document.layouts for passage in layout.passages()]
    flow = " ".join(rows)
    return Wording(
        folded=flow[:_MOST_LETTERS],
        digits=frozenset(text for text, _ in with_digits),
        sure=frozenset(text for text, confidence in with_digits if confidence >= _SURE),
        says_copy=_COPY.search(flow) is not None or any(map(_MARKED_COPY.match, rows)),
        says_draft=any(map(_DRAFT.search, rows[:_TOP_ROWS])),
    )


def compare(one: Paper, other: Paper) -> Likeness | None:
    """How alike two papers are; ``None`` where something that both say differs."""
    if _contradict(one, other):
        return None
    # Names that differ by a letter do not contradict each other, as reading errs; nor do they identify anybody.
    owner = not one.numbers.isdisjoint(other.numbers) or not set(one.names).isdisjoint(other.names)
    subject = len(one.subject) >= _FEWEST_SUBJECT_LETTERS and _like(one.subject, other.subject, _SUBJECT_LIKE)
    return Likeness(round(fuzz.ratio(one.text.folded, other.text.folded) / 100, 3), owner, subject)


def _contradict(one: Paper, other: Paper) -> bool:
    return (
        _differ(one.kind, other.kind, DocumentKind.UNKNOWN)
        or _differ(one.result_type, other.result_type, None)
        or _differ(_bare(one.number), _bare(other.number), "")
        or _differ(one.issued_on, other.issued_on, None)
        or _other_issuers(one, other)
        or _disjoint(one.numbers, other.numbers)
        or _disjoint(one.births, other.births)
        or _other_names(one.names, other.names)
        or _other_digits(one.text, other.text)
    )


def _differ(one: object, other: object, unknown: object) -> bool:
    return one != other and unknown not in (one, other)


def _disjoint(some: Collection[object], others: Collection[object]) -> bool:
    return bool(some and others) and set(some).isdisjoint(others)


def _other_issuers(one: Paper, other: Paper) -> bool:
    if one.agency and other.agency:
        return one.agency != other.agency
    return bool(one.issuer and other.issuer) and not _like(one.issuer, other.issuer, _ISSUER_LIKE)


def _other_names(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether an owner that one paper names is nobody that the other names."""
    fewer, more = sorted((some, others), key=len)
    return bool(fewer) and not all(any(fuzz.ratio(name, known) >= _NAME_LIKE for known in more) for name in fewer)


def _other_digits(one: Wording, other: Wording) -> bool:
    """Whether each has a number, surely read, that the other has not: a copy or a stamp only adds some."""
    return bool(one.sure - other.digits) and bool(other.sure - one.digits)


def _like(one: str, other: str, at_least: float) -> bool:
    return fuzz.ratio(fold(one), fold(other)) >= at_least


def _bare(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(text))
