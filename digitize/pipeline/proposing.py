"""What is proposed to people after papers are published: duplicates, copies, drafts, replaced and revoked results,
owners that are one. Nothing of it counts before a person accepts it.

A document is first given the keys by which others find it, in a transaction of its own, and then looks for others: of
two that are looked at in the same moment at least one finds the other. Candidates come from a few probes of indexes,
and their pages are read only then. What is found again adds nothing; a proposal that waits and is no longer borne out
lapses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from digitize.catalogue.identifiers import OwnerKind, citizen_facts
from digitize.classify.likeness import compare
from digitize.classify.number_pairs import NumberPair, find_number_pairs
from digitize.classify.revocations import Act, find_acts
from digitize.errors import BatchBusy, ObjectDamaged
from digitize.model import DocumentKind, FieldName, ValidityState
from digitize.pipeline.comparing import Candidate, keys_of, load_candidate, number_key
from digitize.pipeline.parts import Parts
from digitize.pipeline.publishing import ACTOR
from digitize.records.paper_keys import KeyRole
from digitize.records.proposed import Proposal, ProposalKind, ProposalState, ProposalVerdict, Suggestion
from digitize.records.rows import SHOWN, Document, FoundResult, Owner, Relation, event_in_force
from digitize.records.transaction import Transaction

_SAME_TEXT = 0.8
_DRAFT_TEXT = 0.85
_COPY_TEXT = 0.6
_SAME_UNDATED = 0.95
"""Likeness of the words from which two papers that contradict each other in nothing are proposed as one; a copy has a
stamp beside the paper's own words, and where number or day was not read the words must say more."""
_MOST = 20
"""Documents that are looked at for one."""
_CHUNK = 200
_LATER = (ObjectDamaged, BatchBusy)
"""A document of which a page cannot be read now, or that another process is at as well, waits to be compared."""


