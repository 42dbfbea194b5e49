"""Fixity over an archive of files: what is read, what is found, what comes back."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from digitize.actions.archive import Archive, open_archive
from digitize.actions.upkeep import verify
from digitize.errors import BadAddress, ExitCode, ObjectDamaged
from digitize.model import ObjectKind
from digitize.pipeline.fixity import FixityReport, check, history
from digitize.pipeline.progress import silent
from digitize.records.fixity import Fixity
from digitize.records.kept import Ground, Object, Verdict
from digitize.settings import Settings
from digitize.store.files import FileStore
from digitize.store.hashing import place_of
from tests.invented import fill

ORIGINAL = ObjectKind.ORIGINAL


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Six documents of four objects each, all of which lie in the replica as well."""
    settings = Settings(home=tmp_path / "archive", replica=SecretStr(str(tmp_path / "replica")))
    with open_archive(settings, create=True) as opened:
        fill(opened, 6)
        shutil.copytree(settings.home / "objects", tmp_path / "replica")
        yield opened


def run(archive: Archive, **plan: float) -> FixityReport:
    return check(archive, "tester", silent, **plan)  # type: ignore[arg-type]


def path(archive: Archive, one: Object) -> Path:
    return archive.settings.home / "objects" / one[0] / place_of(*one)


def objects(archive: Archive) -> tuple[Object, ...]:
    with archive.records.read() as read:
        return read.fixity.due()


def spoil(archive: Archive, one: Object) -> None:
    damaged = path(archive, one)
    damaged.chmod(0o600)
    damaged.write_bytes(b"rot")


def without_replica(archive: Archive) -> Archive:
    settings = archive.settings.model_copy(update={"replica": None})
    return Archive(settings, archive.catalogue, archive.store, archive.records, archive.index)


def actions(archive: Archive, subject: str) -> list[str]:
    with archive.records.read() as read:
        return [entry.action for entry in read.audit.of_subject(subject)]


def test_what_is_needed_is_what_the_accounts_of_all_batches_name(archive: Archive) -> None:
    with archive.records.read() as read:
        accounts = {one for batch in read.batches.all() for one in read.reports.objects(batch.id)}
    assert set(objects(archive)) == accounts
    assert len(accounts) == 24


def test_a_sample_each_night_reads_every_object_once_before_any_twice(archive: Archive) -> None:
    unchecked = [run(archive, sample=7).coverage.unchecked for _ in range(4)]
    assert unchecked == [17, 10, 3, 0]
    report = run(archive, share=50)
    assert (report.run.checked, report.run.planned, report.run.objects) == (12, 12, 24)
    assert report.exit_code is ExitCode.OK
    assert run(archive).run.size == sum(path(archive, one).stat().st_size for one in objects(archive))
    assert [one.checked for one in history(archive).runs] == [24, 12, 7, 7, 7, 7]
    assert run(archive, share=0.001).run.checked == 1


def test_nothing_verified_is_no_success(tmp_path: Path) -> None:
    with open_archive(Settings(home=tmp_path), create=True) as empty:
        assert run(empty).exit_code is ExitCode.DAMAGED


def test_what_is_damaged_or_missing_comes_back_and_that_is_on_record(archive: Archive) -> None:
    damaged, missing = objects(archive)[3], objects(archive)[8]
    spoil(archive, damaged)
    path(archive, missing).unlink()

    report = run(archive)
    assert {(one.kind, one.sha256) for one in report.damage} == {damaged, missing}
    assert (report.run.damaged, report.run.repaired, report.coverage.damaged) == (2, 2, 0)
    assert report.exit_code is ExitCode.PARTIAL
    assert actions(archive, damaged[1]) == ["find_damage", "repair_object"]
    assert actions(archive, report.run.id) == ["fixity"]
    assert verify(archive, silent).exit_code is ExitCode.OK
    assert run(archive).exit_code is ExitCode.OK


