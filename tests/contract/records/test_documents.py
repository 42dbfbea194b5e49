"""What every system of record promises of documents, whatever database is under it."""

from __future__ import annotations

from digitize.model import (
    Classification,
    DocumentKind,
    FieldName,
    ObjectKind,
)
from digitize.records.interfaces import Records
from digitize.records.rows import DocumentState
from tests.archives import (
    NEWER_RULES,
    NUMBER,
    PERSON,
    RESULT,
    RULES,
    blob,
    document,
    field,
    publication,
    refs,
    stored,
)


def test_the_same_first_page_is_the_same_document(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "a", 3)
        first = w.documents.create(batch, pages[:2])
        assert w.documents.create(w.batches.open("Lô 2").id, pages[:2]) == first
        second = w.documents.create(batch, pages[2:])
        assert w.documents.beginning_with(pages[2]) == second
        assert w.documents.beginning_with(pages[1]) is None
    assert (first.state, first.version, first.revision) == (DocumentState.RECEIVED, 1, 0)


def test_documents_are_listed_by_stack_batch_state_and_id(records: Records) -> None:
    with records.write() as w:
        batch, later = w.batches.open("Lô 1").id, w.batches.open("Lô 2").id
        pages = blob(w, "a", 4)
        stack = w.batches.add_stack(batch, "a", pages).id
        # Cut in the wrong order on purpose.
        second = w.documents.create(batch, pages[2:])
        first = w.documents.create(batch, pages[:2])
        w.batches.add_stack(later, "a", pages)
        assert w.documents.of_stack(stack) == (first, second)
        assert w.documents.of_batch(batch) == (first, second) == w.documents.of_batch(later)
        w.publish(first.id, publication())
        by_id = sorted([first.id, second.id])
        assert [found.id for found in w.documents.listing()] == by_id
        assert [found.id for found in w.documents.listing(after=by_id[0])] == by_id[1:]
        assert [found.id for found in w.documents.listing(state=DocumentState.RECEIVED)] == [second.id]


def test_page_lists_have_versions_and_values_follow_their_page(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a", 2).id
        w.statements.record(made, [field(FieldName.NUMBER, "07/GCN", page=1)], RULES)
        pages = refs("a", 2)
        assert w.documents.add_version(made, pages) == 1
        assert w.documents.add_version(made, pages[::-1]) == 2
        assert w.documents.pages(made) == pages[::-1]
        assert w.documents.pages(made, 1) == pages
        (said,) = w.statements.effective(made).fields
        assert said.page == 0
        assert w.documents.add_version(made, pages[:1]) == 3
        (said,) = w.statements.effective(made).fields
        assert (said.page, said.value) == (None, "07/GCN")


def test_renditions_belong_to_a_version_and_the_newest_counts(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a", 2)
        w.batches.add_stack(made.batch, "a", refs("a", 2))
        assert w.documents.rendition(made.id, ObjectKind.ACCESS) is None
        for seed in ("x", "y", "x"):
            w.documents.add_rendition(made.id, stored(seed, ObjectKind.ACCESS))
        newest = w.documents.rendition(made.id, ObjectKind.ACCESS)
        assert newest is not None
        assert (newest.version, newest.object) == (1, stored("y", ObjectKind.ACCESS))
        every = w.documents.renditions(made.batch, ObjectKind.ACCESS)
        assert every == (stored("x", ObjectKind.ACCESS), stored("y", ObjectKind.ACCESS))


def test_dossiers_hold_documents(records: Records) -> None:
    code = "000.00.19.H20-230207-0001"
    with records.write() as w:
        made = document(w, "a")
        w.documents.add_dossier(made.id, code)
        w.documents.add_dossier(made.id, code, procedure="1.004363")
        assert w.documents.dossiers(made.id) == (code,)
        assert [found.id for found in w.documents.of_dossier(code)] == [made.id]
        assert w.documents.of_dossier("H20-230207-0002") == ()


def test_a_persons_classification_counts_over_a_machines(records: Records) -> None:
    internal = Classification(DocumentKind.INTERNAL, "Công văn", why="letter")
    with records.write() as w:
        made = document(w, "a").id
        assert w.documents.classification(made) is None
        w.publish(made, publication())
        assert w.documents.classification(made) == RESULT
        w.documents.classify(made, internal, PERSON)
        w.publish(made, publication(source=NEWER_RULES))
        assert w.documents.classification(made) == internal
        assert w.documents.get(made).kind is DocumentKind.INTERNAL
        # A paper that is no result is no longer offered for reuse.
        assert w.results.find(NUMBER) == ()