class Proposer:
    """Compares documents with others and puts on record what people should decide.

    Args:
        parts: The archive.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def settle(self, batch: str) -> None:
        """Looks at the documents of a batch of which something became known since they were compared."""
        with self._parts.records.read() as read:
            documents = [one.id for one in read.documents.of_batch(batch) if not read.proposals.is_compared(one)]
        self.follow(documents)

    def follow(self, documents: Iterable[str]) -> int:
        """Looks at documents of which something became known; what cannot be compared now waits until it can.

        Args:
            documents: Ids.

        Returns:
            How many proposals wait for a decision that did not before.
        """
        new = 0
        for document in documents:
            with suppress(*_LATER):
                new += self.look(document)
        return new

    def drain(self) -> int:
        """Looks at every document of which something became known since it was last compared.

        Returns:
            How many proposals wait for a decision that did not before.
        """
        after, new = "", 0
        while True:
            with self._parts.records.read() as read:
                documents = read.proposals.uncompared(after, _CHUNK)
            if not documents:
                return new
            new += self.follow(one.id for one in documents)
            after = documents[-1].id

    def look(self, document: str) -> int:
        """Compares a document with others, whether or not it was before.

        Returns:
            How many proposals wait for a decision that did not before.

        Raises:
            NotFound: There is no such document.
            ObjectDamaged: A page's reading is missing or damaged.
        """
        with self._parts.records.read() as read:
            row = read.documents.get(document)
            nameless = _without_number(read, document)
        # Of a paper without a number it may have become clear, or doubtful, whose it is.
        return self._look(row) + sum(map(self._look, nameless))

    def _look(self, row: Document) -> int:
        if row.state not in SHOWN:
            return self._write(row, ())
        records, document = self._parts.records, row.id
        mine = load_candidate(records, self._parts.store, document)
        acts = find_acts(mine.text)
        cited = ((KeyRole.CITES, number_key(act.number, act.issued_on)) for act in acts)
        with records.write() as write:
            write.paper_keys.put(document, (*keys_of(mine), *cited))
        found = [*self._same_papers(mine), *self._acts(mine, acts), *self._acted_upon(mine)]
        found += [*self._replacements(mine), *self._namesakes(mine), *self._numbers(mine)]
        return self._write(mine.row, found)

    # --- the same paper -----------------------------------------------------------------------------------

    def _same_papers(self, mine: Candidate) -> Iterator[Suggestion]:
        """Another scan, a draft or a copy of the same paper, or the paper that this is one of."""
        if mine.row.kind is DocumentKind.DOSSIER_PAPER:
            return
        for row in self._alike(mine):
            other = load_candidate(self._parts.records, self._parts.store, row.id)
            if mine.shown and other.shown and mine.shown[0] == other.shown[0]:
                continue
            if suggestion := _same_paper(mine, other):
                yield suggestion

    def _alike(self, mine: Candidate) -> list[Document]:
        with self._parts.records.read() as read:
            found: list[Document] = []
            for role, key in keys_of(mine):
                found += read.paper_keys.find(role, (key,), _MOST)
            for other in read.results.owned_by_party(mine.shown[0]) if mine.shown else ():
                # A draft of a certificate has no number to be found by, but an owner and a type.
                if mine.paper.is_draft or other.result.number is None:
                    found += [document for document, relation in other.documents if relation is Relation.ORIGINAL]
        return [one for one in dict.fromkeys(found) if one.id != mine.row.id][:_MOST]

    # --- revoked, cancelled, replaced ---------------------------------------------------------------------

    def _acts(self, mine: Candidate, acts: Iterable[Act]) -> Iterator[Suggestion]:
        """Results that this paper revokes, cancels or says that it replaces."""
        for act in acts:
            for other in self._numbered(KeyRole.NUMBER, act.number, act.issued_on):
                if other.id != mine.row.id:
                    yield from self._acted(mine, act, other.id)

    def _acted_upon(self, mine: Candidate) -> Iterator[Suggestion]:
        """Papers, taken in earlier, that revoke, cancel or replace what this one shows."""
        paper = mine.paper
        if mine.shown is None or not paper.number or paper.issued_on is None:
            return
        key = number_key(paper.number, paper.issued_on)
        for row in self._numbered(KeyRole.CITES, paper.number, paper.issued_on):
            other = load_candidate(self._parts.records, self._parts.store, row.id)
            for act in find_acts(other.text):
                if number_key(act.number, act.issued_on) == key and row.id != mine.row.id:
                    yield from self._acted(other, act, mine.row.id)

    def _numbered(self, role: KeyRole, number: str, issued_on: date) -> tuple[Document, ...]:
        with self._parts.records.read() as read:
            return read.paper_keys.find(role, (number_key(number, issued_on),), _MOST)

    def _acted(self, by: Candidate, act: Act, document: str) -> Iterator[Suggestion]:
        with self._parts.records.read() as read:
            shown = read.results.shown(document)
            if shown is None or shown[1] is not Relation.ORIGINAL or shown == by.shown:
                return
            row = read.documents.get(document)
            if act.state is ValidityState.REPLACED and row.result_type != by.row.result_type:
                return
            if row.kind is not DocumentKind.RESULT or event_in_force(read.results.events(shown[0]), date.max):
                return
        issuer = self._issuer_agrees(act, row)
        if issuer is False:
            return
        evidence = {
            "state": act.state,
            "cites": act.number,
            "cites_issued_on": act.issued_on.isoformat(),
            "rule": act.rule,
            "page": act.piece.page + 1,
            "read": round(act.piece.exact, 3),
            "issuer_agrees": issuer,
            "number": by.said.value(FieldName.NUMBER),
            "issued_on": by.said.value(FieldName.ISSUED_ON),
        }
        confidence = round(act.piece.exact * (0.98 if issuer else 0.9), 3)
        if act.state is not ValidityState.REPLACED:
            kind, subject = ProposalKind.REVOKES, by.row.id
        elif by.shown:
            kind, subject = ProposalKind.REPLACES, by.shown[0]
        else:
            return
        yield Suggestion(kind, subject, shown[0], by.row.id, document, confidence, evidence)

    def _issuer_agrees(self, act: Act, row: Document) -> bool | None:
        """Whether the issuer that a decision names is the paper's; ``None`` where one of them is not known."""
        found = self._parts.catalogue.agencies.find(act.issuer, act.issued_on) if act.issuer else ()
        if not found or not row.agency:
            return None
        return row.agency in {agency.code for agency in found}

    def _replacements(self, mine: Candidate) -> Iterator[Suggestion]:
        """Older results of the same owner and type, which this one may replace, and newer ones that may replace it."""
        if mine.shown is None or mine.shown[1] is not Relation.ORIGINAL:
            return
        with self._parts.records.read() as read:
            this = next((one for one in read.results.of_document(mine.row.id)), None)
            others = read.results.owned_by_party(mine.shown[0]) if this else ()
        for other in others:
            if this and (suggestion := _replaces(this, other)):
                yield suggestion

    # --- whose it is --------------------------------------------------------------------------------------

    def _namesakes(self, mine: Candidate) -> Iterator[Suggestion]:
        """Whose a paper without a number may be: somebody called so, born on this day, and nobody else is."""
        if mine.shown is None or mine.shown[1] is not Relation.ORIGINAL:
            return
        with self._parts.records.read() as read:
            owned = read.results.of_document(mine.row.id)
            for owner in owned[0].owners if owned else ():
                if owner.number_kind is None and owner.name and owner.birth_date:
                    for known in _unambiguous(read.parties.namesakes(owner.name, owner.birth_date)):
                        evidence = {"name": True, "birth_date": True, "number": known.number_kind}
                        yield Suggestion(ProposalKind.SAME_PERSON, owner.id, known.id, mine.row.id, None, 0.5, evidence)

    def _numbers(self, mine: Candidate) -> Iterator[Suggestion]:
        """Old and new number of an owner where this paper shows both."""
        births = mine.paper.births
        for pair in find_number_pairs(mine.text):
            if _contradicts(pair, births):
                continue
            with self._parts.records.write() as write:
                older, newer = (write.parties.owner_of(number) for number in (pair.older, pair.newer))
            if older.party != newer.party:
                box, read = pair.piece.box, round(pair.piece.exact, 3)
                evidence = {"older": pair.older.kind, "newer": pair.newer.kind, "page": pair.piece.page + 1}
                evidence |= {"box": [round(side) for side in (box.x0, box.y0, box.x1, box.y1)], "read": read}
                kind = ProposalKind.OTHER_NUMBER
                yield Suggestion(kind, older.id, newer.id, mine.row.id, None, read, evidence)

    # --- on record ----------------------------------------------------------------------------------------

    def _write(self, row: Document, found: Iterable[Suggestion]) -> int:
        with self._parts.records.write() as write:
            # In one order, so that two looks which find the same seldom wait for each other.
            now = [write.proposals.suggest(one) for one in sorted(found, key=_order)]
            waiting = [proposal for proposal, is_new in now if self._waits_now(write, proposal, is_new)]
            kept = {proposal.id for proposal, _ in now}
            for known in write.proposals.of_document(row.id):
                proposal = write.proposals.reserve(known.id)
                if proposal.id not in kept and proposal.state is ProposalState.WAITING:
                    write.proposals.decide(proposal, ProposalVerdict.LAPSED, ACTOR, "", {})
                    write.audit.append(ACTOR, "lapse_proposal", proposal.id, _detail(proposal))
            write.proposals.mark_compared(row.id, row.revision)
        return len(waiting)

    def _waits_now(self, write: Transaction, proposal: Proposal, is_new: bool) -> bool:
        """Whether a proposal waits that did not before; then it stands in the audit."""
        now = write.proposals.reserve(proposal.id)
        if now.state is ProposalState.LAPSED:
            write.proposals.decide(now, ProposalVerdict.RETURNED, ACTOR, "", {})
        elif not is_new:
            return False
        write.audit.append(ACTOR, "propose", proposal.id, _detail(proposal))
        return True


