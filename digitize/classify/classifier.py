"""What a document is: a ladder of rules, each of which may answer or abstain.

1. *barcode*: a procedure or result type known from cover sheet, manifest, barcode or the paper itself narrows what
   comes into question; the title must agree, since a dossier also holds forms and receipts.
2. *header*: the title, with the symbol of the number and the agency.
3. *retrieval*: the nearest result name of the catalogue.

The probability is a stated formula, not yet a calibrated figure::

    p = 0.98 · s² · (0.85 + 0.15·c)

with ``s`` the likeness of the title to the table's and ``c`` the mean word score of its line. The distance to 1 is
halved where the number's symbol fits the rule, and again where what is known agrees; ``p`` is multiplied by 0.8
where the symbol does not fit, by 0.6 where words in capitals follow the title that the rule does not know, by 0.5
where what is known contradicts, and divided by the number of result types that remain. Retrieval answers with its
likeness, scaled by the lead over the second name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from digitize.catalogue import Catalogue
from digitize.catalogue.identifiers import find_procedure_codes
from digitize.classify.document import DocumentText, Layout, Passage
from digitize.classify.header import Heading, free_title, read_heading
from digitize.classify.retrieval import Found, names_of
from digitize.classify.titles import Title, TitleRule, find_title, rules_for
from digitize.model import Candidate, Classification, DocumentKind

_LETTER = "cong van"
# Titles that say nothing of the content: their subject may still name a result of the catalogue.
_GENERIC = frozenset({"quyet dinh", "thong bao", "bien ban", "cong van"})
_RETRIEVAL_AT, _RETRIEVAL_LEAD = 0.72, 0.08
# A generic title with a subject is what internal papers look like, too: only a near-equal name counts.
_GENERIC_AT = 0.88
_KNOWN_AT = 0.5
_CEILING = 0.99
_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document before it is read, from a cover sheet, a barcode or a manifest.

    Attributes:
        procedure: National procedure code, or empty.
        result_type: Result code, or empty.
    """

    procedure: str = ""
    result_type: str = ""


def classify(document: DocumentText, catalogue: Catalogue, *, known: Known | None = None) -> Classification:
    """Says what a document is, or abstains.

    Args:
        document: Its pages as read.
        catalogue: Procedures and result types.
        known: What cover sheet, barcode or manifest say of it.

    Returns:
        With ``kind`` UNKNOWN where no rung answers; ``candidates`` then hold what comes nearest. With kind RESULT and
        no ``result_type`` where several types share the title and nothing tells them apart.
    """
    if not document.layouts:
        return Classification(why="không có chữ để đọc")
    page = document.layouts[0]
    title = find_title(page)
    heading = read_heading(page, title)
    procedures, allowed = _narrowed(document, catalogue, known or Known())
    answer = _by_header(page, heading, title, catalogue)
    if answer.kind in (DocumentKind.UNKNOWN, DocumentKind.INTERNAL):
        answer = _by_retrieval(page, heading, title, catalogue, answer, allowed)
    return _with_known(answer, procedures, allowed, catalogue)


def _narrowed(document: DocumentText, catalogue: Catalogue, known: Known) -> tuple[tuple[str, ...], frozenset[str]]:
    """Procedure codes known of the document, and the result types that remain (empty: all)."""
    procedures: tuple[str, ...] = (known.procedure,) if known.procedure else ()
    if not procedures:
        texts = (*document.barcodes, *(page.flow.text for page in document.layouts[:1] if page.flow))
        procedures = tuple(code for text in texts for code in find_procedure_codes(text))
        procedures = tuple(dict.fromkeys(code for code in procedures if catalogue.results_of(code)))
    if known.result_type:
        return procedures, frozenset({known.result_type})
    return procedures, frozenset(result.code for code in procedures for result in catalogue.results_of(code))


# --- header -------------------------------------------------------------------------------------------------


def _by_header(page: Layout, heading: Heading, title: Title | None, catalogue: Catalogue) -> Classification:
    name = title.name if title else _LETTER if _is_letter(heading) else ""
    rule = next((rule for rule in rules_for(name) if rule.met(heading.scope)), None)
    if rule is None:
        return Classification(why="không nhận ra tên loại ở phần đầu")
    probability, why = _header_probability(rule, heading, title)
    codes = tuple(code for code in rule.result_types if code in catalogue.result_types)
    if rule.kind is DocumentKind.RESULT and not codes:
        return Classification(why="loại kết quả không có trong danh mục", document_type=rule.document_type)
    answer = Classification(rule.kind, rule.document_type, None, None, probability, "header", why)
    return _with_codes(answer, codes)


def _is_letter(heading: Heading) -> bool:
    """Official letters have no title: «V/v» under the line of the number, and «Kính gửi»."""
    return bool(heading.subject) and heading.addressed