def test_without_a_replica_damage_is_told_every_time_and_on_record_once(archive: Archive) -> None:
    one = objects(archive)[5]
    spoil(archive, one)
    alone = without_replica(archive)
    assert run(alone).exit_code is ExitCode.DAMAGED
    # It comes first the next time.
    for _ in range(2):
        report = run(alone, sample=1)
        assert [(each.kind, each.sha256, each.reason) for each in report.damage] == [(*one, "")]
    assert actions(archive, one[1]) == ["find_damage"]
    assert run(archive, sample=1).run.repaired == 1


@pytest.mark.parametrize("replica", ["damaged", "missing", "away", "unreadable"])
def test_a_replica_that_cannot_help_leaves_the_damage_as_it_was(
    archive: Archive, tmp_path: Path, replica: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = objects(archive)[0]
    spoil(archive, one)
    copy = tmp_path / "replica" / one[0] / place_of(*one)
    if replica == "damaged":
        copy.chmod(0o600)
        copy.write_bytes(b"rot as well")
    elif replica == "missing":
        copy.unlink()
    elif replica == "away":
        (tmp_path / "replica").rename(tmp_path / "elsewhere")
    else:

        def broken(*_: object) -> None:
            raise OSError(errno.EIO, "a disk")

        monkeypatch.setattr(FileStore, "local", broken)
    report = run(archive)
    assert [each.reason for each in report.damage] == [
        "system_refused" if replica == "unreadable" else ObjectDamaged.code
    ]
    assert report.exit_code is ExitCode.DAMAGED
    assert path(archive, one).read_bytes() == b"rot"
    assert report.run.checked == 24


def test_the_store_is_no_replica_of_itself(archive: Archive) -> None:
    for address in (str(archive.settings.home / "objects"), "objects", "s3://nothing"):
        settings = archive.settings.model_copy(update={"replica": SecretStr(address)})
        with pytest.raises(BadAddress, match="DIGITIZE_REPLICA"):
            run(Archive(settings, archive.catalogue, archive.store, archive.records, archive.index))


def test_a_run_that_is_broken_off_was_not_for_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitize.pipeline.fixity._CHUNK", 5)
    read = 0
    look = FileStore.verify

    def stopped(self: FileStore, kind: ObjectKind, sha256: str) -> int:
        nonlocal read
        read += 1
        if read > 12:
            raise KeyboardInterrupt
        return look(self, kind, sha256)

    with monkeypatch.context() as killed:
        killed.setattr(FileStore, "verify", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(archive)
    [broken_off] = history(archive).runs
    assert (broken_off.checked, broken_off.ended_at) == (10, None)
    assert run(archive, sample=14).coverage.unchecked == 0


# --- beside a disposal ------------------------------------------------------------------------------------


def dispose(archive: Archive) -> tuple[str, tuple[Object, ...]]:
    """Takes a document out as two persons do, and removes its objects."""
    with archive.records.write() as write:
        document = write.documents.listing()[0].id
        write.disposals.propose(document, Ground.MISTAKE, "another office's", "an")
        disposal = write.disposals.decide(document, Verdict.CONFIRMED, "binh", "BB 1")
        plan = write.disposals.plan(document)
        write.disposals.begin(disposal, plan)
        for one in plan.objects:
            path(archive, one).unlink()
            write.disposals.removed(disposal.id, *one)
    return document, plan.objects


def test_what_was_disposed_of_while_it_was_looked_for_is_not_missing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = objects(archive)
    _, gone = dispose(archive)
    monkeypatch.setattr(Fixity, "due", lambda *_: planned)
    report = run(archive)
    assert report.damage == ()
    assert report.run.checked == 24 - len(gone)
    assert not any(path(archive, one).exists() for one in gone)


def test_what_was_disposed_of_while_it_was_brought_back_is_to_be_removed_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.records.read() as read:
        one = (ORIGINAL, read.documents.pages(read.documents.listing()[0].id)[0].blob)
    spoil(archive, one)
    mend = FileStore.mend
    disposed = []

    def meanwhile(self: FileStore, *given: object) -> object:
        disposed.append(dispose(archive)[0])
        return mend(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(FileStore, "mend", meanwhile)
    run(archive)
    with archive.records.read() as read:
        assert list(read.disposals.unfinished()) == disposed
        [disposal] = read.disposals.of_document(disposed[0])
        assert read.disposals.to_remove(disposal.id) == (one,)