def _without_number(read: Transaction, document: str) -> tuple[Document, ...]:
    """Papers that name an owner of this one, born on the same day, without a number."""
    found: dict[str, Document] = {}
    for result in read.results.of_document(document):
        for owner in result.owners:
            if owner.number_kind and owner.name and owner.birth_date:
                for other in read.results.find_namesakes(owner.name, owner.birth_date):
                    found |= {one.id: one for one, relation in other.documents if relation is Relation.ORIGINAL}
    found.pop(document, None)
    return tuple(found.values())


def _order(one: Suggestion) -> tuple[str, str, str]:
    return one.kind, one.subject, one.counterpart


def _detail(proposal: Proposal) -> dict[str, str]:
    return {"kind": proposal.kind, "subject": proposal.subject, "counterpart": proposal.counterpart}


def _same_paper(mine: Candidate, other: Candidate) -> Suggestion | None:
    """What two documents that found each other are to each other; ``None``: nothing that could be told."""
    like = compare(mine.paper, other.paper)
    if like is None or not like.identified:
        return None
    one, two = mine.paper, other.paper
    dated = all((one.number, two.number, one.issued_on, two.issued_on))
    older, newer = sorted((mine, other), key=lambda found: (found.row.created_at, found.row.id))
    if one.is_draft != two.is_draft:
        kind, least = ProposalKind.DRAFT, _DRAFT_TEXT
        subject, counterpart = (mine, other) if one.is_draft else (other, mine)
    elif one.text.says_copy != two.text.says_copy:
        kind, least = ProposalKind.CERTIFIED_COPY, _COPY_TEXT if dated else 1.0
        subject, counterpart = (mine, other) if one.text.says_copy else (other, mine)
    else:
        kind, least = ProposalKind.SAME_PAPER, _SAME_TEXT if dated else _SAME_UNDATED
        subject, counterpart = newer, older
    if like.text < least:
        return None
    evidence = {"text": like.text, "owner": like.owner, "subject": like.subject, "number_and_day": dated}
    ids = (subject.row.id, counterpart.row.id)
    return Suggestion(kind, *ids, *ids, like.text, evidence)


