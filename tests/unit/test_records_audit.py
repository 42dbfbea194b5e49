"""The audit chain: whatever is changed behind the program's back is seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from digitize.records.interfaces import Records
from digitize.records.rows import Chain
from digitize.records.sqlite import open_sqlite

ENTRIES = 5


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_sqlite(tmp_path / "records.db", tmp_path / "owner-keys.json")
    for number in range(ENTRIES):
        with opened.write() as w:
            w.audit.append("người-1", "publish", f"D-{number}", {"revision": number, "kind": "result"})
    yield opened
    opened.close()


def verified(records: Records) -> Chain:
    with records.read() as r:
        (chain,) = r.audit.verify_chain()
    return chain


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "records.db")) as connection, connection:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_no_{verb}")
        for statement in statements:
            connection.execute(statement)


def test_an_untouched_chain_is_whole(records: Records) -> None:
    assert verified(records).length == ENTRIES
    assert verified(records).broken_at is None


@pytest.mark.parametrize("column", ["moment", "actor", "action", "subject", "detail", "previous", "hash", "writer"])
def test_one_changed_character_is_seen(records: Records, tmp_path: Path, column: str) -> None:
    change = "'2020-01-01T00:00:00.000000+00:00'" if column == "moment" else f"'x' || substr({column}, 2)"
    tamper(tmp_path, f"UPDATE audit SET {column} = {change} WHERE sequence = 3")
    with records.read() as r:
        broken = [chain for chain in r.audit.verify_chain() if chain.broken_at]
    assert broken[0].broken_at in (3, 4)


def test_a_removed_or_moved_entry_is_seen(records: Records, tmp_path: Path) -> None:
    tamper(tmp_path, "DELETE FROM audit WHERE sequence = 2")
    assert verified(records).broken_at == 3


def test_a_renumbered_chain_is_seen(records: Records, tmp_path: Path) -> None:
    tamper(
        tmp_path,
        "DELETE FROM audit WHERE sequence = 2",
        "UPDATE audit SET sequence = sequence - 1 WHERE sequence > 2",
    )
    assert verified(records).broken_at == 2


def test_a_tail_cut_off_shows_against_a_head_kept_elsewhere(records: Records, tmp_path: Path) -> None:
    head = verified(records).head
    tamper(tmp_path, f"DELETE FROM audit WHERE sequence = {ENTRIES}")
    shorter = verified(records)
    assert (shorter.length, shorter.broken_at) == (ENTRIES - 1, None)
    assert shorter.head != head


def test_each_writer_has_a_chain_of_its_own(records: Records, tmp_path: Path) -> None:
    other = open_sqlite(tmp_path / "records.db", tmp_path / "owner-keys.json", writer="api")
    with other.write() as w:
        assert w.audit.append("người-2", "view", "D-0").sequence == 1
        chains = {chain.writer: chain.length for chain in w.audit.verify_chain()}
    other.close()
    assert chains == {"coordinator": ENTRIES, "api": 1}
