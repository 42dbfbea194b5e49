"""The tables of the system of record, the same on every database.

Two kinds of table stand here. *Histories* are append-only, and triggers of the database hold that
(:data:`APPEND_ONLY`); what counts is their newest row. The other tables say where work stands (states, counts of
attempts) or repeat the newest of a history where look-ups and lists need an index on it.
"""

from __future__ import annotations

from digitize.records.tables.books import audit, leases, meta, stage_outputs
from digitize.records.tables.checked import fixity_runs, object_checks
from digitize.records.tables.kept import disposal_decisions, disposals, disposed_objects, holds, retentions
from digitize.records.tables.papers import (
    classifications,
    document_dossiers,
    document_pages,
    document_versions,
    documents,
    dossiers,
    renditions,
    rescans,
)
from digitize.records.tables.proposed import document_keys, proposal_decisions, proposals, term_rules
from digitize.records.tables.received import (
    batches,
    blobs,
    decisions,
    pages,
    receipts,
    stack_notes,
    stack_pages,
    stacks,
)
from digitize.records.tables.reviewed import page_marks, reviews
from digitize.records.tables.said import (
    assertions,
    owner_keys,
    owners,
    result_documents,
    result_owners,
    results,
    reuse_checks,
    terms,
    validity_events,
)

__all__ = [
    "APPEND_ONLY",
    "assertions",
    "audit",
    "batches",
    "blobs",
    "classifications",
    "decisions",
    "disposal_decisions",
    "disposals",
    "disposed_objects",
    "document_dossiers",
    "document_keys",
    "document_pages",
    "document_versions",
    "documents",
    "dossiers",
    "fixity_runs",
    "holds",
    "leases",
    "meta",
    "object_checks",
    "owner_keys",
    "owners",
    "page_marks",
    "pages",
    "proposal_decisions",
    "proposals",
    "receipts",
    "renditions",
    "rescans",
    "result_documents",
    "result_owners",
    "results",
    "retentions",
    "reuse_checks",
    "reviews",
    "stack_notes",
    "stack_pages",
    "stacks",
    "stage_outputs",
    "term_rules",
    "terms",
    "validity_events",
]

#: Histories: rows are added and never changed or removed.
APPEND_ONLY = (
    decisions,
    document_versions,
    document_pages,
    rescans,
    renditions,
    classifications,
    assertions,
    terms,
    validity_events,
    proposal_decisions,
    term_rules,
    reuse_checks,
    retentions,
    holds,
    disposals,
    disposal_decisions,
    reviews,
    page_marks,
    stage_outputs,
    audit,
)