def _replaces(one: FoundResult, other: FoundResult) -> Suggestion | None:
    """That the newer of two results of one owner and type replaces the older, unless that had ended by then."""
    if one.result.issued_on is None or other.result.issued_on is None:
        return None
    older, newer = sorted((one, other), key=lambda found: found.result.issued_on or date.min)
    begun, ended = newer.result.issued_on, older.term.valid_until
    if begun is None or older.result.issued_on == begun or (older.term.known and ended and ended < begun):
        return None
    if event_in_force(older.events, date.max):
        return None
    evidence = {
        "result_type": newer.result.result_type,
        "number": newer.result.number,
        "issued_on": begun.isoformat(),
        "older_number": older.result.number,
        "older_issued_on": older.result.issued_on and older.result.issued_on.isoformat(),
        "state": ValidityState.REPLACED,
    }
    document, other_document = newer.documents[0][0].id, older.documents[0][0].id
    ids = (newer.result.id, older.result.id)
    return Suggestion(ProposalKind.REPLACES, *ids, document, other_document, 0.5, evidence)


def _unambiguous(namesakes: Iterable[Owner]) -> Iterator[Owner]:
    """Those of whom there is one of a kind of number: of two citizens of one name and birthday neither is proposed."""
    by_kind: dict[str | None, list[Owner]] = {}
    for owner in namesakes:
        by_kind.setdefault(owner.number_kind, []).append(owner)
    if all(len({owner.party for owner in owners}) == 1 for owners in by_kind.values()):
        seen: set[str] = set()
        for owners in by_kind.values():
            if owners[0].party not in seen:
                seen.add(owners[0].party)
                yield owners[0]


def _contradicts(pair: NumberPair, births: frozenset[date]) -> bool:
    """Whether the birth year in a new number is none of those on the paper."""
    facts = citizen_facts(pair.newer.value) if pair.newer.kind is OwnerKind.CITIZEN else None
    return bool(facts and births) and facts is not None and facts.birth_year not in {day.year for day in births}
