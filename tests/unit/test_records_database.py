"""The SQLite file: where it may lie, what it refuses, what its errors do not tell."""

from __future__ import annotations

import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from digitize import settings
from digitize.errors import (
    ArchiveNewer,
    BadAddress,
    BatchBusy,
    KeyMissing,
    NetworkFileSystem,
    NoArchive,
    RecordsDamaged,
)
from digitize.model import ObjectKind, Retention, ReuseAnswer, ValidityState
from digitize.records import opening, tables
from digitize.records.file_systems import file_system, refuse_network
from digitize.records.interfaces import Records
from digitize.records.kept import Ground, Verdict
from digitize.records.proposed import ProposalKind, ProposalVerdict, Suggestion
from digitize.records.reviewed import ReviewAct
from digitize.records.reviewed import Verdict as ReviewVerdict
from digitize.records.sqlite import open_sqlite
from tests.archives import NAME, NUMBER, PERSON, blob, document, publication, refs, sha, stored

DAY = date(2025, 1, 1)


def opened(folder: Path, **given: object) -> Records:
    return open_sqlite(folder / "records.db", folder / "keys" / "owner-keys.json", **given)  # type: ignore[arg-type]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    found = opened(tmp_path)
    yield found
    found.close()


def raw(folder: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(folder / "records.db")
    connection.execute("PRAGMA foreign_keys=ON")
    return closing(connection)


def fill(records: Records) -> str:
    """A document with at least one row in every history."""
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.documents.add_rendition(made, stored("access", ObjectKind.ACCESS))
        (found,) = w.results.find(NUMBER)
        w.results.add_event(found.result.id, ValidityState.REVOKED, DAY, "QĐ 1", PERSON)
        w.reuse.record("clerk", NUMBER, [], DAY, ReuseAnswer.REVOKED, found.result.id)
        w.stages.keep(sha("key"), "read", {})
        w.audit.append("clerk", "reuse", made)
        batch = w.batches.open("Lô 2", counted_sheets=4)
        stack = w.batches.add_stack(batch.id, "b.pdf", blob(w, "b"))
        w.batches.decide(batch.id, w.reports.reconciliation(batch.id).sheets, "reviewer-1", "đếm nhầm")
        w.rescans.add(made, 0, stack.pages[0], stack.id)
        w.keeping.retain(made, Retention(None, "X", "Luật 1"))
        w.keeping.hold(made, True, "reviewer-1", "tranh chấp")
        suggestion = Suggestion(ProposalKind.DRAFT, made, "D-OTHER", made, None, 0.9, {})
        w.proposals.decide(w.proposals.suggest(suggestion)[0], ProposalVerdict.REFUSED, "reviewer-1", "không", {})
        w.term_rules.add("X", "unlimited", None, None, None, "Luật 1", "reviewer-1")
        review = w.reviews.record(made, ReviewVerdict(ReviewAct.CONFIRM, "reviewer-1"))
        w.reviews.mark_cut(stack.pages[0], True, review)
        w.disposals.propose(made, Ground.MISTAKE, "nhận nhầm", "reviewer-1")
        w.disposals.decide(made, Verdict.REJECTED, "reviewer-2", "giữ lại")
    return made


# --- constraints ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", tables.APPEND_ONLY, ids=lambda table: table.name)
def test_histories_cannot_be_changed_or_shortened(records: Records, tmp_path: Path, table: tables.Table) -> None:
    fill(records)
    column = next(iter(table.columns)).name
    with raw(tmp_path) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] > 0
        for statement in (f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"):
            with pytest.raises(sqlite3.IntegrityError, match=f"{table.name} is append-only"):
                connection.execute(statement)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("blobs", "sha256, size, media_type, pages, received_at, verified_at"),
        (
            "documents",
            "'D-OTHER', batch, first_blob, first_index, state, reasons, kind, result_type, procedure, agency,"
            " version, revision, indexed_revision, created_at, claimed_until, keep_asked, keep_set,"
            " risk, compared",
        ),
        ("batches", "'B-OTHER', name, agency, counted_sheets, state, created_at, finished_at"),
        ("owners", "'O-OTHER', number_kind, number_hash, key_id, number_sealed, name, name_key, birth_date, party"),
        ("document_pages", "document, version, position, blob, page_index"),
    ],
)
def test_the_database_itself_refuses_a_second_one(records: Records, tmp_path: Path, table: str, columns: str) -> None:
    fill(records)
    with raw(tmp_path) as connection, pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute(f"INSERT INTO {table} SELECT {columns} FROM {table}")


