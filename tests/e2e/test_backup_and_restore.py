"""An archive on the real servers, backed up to another store, lost with every server's data, and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from digitize.actions import keep
from digitize.actions.archive import open_archive
from digitize.actions.upkeep import verify
from digitize.errors import ExitCode, KeyMissing
from digitize.model import ReuseAnswer
from digitize.pipeline.progress import silent
from digitize.settings import Settings, load_file
from tests.invented import fill, title_of
from tests.moves import answers, killed_at, objects, place_on_servers, rows
from tests.shell import Shell
from tests.stores import StoreKey, throw_away_buckets

COUNT = 30
SEARCHES = ("giay", "giấy chứng nhận", title_of(7), "07/GCN-0", "")
OWNERS = (3, 7, 999)


@dataclass
class Office:
    """What was, and where it is brought back to; backups lie in a bucket of their own."""

    before: Any
    held: dict[str, Any]
    stored: set[Any]
    kept: set[Any]
    backup: str
    shell: Shell
    new: Settings
    report: Any
    kills: int


def protected(archive: Any) -> set[Any]:
    """What the store keeps, of each object."""
    return {(*name[:2], archive.store.protection(*name[:2]).held) for name in objects(archive)}


def lines_of(file: Path) -> dict[str, str]:
    """The settings of a file, for a process that is given them."""
    pairs = (line.split("=", 1) for line in file.read_text().splitlines())
    return {name.removeprefix("DIGITIZE_").lower(): value.strip("'") for name, value in pairs}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, store_key: StoreKey) -> Iterator[Office]:
    """Backed up while papers came in, lost, and brought back with a kill on the way; the keys are not there yet."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    with throw_away_buckets(store_key) as backups:
        store = backups(folder).store
        assert store
        vault = {"backup": store.get_secret_value()}
        keeper = Shell(folder)
        vault["backup_recipients"] = keeper.json("keys", "new", "backup.key")["recipient"]
        escrow = keeper.json("keys", "new", "owners.key")["recipient"]
        with place_on_servers(folder / "a", store_key) as file:
            old = Shell(folder / "a", **lines_of(file), **vault)
            with open_archive(load_file(file, home=folder / "a" / "archive"), create=True) as archive:
                fill(archive, COUNT - 5)
                first = old.json("backup")
                assert (first["sent"], first["damaged"]) == (4 * (COUNT - 5), [])
                fill(archive, 5, first=COUNT - 5)
                hold(archive)
                second = old.json("backup", "--by", "uid:7")
                assert second["sent"] == 20
                old.run("keys", "export", str(folder / "owner-keys.age"), "--recipient", escrow)
                before = answers(archive, SEARCHES, OWNERS)
                state = rows(archive), objects(archive), protected(archive)
        # Here all that was on the servers is gone.
        with place_on_servers(folder / "b", store_key) as file:
            new = Shell(folder / "b", **lines_of(file), **vault)
            command = ("restore", "--identity", str(folder / "backup.key"))
            kills = sum(killed_at(new, command, f"Kiểm tra tệp: {done}/") for done in (12, 60))
            report = new.json(*command, code=9)
            yield Office(
                before,
                *state,
                second["backup"]["id"],
                new,
                load_file(file, home=folder / "b" / "archive"),
                report,
                kills,
            )


def hold(archive: Any) -> None:
    """Puts a document on hold, so that there is something to keep."""
    with archive.records.read() as read:
        document = read.documents.listing()[0].id
    keep.hold(archive, document, True, "toà án", "uid:1")


@pytest.fixture(scope="module")
def archive(office: Office) -> Iterator[Any]:
    """What was brought back, with its keys."""
    with pytest.raises(KeyMissing):
        open_archive(office.new)
    folder = office.new.home.parents[1]
    office.shell.run("keys", "import", str(folder / "owner-keys.age"), "--identity", str(folder / "owners.key"))
    with open_archive(office.new) as archive:
        yield archive


def test_it_was_killed_and_came_to_its_end(office: Office) -> None:
    assert office.kills == 2
    assert office.report["backup"]["id"] == office.backup
    assert office.report["damaged"] == []
    assert office.report["written"] < 4 * COUNT
    assert office.report["indexed"] == office.report["published"] == COUNT
    assert not office.report["has_keys"]


def test_objects_rows_and_locks_are_the_same(office: Office, archive: Any) -> None:
    assert objects(archive) == office.stored
    assert protected(archive) == office.kept
    there = rows(archive)
    # The backup itself was written down after it was made, as were the look-ups of this test.
    for table in ("audit", "reuse_checks"):
        there[table] = {key: row for key, row in there[table].items() if "restore" not in row}
        office.held[table] = {key: row for key, row in office.held[table].items() if key in there[table]}
    assert there == office.held


def test_it_says_what_it_said_and_owners_are_found(office: Office, archive: Any) -> None:
    assert answers(archive, SEARCHES, OWNERS) == office.before
    (known,) = {one.answer for one in office.before["reuse"][1]} or {None}
    assert known is ReuseAnswer.VALID
    sound = verify(archive, silent)
    assert (sound.intact, sound.indexed, sound.unknown) == (4 * COUNT, COUNT, 0)
    assert sound.exit_code is ExitCode.OK


def test_work_goes_on_and_so_do_backups(office: Office, archive: Any) -> None:
    fill(archive, 1, first=COUNT)
    again = office.shell.json("backup")
    assert again["sent"] == 4
    assert len(office.shell.json("backup", "--list")) == 3


def test_no_password_is_told(office: Office, archive: Any) -> None:
    records = office.new.records
    assert records
    office.shell.environment["DIGITIZE_RECORDS"] = records.get_secret_value().replace(
        f":{make_url(records.get_secret_value()).port}/", ":1/"
    )
    run = office.shell.call("restore", "--identity", str(office.new.home.parents[1] / "backup.key"))
    assert run.returncode == 9
    assert str(make_url(records.get_secret_value()).password) not in run.stdout + run.stderr
