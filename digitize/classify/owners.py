"""Whose paper it is: names, days of birth and numbers of the owners, from the labels of forms and certificates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digitize.catalogue.identifiers import OwnerKind, Sex, citizen_facts, parse_owner_number
from digitize.classify.document import Layout, Piece, join
from digitize.classify.labels import Hit, find_labels, following, right_edge, value, values
from digitize.classify.owners_in_text import DIGITS, Named, find_named, number_behind
from digitize.errors import BadOwnerNumber
from digitize.vietnamese.dates import FoundDate, find_dates
from digitize.vietnamese.names import has_surname, leading_name, name_key, normal_name
from digitize.vietnamese.text import fold, squeeze

_ENTITIES = (
    r"cong ty|doanh nghiep|hop tac xa|chi nhanh|uy ban|ubnd|ngan hang|trung tam|benh vien|van phong|tap doan|"
    r"tong cong ty|lien hiep|ban quan ly|so "
)
_ORGANISATION = re.compile(rf"^(?:{_ENTITIES}|ho kinh doanh|co so|cua hang|nha thuoc|to hop tac)\b")
# A school is one as well; folded it begins as a surname does.
_ENTITY = re.compile(rf"^(?:{_ENTITIES}|truong (?:mam|tieu|trung|cao|dai|mau|thpt|thcs))")
_FORMAL = 2
"""Highest rank of labels that forms print."""
_REST_OF_NAME = 3
# Whom a sentence names beside others is less sure than whom a label names: such values are proposed to a person.
_IN_TEXT, _BESIDE = 0.7, 0.6
_COUPLE = ("ong", "ba")
_NAMED_PAGES = 2
"""Pages on which sentences name owners; further on others are spoken of."""
_BORN = re.compile(r"[^,;:]+[,;]\s*sinh\s+(?:ngay\s+)?")
_PAST = (
    "so",
    "so cccd",
    "so cmnd",
    "cccd so",
    "cmnd so",
    "so can cuoc",
    "so dinh danh ca nhan",
    "can cuoc cong dan so",
)


@dataclass(frozen=True, slots=True)
class Read:
    """A normalised value, where it stands, and how strong the rule is that found it (0…1)."""

    value: str
    piece: Piece
    strength: float
    rule: str


@dataclass(slots=True)
class Owner:
    """An owner in the making: what the labels within its part of the page give."""

    name: Read | None = None
    birth: Read | None = None
    number: Read | None = None
    kind: OwnerKind | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    hits: list[Hit] = field(default_factory=list)

    @property
    def firm(self) -> bool:
        """Whether it is an organisation."""
        return self.name is not None and _ORGANISATION.match(fold(self.name.value)) is not None

    @property
    def doubtful(self) -> bool:
        """Whether the 12-digit number contradicts sex or birth year on the same paper."""
        if self.number is None or self.kind is not OwnerKind.CITIZEN:
            return False
        facts = citizen_facts(self.number.value)
        return facts is not None and (
            self.sex not in (None, facts.sex) or self.birth_year not in (None, facts.birth_year)
        )


def find_owners(layouts: tuple[Layout, ...]) -> tuple[Owner, ...]:
    """The owners: those that labels name on the first page that has any, and whom sentences name beside them.

    Husband and wife are two; so are a shop and its keeper. Whoever stands for a company is none.
    """
    owners: tuple[Owner, ...] = ()
    for layout in layouts:
        hits = find_labels(layout)
        if owners := _owners(layout, hits):
            for owner in owners:
                _number_behind(layout, owner)
            break
    named = [one for layout in layouts[:_NAMED_PAGES] if layout.flow for one in find_named(layout.flow)]
    return (*owners, *_beside(owners, named))


def _number_behind(layout: Layout, owner: Owner) -> None:
    """The number in the text behind a name that has none by its labels («Căn cước», and on the next line «Số: …»)."""
    if owner.number or owner.name is None or layout.flow is None:
        return
    at = layout.flow.folded.find(fold(owner.name.piece.raw))
    found = number_behind(layout.flow, at, firm=owner.firm) if at >= 0 else None
    if found:
        value, owner.kind, piece = found
        owner.number = Read(value, piece, _IN_TEXT, "behind_name")


def _beside(owners: tuple[Owner, ...], named: list[Named]) -> Iterator[Owner]:
    """Whom sentences name: fills in what labels leave open, and gives a person and an organisation that they lack."""
    keys = {name_key(owner.name.value): owner for owner in owners if owner.name}
    for one in named:
        if known := keys.get(name_key(one.name)):
            _fill_in(known, one, most=_IN_TEXT)
    for firm in (False, True):
        if any(owner.firm is firm or (owner.name and _is_entity(owner.name.value)) for owner in owners):
            continue
        # Somebody with a number is more than a name in passing.
        rest = [one for one in named if one.firm is firm and name_key(one.name) not in keys]
        best = next((one for one in rest if one.number), rest[0] if rest and not owners else None)
        if best:
            # Whom a sentence names beside an owner may stand for him, employ him, or have to do with him otherwise.
            strength = _BESIDE if owners else _IN_TEXT
            owner = Owner(name=Read(best.name, best.piece, strength, "sentence"))
            _fill_in(owner, best, most=strength)
            yield owner


def _fill_in(owner: Owner, one: Named, *, most: float) -> None:
    if owner.birth is None and one.birth:
        owner.birth = Read(*one.birth, most, "sentence")
    if owner.number is None and one.number:
        value, owner.kind, piece = one.number
        owner.number = Read(value, piece, most, "sentence")


def _owners(layout: Layout, hits: tuple[Hit, ...]) -> tuple[Owner, ...]:
    named = [(hit, read) for hit in hits if (read := _name(layout, hits, hit))]
    if not named:
        return ()
    best = min(named, key=lambda pair: (_class(pair[0]), pair[0].row, pair[0].place))
    persons = [pair for pair in named if pair[0].label.field == "person"]
    if best[0].label.rank == 0:
        anchors = [pair for pair in persons if pair[0].label.rank == 0][:2]
    elif best[0].label.name in _COUPLE:
        anchors = [pair for pair in persons if pair[0].label.name in _COUPLE][:2]
    else:
        # Two columns that begin alike side by side are two owners; the same label further down is someone else.
        anchors = [pair for pair in named if pair[0].row == best[0].row and pair[0].label == best[0].label][:2]
    if len(anchors) == 1 and not _is_entity(best[1].value):
        # A shop is no person before the law: it and its keeper are both owners. Whoever stands for a company is none.
        firm = _ORGANISATION.match(fold(best[1].value)) is not None
        other = next((pair for pair in named if _is_shop(pair[1].value) is not firm and pair is not best), None)
        if other and not _is_entity(other[1].value) and (firm or _is_shop(other[1].value)):
            anchors = sorted([*anchors, other], key=lambda pair: (pair[0].row, pair[0].place))
    owners = tuple(Owner(name=read, hits=[hit]) for hit, read in anchors)
    _spread(layout, hits, owners)
    for owner in owners:
        _fill(layout, hits, owner)
    return owners


def _class(hit: Hit) -> int:
    """Couples before all; then what labels of forms name first; then what looser labels name."""
    return 0 if hit.label.rank == 0 else 1 if hit.label.rank <= _FORMAL else 2


def _is_shop(name: str) -> bool:
    return _ORGANISATION.match(fold(name)) is not None and not _is_entity(name)


def _is_entity(name: str) -> bool:
    """Whether a name is that of a legal entity: it owns what is given to it, and nobody else does."""
    return _ENTITY.match(fold(name)) is not None


def _spread(layout: Layout, hits: tuple[Hit, ...], owners: tuple[Owner, ...]) -> None:
    """Gives each owner the labels that speak of it: those behind its name and before the next person's."""
    anchors = [owner.hits[0] for owner in owners]
    side_by_side = len(anchors) == 2 and anchors[0].row == anchors[1].row
    current: Owner | None = None
    for hit in hits:
        if hit in anchors:
            current = owners[anchors.index(hit)]
        elif hit.label.field == "other" or (hit.label.field == "person" and current):
            current = None
        elif hit.label.field in ("birth", "id", "tax", "sex") and hit.row >= anchors[0].row:
            owner = _nearest(layout, hit, owners) if side_by_side else current
            if hit.label.field == "tax" and len(owners) == 2:
                owner = next((one for one in owners if one.firm), owner)
            if owner:
                owner.hits.append(hit)
    first = next((owner for owner in owners), None)
    if first and not any(hit.label.field in ("id", "tax") for hit in first.hits) and len(owners) == 1:
        first.hits.extend(hit for hit in hits if hit.label.field == "tax")


