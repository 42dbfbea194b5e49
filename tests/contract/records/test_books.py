"""What every system of record promises of its own books: reuse, outbox, stages, audit."""

from __future__ import annotations

from datetime import date

import pytest

from digitize.errors import NotFound
from digitize.model import (
    ReuseAnswer,
)
from digitize.records.interfaces import Records
from tests.archives import (
    NAME,
    NUMBER,
    OTHER_NUMBER,
    TYPE,
    document,
    publication,
    sha,
)


def test_reuse_checks_are_kept_under_a_proof_reference(records: Records) -> None:
    with records.write() as w:
        w.publish(document(w, "a").id, publication())
        (found,) = w.results.find(NUMBER)
        check = w.reuse.record("clerk-1", NUMBER, [TYPE], date(2025, 1, 1), ReuseAnswer.VALID, found.result.id)
    with records.read() as r:
        assert r.reuse.get(check.id) == check
        assert r.reuse.asked_by(check.id, NUMBER)
        assert not r.reuse.asked_by(check.id, OTHER_NUMBER)
        with pytest.raises(NotFound):
            r.reuse.get("P-NONE")


def test_the_outbox_holds_the_newest_revision_until_it_is_indexed(records: Records) -> None:
    with records.write() as w:
        first, second = document(w, "a").id, document(w, "b").id
        assert w.outbox.pending() == ()
        w.publish(first, publication())
        w.publish(second, publication(()))
        assert w.outbox.waiting() == 2
        assert len(w.outbox.pending(limit=1)) == 1
        w.outbox.mark_indexed({first: 1, second: 1})
        assert w.outbox.pending() == ()
        # A change while the index takes in the revision before: the newer one stays in the outbox.
        w.publish(first, publication())
        w.outbox.mark_indexed({first: 1})
        assert [(waiting.id, waiting.revision) for waiting in w.outbox.pending()] == [(first, 2)]
        w.outbox.mark_indexed({first: 2})
        w.outbox.mark_indexed({first: 1})
        assert w.outbox.waiting() == 0
        w.outbox.mark_lost()
        assert w.outbox.waiting() == 2
        assert [found.id for found in w.outbox.published()] == sorted([first, second])
        assert [found.id for found in w.outbox.published(after=min(first, second))] == [max(first, second)]


def test_an_index_entry_says_what_the_records_know(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        entry = w.outbox.entry_facts(made)
    assert (entry.document_id, entry.revision, entry.body, entry.withdrawn) == (made, 1, "", False)
    assert entry.title == "Giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật"
    assert (entry.number, entry.kind, entry.result_type, entry.procedure) == ("07/GCN", "result", TYPE, "1.004363")
    assert (entry.agency, entry.issued_on, entry.valid_until) == ("H20.1", date(2023, 2, 7), date(2028, 2, 7))
    assert entry.term_known
    assert entry.owner_names == (NAME,)
    assert entry.owner_hashes == (records.keys.hash(NUMBER)[1],)


def test_a_stage_output_is_found_and_not_made_again(records: Records) -> None:
    with records.write() as w:
        assert w.stages.find(sha("key")) is None
        first = w.stages.keep(sha("key"), "read", {"object": sha("o")})
        assert w.stages.keep(sha("key"), "read", {"object": sha("other")}) == first == w.stages.find(sha("key"))


def test_the_audit_is_a_chain(records: Records) -> None:
    with records.write() as w:
        first = w.audit.append("clerk-1", "reuse", "P-1", {"answer": "valid"})
        second = w.audit.append("clerk-2", "view", "D-1")
    with records.read() as r:
        assert r.audit.of_subject("P-1") == (first,)
        (chain,) = r.audit.verify_chain()
    assert second.previous == first.hash
    assert (chain.length, chain.head, chain.broken_at) == (2, second.hash, None)
