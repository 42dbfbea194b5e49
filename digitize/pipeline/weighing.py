"""What follows from all that was said of a document, by machines and by persons: term, agency, state, risk.

A person who vouches for a document settles every doubt that stood against it then, and every doubt of a machine about
its own reading after that. What opens it again: other pages, a page that fails, and a machine that newly and surely
says something else than the person. The person's word counts all the while.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from digitize.catalogue import Catalogue
from digitize.classify.terms import term_of
from digitize.errors import (
    CutChanged,
    DoubtfulCut,
    EntryRefused,
    MachineDiffers,
    ManifestDiffers,
    NeedsPerson,
    PageFailed,
    RescanAsked,
    ScanFault,
    SecondCheck,
    TwoPersons,
)
from digitize.errors import reason as reason_of
from digitize.model import Assertion, Classification, DocumentKind, FieldName, SourceKind
from digitize.pipeline.publishing import agency_of, bare, state_of
from digitize.records.reviewed import Review, ReviewAct
from digitize.records.rows import Classified, DocumentState, Effective, Publication
from digitize.records.statements import NO_MORE, TAKEN_BACK
from digitize.records.transaction import Transaction
from digitize.settings import Settings

_FOLLOWS = frozenset(one.code for one in (TwoPersons, SecondCheck, MachineDiffers, RescanAsked, CutChanged))
"""Reasons that follow from what persons said and did, and are found anew each time."""

_DOUBTS = (NeedsPerson, ManifestDiffers, ScanFault)
"""What a machine doubts of its own reading; whoever vouches for a document has seen the paper itself."""

# --- risk -------------------------------------------------------------------------------------------------

COSTS = {
    FieldName.OWNER_ID: 1.0,
    FieldName.VALID_UNTIL: 0.9,
    FieldName.ISSUED_ON: 0.7,
    FieldName.NUMBER: 0.5,
    FieldName.OWNER_NAME: 0.4,
    FieldName.OWNER_BIRTH_DATE: 0.4,
}
"""What it costs if a field is published wrong, the worst being 1: with a wrong owner's number another citizen is
answered for; a wrong last day lets an ended permit pass, or sends somebody away who has a good one; the day of issue is
what terms are counted from; number, name and birth date are what people find and tell a paper by."""
COST_OF_OTHERS = 0.05
"""Of any other field: people are misled in reading, no answer is."""
COST_OF_TYPE = 0.8
"""Of a wrong result type: a paper stands in for another that was asked for, or for none."""
COSTS_OF_REASONS = ((ManifestDiffers, 0.8), (MachineDiffers, 0.8), (DoubtfulCut, 0.6), (PageFailed, 0.5))
"""Of doubts that no confidence tells of: two say different things; a paper lies within another; a page is missing."""
SHARE_OF_OTHER_PAPERS = 0.2
"""A paper that is no result answers nobody; only whether it is none matters then."""


def risk_of(what: Classification, said: Effective, reasons: Iterable[str]) -> float:
    """What it is expected to cost if a document is published as it is: the sum, over all that may be wrong, of what
    that costs times the probability that it is wrong.

    So what would do harm and is unsure comes before what is only unsure, and a paper with several doubts before one
    with one of them. What a person said is sure. A value that is not there cannot be wrong.
    """
    values = sum(
        COSTS.get(one.value.name, COST_OF_OTHERS) * (1 - one.value.confidence)
        for one in said.assertions
        if one.source is not SourceKind.PERSON
    )
    doubts = [reason_of(code) for code in reasons]
    told = sum(cost for kind, cost in COSTS_OF_REASONS if any(issubclass(doubt, kind) for doubt in doubts))
    share = 1.0 if what.kind in (DocumentKind.RESULT, DocumentKind.UNKNOWN) else SHARE_OF_OTHER_PAPERS
    return round(COST_OF_TYPE * (1 - what.probability) + share * (values + told), 4)


# --- what follows -----------------------------------------------------------------------------------------


def weigh(
    read: Transaction, document: str, publication: Publication, catalogue: Catalogue, settings: Settings
) -> Publication:
    """Makes agency, term, state, reasons and risk of a publication follow from all that was said of the document.

    Args:
        read: The transaction in which it was said (:meth:`Transaction.say`); the document is reserved.
        document: Id.
        publication: Its reasons are those that stand against the document by themselves: of pages, of the cutting, of
            a machine's own doubts.
        catalogue: For the agency, the term, and the types that two persons check.
        settings: From which confidence a machine contradicts a person.
    """
    what = read.documents.classification(document) or publication.classification
    said = read.statements.effective(document)
    reasons = _reasons(read, document, publication.reasons, what, catalogue, settings)
    is_held = publication.state is DocumentState.HELD
    rules = read.term_rules.of(what.result_type)
    return replace(
        publication,
        agency=agency_of(said.fields, catalogue),
        term=term_of(what, said.fields, catalogue, rules) if what.kind is DocumentKind.RESULT else None,
        state=DocumentState.HELD if is_held else state_of(read.documents.failures(document), reasons),
        reasons=reasons,
        risk=risk_of(what, said, reasons),
    )


def _reasons(
    read: Transaction,
    document: str,
    given: Sequence[str],
    what: Classification,
    catalogue: Catalogue,
    settings: Settings,
) -> tuple[str, ...]:
    standing = read.reviews.standing(document)
    version = read.documents.get(document).version
    newest = standing[-1] if standing and standing[-1].version == version else None
    vouched = newest is not None and newest.act.vouches and newest.applied
    reasons = [code for code in given if code not in _FOLLOWS and not (vouched and _is_settled(code, newest))]
    if any(one.act.vouches and one.applied for one in standing) and _is_contradicted(read, document, settings):
        reasons.append(MachineDiffers.code)
    if newest and newest.act is ReviewAct.RESCAN:
        reasons.insert(0, RescanAsked.code)
    if newest and not newest.applied:
        reasons.insert(0, SecondCheck.code)
    elif not vouched and what.result_type and catalogue.needs_two_persons(what.result_type):
        reasons.insert(0, TwoPersons.code)
    return tuple(dict.fromkeys(reasons))


def _is_settled(code: str, review: Review | None) -> bool:
    """Whether a decision ends a doubt: one that the person saw, or one of a machine about its own reading."""
    if code == EntryRefused.code:
        # The index's affair, which no look at the paper mends.
        return False
    return (review is not None and code in review.reasons) or issubclass(reason_of(code), _DOUBTS)


# --- contradictions ---------------------------------------------------------------------------------------


def _is_contradicted(read: Transaction, document: str, settings: Settings) -> bool:
    history = read.statements.history(document)
    return bool(contradicted(history, settings.trust_at)) or _is_other(read.documents.classified(document), settings)


def contradicted(history: Iterable[Assertion], trust_at: float) -> frozenset[FieldName]:
    """Fields of which a machine, after a person spoke, said something new and surely that differs from their word.

    What machines had said before was seen by the person and turned down: said again it contradicts nobody. Neither
    does what the machine itself is not sure of, or what it is silent about.

    Args:
        history: All that was said of a document, oldest first.
        trust_at: Confidence from which a machine is sure.
    """
    heard: defaultdict[FieldName, set[str]] = defaultdict(set)
    turned_down: dict[FieldName, frozenset[str]] = {}
    words: defaultdict[FieldName, dict[int, str]] = defaultdict(dict)
    ends: dict[FieldName, int] = {}
    against: dict[tuple[FieldName, int], bool] = {}
    for said in history:
        name, item, value = said.value.name, said.value.item, bare(said.value.value)
        if said.source is SourceKind.PERSON:
            turned_down[name] = frozenset(heard[name])
            words[name][item] = value
            against = {slot: stands for slot, stands in against.items() if slot[0] is not name}
            if said.value.rule == TAKEN_BACK:
                del words[name][item]
            if said.value.rule == NO_MORE:
                ends[name] = item
            continue
        rules = item in words[name] or item >= ends.get(name, item + 1)
        is_new = value not in turned_down.get(name, frozenset()) and value not in words[name].values()
        against[name, item] = rules and bool(value) and is_new and said.value.confidence >= trust_at
        heard[name].add(value)
    return frozenset(name for (name, _), stands in against.items() if stands)


def _is_other(said: Iterable[Classified], settings: Settings) -> bool:
    """Whether a machine, after a person spoke, newly and surely takes the paper for something else."""
    heard: set[tuple[DocumentKind, str | None]] = set()
    turned_down: set[tuple[DocumentKind, str | None]] | None = None
    differs = False
    for one in said:
        what = one.classification
        answer = (what.kind, what.result_type)
        if one.source.kind is SourceKind.PERSON:
            turned_down = None if what.rung == TAKEN_BACK else heard | {answer}
            differs = False
            continue
        sure = what.kind is not DocumentKind.UNKNOWN and what.probability >= settings.answer_at
        differs = turned_down is not None and sure and answer not in turned_down
        heard.add(answer)
    return differs
