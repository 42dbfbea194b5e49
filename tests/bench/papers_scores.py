"""One paper judged: what would be published of it without a person, against what is true.

A type is *answered* where publishing has no doubt of it (``type_unsure``), a value where its confidence reaches
``trust_at``; all else is left to a person and neither right nor wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from digitize.catalogue import Catalogue
from digitize.classify.classifier import classify, nearest
from digitize.classify.document import DocumentText
from digitize.classify.fields import extract
from digitize.classify.header import read_heading
from digitize.classify.titles import find_title
from digitize.errors import TypeUnsure
from digitize.model import UNLIMITED, Classification, DocumentKind, FieldName, PageReading
from digitize.pipeline.publishing import publication_of
from digitize.pipeline.work import Finished
from digitize.records.rows import Publication
from digitize.settings import Settings
from digitize.vietnamese.text import squeeze
from tests.unseen.compose import LAW

Truth = dict[str, Any]
NEAREST = 5
"""How many names retrieval is asked for."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the machine says of a paper, and what of it is published without a person."""

    classification: Classification
    publication: Publication

    @property
    def answered(self) -> bool:
        """Whether it is published what the paper is."""
        return self.complete and TypeUnsure.code not in self.publication.reasons

    @property
    def complete(self) -> bool:
        """Whether it says what the paper is, sure or not: of a result with its type."""
        kind = self.classification.kind
        return kind is not DocumentKind.UNKNOWN and (
            kind is not DocumentKind.RESULT or self.classification.result_type is not None
        )


def said_of(pages: tuple[PageReading, ...], catalogue: Catalogue, settings: Settings) -> Said:
    """Classifies and extracts as workers do, and weighs it as publishing does; nothing else is known of the paper."""
    document = DocumentText(pages)
    classification = classify(document, catalogue)
    finished = Finished(classification, extract(document, classification), None, None)
    return Said(classification, publication_of(finished, (), (), "", None, catalogue, settings))


# --- what it is -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeScore:
    """How a paper was classified.

    Attributes:
        level: Wear of the scan.
        kind: What it is.
        codes: Result types that are right; none where the catalogue has none for it.
        said: Kind that is said.
        code: Result type that is said.
        rung: Which rung says it.
        probability: That it is right, as the machine says.
        complete: Whether it says anything that is right or wrong.
        answered: Whether that is published without a person.
        right: Whether kind and, of a result, its type are right.
    """

    level: str
    kind: DocumentKind
    codes: frozenset[str]
    said: DocumentKind
    code: str | None
    rung: str
    probability: float
    complete: bool
    answered: bool
    right: bool

    @property
    def wrong(self) -> bool:
        """Whether it is published and not so."""
        return self.answered and not self.right


def type_score(truth: Truth, said: Said) -> TypeScore:
    """Several kinds and types may be right; a result that the catalogue has no type for has no right type."""
    what, codes = said.classification, frozenset(truth["result_types"])
    right = what.kind in truth["kinds"] and (what.kind is not DocumentKind.RESULT or what.result_type in codes)
    return TypeScore(
        level=truth["level"],
        kind=DocumentKind(truth["kind"]),
        codes=codes,
        said=what.kind,
        code=what.result_type,
        rung=what.rung,
        probability=what.probability,
        complete=said.complete,
        answered=said.answered,
        right=said.complete and right,
    )


def rank_of(truth: Truth, pages: tuple[PageReading, ...], catalogue: Catalogue) -> int | None:
    """At which place, from 1, retrieval alone finds the right type by the heading as read, or a set that holds it."""
    document = DocumentText(pages)
    if not document.layouts:
        return None
    page = document.layouts[0]
    title = find_title(page)
    found = nearest(read_heading(page, title), title, catalogue)
    right = (place for place, near in enumerate(found, 1) if set(near.codes).intersection(truth["result_types"]))
    return next(right, None)


