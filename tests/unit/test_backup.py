"""An archive in a folder, backed up into another and brought back: what is whole, what is refused, what is told."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from digitize.actions import find, reuse
from digitize.actions.archive import Archive, open_archive
from digitize.actions.backup import back_up
from digitize.actions.backups import Backups
from digitize.actions.inspect import status
from digitize.actions.keep import protect
from digitize.actions.migrate import migrate
from digitize.actions.owner_keys import export_keys, import_keys, make_identity
from digitize.actions.restore import RestoreReport, restore
from digitize.actions.upkeep import verify
from digitize.errors import (
    ArchiveMoved,
    BadAddress,
    BadIdentity,
    BadRecipient,
    BadRequest,
    BatchBusy,
    ExitCode,
    FileExposed,
    KeyMissing,
    KeysApart,
    NoBackup,
    NoSuchPath,
    PlaceTaken,
    SealBroken,
    TargetInTheWay,
)
from digitize.model import ObjectKind, ReuseAnswer
from digitize.pipeline.progress import Progress, Step, silent
from digitize.settings import Settings
from digitize.store.hashing import hash_of
from digitize.store.sealing import identities, unseal
from digitize.store.vault.opening import open_vault
from tests.archives import TYPE
from tests.desk import Desk
from tests.invented import fill, owner, title_of
from tests.moves import objects, rows

COUNT = 12


class Stopped(BaseException):
    """Stands for a process that ends here."""


@dataclass(frozen=True)
class Office:
    """An archive with a place for its backups, and the persons who hold keys; all in one folder."""

    folder: Path
    backup_key: str
    owners_key: str

    def settings(self, home: str) -> Settings:
        return Settings(
            home=self.folder / home,
            backup=SecretStr(str(self.folder / "vault")),
            backup_recipients=self.backup_key,
        )

    @property
    def identity(self) -> Path:
        """Of who restores."""
        return self.folder / "backup.key"

    def restore(self, backup: str = "", progress: Progress = silent) -> RestoreReport:
        return restore(self.settings("new"), self.identity, backup, "uid:2", progress)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with open_archive(Settings(home=folder / "old"), create=True) as archive:
        fill(archive, COUNT)
    return folder / "old"


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Office:
    shutil.copytree(made, tmp_path / "old")
    keys = [make_identity(tmp_path / f"{name}.key").recipient for name in ("backup", "owners")]
    return Office(tmp_path, *keys)


@pytest.fixture
def old(office: Office) -> Iterator[Archive]:
    with open_archive(office.settings("old")) as archive:
        yield archive


def stop_at(at: int) -> Progress:
    def progress(step: Step, done: int, total: int) -> None:
        if step is Step.OBJECTS and done >= at:
            raise Stopped

    return progress


def asked(archive: Archive) -> list[Any]:
    """What people get to know of an archive."""
    searches = [find.search(archive, find.Wanted(text, limit=100)) for text in ("giay", title_of(7), "07/GCN-0", "")]
    return [*searches, status(archive, None), objects(archive)]


def table_rows(archive: Archive) -> Any:
    """All rows but those that say what was done to the archive as a whole."""
    found = rows(archive)
    found["audit"] = {key: row for key, row in found["audit"].items() if not {"backup", "restore"} & set(row)}
    return found


def check(archive: Archive, number: int) -> ReuseAnswer:
    question = reuse.Question(TYPE, "", "", date(2023, 1, 1))
    return reuse.check_reuse(archive, question, owner(number).value).answer


def hand_keys_over(office: Office, archive: Archive) -> None:
    export_keys(archive, office.folder / "owner-keys.age", office.owners_key, "uid:1")
    import_keys(office.settings("new"), office.folder / "owner-keys.age", office.folder / "owners.key")


def test_all_is_there_again_and_answers_the_same(office: Office, old: Archive) -> None:
    before, held = asked(old), table_rows(old)
    made = back_up(old, "uid:1", silent)
    assert (made.sent, made.backup.objects, made.damaged) == (4 * COUNT, 4 * COUNT, ())
    back = office.restore()
    assert (back.written, back.damaged, back.indexed) == (4 * COUNT, (), COUNT)
    # Without the owners' keys nothing can be done in it.
    assert (back.has_keys, back.exit_code) == (False, ExitCode.SETUP)
    with pytest.raises(KeyMissing):
        open_archive(office.settings("new"))
    hand_keys_over(office, old)
    with open_archive(office.settings("new")) as new:
        assert asked(new) == before
        assert table_rows(new) == held
        assert check(new, 7) is ReuseAnswer.VALID
        assert verify(new, silent).exit_code is ExitCode.OK
        with new.records.read() as read:
            (said,) = read.audit.of_subject(new.records.archive_id)
        assert (said.action, said.detail["backup"]) == ("restore", made.backup.id)


def test_what_is_not_in_the_place_is_sent_and_each_backup_is_of_its_own_moment(office: Office, old: Archive) -> None:
    first = back_up(old, "uid:1", silent).backup
    fill(old, 3, first=COUNT)
    second = back_up(old, "uid:1", silent)
    assert (second.sent, second.backup.objects) == (12, 4 * (COUNT + 3))
    assert back_up(old, "uid:1", silent).sent == 0
    hand_keys_over(office, old)
    assert office.restore(first.id).exit_code is ExitCode.OK
    with open_archive(office.settings("new")) as new:
        assert find.search(new, find.Wanted("giay")).total == COUNT
        assert len(objects(new)) == 4 * COUNT


def test_papers_that_come_in_meanwhile_do_no_harm(office: Office, old: Archive) -> None:
    def come_in(step: Step, done: int, total: int) -> None:
        if done == 5:
            fill(old, 1, first=COUNT)

    made = back_up(old, "uid:1", come_in)
    assert (made.backup.objects, made.exit_code) == (4 * COUNT, ExitCode.OK)
    hand_keys_over(office, old)
    assert office.restore().exit_code is ExitCode.OK


def test_a_backup_that_was_stopped_does_not_count_and_the_next_goes_on(office: Office, old: Archive) -> None:
    with pytest.raises(Stopped):
        back_up(old, "uid:1", stop_at(30))
    with pytest.raises(NoBackup):
        office.restore()
    assert back_up(old, "uid:1", silent).sent < 2 * COUNT


@pytest.mark.parametrize("at", [1, 30, 4 * COUNT])
def test_a_restore_that_was_stopped_goes_on(office: Office, old: Archive, at: int) -> None:
    back_up(old, "uid:1", silent)
    hand_keys_over(office, old)
    with pytest.raises(Stopped):
        office.restore(progress=stop_at(at))
    assert office.restore().exit_code is ExitCode.OK


def test_a_restore_that_was_stopped_with_the_records_back_goes_on(
    office: Office, old: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(old, "uid:1", silent)
    hand_keys_over(office, old)

    def stopped(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr("digitize.pipeline.indexing.Indexer.rebuild", stopped)
        with pytest.raises(Stopped):
            office.restore()
    again = office.restore()
    assert (again.written, again.exit_code) == (0, ExitCode.OK)
    # Now it is an archive like any other, and stays as it is.
    with pytest.raises(PlaceTaken):
        office.restore()


def test_what_the_store_kept_it_keeps_again(office: Office, old: Archive) -> None:
    with old.records.write() as write:
        document = write.documents.listing()[0].id
        write.keeping.hold(document, True, "uid:1", "toà án")
        write.keeping.ask(document)
    protect(old)
    back_up(old, "uid:1", silent)
    hand_keys_over(office, old)
    assert office.restore().unkept == 0
    with open_archive(office.settings("new")) as new:
        held = {name for name in objects(new) if new.store.protection(*name[:2]).held}
    assert held == {name for name in objects(old) if old.store.protection(*name[:2]).held}
    assert len(held) == 2


def test_damage_is_named_and_the_rest_is_safe(office: Office, old: Archive) -> None:
    spoilt, lost = sorted(objects(old))[:2]
    spoil(old, spoilt[1])
    (old.settings.home / "objects" / lost[0] / lost[1][:2] / lost[1][2:4] / lost[1]).unlink()
    made = back_up(old, "uid:1", silent)
    assert set(made.damaged) == {spoilt[:2], lost[:2]}
    assert (made.backup.objects, made.exit_code) == (4 * COUNT - 2, ExitCode.DAMAGED)
    back = office.restore()
    assert set(back.damaged) == set(made.damaged)
    assert back.exit_code is ExitCode.DAMAGED


def spoil(archive: Archive, sha256: str) -> None:
    (file,) = archive.settings.home.glob(f"objects/*/??/??/{sha256}")
    file.chmod(0o600)
    file.write_bytes(b"other")


def test_a_backup_that_was_changed_is_noticed(office: Office, old: Archive) -> None:
    made = back_up(old, "uid:1", silent).backup
    sealed = sorted((office.folder / "vault" / "objects").rglob("*.age"))
    for file, cut in ((sealed[0], True), (sealed[1], False)):
        file.chmod(0o600)
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content[:-20] if cut else content)
    sealed[2].unlink()
    assert len(office.restore().damaged) == 3
    shutil.rmtree(office.folder / "new")
    records = office.folder / "vault" / "backups" / made.id / "records.age"
    content = records.read_bytes()
    records.chmod(0o600)
    for wrong in (content[:-100], content[:-1] + bytes([content[-1] ^ 1]), b"age"):
        records.write_bytes(wrong)
        with pytest.raises(SealBroken):
            office.restore()
        assert not (office.folder / "new" / "records" / "records.sqlite").exists()


def test_only_who_holds_the_private_key_brings_it_back(office: Office, old: Archive) -> None:
    back_up(old, "uid:1", silent)
    settings = office.settings("new")
    with pytest.raises(BadIdentity):
        restore(settings, office.folder / "owners.key", "", "uid:2", silent)
    assert not any((office.folder / "new").glob("objects/*/??"))
    with pytest.raises(NoSuchPath):
        restore(settings, office.folder / "none.key", "", "uid:2", silent)
    office.identity.chmod(0o640)
    with pytest.raises(FileExposed):
        office.restore()
    office.identity.chmod(0o600)
    for content in ("", "AGE-SECRET-KEY-1QQ\n"):
        office.identity.write_text(content)
        with pytest.raises(BadIdentity):
            office.restore()


def test_the_owners_keys_are_nowhere_in_a_backup(office: Office, old: Archive) -> None:
    back_up(old, "uid:1", silent)
    secret = json.loads(old.settings.keys.read_bytes())["keys"][0]["secret"]
    by = identities(office.identity)
    files = [file for file in (office.folder / "vault").rglob("*") if file.is_file()]
    assert len(files) == 4 * COUNT + 3
    for file in files:
        content = file.read_bytes()
        if file.suffix == ".age":
            opened = io.BytesIO()
            unseal(io.BytesIO(content), opened, by)
            content = opened.getvalue()
        assert secret.encode() not in content
        assert b64decode(secret) not in content


def test_owners_keys_and_backups_are_in_different_hands(office: Office, old: Archive) -> None:
    target = office.folder / "owner-keys.age"
    for recipient in (office.backup_key, f"{office.owners_key} {office.backup_key}"):
        with pytest.raises(KeysApart):
            export_keys(old, target, recipient, "uid:1")
    (office.folder / "vault").mkdir()
    with pytest.raises(KeysApart):
        export_keys(old, office.folder / "vault" / "owner-keys.age", office.owners_key, "uid:1")
    with pytest.raises(BadRecipient):
        export_keys(old, target, "age1qq", "uid:1")
    assert not target.exists()
    export_keys(old, target, office.owners_key, "uid:1")
    with pytest.raises(TargetInTheWay):
        export_keys(old, target, office.owners_key, "uid:1")
    new = office.settings("new")
    with pytest.raises(BadIdentity):
        import_keys(new, target, office.identity)
    with pytest.raises(NoSuchPath):
        import_keys(new, office.folder / "none.age", office.identity)
    assert import_keys(new, target, office.folder / "owners.key").keys == old.records.keys.ids
    assert import_keys(new, target, office.folder / "owners.key").keys == old.records.keys.ids
    with open_archive(office.settings("third"), create=True), pytest.raises(KeyMissing):
        import_keys(office.settings("third"), target, office.folder / "owners.key")


def test_where_backups_may_not_go(office: Office, old: Archive, made: Path) -> None:
    def backed_up(**changed: Any) -> None:
        settings = old.settings.model_copy(update=changed)
        back_up(Archive(settings, old.catalogue, old.store, old.records, old.index), "uid:1", silent)

    with pytest.raises(BadRequest):
        backed_up(backup=None)
    with pytest.raises(BadRecipient):
        backed_up(backup_recipients="")
    for inside in (old.settings.home, old.settings.home / "backups"):
        with pytest.raises(BadAddress):
            backed_up(backup=SecretStr(str(inside)))
    with old.alone("backup.lock"), pytest.raises(BatchBusy):
        backed_up()
    with open_archive(office.settings("other"), create=True) as other:
        back_up(other, "uid:1", silent)
    with pytest.raises(PlaceTaken):
        backed_up()


def test_an_archive_that_moved_is_backed_up_where_it_went(office: Office, old: Archive) -> None:
    migrate(old, Settings(home=office.folder / "moved"), "uid:1", silent)
    with pytest.raises(ArchiveMoved):
        back_up(old, "uid:1", silent)


def test_records_of_another_kind_of_database_are_refused(office: Office, old: Archive) -> None:
    back_up(old, "uid:1", silent)
    settings = office.settings("new").model_copy(update={"records": SecretStr("postgresql://none/none")})
    with pytest.raises(BadRequest):
        restore(settings, office.identity, "", "uid:2", silent)
    with pytest.raises(NoBackup):
        office.restore("20200101T000000Z-000000")


def test_sealed_files_say_by_themselves_whether_they_are_intact(office: Office, old: Archive) -> None:
    back_up(old, "uid:1", silent)
    backups = Backups(open_vault(old.settings))
    names = backups.sealed_objects()
    assert names.keys() == {name[:2] for name in objects(old)}
    for (kind, sha256), name in names.items():
        with (office.folder / "vault" / name).open("rb") as stream:
            assert name.endswith(f"{kind}/{sha256[:2]}/{sha256[2:4]}/{sha256}-{hash_of(stream)[0]}.age")
    assert {kind for kind, _ in names} == set(ObjectKind)


def test_the_commands(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(office.folder, monkeypatch)
    monkeypatch.setenv("DIGITIZE_HOME", str(office.folder / "old"))
    desk.run("backup", code=2)
    monkeypatch.setenv("DIGITIZE_BACKUP", str(office.folder / "vault"))
    made = desk.json("keys", "new", "third.key")["recipient"]
    desk.run("keys", "new", "third.key", code=2)
    monkeypatch.setenv("DIGITIZE_BACKUP_RECIPIENTS", f"{office.backup_key}, {made}")
    assert "Chưa có bản sao lưu" in desk.run("backup", "--list")
    assert "Đã sao lưu" in desk.run("backup")
    (listed,) = desk.json("backup", "--list")
    assert listed["objects"] == 4 * COUNT
    assert listed["id"] in desk.run("backup", "--list")
    desk.run("keys", "export", "owner-keys.age", "--recipient", office.owners_key)
    monkeypatch.setenv("DIGITIZE_HOME", str(office.folder / "new"))
    with contextlib.redirect_stderr(io.StringIO()) as said:
        desk.run("restore", "--identity", "owners.key", code=7)
    assert "bad_identity" in said.getvalue()
    # Any of several persons can bring it back.
    assert "digitize keys import" in desk.run("restore", "--identity", "third.key", code=9)
    desk.run("keys", "import", "owner-keys.age", "--identity", "owners.key")
    assert desk.json("search", "giay")["total"] == COUNT
