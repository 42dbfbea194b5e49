"""The fields of a paper, each with its confidence and its place.

Confidence = strength of the rule × confidence of the words. The strength says how seldom the rule is wrong when the
words are read right. Of texts and names the words' mean is taken; of dates and numbers, where one wrong digit spoils
all, the product over the words with digits, which is the probability that all of them are right. Values in which
letters were taken for digits, values with digits written by hand, and values that contradict another value of the same
paper, are kept for the reviewer at 0.3 or less.

A copy from a register that has a number of its own is a result of its own: its number and day of issue come first,
those of the paper it copies are item 1. On a copy without one they are those of the paper it copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from digitize.classify.document import DocumentText, Layout, Piece, join
from digitize.classify.header import Heading, certifying_agency, read_heading
from digitize.classify.labels import Hit, find_labels, value, values
from digitize.classify.owners import Owner, Read, find_owners
from digitize.classify.signature import find_signature
from digitize.classify.titles import Title, find_title
from digitize.classify.validity import find_expiries
from digitize.model import Classification, DocumentKind, FieldName, FieldValue
from digitize.vietnamese.dates import FoundDate, find_dates
from digitize.vietnamese.names import normal_name
from digitize.vietnamese.numbers import DocumentNumber, in_use, near_another, read_number
from digitize.vietnamese.text import fold, squeeze

_DOUBT = 0.3
_REPAIRED = 0.6
# An ordinal without a symbol may be that of anything (a register, a card, an older paper): it is proposed.
_BARE = 0.7
# A symbol all of whose parts are in use was not misread: of 75 such numbers on 161 scanned drafts none was wrong,
# though the reader was unsure of a third of them. What is left of its doubt falls on the ordinal; where it is much, the
# ordinal may be written by hand.
_LESS_DOUBT, _HALF_SURE = 0.35, 0.55
# Below this a value is noise rather than something for a reviewer to look at.
_FLOOR = 0.15
_REPLACED = re.compile(r"thay (?:the|cho)|giay phep so")
_TURN = re.compile(r"lan (?:thu )?(?:[0-9]+|hai|ba|tu)[^0-9]{0,12}$")
_COPY = re.compile(r"\bban sao\b|\bsao y\b|dung voi ban chinh|chung thuc ban sao")
# The rule under the agency's name, read as a word.
_RULE = re.compile(r"(?:^|(?<=\s))[_—―|~.]+(?:\s|$)")
_PLACE_AND_DATE = re.compile(r"^[^,;:]{2,40}[,.]\s*(?=(?:.gay|n.ay|ng.y|nga.|nngay|ngaay)\b)")


def extract(document: DocumentText, classification: Classification) -> tuple[FieldValue, ...]:
    """The fields of a document.

    Args:
        document: Its pages as read.
        classification: What it is. Papers of the office have no owner.

    Returns:
        At most one value for each field and item; what could not be read with sense is left out.
    """
    if not document.layouts:
        return ()
    page = document.layouts[0]
    title = find_title(page)
    heading = read_heading(page, title)
    fields = list(_document_type(title, classification))
    labels = {layout.page: find_labels(layout) for layout in document.layouts}
    fields += _number(document, heading, labels)
    fields += _issued_on(document, heading, labels)
    fields += _issuer(document, heading, labels)
    fields += _abstract(heading, classification)
    fields += _signer(document)
    if classification.kind is not DocumentKind.INTERNAL:
        for item, owner in enumerate(find_owners(document.layouts)):
            fields += _owner(owner, item)
    if classification.kind in (DocumentKind.RESULT, DocumentKind.UNKNOWN):
        # Where it is not known what the paper is, it may be the end of something else.
        fields += _valid_until(document, fields, unsure=classification.kind is DocumentKind.UNKNOWN)
    return tuple(_checked(fields))


def _field(name: FieldName, read: Read, *, exact: bool = False, item: int = 0) -> FieldValue:
    confidence = read.strength * (read.piece.exact if exact else read.piece.mean)
    if read.piece.handwritten:
        # How sure a reader is of a hand it has never seen says little.
        confidence = min(confidence, _DOUBT)
    return FieldValue(
        name=name,
        value=read.value,
        raw=read.piece.raw,
        confidence=round(confidence, 4),
        page=read.piece.page,
        box=read.piece.box,
        rule=read.rule,
        item=item,
    )


def _document_type(title: Title | None, classification: Classification) -> Iterator[FieldValue]:
    if classification.document_type is None:
        return
    piece = title.passage.whole() if title else None
    yield FieldValue(
        FieldName.DOCUMENT_TYPE,
        classification.document_type,
        piece.raw if piece else "",
        round(classification.probability, 4),
        piece.page if piece else None,
        piece.box if piece else None,
        f"classify:{classification.rung}",
    )


# --- number, date, issuer -----------------------------------------------------------------------------------


def _labelled(document: DocumentText, labels: dict[int, tuple[Hit, ...]], *fields: str) -> list[tuple[Layout, Hit]]:
    found = [(layout, hit) for layout in document.layouts for hit in labels[layout.page] if hit.label.field in fields]
    return sorted(found, key=lambda pair: pair[1].label.rank)


def _number(document: DocumentText, heading: Heading, labels: dict[int, tuple[Hit, ...]]) -> Iterator[FieldValue]:
    if heading.number:
        number, piece = heading.number
        doubted = number.repaired or near_another(number.symbol)
        strength = _BARE if not number.symbol else 0.97 * (_REPAIRED if doubted else 1.0)
        field = _field(FieldName.NUMBER, Read(number.value, piece, strength, "heading"), exact=True)
        if not doubted and field.confidence >= _HALF_SURE and not piece.handwritten and in_use(number.symbol):
            field = replace(field, confidence=round(1 - (1 - field.confidence) * _LESS_DOUBT, 4))
        yield field
        return
    own = _labelled_number(document, labels, "copy", shortest=1)
    if own:
        yield _field(FieldName.NUMBER, own, exact=True)
    if serial := _labelled_number(document, labels, "serial"):
        copy = _is_copy(document, labels)
        if not copy and _says_copy(document):
            # It may have a number of its own whose label was not read.
            serial = replace(serial, strength=serial.strength * _REPAIRED)
        yield _field(FieldName.NUMBER, serial, exact=True, item=int(copy))


def _labelled_number(
    document: DocumentText, labels: dict[int, tuple[Hit, ...]], field: str, *, shortest: int = 5
) -> Read | None:
    """The first number that stands behind a label of a kind, or as many digits alone."""
    for layout, hit in _labelled(document, labels, field):
        for piece in values(layout, labels[layout.page], hit):
            found = read_number(piece.raw, bare=True)
            if found is None and shortest <= len(piece.raw) and piece.raw.isdigit():
                found = DocumentNumber(piece.raw, "", len(piece.raw))
            if found:
                strength = 0.95 * hit.similarity * (_REPAIRED if found.repaired else 1.0)
                return Read(found.value, piece, strength, f"label:{hit.label.name}")
    return None


def _is_copy(document: DocumentText, labels: dict[int, tuple[Hit, ...]]) -> bool:
    """Whether it is a copy from a register with a number of its own, be it legible or not."""
    return bool(_labelled(document, labels, "copy"))


def _says_copy(document: DocumentText) -> bool:
    """Whether a paper says of itself that it is a copy, or bears the words of one who certified it."""
    flows = (layout.flow.folded for layout in document.layouts if layout.flow)
    return any(_COPY.search(text) for text in flows)


def _issued_on(document: DocumentText, heading: Heading, labels: dict[int, tuple[Hit, ...]]) -> Iterator[FieldValue]:
    found = _registered(document, labels)
    below = _places_and_dates(document, copy=_is_copy(document, labels))
    if found is None and heading.dated:
        found = (*heading.dated, 0.97, "heading")
    elif found and len(below) == 1 and below[0][0].value > found[0].value and below[0][2] > _REPAIRED:
        # Signed anew after the last day of registration that the paper tells.
        found = below[0]
    for item, (day, piece, strength, rule) in enumerate([found] if found else below):
        strength *= _REPAIRED if day.repaired else 1.0
        yield _field(FieldName.ISSUED_ON, Read(day.value.isoformat(), piece, strength, rule), exact=True, item=item)


def _registered(
    document: DocumentText, labels: dict[int, tuple[Hit, ...]]
) -> tuple[FoundDate, Piece, float, str] | None:
    """The day of registration; of several (first, changed) the latest, since the paper was issued anew then."""
    found, unread = [], False
    for layout, hit in _labelled(document, labels, "registered", "changed"):
        piece = value(layout, labels[layout.page], hit)
        days = find_dates(piece.raw) if piece and not _REPLACED.search(fold(piece.raw)) else ()
        if piece and days:
            # «…; cấp thay đổi lần thứ 2, ngày …» goes on behind the first day.
            counted = [day for day in days if day is days[0] or _TURN.search(fold(piece.raw[: day.start]))]
            last = max(counted, key=lambda day: day.value)
            found.append((last, piece, 0.95 * hit.similarity, f"label:{hit.label.name}"))
        elif continued := _on_the_next_line(layout, hit):
            found.append((*continued, 0.95 * hit.similarity, f"label:{hit.label.name}"))
        else:
            unread = True
    latest = max(found, key=lambda item: item[0].value, default=None)
    if latest and unread:
        # The day that could not be read may be the later one.
        return (*latest[:2], _DOUBT, latest[3])
    return latest


def _on_the_next_line(layout: Layout, hit: Hit) -> tuple[FoundDate, Piece] | None:
    """A date behind a label that goes on at the beginning of the next line."""
    if hit.row + 1 == len(layout.rows):
        return None
    both = join((layout.rows[hit.row][hit.place], layout.rows[hit.row + 1][0]))
    days = [day for day in find_dates(both.text) if day.start >= both.at(hit.end)]
    piece = both.cut_text(days[0].start, days[0].end) if days else None
    return (days[0], piece) if piece else None


def _places_and_dates(document: DocumentText, *, copy: bool) -> list[tuple[FoundDate, Piece, float, str]]:
    """The day in «{Place}, ngày … tháng … năm …» as a line of its own; of a copy its own day and that of the original.

    The original's stands first on the paper.
    """
    found = []
    for layout in document.layouts:
        for passage in layout.passages():
            place = _PLACE_AND_DATE.match(passage.folded)
            days = find_dates(passage.text) if place and passage.text[0].isupper() else ()
            if not (place and days and days[0].start <= passage.at(place.end())):
                continue
            if piece := passage.cut_text(days[0].start, days[0].end):
                found.append((days[0], piece))
    if copy and len(found) == 2:
        return [(*one, 0.93, "place_and_date") for one in reversed(found)]
    alone = len({day.value for day, _ in found}) == 1
    return [(*one, 0.93 if alone and not copy else 0.6, "place_and_date") for one in found[:1]]


def _issuer(document: DocumentText, heading: Heading, labels: dict[int, tuple[Hit, ...]]) -> Iterator[FieldValue]:
    if heading.agency and (piece := join(heading.agency).whole()):
        yield _field(FieldName.ISSUER, Read(_RULE.sub("", squeeze(piece.raw)), piece, 0.95, "heading"))
        return
    for layout in document.layouts[:1]:
        if piece := certifying_agency(layout):
            yield _field(FieldName.ISSUER, Read(squeeze(piece.raw), piece, 0.85, "certifying_line"))
            return
    for layout, hit in _labelled(document, labels, "issuer"):
        if piece := value(layout, labels[layout.page], hit):
            name = re.split(r"[;]|,\s*(?:số|ngày)\b", piece.raw)[0].strip(" ,.")
            yield _field(FieldName.ISSUER, Read(squeeze(name), piece, 0.75, f"label:{hit.label.name}"))
            return


# --- subject, signer, owner, validity -----------------------------------------------------------------------


def _abstract(heading: Heading, classification: Classification) -> Iterator[FieldValue]:
    # Of what nobody knows it is not known either what stands below its title.
    decides = classification.kind in (DocumentKind.INTERNAL, DocumentKind.REFUSAL)
    decree = classification.document_type == "Quyết định"
    if heading.subject and (decides or decree) and (piece := join(heading.subject).whole()):
        yield _field(FieldName.ABSTRACT, Read(squeeze(piece.raw), piece, 0.9, "heading"))


def _signer(document: DocumentText) -> Iterator[FieldValue]:
    signature = find_signature(document.layouts)
    if signature is None:
        return
    strength = 0.93 if signature.surname else 0.5
    yield _field(FieldName.SIGNER, Read(normal_name(signature.name.raw), signature.name, strength, "signature"))
    if signature.title:
        first = signature.title[0]
        box = first.box
        for line in signature.title[1:]:
            box = box.union(line.box)
        mean = sum(line.mean for line in signature.title) / len(signature.title)
        piece = replace(first, raw=signature.office, mean=mean, box=box)
        yield _field(FieldName.SIGNER_TITLE, Read(signature.office, piece, strength, "signature"))


def _owner(owner: Owner, item: int) -> Iterator[FieldValue]:
    if owner.name:
        yield _field(FieldName.OWNER_NAME, owner.name, item=item)
    if owner.birth:
        yield _field(FieldName.OWNER_BIRTH_DATE, owner.birth, exact=True, item=item)
    if owner.number:
        read = replace(owner.number, strength=_DOUBT) if owner.doubtful else owner.number
        yield _field(FieldName.OWNER_ID, read, exact=True, item=item)


def _valid_until(document: DocumentText, fields: list[FieldValue], *, unsure: bool) -> Iterator[FieldValue]:
    issued = next((field for field in fields if field.name is FieldName.ISSUED_ON), None)
    issued_on = date.fromisoformat(issued.value) if issued else None
    for item, expiry in enumerate(find_expiries(document.layouts, issued_on)):
        strength = 0.97 * (_REPAIRED if expiry.repaired else 1.0)
        field = _field(
            FieldName.VALID_UNTIL, Read(expiry.value, expiry.piece, strength, expiry.rule), exact=True, item=item
        )
        if expiry.rule == "printed_duration" and issued:
            # What is counted from the day of issue is never surer than that day.
            field = replace(field, confidence=min(field.confidence, issued.confidence))
        if unsure:
            field = replace(field, confidence=min(field.confidence, _REPAIRED))
        yield field


def _checked(fields: list[FieldValue]) -> Iterator[FieldValue]:
    """The fields, those that contradict each other lowered: born after the issue, or ended before it."""
    issued = next((field for field in fields if field.name is FieldName.ISSUED_ON), None)
    late_births = issued and any(
        field.name is FieldName.OWNER_BIRTH_DATE and field.value > issued.value for field in fields
    )
    early_ends = issued and any(field.name is FieldName.VALID_UNTIL and field.value < issued.value for field in fields)
    doubted = {FieldName.OWNER_BIRTH_DATE} if late_births else set()
    doubted |= {FieldName.VALID_UNTIL, FieldName.ISSUED_ON} if early_ends else set()
    for field in fields:
        if field.confidence >= _FLOOR:
            yield replace(field, confidence=min(field.confidence, _DOUBT)) if field.name in doubted else field
