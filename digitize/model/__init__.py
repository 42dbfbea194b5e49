"""Frozen dataclasses that all rooms speak. Imports nothing of ours.

Two frames of coordinates exist for a page. The *source* frame is the page's picture as received: pixels, origin at
the top left, ``PageText.source_width`` × ``source_height``. The *upright* frame is the same page turned and
deskewed so that text runs level; boxes of blocks, lines and words are given in it, and ``PageText.to_source`` leads
back. What is kept for good (assertions) is in the source frame.
"""

from digitize.model.documents import UNLIMITED, Candidate, Classification, DocumentKind, FieldName, FieldValue
from digitize.model.geometry import Affine, Box
from digitize.model.history import Assertion, AuditEntry, SourceKind
from digitize.model.pages import (
    Barcode,
    BlankReason,
    Block,
    Colour,
    Line,
    PageFindings,
    PageImage,
    PageReading,
    PageRef,
    PageText,
    Pixels,
    Separator,
    TextOrigin,
    Verdict,
    Word,
)
from digitize.model.search import (
    Count,
    Facets,
    Forgiven,
    IndexEntry,
    Meaning,
    ObjectKind,
    Refusal,
    SearchAnswer,
    SearchHit,
    SearchQuery,
    StoredObject,
    Taken,
    Understood,
    Why,
)
from digitize.model.validity import Checked, Retention, ReuseAnswer, Term, ValidityState

__all__ = [
    "UNLIMITED",
    "Affine",
    "Assertion",
    "AuditEntry",
    "Barcode",
    "BlankReason",
    "Block",
    "Box",
    "Candidate",
    "Checked",
    "Classification",
    "Colour",
    "Count",
    "DocumentKind",
    "Facets",
    "FieldName",
    "FieldValue",
    "Forgiven",
    "IndexEntry",
    "Line",
    "Meaning",
    "ObjectKind",
    "PageFindings",
    "PageImage",
    "PageReading",
    "PageRef",
    "PageText",
    "Pixels",
    "Refusal",
    "Retention",
    "ReuseAnswer",
    "SearchAnswer",
    "SearchHit",
    "SearchQuery",
    "Separator",
    "SourceKind",
    "StoredObject",
    "Taken",
    "Term",
    "TextOrigin",
    "Understood",
    "ValidityState",
    "Verdict",
    "Why",
    "Word",
]