def _nearest(layout: Layout, hit: Hit, owners: tuple[Owner, ...]) -> Owner:
    left = layout.rows[hit.row][hit.place].box.x0
    return min(owners, key=lambda owner: abs(layout.rows[owner.hits[0].row][owner.hits[0].place].box.x0 - left))


def _name(layout: Layout, hits: tuple[Hit, ...], hit: Hit) -> Read | None:
    if hit.label.field not in ("person", "organisation"):
        return None
    piece = value(layout, hits, hit)
    if piece is None:
        return None
    # «Trương» is a surname, «trường» a school.
    is_school = piece.raw.casefold().startswith("trường ")
    if hit.label.field == "organisation" or is_school or _ORGANISATION.match(fold(piece.raw)):
        words = squeeze(piece.raw)
        return Read(words, piece, 0.8 * hit.similarity, "label:organisation") if len(words) > 3 else None
    piece = _whole_name(layout, hits, hit, piece)
    name = leading_name(piece.raw)
    if not name:
        return None
    strength = (0.97 if has_surname(name) else 0.7) * hit.similarity
    return Read(normal_name(name), piece, strength, f"label:{hit.label.name}")


def _whole_name(layout: Layout, hits: tuple[Hit, ...], hit: Hit, piece: Piece) -> Piece:
    """The name with what of it stands on the next line, where its column is too narrow for it.

    What goes on is a few words of the same case; nothing else stands on their line, and the first of them had no room
    on the line above.
    """
    own, below = layout.rows[hit.row][hit.place], following(layout, hits, hit)
    if below is None or hit.until < len(own.folded) or piece != own.cut(hit.end, hit.until):
        return piece
    rest = below.text.split()
    if own.box.x1 + below.words[0].box.width < right_edge(layout, hit):
        return piece
    if len(rest) > _REST_OF_NAME or leading_name(f"{piece.raw} {below.text}").split()[-len(rest) :] != rest:
        return piece
    return join((own, below)).cut(hit.end, len(own.folded) + 1 + len(below.folded)) or piece


