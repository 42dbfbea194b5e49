"""Records on PostgreSQL, brought back to the moment before somebody's mistake, as docs/operations.md says."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from digitize.actions import find, upkeep
from digitize.actions.archive import open_archive
from digitize.errors import ExitCode
from digitize.pipeline.progress import silent
from digitize.settings import Settings
from tests import postgres
from tests.invented import fill, title_of
from tests.postgres_cluster import cluster


def test_the_records_of_a_moment_come_back_and_the_archive_goes_on(tmp_path: Path) -> None:
    with cluster() as server:
        log = server.new_folder("wal")
        server.stop()
        server.start(archive_mode="on", archive_command=f"test ! -f {log}/%f && cp %p {log}/%f")
        settings = Settings(home=tmp_path / "home", records=SecretStr(server.url))
        with open_archive(settings, create=True) as archive:
            fill(archive, 4)
            base = server.copy_base()
            fill(archive, 4, first=4)
            with postgres.raw(server.url) as connection:
                ((moment,),) = connection.execute("SELECT now()::text").fetchall()
            fill(archive, 1, first=8)
            with archive.records.read() as read:
                before = read.rows.count()
        with postgres.raw(server.url) as connection:
            connection.execute("DROP TABLE assertions CASCADE")
            connection.execute("SELECT pg_switch_wal()")
        server.stop()
        server.go_on_from(base)
        server.start(
            restore_command=f"cp {log}/%f %p",
            recovery_target_time=moment,
            recovery_target_action="promote",
        )
        with open_archive(settings) as archive:
            with archive.records.read() as read:
                rows = read.rows.count()
            assert rows["documents"] == 8
            assert rows["assertions"] == before["assertions"] * 8 // 9
            # The index knew more than the records do now.
            upkeep.reindex(archive)
            assert find.search(archive, find.Wanted(title_of(7))).total == 1
            assert find.search(archive, find.Wanted(title_of(8))).total == 0
            sound = upkeep.verify(archive, silent)
            # Objects of what came after the moment are there and needed by nothing; taken in again, they are found.
            assert (sound.exit_code, sound.unknown) == (ExitCode.OK, 4)
            fill(archive, 1, first=8)
            assert upkeep.verify(archive, silent).unknown == 0