def test_a_document_of_unknown_pages_is_refused(records: Records) -> None:
    def create() -> None:
        with records.write() as w:
            w.documents.create(w.batches.open("Lô 1").id, refs("never received", 1))

    with pytest.raises(IntegrityError):
        create()


def test_owners_numbers_are_nowhere_in_clear(records: Records, tmp_path: Path) -> None:
    fill(records)
    records.close()
    content = (tmp_path / "records.db").read_bytes()
    assert NAME.encode() in content
    for written in (NUMBER.value, "087 090 000 123"):
        assert written.encode() not in content
    insert = (
        "INSERT INTO assertions (subject, field, item, value, raw, confidence, source, source_name, source_version,"
        " rule, recorded_at) VALUES ('D-1', 'owner_id', 0, '1', '1', 1, 'rule', 'r', '1', '', '2025')"
    )
    with raw(tmp_path) as connection, pytest.raises(sqlite3.IntegrityError, match="owner_id_sealed"):
        connection.execute(insert)


def test_errors_do_not_quote_what_was_written(records: Records) -> None:
    def violate() -> None:
        with records.write() as w:
            w.reuse.record(NAME, NUMBER, [], DAY, ReuseAnswer.VALID, "K-NONE")

    with pytest.raises(IntegrityError) as caught:
        violate()
    assert NAME not in f"{caught.value!s}{caught.value!r}"


# --- opening ----------------------------------------------------------------------------------------------


def test_the_file_is_set_up_for_durability_and_for_its_owner_alone(records: Records, tmp_path: Path) -> None:
    fill(records)
    assert stat.S_IMODE((tmp_path / "records.db").stat().st_mode) == 0o600
    assert (tmp_path / "records.db-wal").exists()
    for engine in (records._database.reader, records._database.writer):  # type: ignore[attr-defined]
        with engine.connect() as connection:
            pragmas = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")
            ]
        assert pragmas == [2, 1]