def _fill(layout: Layout, hits: tuple[Hit, ...], owner: Owner) -> None:
    for hit in owner.hits:
        if hit.label.field == "birth" and owner.birth is None:
            _birth(layout, hits, hit, owner)
        elif hit.label.field == "sex" and owner.sex is None and (piece := value(layout, hits, hit)):
            owner.sex = _sex(piece)
        elif hit.label.field in ("id", "tax") and owner.number is None:
            _number(layout, hits, hit, owner)
    if owner.birth is None and owner.hits[0].label.field == "person":
        _birth_in_sentence(layout, owner)


def _birth_in_sentence(layout: Layout, owner: Owner) -> None:
    """Decisions name a person within a sentence, the day of birth right behind the name or on the next line."""
    hit = owner.hits[0]
    own, below = layout.rows[hit.row][hit.place], layout.rows[hit.row + 1 : hit.row + 2]
    sentence = join((own, *(passage for row in below for passage in row[:1])))
    born = _BORN.match(sentence.folded, hit.end)
    found = next(iter(find_dates(sentence.text[sentence.at(born.end()) :])), None) if born else None
    if born and found and not found.start and not found.repaired:
        begin = sentence.at(born.end())
        if piece := sentence.cut_text(begin, begin + found.end):
            owner.birth = Read(found.value.isoformat(), piece, 0.95 * hit.similarity, "sentence")
            owner.birth_year = found.value.year


def _birth(layout: Layout, hits: tuple[Hit, ...], hit: Hit, owner: Owner) -> None:
    piece = value(layout, hits, hit)
    if piece is None:
        return
    found: FoundDate | None = next(iter(find_dates(piece.raw)), None)
    if found and found.start <= 4:
        strength = (0.6 if found.repaired else 0.97) * hit.similarity
        owner.birth = Read(found.value.isoformat(), piece, strength, f"label:{hit.label.name}")
        owner.birth_year = found.value.year
    elif year := re.fullmatch(r"(?:19|20)[0-9]{2}", piece.raw):
        # A year alone is no birth date, but it can still contradict the number.
        owner.birth_year = int(year[0])


def _sex(piece: Piece) -> Sex | None:
    word = fold(piece.raw).split(" ")[0].strip(".,;")
    return {"nam": Sex.MALE, "nu": Sex.FEMALE}.get(word)


def _number(layout: Layout, hits: tuple[Hit, ...], hit: Hit, owner: Owner) -> None:
    for piece in values(layout, hits, hit, past=_PAST):
        for match in DIGITS.finditer(piece.raw):
            try:
                number = parse_owner_number(match[0])
            except BadOwnerNumber:
                continue
            if (hit.label.field == "tax") != (number.kind is OwnerKind.TAX) and number.kind is OwnerKind.OLD_CITIZEN:
                # Nine digits where ten should stand are ten of which one was lost.
                continue
            strength = (0.97 if number.kind is not OwnerKind.OLD_CITIZEN else 0.85) * hit.similarity
            owner.number = Read(number.value, piece, strength, f"label:{hit.label.name}")
            owner.kind = number.kind
            return
