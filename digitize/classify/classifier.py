"""What a document is: a ladder of rules, each of which may answer or abstain.

1. *barcode*: a procedure or result type known from cover sheet, manifest, barcode or the paper itself narrows what
   comes into question; the title must agree, since a dossier also holds forms and receipts.
2. *header*: the title, with the symbol of the number and the agency.
3. *retrieval*: the nearest result name of the catalogue.
4. *model*: what was learned, where the archive has a model in use (:mod:`digitize.classify.learning.rung`).

Between 2 and 3 stand *refusals*: notices and letters that turn an application down.

The header's probability is ``0.98 · s · (0.9 + 0.1·c)``, with ``s`` the likeness of the title to the table's and ``c``
the mean word score of its line. The distance to 1 is halved where the number's symbol fits the rule, and again where
what is known agrees; it is multiplied by 0.95 where the symbol does not fit, by 0.6 where words in capitals follow the
title that the rule does not know, by 0.5 where what is known contradicts, and divided by the number of result types
that remain. That of retrieval is a logistic curve over the likeness of the nearest name and its lead over the next.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from digitize.catalogue import Catalogue
from digitize.catalogue.identifiers import find_procedure_codes
from digitize.classify.document import DocumentText, Layout
from digitize.classify.header import Heading, read_heading
from digitize.classify.learning import Model, with_model
from digitize.classify.retrieval import Found, names_of
from digitize.classify.titles import Title, TitleRule, find_title, rules_for
from digitize.model import Candidate, Classification, DocumentKind

_LETTER = "cong van"
_SURE = 0.85
_REFUSES = re.compile(
    r"tu choi (?:tiep nhan|giai quyet|cap|ho so|dang ky|yeu cau|chap thuan)|"
    r"(?:khong|chua) (?:duoc )?(?:du (?:dieu kien|co so|ho so)|dat\b|dap ung|thuoc (?:dien|doi tuong)|cap (?!lai)|"
    r"giai quyet|chap thuan|tiep nhan|hop le|dong y)|tra (?:lai )?(?:toan bo )?ho so|"
    r"yeu cau (?:sua doi,? )?bo sung ho so|sua doi,? bo sung ho so"
)
# What offices decide among themselves.
_OWN_AFFAIRS = re.compile(
    r"ban hanh|phe duyet (?:ke hoach|de an|du toan|quy hoach|danh muc|phuong an|chuong trinh|ket qua)|"
    r"thanh lap (?:to|ban|doan|hoi dong)|kien toan|phan cong|trien khai|to chuc|cong bo|bo nhiem|dieu dong|"
    r"giao (?:chi tieu|nhiem vu|du toan)|nang (?:bac )?luong|khen thuong|ky luat|tuyen dung|ra soat|dinh chinh|"
    r"dieu chinh (?:ke hoach|du toan|quy hoach)|quy dinh|quy che|noi quy|bai bo (?:van ban|quyet dinh)|uy quyen|"
    r"cu (?:can bo|cong chuc)|nghi huu|thoi viec"
)
_BEGINNING = 70
"""Letters of an abstract in which its verb stands."""
_ATTESTED = re.compile(
    r"chung thuc (?:ban sao|chu ky|hop dong|giao dich)|dung voi ban chinh|so chung thuc|loi chung|cong chung vien"
)
_PERSON = re.compile(r"\b(?:ong|ba|ong/ba|cong ty|ho kinh doanh|co so|nha hang|cua hang|doanh nghiep|hop tac xa)\b")
_ABOUT_DOSSIER = re.compile(r"\b(?:ho so|don (?:de nghi|xin|ngay)|yeu cau|de nghi)\b")
_NAMED_AT, _KNOWN_AT = 0.45, 0.4
_MORE_LIKELY_THAN_NOT = 0.5
_SAYS_SOMETHING, _SAYS_MUCH, _DOUBT = 0.45, 0.6, 0.6
# Titles that say nothing of the content: their subject may name a result of the catalogue.
_GENERIC = frozenset({"quyet dinh", "thong bao", "cong van"})
_DECREE_AT, _SPECIFIC_AT = 0.7, 0.92
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


def classify(
    document: DocumentText, catalogue: Catalogue, *, known: Known | None = None, model: Model | None = None
) -> Classification:
    """Says what a document is, or abstains.

    Args:
        document: Its pages as read.
        catalogue: Procedures and result types.
        known: What cover sheet, barcode or manifest say of it.
        model: What was learned; ``None``: the rules alone answer.

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
    answer = _not_taken_lightly(_by_header(page, heading, title, catalogue), heading, document)
    if answer.kind in (DocumentKind.INTERNAL, DocumentKind.UNKNOWN) and (refused := _refusal(page, heading, title)):
        return refused
    if answer.kind in (DocumentKind.UNKNOWN, DocumentKind.INTERNAL) or answer.probability < _SURE:
        answer = _by_retrieval(heading, title, catalogue, answer, allowed)
    answer = _with_known(answer, allowed)
    if model:
        answer = with_model(answer, document, catalogue, model, allowed)
    return replace(answer, procedure=_procedure(answer, procedures, catalogue))


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
    name = title.name if title and title.name else _LETTER if _is_letter(heading) else ""
    text = page.flow.folded if page.flow else ""
    rule = next((rule for rule in rules_for(name) if rule.met(heading.scope, text)), None)
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
    if title is None or not title.name:
        piece = heading.subject[0].whole()
        likeness, legibility, why = 0.95, piece.mean if piece else 0.0, "số, «V/v» và «Kính gửi»: công văn"
    else:
        piece = title.passage.whole()
        likeness, legibility = title.similarity, piece.mean if piece else 0.0
        why = f"tên loại «{title.name}» ({title.similarity:.0%})"
    probability = 0.98 * likeness * (0.9 + 0.1 * legibility)
    symbol = heading.number[0].symbol if heading.number else ""
    if rule.symbol and symbol:
        if rule.symbol.search(symbol):
            probability = _surer(probability)
            why += ", ký hiệu phù hợp"
        else:
            probability *= 0.95
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


