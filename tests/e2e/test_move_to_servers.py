"""An archive moved from its folder to the real servers, its process killed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from digitize.actions import find
from digitize.actions.archive import open_archive
from digitize.actions.upkeep import verify
from digitize.errors import ArchiveArriving, ArchiveMoved, ExitCode, NoArchive
from digitize.pipeline.progress import silent
from digitize.settings import Settings, load_file
from tests.invented import fill, title_of
from tests.moves import answers, killed_at, objects, place_on_servers, rows
from tests.shell import Shell
from tests.stores import StoreKey

COUNT = 40
COMMAND = ("migrate", "--to", "new.env")
OWNERS = (3, 7, 999)
SEARCHES = ("giay", "giấy chứng nhận", title_of(7), "07/GCN-0", "")


@dataclass
class Move:
    """The folder of the old place, the command line there, the settings of both, what the old place said before."""

    shell: Shell
    file: Path
    old: Settings
    new: Settings
    before: Any
    kills: int = 0


@pytest.fixture(scope="module")
def move(tmp_path_factory: pytest.TempPathFactory, store_key: StoreKey) -> Iterator[Move]:
    """Not yet moved: the command was killed with -9 whenever it had come a little further."""
    folder = tmp_path_factory.mktemp("move")
    old = Settings(home=folder / "archive")
    with open_archive(old, create=True) as archive:
        fill(archive, COUNT)
        before = answers(archive, SEARCHES, OWNERS)
    with place_on_servers(folder, store_key) as file:
        new = load_file(file, home=old.home)
        shell = Shell(folder)
        planned = shell.json(*COMMAND, "--dry-run")
        assert (planned["objects"], planned["sent"]) == (4 * COUNT, 4 * COUNT)
        with pytest.raises(NoArchive):
            open_archive(new)
        made = Move(shell, file, old, new, before)
        for line in ("Kiểm tra tệp: 16/", "Kiểm tra tệp: 80/", "So hồ sơ: 3", "So hồ sơ: 1"):
            made.kills += killed_at(shell, COMMAND, line)
            with pytest.raises(ArchiveArriving):
                open_archive(new)
        yield made


@pytest.fixture(scope="module")
def moved(move: Move) -> Any:
    return move.shell.json(*COMMAND, "--by", "uid:7")


def test_it_was_killed_each_time_and_then_came_to_its_end(move: Move, moved: Any) -> None:
    assert move.kills == 4
    assert moved["outcome"] == "moved"
    assert moved["sent"] == 0
    assert moved["written"] < sum(moved["rows"].values())
    assert moved["indexed"] == moved["published"] == COUNT
    assert move.shell.json(*COMMAND)["outcome"] == "moved_before"


def test_the_new_place_says_what_the_old_one_said(move: Move, moved: Any) -> None:
    with open_archive(move.new) as archive:
        assert answers(archive, SEARCHES, OWNERS) == move.before
        sound = verify(archive, silent)
    assert (sound.intact, sound.unknown, sound.indexed) == (4 * COUNT, 0, COUNT)
    assert sound.exit_code is ExitCode.OK


def test_objects_and_rows_are_the_same(move: Move, moved: Any) -> None:
    with open_archive(move.new) as new, open_archive(move.old) as old:
        assert objects(new) == objects(old)
        here, there = rows(new), rows(old)
        with old.records.read() as read:
            (chain,) = read.audit.verify_chain()
    for table in ("audit", "reuse_checks"):
        # Over there the archive goes on.
        here[table] = {key: row for key, row in here[table].items() if key in there[table]}
    assert here == there
    assert here["audit"][chain.writer, chain.length][-1] == chain.head


def test_the_old_place_takes_nothing_in_and_the_new_one_does(move: Move, moved: Any) -> None:
    with open_archive(move.old) as old, pytest.raises(ArchiveMoved):
        fill(old, 1, first=COUNT)
    with open_archive(move.new) as new:
        fill(new, 1, first=COUNT)
        assert find.search(new, find.Wanted(title_of(COUNT))).total == 1
        # Rows with keys of their own came in; what is new counts on behind them.
        assert find.search(new, find.Wanted("giay")).total == COUNT + 1


def test_no_password_is_told(move: Move, moved: Any) -> None:
    records = move.new.records
    assert records
    wrong = move.file.with_name("wrong.env")
    wrong.write_text(move.file.read_text().replace(f":{make_url(records.get_secret_value()).port}/", ":1/"))
    wrong.chmod(0o600)
    run = move.shell.call("migrate", "--to", "wrong.env")
    assert run.returncode == 9
    assert str(make_url(records.get_secret_value()).password) not in run.stdout + run.stderr