def test_an_archive_is_made_only_on_request_and_opened_again(tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        opened(tmp_path, create=False)
    assert not (tmp_path / "records.db").exists()
    first = opened(tmp_path)
    made = fill(first)
    first.close()
    second = opened(tmp_path, create=False)
    assert second.archive_id == first.archive_id
    with second.read() as r:
        assert r.results.find(NUMBER)[0].documents[0][0].id == made
    second.close()


def test_numbers_without_their_key_are_refused(tmp_path: Path) -> None:
    key_file = tmp_path / "keys" / "owner-keys.json"
    first = opened(tmp_path)
    key_file.unlink()
    # Nothing depends on the key yet, so a new one does no harm.
    first.close()
    first = opened(tmp_path)
    fill(first)
    first.close()
    whole = key_file.read_bytes()
    key_file.unlink()
    with pytest.raises(KeyMissing):
        opened(tmp_path)
    assert not key_file.exists()
    other = opened(tmp_path / "other")
    other.close()
    key_file.write_bytes((tmp_path / "other" / "keys" / "owner-keys.json").read_bytes())
    with pytest.raises(KeyMissing, match="another archive"):
        opened(tmp_path)
    key_file.write_bytes(whole)
    opened(tmp_path).close()


def test_after_rotation_an_owner_is_found_and_stays_one(tmp_path: Path) -> None:
    records = opened(tmp_path)
    fill(records)
    records.keys.rotated(tmp_path / "keys" / "owner-keys.json")
    records.close()
    records = opened(tmp_path)
    with records.write() as w:
        w.publish(document(w, "b").id, publication())
        assert len(w.results.find(NUMBER)) == 2
        assert len(w.results.owners(NUMBER)) == 1
    records.close()


@pytest.mark.parametrize("content", [b"this is no database, " * 300, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "records.db").write_bytes(content)
    with pytest.raises(RecordsDamaged):
        opened(tmp_path)
    assert (tmp_path / "records.db").read_bytes() == content


def test_an_archive_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with raw(tmp_path) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ArchiveNewer, match="9999"):
        opened(tmp_path)


# --- one writer at a time ---------------------------------------------------------------------------------


def test_a_second_writer_waits_for_the_first(records: Records) -> None:
    events: list[str] = []
    began = threading.Event()

    def first() -> None:
        with records.write() as w:
            began.set()
            w.batches.open("Lô 1")
            time.sleep(0.3)
            events.append("first ends")

    thread = threading.Thread(target=first)
    thread.start()
    began.wait()
    with records.write() as w:
        events.append("second begins")
        assert [batch.name for batch in w.batches.all()] == ["Lô 1"]
    thread.join()
    assert events == ["first ends", "second begins"]


def test_a_writer_that_waits_too_long_says_so_and_readers_go_on(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path, busy_timeout=0.05)
    with first.write() as w:
        w.batches.open("Lô 1")
        with pytest.raises(BatchBusy), second.write():
            pytest.fail("two writers at once")
        with second.read() as r:
            assert r.batches.all() == ()
    first.close()
    second.close()


# --- network file systems ---------------------------------------------------------------------------------

MOUNTS = """\
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:40 / /srv/share rw - ext4 /dev/vdb rw
31 21 0:41 / /srv/share rw master:3 shared:9 - nfs4 server:/share rw
32 31 0:42 / /srv/share/local\\040disk rw - xfs /dev/vdc rw
33 21 0:43 / /mnt/smb rw - cifs //server/x rw
34 21 0:44 / /mnt/ssh rw - fuse.sshfs server:/x rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/archive/records.db", "ext4"),
        ("/srv/share/archive/records.db", "nfs4"),
        ("/srv/share/local disk/records.db", "xfs"),
        ("/srv/shared/records.db", "ext4"),
        ("/mnt/smb/records.db", "cifs"),
        ("/mnt/ssh/a/b/records.db", "fuse.sshfs"),
    ],
)
def test_network_file_systems_are_refused(tmp_path: Path, place: str, kind: str) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert file_system(Path(place), mounts) == kind
    if kind in ("ext4", "xfs"):
        refuse_network(Path(place), mounts)
    else:
        with pytest.raises(NetworkFileSystem, match=kind):
            refuse_network(Path(place), mounts)


def test_this_machines_list_of_mounts_is_understood(tmp_path: Path) -> None:
    assert file_system(tmp_path, Path("/proc/self/mountinfo"))


def test_a_database_that_cannot_share_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect

    class NoWal(sqlite3.Connection):
        def execute(self, sql: str, *given: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute("SELECT 'delete'" if "journal_mode" in sql else sql, *given)  # type: ignore[arg-type]

    monkeypatch.setattr("sqlite3.dbapi2.connect", lambda *a, **k: real(*a, **k | {"factory": NoWal}))
    with pytest.raises(NetworkFileSystem, match="journal mode"):
        opened(tmp_path)


# --- which database ---------------------------------------------------------------------------------------


def test_settings_name_a_postgresql_database_or_none_and_hide_its_password() -> None:
    assert settings.load().records is None
    named = settings.load(records="postgresql://digitize:geheim@db/digitize")
    assert "geheim" not in f"{named!r}{named}"
    for wrong in ("mysql://digitize:geheim@db/digitize", "postgresql://digitize:geheim@db:port/digitize", "records.db"):
        with pytest.raises(BadAddress) as caught:
            opening.open_records(settings.load(records=wrong))
        assert str(caught.value) == "bad_address: DIGITIZE_RECORDS"


def test_records_are_a_file_of_home_where_no_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        opening.open_records(settings.load(home=tmp_path))
    opening.open_records(settings.load(home=tmp_path), create=True).close()
    assert (tmp_path / "records" / "records.sqlite").is_file()
