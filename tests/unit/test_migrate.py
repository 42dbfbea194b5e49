"""An archive moved into another folder: what is stopped goes on, what differs is refused, and only one place works."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from digitize.actions import find, keep, reuse
from digitize.actions.archive import Archive, open_archive
from digitize.actions.inspect import status
from digitize.actions.migrate import MigrationReport, Outcome, migrate, plan
from digitize.actions.upkeep import verify
from digitize.errors import (
    ArchiveArriving,
    ArchiveMoved,
    BadRequest,
    BatchBusy,
    ExitCode,
    FileExposed,
    KeyMissing,
    NoArchive,
    PlaceTaken,
)
from digitize.model import ObjectKind, ReuseAnswer
from digitize.pipeline.progress import Progress, Step, silent
from digitize.settings import Settings, load_file
from tests.archives import TYPE
from tests.desk import Desk
from tests.invented import fill, owner, title_of

COUNT = 15


class Stopped(BaseException):
    """Stands for a process that ends here."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "archive"
    with open_archive(Settings(home=home), create=True) as archive:
        fill(archive, COUNT)
    return home


@pytest.fixture
def old(made: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copytree(made, tmp_path / "old")
    with open_archive(Settings(home=tmp_path / "old")) as archive:
        yield archive


@pytest.fixture
def new(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "new")


def stop_at(step: Step, at: int) -> Progress:
    def progress(now: Step, done: int, total: int) -> None:
        if now is step and done >= at:
            raise Stopped

    return progress


def asked(archive: Archive) -> list[object]:
    """What people get to know of an archive."""
    searches = [find.search(archive, find.Wanted(text, limit=100)) for text in ("giay", title_of(7), "07/GCN-0", "")]
    accounts = sorted(json.dumps(one, default=str) for one in map(str, status(archive, None)))
    return [*searches, accounts, objects(archive), rows(archive)]


def objects(archive: Archive) -> set[tuple[ObjectKind, str, int]]:
    return {(kind, one.sha256, one.size) for kind in ObjectKind for one in archive.store.objects(kind)}


def rows(archive: Archive) -> dict[str, int]:
    with archive.records.read() as read:
        return read.rows.count() | {"audit": 0}


def check(archive: Archive, number: int) -> ReuseAnswer:
    question = reuse.Question(TYPE, "", "", date(2023, 1, 1))
    return reuse.check_reuse(archive, question, owner(number).value).answer


def test_all_is_there_and_answers_the_same(old: Archive, new: Settings) -> None:
    before = asked(old)
    report = migrate(old, new, "uid:1", silent)
    assert report.outcome is Outcome.MOVED
    assert report.objects == report.sent == 4 * COUNT
    assert report.published == report.indexed == COUNT
    assert report.written == sum(report.rows.values()) > 20 * COUNT
    with open_archive(new) as moved:
        assert asked(moved) == before
        assert moved.records.archive_id == old.records.archive_id
        assert verify(moved, silent).exit_code is ExitCode.OK
        assert check(moved, 7) is ReuseAnswer.VALID
        with moved.records.read() as here, old.records.read() as there:
            assert here.audit.of_subject(old.records.archive_id)[0].action == "migrate"
            (mine,), (theirs,) = here.audit.verify_chain(), there.audit.verify_chain()
        assert (mine.broken_at, mine.length) == (None, theirs.length + 2)


def test_the_old_place_can_only_be_looked_at(old: Archive, new: Settings) -> None:
    before = asked(old)
    migrate(old, new, "uid:1", silent)
    assert asked(old) == before
    assert verify(old, silent).exit_code is ExitCode.OK
    with pytest.raises(ArchiveMoved):
        fill(old, 1, first=COUNT)
    with pytest.raises(ArchiveMoved):
        check(old, 7)
    assert migrate(old, new, "uid:1", silent) == MigrationReport(Outcome.MOVED_BEFORE)


@pytest.mark.parametrize(("step", "at"), [(Step.OBJECTS, 1), (Step.OBJECTS, 40), (Step.ROWS, 1), (Step.ROWS, 300)])
def test_what_was_stopped_goes_on(old: Archive, new: Settings, step: Step, at: int) -> None:
    before = asked(old)
    with pytest.raises(Stopped):
        migrate(old, new, "uid:1", stop_at(step, at))
    with pytest.raises(ArchiveArriving):
        open_archive(new)
    # Here work goes on as if nothing had been begun.
    assert check(old, 3) is ReuseAnswer.VALID
    report = migrate(old, new, "uid:1", silent)
    assert report.outcome is Outcome.MOVED
    assert report.sent < report.objects or at == 1
    with open_archive(new) as moved:
        assert asked(moved)[:-1] == before[:-1]
        assert rows(moved) == rows(old)


def test_stopped_between_the_marks_nobody_writes_until_it_is_run_again(
    old: Archive, new: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr("digitize.records.marks.Marks.remove", stopped)
        with pytest.raises(Stopped):
            migrate(old, new, "uid:1", silent)
    with pytest.raises(ArchiveMoved):
        check(old, 3)
    with pytest.raises(ArchiveArriving):
        open_archive(new)
    assert migrate(old, new, "uid:1", silent).outcome is Outcome.MOVED
    with open_archive(new) as moved:
        assert check(moved, 3) is ReuseAnswer.VALID


def test_work_that_went_on_meanwhile_comes_along(old: Archive, new: Settings) -> None:
    with pytest.raises(Stopped):
        migrate(old, new, "uid:1", stop_at(Step.ROWS, 300))
    fill(old, 5, first=COUNT)
    with old.records.write() as write:
        documents = write.documents.listing()
        write.documents.withdraw(documents[0].id, "sheet_mismatch")
    old.indexer.drain()
    before = asked(old)

    def ask(step: Step, done: int, total: int) -> None:
        if step is Step.OBJECTS and done == 5:
            # The clerk asks while it is moved: the reuse check is a row of its own.
            assert check(old, 9) is ReuseAnswer.VALID

    assert migrate(old, new, "uid:1", ask).outcome is Outcome.MOVED
    with open_archive(new) as moved:
        assert asked(moved)[:-1] == before[:-1]
        assert rows(moved) == rows(old)


def test_what_the_store_kept_the_new_one_keeps(old: Archive, new: Settings) -> None:
    def hold(number: int) -> None:
        with old.records.read() as read:
            document = read.documents.listing()[number].id
        keep.hold(old, document, True, "toà án", "uid:1")

    def meanwhile(step: Step, done: int, total: int) -> None:
        if step is Step.OBJECTS and done == 5:
            hold(1)

    hold(0)
    migrate(old, new, "uid:1", meanwhile)
    with open_archive(new) as moved:
        kept = [{one for one in objects(each) if each.store.protection(*one[:2]).held} for each in (old, moved)]
        assert verify(moved, silent).unkept == 0
    assert kept[0] == kept[1]
    assert len(kept[0]) == 4


def test_a_plan_writes_nothing(old: Archive, new: Settings) -> None:
    report = plan(old, new)
    assert (report.outcome, report.objects, report.sent) == (Outcome.PLANNED, 4 * COUNT, 4 * COUNT)
    assert report.written == sum(report.rows.values())
    assert not new.home.exists()
    with pytest.raises(Stopped):
        migrate(old, new, "uid:1", stop_at(Step.OBJECTS, 40))
    assert plan(old, new).sent < 3 * COUNT


def test_damage_is_named_and_nothing_is_closed(old: Archive, new: Settings) -> None:
    kind, sha256, _ = min(objects(old))
    file = next(old.settings.home.glob(f"objects/{kind}/??/??/{sha256}"))
    content = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(b"other")
    report = migrate(old, new, "uid:1", silent)
    assert (report.outcome, report.damaged) == (Outcome.DAMAGED, ((kind, sha256),))
    assert report.exit_code is ExitCode.DAMAGED
    file.unlink()
    report = migrate(old, new, "uid:1", silent)
    assert report.damaged == plan(old, new).damaged == ((kind, sha256),)
    file.write_bytes(content)
    assert migrate(old, new, "uid:1", silent).outcome is Outcome.MOVED


def test_other_archives_stay_as_they_are(old: Archive, new: Settings, tmp_path: Path) -> None:
    with open_archive(new, create=True) as other:
        fill(other, 1)
    for begin in (lambda: migrate(old, new, "uid:1", silent), lambda: plan(old, new)):
        with pytest.raises(PlaceTaken):
            begin()
    with pytest.raises(BadRequest):
        migrate(old, old.settings, "uid:1", silent)
    with pytest.raises(KeyMissing):
        migrate(old, Settings(home=tmp_path / "third", key_file=new.keys), "uid:1", silent)
    with old.working(), pytest.raises(BatchBusy):
        migrate(old, Settings(home=tmp_path / "fourth"), "uid:1", silent)


def test_a_file_of_settings_counts_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITIZE_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("DIGITIZE_JOBS", "3")
    file = tmp_path / "new.env"
    file.write_text(f'# the new place\nDIGITIZE_HOME={tmp_path / "new"}\nDIGITIZE_STICKERS=["A"]\n')
    with pytest.raises(FileExposed):
        load_file(file)
    file.chmod(0o600)
    found = load_file(file)
    assert (found.home, found.jobs, found.stickers) == (tmp_path / "new", 3, ("A",))


def test_the_command(old: Archive, new: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, monkeypatch)
    monkeypatch.setenv("DIGITIZE_HOME", str(old.settings.home))
    desk.run("migrate", "--to", "missing.env", code=2)
    file = tmp_path / "new.env"
    file.write_text(f"DIGITIZE_HOME={new.home}\nDIGITIZE_PLACE=x\n")
    file.chmod(0o600)
    desk.run("migrate", "--to", "new.env", code=2)
    file.write_text(f"DIGITIZE_HOME={new.home}\n")
    assert desk.json("migrate", "--to", "new.env", "--dry-run")["sent"] == 4 * COUNT
    with pytest.raises(NoArchive):
        open_archive(new)
    assert "Đã chuyển xong" in desk.run("migrate", "--to", "new.env")
    desk.run("ingest", str(file), code=9)
    assert desk.json("search", "giay")["total"] == COUNT
