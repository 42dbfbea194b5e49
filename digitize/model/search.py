"""Objects in the store, and what the search index knows of documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ObjectKind(StrEnum):
    """Separate shelves of the object store."""

    ORIGINAL = "originals"
    ACCESS = "access"
    PAGE_TEXT = "texts"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """Bytes in the object store: shelf, SHA-256 (lower-case hex) and size in bytes."""

    kind: ObjectKind
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the search index knows of a document. Owner numbers in ``body`` are already masked.

    Attributes:
        document_id: Opaque id.
        revision: Of the record; a lower one never overwrites a higher one.
        withdrawn: The document is not, or no longer, shown (a state, not a delete).
        sealed: The text may be searched but is never shown: it tells of a criminal record, health or disability.
        title: Document type and abstract.
        number: Document number as printed.
        body: The text of all pages, NFC.
        kind: See :class:`DocumentKind`.
        result_type: National code or empty.
        procedure: National code or empty.
        agency: Code in the agency tree or empty.
        issued_on: Or ``None``.
        valid_until: Last day; ``None`` when unlimited or unknown.
        term_known: False where nobody knows how long the result is valid.
        owner_names: As printed.
        owner_hashes: Keyed hashes of owners' numbers.
    """

    document_id: str
    revision: int
    title: str = ""
    number: str = ""
    body: str = ""
    kind: str = ""
    result_type: str = ""
    procedure: str = ""
    agency: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    term_known: bool = False
    owner_names: tuple[str, ...] = ()
    owner_hashes: tuple[str, ...] = ()
    withdrawn: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that an index does not take, and why: a field that is out of bounds, or the server's kind of error."""

    document_id: str
    detail: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of entries.

    Attributes:
        count: How many were taken in; of a new index, how many it holds.
        refused: Those that it does not take, whatever is tried; the others are not held up by them.
    """

    count: int
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for.

    Attributes:
        text: Words or a number (prefix); folded if it has no accents. Empty: filters alone.
        procedure: Filter by national procedure code.
        result_type: Filter by national result code.
        agencies: Filter by any of these codes of the agency tree (a unit and all under it).
        issued_from: First day, inclusive.
        issued_to: Last day, inclusive.
        valid_on: Only results whose term is known and covers this day.
        owner_hash: Exact look-up by the keyed hash of an owner's number.
        limit: Hits per page of the answer.
        offset: Hits to skip.
        after: The ``next`` of an answer to the same query: goes on behind it, however far, in place of ``offset``.
        facets_on: Counts what was found, with the states of results on this day; ``None``: does not.
    """

    text: str = ""
    procedure: str = ""
    result_type: str = ""
    agencies: tuple[str, ...] = ()
    issued_from: date | None = None
    issued_to: date | None = None
    valid_on: date | None = None
    owner_hash: str = ""
    limit: int = 20
    offset: int = 0
    after: str = ""
    facets_on: date | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One hit; ``highlights`` are (start, end) character ranges in ``snippet``."""

    document_id: str
    score: float
    title: str
    number: str
    snippet: str
    highlights: tuple[tuple[int, int], ...] = ()
    result_type: str = ""
    procedure: str = ""
    agency: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


class Why(StrEnum):
    """Why something is looked for."""

    TYPED = "typed"
    ABBREVIATED = "abbreviated"
    WRITTEN_OUT = "written_out"
    JOINED = "joined"
    DATE = "date"
    ISSUED = "issued"
    ISSUER = "issuer"
    FORMER_NAME = "former_name"
    LATER_NAME = "later_name"


class Forgiven(StrEnum):
    """Where an answer takes a typing error of one letter for granted, as nothing is there as typed."""

    NAME = "name"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a part of a query may mean: in words for people, and how it came about."""

    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class Understood:
    """A part of a query as it was typed, and all that is looked for in its place; any of it is enough."""

    typed: str
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the documents found have a value; the index knows no names of codes."""

    value: str
    documents: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """What all documents found, on whatever page, have in common; those without a value are not counted.

    Attributes:
        result_types: Codes, most frequent first, the less frequent of many left out.
        agencies: The same of issuers.
        years: Of issue, newest first.
        validity: :class:`ValidityState`, of those states that an index can tell: what was ended by a decision counts
            as expired, what has no day of issue as of unknown term.
    """

    result_types: tuple[Count, ...]
    agencies: tuple[Count, ...]
    years: tuple[Count, ...]
    validity: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A page of hits.

    Attributes:
        total: How many there are in all.
        hits: Of this page, best first.
        understood: What the words of the query were taken for; all parts must hold.
        forgiven: In what an error was forgiven, if in anything.
        next: For ``after`` of the next query; empty where these are the last. What changes in the index meanwhile may
            move by a few places where words decide the order; nothing else moves.
        facets: If they were asked for.
    """

    total: int
    hits: tuple[SearchHit, ...]
    understood: tuple[Understood, ...] = ()
    forgiven: Forgiven | None = None
    next: str = ""
    facets: Facets | None = None
