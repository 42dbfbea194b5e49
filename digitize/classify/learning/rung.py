"""The rung *model*: what was learned, beside what the rules say.

Rules go first, since they know why. What was learned makes surer what both say, and turns an answer by likeness of
names into a proposal where it says otherwise; it never overrules a title. Where the rules leave a choice or say nothing
it decides, if persons confirmed papers enough of the type and papers of dossiers as well. Drawn papers know nothing
that the rules do not: a model of these alone, or of confirmed results alone, took applications for what they ask for.
"""

from __future__ import annotations

from dataclasses import replace

from digitize.catalogue import Catalogue
from digitize.classify.document import DocumentText
from digitize.classify.learning.model import KIND, RUNG, Model, answer, label_of
from digitize.model import Candidate, Classification, DocumentKind

_UNKNOWN = label_of(DocumentKind.UNKNOWN, None)
_DOSSIER_PAPER = label_of(DocumentKind.DOSSIER_PAPER, None)
# Rules that are as sure need nobody beside them.
_SURE = 0.85
# Below, what was learned is one candidate among others.
_LIKELY = 0.5
# So many confirmed papers show what a type's papers look like.
_ENOUGH = 20
# Where two rungs contradict each other a person decides.
_DOUBT = 0.6
_CEILING = 0.99
_MOST_CANDIDATES = 5


def with_model(
    ruled: Classification, document: DocumentText, catalogue: Catalogue, model: Model, allowed: frozenset[str]
) -> Classification:
    """What rules and model say together.

    Args:
        ruled: What the rules say.
        document: The paper.
        catalogue: Has the names of result types; of others than these the model is not believed.
        model: The model in use.
        allowed: Result types that come into question; empty: all.
    """
    found = answer(document, model, allowed)
    first = found[0] if found else Candidate(_UNKNOWN, 0.0)
    is_result = first.code in catalogue.result_types
    if first.code == _UNKNOWN or not (is_result or first.code.startswith(KIND)):
        return ruled
    why = f"{ruled.why}; mô hình {model.version} ({first.probability:.0%})"
    if first.code == label_of(ruled.kind, ruled.result_type):
        both = 1 - (1 - ruled.probability) * (1 - first.probability)
        return replace(ruled, probability=max(ruled.probability, min(_CEILING, both)), why=f"{why} cũng vậy")
    candidates = _with(ruled, first) if is_result else ruled.candidates
    if _leaves_open(ruled, is_result=is_result) and _decides(model, first):
        kind = DocumentKind.RESULT if is_result else DocumentKind(first.code.removeprefix(KIND))
        code = first.code if is_result else None
        name = catalogue.result_types[first.code].name if is_result else None
        return Classification(kind, ruled.document_type or name, code, None, first.probability, RUNG, why, candidates)
    if ruled.rung == "retrieval" and ruled.kind is not DocumentKind.UNKNOWN:
        doubt = min(ruled.probability, _DOUBT)
        return replace(ruled, probability=doubt, candidates=candidates, why=f"{why} cho là loại khác")
    return replace(ruled, candidates=candidates) if _leaves_open(ruled, is_result=True) else ruled


def _leaves_open(ruled: Classification, *, is_result: bool) -> bool:
    """Whether the rules know nothing, or no more than that it may be a result."""
    unsure = ruled.kind is DocumentKind.RESULT and ruled.probability < _SURE
    return ruled.kind is DocumentKind.UNKNOWN or (is_result and unsure)


def _decides(model: Model, first: Candidate) -> bool:
    vouched = model.card.vouched
    fewest = min(vouched.get(first.code, 0), vouched.get(_DOSSIER_PAPER, 0))
    return first.probability >= _LIKELY and fewest >= _ENOUGH


def _with(ruled: Classification, first: Candidate) -> tuple[Candidate, ...]:
    """The candidates of both, the more probable first."""
    others = (candidate for candidate in ruled.candidates if candidate.code != first.code)
    both = sorted((first, *others), key=lambda candidate: -candidate.probability)
    return tuple(both[:_MOST_CANDIDATES])
