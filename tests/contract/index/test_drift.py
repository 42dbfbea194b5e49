"""An index that is not in step with the records is found out and brought in step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digitize.actions.archive import Archive, open_archive
from digitize.actions.find import Wanted, search
from digitize.actions.upkeep import IndexReport, reindex, verify_index
from digitize.errors import ExitCode, IndexUnavailable, OtherIndex
from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, Refusal
from digitize.pipeline.drift import Drift
from digitize.settings import Settings
from tests import archives


@pytest.fixture
def archive(tmp_path: Path, index: SearchIndex) -> Iterator[Archive]:
    """Three published documents, indexed."""
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as opened:
        made = replace(opened, index=index)
        for seed in "abc":
            publish(made, seed)
        made.indexer.drain()
        yield made


def publish(archive: Archive, seed: str) -> str:
    with archive.records.write() as write:
        document = archives.document(write, seed).id
        write.publish(document, archives.publication())
    return document


def held(archive: Archive) -> dict[str, int]:
    return dict(archive.index.revisions())


def entry(document: str, revision: int) -> IndexEntry:
    return IndexEntry(document, revision, title="Giấy phép")


def repaired(archive: Archive) -> IndexReport:
    """Repairs, and makes sure that nothing is left to repair."""
    before = verify_index(archive)
    assert before.exit_code is ExitCode.DAMAGED
    report = verify_index(archive, repair=True)
    assert (report.exit_code, report.behind, report.strange, report.lost) == (ExitCode.OK, (), (), False)
    assert report.indexed == report.published
    assert verify_index(archive, repair=True).repaired == 0
    return report


def test_an_index_that_is_not_the_archives_is_left_alone_until_it_is_made_that(archive: Archive) -> None:
    archive.indexer.rebuild()
    with archive.records.write() as write:
        assert write.marks.told("index") == archive.index.name
        write.marks.tell("index", "another")
    publish(archive, "d")
    for writes in (archive.indexer.follow, archive.indexer.drain, lambda: archive.indexer.repair(Drift(3))):
        with pytest.raises(OtherIndex):
            writes()
    assert len(held(archive)) == 3
    archive.indexer.rebuild()
    publish(archive, "e")
    archive.indexer.drain()
    assert len(held(archive)) == 5


def test_an_index_in_step_is_sound(archive: Archive) -> None:
    report = verify_index(archive)
    assert (report.published, report.indexed, report.waiting) == (3, 3, 0)
    assert report.exit_code is ExitCode.OK


def test_what_waits_in_the_outbox_is_no_fault_of_the_index(archive: Archive) -> None:
    publish(archive, "d")
    report = verify_index(archive, repair=True)
    assert (report.published, report.indexed, report.waiting, report.repaired) == (4, 3, 1, 0)
    assert report.exit_code is ExitCode.PARTIAL


def test_what_the_index_lost_is_named_and_brought_in_again(archive: Archive) -> None:
    (missing, old, kept) = sorted(held(archive).items())
    archive.index.rebuild([entry(old[0], old[1] - 1), entry(*kept)])
    assert set(verify_index(archive).behind) == {missing[0], old[0]}
    assert repaired(archive).repaired == 2
    assert search(archive, Wanted()).total == 3


def test_what_the_records_do_not_know_is_named_and_built_away(archive: Archive) -> None:
    known = sorted(held(archive).items())
    archive.index.apply([entry("D-UNKNOWN", 1), entry(known[0][0], known[0][1] + 1)])
    assert set(verify_index(archive).strange) == {"D-UNKNOWN", known[0][0]}
    repaired(archive)
    assert held(archive) == dict(known)


def test_a_lost_index_is_built(tmp_path: Path, bare: SearchIndex) -> None:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as opened:
        archive = replace(opened, index=bare)
        publish(archive, "a")
        assert verify_index(archive).lost
        assert repaired(archive).repaired == 1


def test_of_several_who_find_it_lost_one_builds_it(tmp_path: Path, bare: SearchIndex) -> None:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as opened:
        archive = replace(opened, index=bare)
        publish(archive, "a")
        with archive.records.write() as write:
            lease = write.leases.take("build", "index", "another", 60)
            assert lease
        with pytest.raises(IndexUnavailable, match="being built"):
            archive.indexer.drain()
        with archive.records.write() as write:
            write.leases.end(lease)
        assert archive.indexer.drain().count == 1
        with archive.records.read() as read:
            assert read.leases.standing() == ()


def test_what_the_index_refuses_is_named_with_reason_and_holds_up_no_other(archive: Archive) -> None:
    with archive.records.write() as write:
        bad = archives.document(write, "bad").id
        write.publish(bad, archives.publication(agency="x" * 300))
    good = publish(archive, "good")

    taken = archive.indexer.drain()

    assert (taken.count, [one.document_id for one in taken.refused]) == (1, [bad])
    assert good in held(archive)
    with archive.records.read() as read:
        assert read.documents.get(bad).reasons == ("entry_refused",)
    assert archive.indexer.drain().count == 0
    report = verify_index(archive)
    assert (report.published, report.indexed, report.waiting, report.exit_code) == (5, 4, 0, ExitCode.PARTIAL)
    assert report.refused == (Refusal(bad, ""),)
    assert verify_index(archive, repair=True).refused == (Refusal(bad, "agency: too long"),)
    again = reindex(archive)
    assert (again.documents, again.refused) == (4, (Refusal(bad, "agency: too long"),))

    with archive.records.write() as write:
        write.publish(bad, archives.publication())
    archive.indexer.drain()
    assert verify_index(archive).exit_code is ExitCode.OK
    with archive.records.read() as read:
        assert read.documents.get(bad).reasons == ()


def test_more_refused_documents_than_a_chunk_hide_nothing_behind_them(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitize.pipeline.indexing._CHUNK", 2)
    with archive.records.write() as write:
        for seed in range(5):
            write.publish(archives.document(write, seed).id, archives.publication(agency="x" * 300))
    good = publish(archive, "good")
    assert archive.indexer.drain().count == 1
    assert good in held(archive)


class Busy:
    """An index into which something comes, each time after its revisions were read."""

    def __init__(self, index: SearchIndex, happens: Iterator[None]) -> None:
        self._index = index
        self._happens = happens

    stale = False

    def revisions(self) -> Iterator[tuple[str, int]]:
        yield from list(self._index.revisions())
        next(self._happens, None)


def test_what_comes_in_while_it_is_compared_is_no_drift(archive: Archive) -> None:
    def happens() -> Iterator[None]:
        publish(archive, "d")
        archive.indexer.drain()
        yield
        publish(archive, "e")
        archive.indexer.drain()
        yield

    report = verify_index(replace(archive, index=Busy(archive.index, happens())))  # type: ignore[arg-type]
    assert (report.behind, report.strange) == ((), ())