def _not_taken_lightly(answer: Classification, heading: Heading, document: DocumentText) -> Classification:
    """What looks like a paper of a dossier or of the office, unless something on it says that it may be more."""
    if answer.kind is DocumentKind.DOSSIER_PAPER and any(
        _ATTESTED.search(page.flow.folded) for page in document.layouts if page.flow
    ):
        why = f"{answer.why}; có lời chứng thực"
        return replace(answer, kind=DocumentKind.UNKNOWN, probability=0.0, why=why)
    if answer.kind is DocumentKind.INTERNAL and not heading.agency:
        # An office's own paper has a head; people and firms write notices and letters, too.
        return replace(answer, kind=DocumentKind.UNKNOWN, probability=0.0, why=f"{answer.why}; không có cơ quan")
    return answer


# --- refusals -----------------------------------------------------------------------------------------------


def _refusal(page: Layout, heading: Heading, title: Title | None) -> Classification | None:
    """A notice or a letter that turns an application down: by its subject, or by its text where it is to a person."""
    name = title.name if title else ""
    if name not in ("", "thong bao", "cong van"):
        return None
    subject = " ".join(part.folded for part in heading.subject)
    text = page.flow.folded if page.flow else ""
    kind = "Thông báo" if name == "thong bao" else "Công văn"
    if _REFUSES.search(subject):
        return Classification(DocumentKind.REFUSAL, kind, probability=0.95, rung="header", why="trích yếu: từ chối")
    to_somebody = _PERSON.search(text) or "ho so" in subject
    if heading.subject and to_somebody and _ABOUT_DOSSIER.search(f"{subject} {text}") and _REFUSES.search(text):
        return Classification(
            DocumentKind.REFUSAL, kind, probability=0.88, rung="header", why="nội dung: từ chối hồ sơ"
        )
    return None


# --- retrieval ----------------------------------------------------------------------------------------------


def _by_retrieval(
    heading: Heading, title: Title | None, catalogue: Catalogue, so_far: Classification, allowed: frozenset[str]
) -> Classification:
    """The nearest name of the catalogue where it is near enough, or the answer so far with what comes in question."""
    found = nearest(heading, title, catalogue)
    subject = " ".join(part.folded for part in heading.subject)
    narrowed = tuple(near for near in found if allowed.intersection(near.codes))
    answer = _named(narrowed or found, narrow=bool(narrowed))
    if answer is None:
        so_far = replace(so_far, candidates=so_far.candidates or _candidates(found))
        return _of_the_office(so_far, title, subject) if so_far.kind is DocumentKind.INTERNAL else so_far
    best = (narrowed or found)[0]
    codes = tuple(code for code in best.codes if not allowed or code in allowed) or best.codes
    if best.same:
        # The catalogue has the same result more than once; any of them is it.
        codes = codes[:1]
    answer = _with_codes(answer, codes if answer.kind is DocumentKind.RESULT else ())
    if so_far.kind is DocumentKind.INTERNAL:
        return _decree(so_far, answer, title, best.score, subject)
    if so_far.kind is DocumentKind.UNKNOWN:
        return answer
    return replace(so_far, candidates=so_far.candidates or _candidates(found))


