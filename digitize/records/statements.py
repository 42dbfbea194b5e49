"""Statements about documents and results: kept all, and from them the values that count.

The rule: what a person said last counts; where no person spoke, the newest of what machines say. A machine is asked
for its own last word only, so a rule set that takes a value back leaves that of the manifest standing. An empty value
says that there is none. Persons speak with one voice: whoever spoke last. Two of their statements say more than a
value, by their rule: :data:`TAKEN_BACK`, and :data:`NO_MORE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from digitize.model import Assertion, Box, FieldName, FieldValue, PageRef, SourceKind
from digitize.records.context import Context
from digitize.records.keys import Sealed
from digitize.records.rows import Effective, Source
from digitize.records.tables import assertions, document_pages, documents

#: Fields whose value and wording are never kept in clear.
SEALED = frozenset({FieldName.OWNER_ID})

TAKEN_BACK = "taken_back"
"""Rule of a person's empty statement: what persons said of this no longer counts; machines are heard again."""
NO_MORE = "no_more"
"""Rule of a person's empty statement: of this field nothing is here and nothing behind, whatever machines find."""

_ALL = select(assertions).where(assertions.c.subject == bindparam("about")).order_by(assertions.c.id)
_UNSEALED = _ALL.where(assertions.c.field.not_in(SEALED))
_PAGES = (
    select(document_pages.c.blob, document_pages.c.page_index)
    .join(documents, documents.c.id == document_pages.c.document)
    .where(documents.c.id == bindparam("about"), document_pages.c.version == documents.c.version)
    .order_by(document_pages.c.position)
)

_Slot = tuple[FieldName, int]