def _header_probability(rule: TitleRule, heading: Heading, title: Title | None) -> tuple[float, str]:
    if title is None:
        piece = heading.subject[0].whole()
        likeness, legibility, why = 0.95, piece.mean if piece else 0.0, "số, «V/v» và «Kính gửi»: công văn"
    else:
        piece = title.passage.whole()
        likeness, legibility = title.similarity, piece.mean if piece else 0.0
        why = f"tên loại «{title.name}» ({title.similarity:.0%})"
    probability = 0.98 * likeness**2 * (0.85 + 0.15 * legibility)
    symbol = heading.number[0].symbol if heading.number else ""
    if rule.symbol and symbol:
        if rule.symbol.search(symbol):
            probability = _surer(probability)
            why += ", ký hiệu phù hợp"
        else:
            probability *= 0.8
            why += ", ký hiệu không phù hợp"
    if title and title.extra > 1 and rule.kind is DocumentKind.RESULT:
        probability *= 0.6
        why += ", tên loại còn chữ khác"
    return probability, why


def _with_codes(answer: Classification, codes: tuple[str, ...]) -> Classification:
    """The answer with its result type, or with a choice where there are several."""
    if len(codes) < 2:
        candidates = tuple(Candidate(code, answer.probability) for code in codes)
        return replace(answer, result_type=codes[0] if codes else None, candidates=candidates)
    share = answer.probability / len(codes)
    candidates = tuple(Candidate(code, share) for code in codes[:_MOST_CANDIDATES])
    why = f"{answer.why}; {len(codes)} loại kết quả cùng tên"
    return replace(answer, result_type=None, probability=share, candidates=candidates, why=why)


# --- retrieval ----------------------------------------------------------------------------------------------


def _by_retrieval(
    page: Layout,
    heading: Heading,
    title: Title | None,
    catalogue: Catalogue,
    so_far: Classification,
    allowed: frozenset[str],
) -> Classification:
    if so_far.kind is DocumentKind.INTERNAL and (title is None or title.name not in _GENERIC):
        return so_far
    block = title.passage if title else free_title(page)
    if block is None:
        return so_far
    query = " ".join(part.text for part in (block, *heading.subject))
    found = names_of(catalogue).nearest(query, most=_MOST_CANDIDATES)
    narrowed = tuple(near for near in found if allowed.intersection(near.codes))
    threshold = _RETRIEVAL_AT if title is None else _GENERIC_AT
    if narrowed and title is None:
        found, threshold = narrowed, _KNOWN_AT
    answer = _retrieved(found, threshold, block)
    if answer is None:
        return replace(so_far, candidates=so_far.candidates or _candidates(found))
    codes = tuple(code for code in found[0].codes if not allowed or code in allowed) or found[0].codes
    return _with_codes(answer, codes if answer.kind is DocumentKind.RESULT else ())


def _retrieved(found: tuple[Found, ...], threshold: float, block: Passage) -> Classification | None:
    if not found or found[0].score < threshold:
        return None
    lead = found[0].score - (found[1].score if len(found) > 1 else 0.0)
    if lead < _RETRIEVAL_LEAD:
        return None
    kind = DocumentKind.REFUSAL if found[0].refusal else DocumentKind.RESULT
    piece = block.whole()
    legibility = piece.mean if piece else 0.0
    probability = 0.9 * found[0].score * (0.6 + 0.4 * min(1.0, lead / 0.25)) * (0.85 + 0.15 * legibility)
    why = f"gần tên kết quả trong danh mục ({found[0].score:.0%}, hơn tên thứ hai {lead:.0%})"
    name = re.sub(r"\s*(?:\(|theo [Mm]ẫu|kèm theo).*$", "", found[0].name)
    return Classification(kind, name, None, None, probability, "retrieval", why)


def _candidates(found: Iterable[Found]) -> tuple[Candidate, ...]:
    pairs = ((code, near.score / 2 / len(near.codes)) for near in found for code in near.codes)
    return tuple(Candidate(code, score) for code, score in pairs)[:_MOST_CANDIDATES]


# --- what is known ------------------------------------------------------------------------------------------


def _with_known(
    answer: Classification, procedures: tuple[str, ...], allowed: frozenset[str], catalogue: Catalogue
) -> Classification:
    if answer.kind is not DocumentKind.RESULT:
        return answer
    if allowed:
        mine = tuple(item.code for item in answer.candidates if item.code in allowed)
        if mine:
            whole = min(_CEILING, sum(item.probability for item in answer.candidates))
            why = f"{answer.why}; mã thủ tục hoặc bảng kê phù hợp"
            answer = replace(answer, probability=_surer(whole), rung="barcode", why=why)
            answer = _with_codes(answer, mine)
        else:
            why = f"{answer.why}; mâu thuẫn với mã thủ tục hoặc bảng kê"
            answer = replace(answer, probability=answer.probability * 0.5, why=why)
    return replace(answer, procedure=_procedure(answer, procedures, catalogue))


def _procedure(answer: Classification, procedures: tuple[str, ...], catalogue: Catalogue) -> str | None:
    if answer.result_type is None:
        return None
    fitting = [p.code for p in catalogue.procedures_of(answer.result_type)]
    named = [code for code in procedures if code in fitting]
    if named:
        return named[0] if len(named) == 1 else None
    ours = [code for code in fitting if code in catalogue.procedures]
    return ours[0] if len(ours) == 1 else None


def _surer(probability: float) -> float:
    return min(_CEILING, 1 - (1 - probability) / 2)