def _decree(
    so_far: Classification, named: Classification, title: Title | None, score: float, subject: str
) -> Classification:
    """A decree, a notice or a letter, whose subject may be the name of a result."""
    generic = title is None or title.name in ("", *_GENERIC)
    if score >= (_DECREE_AT if generic else _SPECIFIC_AT):
        return named
    if generic and score > (_SAYS_MUCH if _OWN_AFFAIRS.search(subject[:_BEGINNING]) else _SAYS_SOMETHING):
        # What may be a result is not to be put away as a paper of the office.
        return replace(named, probability=min(named.probability, _DOUBT))
    return _of_the_office(replace(so_far, candidates=named.candidates), title, subject)


def _of_the_office(answer: Classification, title: Title | None, subject: str) -> Classification:
    """A paper about the office's own affairs; of another decree it is not said that nobody may need it."""
    decree = title is not None and title.name == "quyet dinh"
    if decree and not _OWN_AFFAIRS.search(subject[:_BEGINNING]):
        return replace(answer, kind=DocumentKind.UNKNOWN, probability=0.0, why=f"{answer.why}; có thể là kết quả")
    return answer


def nearest(heading: Heading, title: Title | None, catalogue: Catalogue) -> tuple[Found, ...]:
    """The names nearest to the title with as many lines of the subject as fit best, best first."""
    pieces = ([title.passage.text] if title else []) + [part.text for part in heading.subject]
    best: tuple[Found, ...] = ()
    for count in range(1, len(pieces) + 1):
        found = names_of(catalogue).nearest(" ".join(pieces[:count]), most=_MOST_CANDIDATES)
        if found and (not best or _rank(found[0]) >= _rank(best[0])):
            best = found
    return best


def _rank(found: Found) -> tuple[bool, float]:
    return found.telling and found.score >= _NAMED_AT, found.score


def _named(found: tuple[Found, ...], *, narrow: bool) -> Classification | None:
    if not found:
        return None
    lead = found[0].score - (found[1].score if len(found) > 1 else 0.0)
    probability = _likely(found[0].score, lead)
    if found[0].score < (_KNOWN_AT if narrow else _NAMED_AT) or not (narrow or found[0].telling):
        return None
    if probability < _MORE_LIKELY_THAN_NOT and not narrow:
        return None
    kind = DocumentKind.REFUSAL if found[0].refusal else DocumentKind.RESULT
    why = f"gần tên kết quả trong danh mục ({found[0].score:.0%}, hơn tên thứ hai {lead:.0%})"
    name = re.sub(r"\s*(?:\(|theo [Mm]ẫu|kèm theo).*$", "", found[0].name)
    return Classification(kind, name, None, None, probability, "retrieval", why)


def _likely(score: float, lead: float) -> float:
    """The probability that the nearest name is the right one: a logistic curve over likeness and lead.

    Fitted on `tests/drafts`, types of paper left out by turns, not on what is measured.
    """
    return 1 / (1 + math.exp(4.1 - 3.2 * score - 13.7 * min(lead, 0.3)))


def _candidates(found: Iterable[Found]) -> tuple[Candidate, ...]:
    pairs = ((code, near.score / 2 / len(near.codes)) for near in found for code in near.codes)
    return tuple(Candidate(code, score) for code, score in pairs)[:_MOST_CANDIDATES]


# --- what is known ------------------------------------------------------------------------------------------


def _with_known(answer: Classification, allowed: frozenset[str]) -> Classification:
    if answer.kind is not DocumentKind.RESULT or not allowed:
        return answer
    mine = tuple(item.code for item in answer.candidates if item.code in allowed)
    if mine:
        whole = min(_CEILING, sum(item.probability for item in answer.candidates))
        why = f"{answer.why}; mã thủ tục hoặc bảng kê phù hợp"
        return _with_codes(replace(answer, probability=_surer(whole), rung="barcode", why=why), mine)
    why = f"{answer.why}; mâu thuẫn với mã thủ tục hoặc bảng kê"
    return replace(answer, probability=answer.probability * 0.5, why=why)


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