class Statements:
    """The append-only history of values."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record(
        self,
        subject: str,
        values: Iterable[FieldValue],
        source: Source,
        *,
        whole: bool = False,
        effective_at: datetime | None = None,
    ) -> int:
        """Writes what a source says of a subject; what it said last in the same words is not written again.

        Args:
            subject: Id of a document or result.
            values: The values; an empty one says that there is none.
            source: Who says it.
            whole: This is all the source has to say: what it said earlier and is silent about now is taken back.
            effective_at: When it was so, where that is not the moment of writing.

        Returns:
            How many statements were written.
        """
        self._context.reserve(documents.c.id, subject)
        pages = self._pages(subject)
        by_person = source.kind is SourceKind.PERSON
        history = tuple(self._history(subject, pages))
        earlier: dict[_Slot, Assertion] = {
            _slot(said): said
            for said in history
            if said.source is source.kind and (by_person or said.source_name == source.name)
        }
        # A person who says the same again after a machine spoke says more than before: that they turn it down.
        newest = {_slot(said): said for said in history} if by_person else earlier
        spoken = list(values)
        if whole:
            named = {(value.name, value.item) for value in spoken}
            spoken += [
                FieldValue(name, "", "", 1.0, item=item)
                for (name, item), said in earlier.items()
                if (name, item) not in named and said.value.value
            ]
        new = [value for value in spoken if not _repeats(newest.get((value.name, value.item)), value, source)]
        self._context.add(assertions, *(self._row(subject, value, source, pages, effective_at) for value in new))
        return len(new)

    def history(self, subject: str) -> tuple[Assertion, ...]:
        """All that was ever said of a subject, oldest first."""
        return tuple(self._history(subject, self._pages(subject)))

    def effective(
        self, subject: str, as_of: datetime | None = None, *, unsealed: bool = True, persons: bool = True
    ) -> Effective:
        """The values that count.

        Args:
            subject: Id of a document or result.
            as_of: Leave out what was written after this moment.
            unsealed: Open the values that are sealed; else they are left out, and no key is needed.
            persons: Count what persons said; else machines are heard alone.
        """
        by_person: dict[_Slot, Assertion] = {}
        by_machine: dict[_Slot, dict[tuple[SourceKind, str], Assertion]] = {}
        for said in self._history(subject, self._pages(subject), unsealed=unsealed):
            by_a_person = said.source is SourceKind.PERSON
            if (as_of is not None and said.recorded_at > as_of) or (by_a_person and not persons):
                continue
            if by_a_person:
                by_person[_slot(said)] = said
            else:
                voices = by_machine.setdefault(_slot(said), {})
                voices.pop((said.source, said.source_name), None)
                voices[said.source, said.source_name] = said
        # What a voice said last stands last; an empty word of it leaves the others'.
        newest = {slot: said for slot, voices in by_machine.items() for said in voices.values() if said.value.value}
        by_person = {slot: said for slot, said in by_person.items() if said.value.rule != TAKEN_BACK}
        # Of several ends of one field the first counts.
        ends = dict(sorted((slot for slot, said in by_person.items() if said.value.rule == NO_MORE), reverse=True))
        heard = {slot: said for slot, said in newest.items() if slot[1] < ends.get(slot[0], slot[1] + 1)}
        counts = heard | by_person
        return Effective(tuple(counts[slot] for slot in sorted(counts) if counts[slot].value.value))

    def _history(self, subject: str, pages: Sequence[PageRef], *, unsealed: bool = True) -> Iterable[Assertion]:
        for row in self._context.all(_ALL if unsealed else _UNSEALED, {"about": subject}):
            yield self._assertion(row, pages)

    def _pages(self, subject: str) -> list[PageRef]:
        """The present page list of a document; a result has none."""
        return [PageRef(row.blob, row.page_index) for row in self._context.all(_PAGES, {"about": subject})]

    def _row(
        self, subject: str, value: FieldValue, source: Source, pages: Sequence[PageRef], effective_at: datetime | None
    ) -> dict[str, Any]:
        box = value.box
        # The page itself is kept and not its place in the document, which changes when pages are moved.
        page = None if value.page is None else pages[value.page]
        return {
            "subject": subject,
            "field": value.name,
            "item": value.item,
            **self._words(subject, value),
            "confidence": value.confidence,
            "source": source.kind,
            "source_name": source.name,
            "source_version": source.version,
            "blob": page and page.blob,
            "page_index": None if page is None else page.index,
            "x0": box and box.x0,
            "y0": box and box.y0,
            "x1": box and box.x1,
            "y1": box and box.y1,
            "rule": value.rule,
            "effective_at": effective_at,
            "recorded_at": self._context.now,
        }

    def _words(self, subject: str, value: FieldValue) -> dict[str, str | None]:
        if value.name not in SEALED:
            return {"value": value.value, "raw": value.raw, "key_id": None}
        sealed = self._context.seal(value.value, _purpose(subject, value.name, "value"))
        raw = self._context.seal(value.raw, _purpose(subject, value.name, "raw"))
        return {"value": sealed.text, "raw": raw.text, "key_id": sealed.key_id}

    def _open(self, row: Row[Any], part: str) -> str:
        words: str = row._mapping[part]
        if row.key_id is None:
            return words
        return self._context.keys.unseal(Sealed.of(row.key_id, words), _purpose(row.subject, row.field, part))

    def _assertion(self, row: Row[Any], pages: Sequence[PageRef]) -> Assertion:
        page = None if row.blob is None else PageRef(row.blob, row.page_index)
        value = FieldValue(
            name=FieldName(row.field),
            value=self._open(row, "value"),
            raw=self._open(row, "raw"),
            confidence=row.confidence,
            page=pages.index(page) if page in pages else None,
            box=None if row.x0 is None else Box(row.x0, row.y0, row.x1, row.y1),
            rule=row.rule,
            item=row.item,
        )
        return Assertion(
            subject=row.subject,
            value=value,
            source=SourceKind(row.source),
            source_name=row.source_name,
            source_version=row.source_version,
            recorded_at=row.recorded_at,
            effective_at=row.effective_at,
        )


def to_day(text: str) -> date | None:
    """The day an ISO 8601 value names; ``None`` where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _slot(said: Assertion) -> _Slot:
    return said.value.name, said.value.item


def _repeats(said: Assertion | None, value: FieldValue, source: Source) -> bool:
    if said is None or said.source is not source.kind:
        return False
    return (said.value, said.source_version) == (value, source.version)


def _purpose(subject: str, field: str, part: str) -> str:
    return f"assertion {part}:{subject}:{field}"