# --- what stands in it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldScore:
    """How a field of a paper was answered; a field may hold several values, as couples and tables do.

    Attributes:
        field: Which.
        level: Wear of the scan.
        kind: What the paper is.
        there: Values on the paper.
        right: Of them, answered right.
        wrong: Values answered that are none of them.
    """

    field: FieldName
    level: str
    kind: DocumentKind
    there: int
    right: int
    wrong: int

    @property
    def answered(self) -> int:
        """Values on the paper for which one was answered."""
        return min(self.there, self.right + self.wrong)

    @property
    def places(self) -> int:
        """Values on the paper, and beside them what was answered where there is none."""
        return max(self.there, self.right + self.wrong)


def matched(there: Iterable[frozenset[str]], answers: Iterable[str]) -> tuple[int, int, int]:
    """Compares answers with the values that are there, each a set of forms that are right.

    Returns:
        How many values are there, how many of them were answered right, how many answers are none of them. The same
        value twice counts once.
    """
    wanted, given = list(there), set(answers)
    right = sum(not forms.isdisjoint(given) for forms in wanted)
    return len(wanted), right, len(given.difference(*wanted))


def field_scores(truth: Truth, said: Said, trust_at: float) -> list[FieldScore]:
    """All fields of a paper; none of the pages of laws, whose truth does not tell their number and day."""
    if truth["paper"] == LAW:
        return []
    return [
        FieldScore(name, truth["level"], DocumentKind(truth["kind"]), *_matched(name, truth, said, trust_at))
        for name in _THERE
    ]


def _matched(name: FieldName, truth: Truth, said: Said, trust_at: float) -> tuple[int, int, int]:
    there = {frozenset(plain(name, form) for form in forms if form) for forms in _THERE[name](truth)}
    mine = (one for one in said.publication.fields if one.name is name and (name in _SEVERAL or not one.item))
    sure = [plain(name, one.value) for one in mine if one.confidence >= trust_at]
    return matched(filter(None, there), sure)


def plain(name: FieldName, value: str) -> str:
    """A value as it is compared: without capitals, excess white space, marks around it and either place of a tone."""
    text = squeeze(value).casefold().replace("–", "-").strip(_EDGE)
    if name in (FieldName.NUMBER, FieldName.OWNER_ID):
        return text.replace(" ", "")
    if name is FieldName.ABSTRACT:
        text = _ABOUT.sub("", text)
    return " ".join(map(_tone_last, text.split()))


def _tone_last(word: str) -> str:
    """«ủy» and «uỷ» are one word, written by an older and a newer rule: its tone as a mark behind it."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(sorted(parts, key=lambda part: part in _TONES))


_TONES = frozenset("\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}")
_TONES |= frozenset("\N{COMBINING HOOK ABOVE}\N{COMBINING DOT BELOW}")
_EDGE = " .,:;…_-*\"'“”"
_ABOUT = re.compile(r"^(?:v/v|về việc)[ :]*")

Forms = Iterable[str | None]


def _valid_until(truth: Truth) -> Iterable[Forms]:
    valid = truth["valid"]
    return [[UNLIMITED]] if valid["stated"] == "unlimited" else [[day] for day in valid["until"]]


_THERE: dict[FieldName, Callable[[Truth], Iterable[Forms]]] = {
    FieldName.NUMBER: lambda truth: [[truth["number"], *truth["number_also"]]],
    FieldName.ISSUED_ON: lambda truth: [[truth["issued_on"]]],
    FieldName.OWNER_ID: lambda truth: [[one["id"], one["tax_code"]] for one in truth["owners"]],
    FieldName.VALID_UNTIL: _valid_until,
    FieldName.OWNER_NAME: lambda truth: [[one["name"]] for one in truth["owners"]],
    FieldName.ISSUER: lambda truth: [[truth["issuer"], truth["issuer_name"]]],
    FieldName.SIGNER: lambda truth: [[truth["signer"]]],
    FieldName.ABSTRACT: lambda truth: [[truth["abstract"]]],
}
"""What stands on a paper of each field: values, each with the forms that are right."""

FIELDS = tuple(_THERE)
_SEVERAL = (FieldName.OWNER_ID, FieldName.VALID_UNTIL, FieldName.OWNER_NAME)
"""Fields of which a paper holds several; of the others, what follows the first is of the original of a copy."""
