"""Papers that must be kept, are held, or go: from the command line, in the embedded and in the distributed form."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digitize.actions.archive import open_archive
from digitize.model import ObjectKind, StoredObject
from digitize.records.disposals import Disposals
from digitize.settings import load
from digitize.store.opening import open_store
from tests.desk import Desk
from tests.pages import LINES, draw_page
from tests.stores import throw_away_buckets

NUMBERS = ("11/UBND-XNTTHN", "38/UBND-XNTTHN")
TYPE = "KQ.G15.000038"


@pytest.fixture(params=["embedded", "distributed"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Two papers, not yet taken in: files and SQLite, or S3 and PostgreSQL."""
    scans = tmp_path / "scans"
    scans.mkdir()
    for name, number in zip("ab", NUMBERS, strict=True):
        page = draw_page(LINES[0], f"Số: {number}", "Mỹ Hiệp, ngày 15 tháng 10 năm 2020", *LINES[2:], height=620)
        page.save(scans / f"{name}.png", dpi=(300, 300))
    if request.param == "embedded":
        monkeypatch.setenv("DIGITIZE_DISPOSAL", "files")
        yield Desk(tmp_path, monkeypatch)
        return
    with throw_away_buckets(request.getfixturevalue("store_key")) as made:
        settings = made(tmp_path)
        assert settings.store
        assert settings.disposal
        monkeypatch.setenv("DIGITIZE_STORE", settings.store.get_secret_value())
        monkeypatch.setenv("DIGITIZE_DISPOSAL", settings.disposal.get_secret_value())
        monkeypatch.setenv("DIGITIZE_STORE_LOCK_DAYS", "0")
        monkeypatch.setenv("DIGITIZE_RECORDS", request.getfixturevalue("postgres_url"))
        yield Desk(tmp_path, monkeypatch)


def rule(desk: Desk, monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    """The office says how long such papers are kept."""
    own = desk.folder / "own"
    own.mkdir(exist_ok=True)
    header = "result_type,years,counted_from,basis,verified,source"
    (own / "retention.csv").write_text(f"{header}\n{TYPE},{row},own list,yes,list\n", encoding="utf-8")
    monkeypatch.setenv("DIGITIZE_CATALOGUE", str(own))


def take_in(desk: Desk, code: int = 0) -> Any:
    return desk.json("ingest", "scans", "--batch", "lô", code=code)


def numbered(desk: Desk, number: str) -> str:
    [hit] = desk.json("search", number)["hits"]
    return str(hit["document_id"])


def stored() -> set[StoredObject]:
    store = open_store(load())
    return {one for kind in ObjectKind for one in store.objects(kind)}


def refused(desk: Desk, *arguments: str, code: int = 7) -> str:
    """The reason code of a refusal."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        desk.run(*arguments, code=code)
    return said.getvalue().rpartition("[")[2].partition("]")[0]


def test_what_came_by_mistake_goes_by_the_hands_of_two_and_does_not_come_back(desk: Desk) -> None:
    take_in(desk)
    before = stored()
    mine, other = (numbered(desk, number) for number in NUMBERS)
    propose = ("dispose", "propose", mine, "--ground", "mistake", "--reason", "giấy của nơi khác")
    confirm = ("dispose", "confirm", mine, "--minutes", "BB 12/2026")

    assert refused(desk, *confirm, "--by", "binh", code=2) == "not_proposed"
    assert desk.json(*propose, "--by", "an")["objects"] == 3
    assert refused(desk, *propose, "--by", "binh") == "already_proposed"
    assert refused(desk, *confirm, "--by", " AN") == "same_person"
    assert [one["document"] for one in desk.json("dispose", "list")] == [mine]
    assert stored() == before
    report = desk.json(*confirm, "--by", "binh")

    assert report["disposal"]["decision"]["minutes"] == "BB 12/2026"
    assert len(before - stored()) == 3
    assert desk.json("dispose", "list") == []
    assert refused(desk, *confirm, "--by", "binh", code=5) == "disposed"
    assert refused(desk, "get", mine, code=5) == "disposed"
    view = desk.json("show", mine)
    assert view["document"]["state"] == "disposed"
    assert [entry["action"] for entry in view["history"]][-3:] == [
        "propose_disposal", "confirm_disposal", "remove_bytes",
    ]  # fmt: skip
    assert "giấy của nơi khác" in desk.run("show", mine)
    assert desk.json("search", NUMBERS[0], code=5)["total"] == 0
    assert numbered(desk, NUMBERS[1]) == other
    assert desk.json("verify")["damaged"] == []

    after = stored()
    again = take_in(desk, code=3)
    assert again["account"]["rejected"] == {"was_disposed": 1}
    desk.json("ingest", "scans", "--batch", "lô", "--again", code=3)
    desk.json("reindex")
    assert stored() == after
    assert desk.json("search", NUMBERS[0], code=5)["total"] == 0
    assert desk.json("verify")["exit_code"] == 0


def test_while_workers_may_be_at_it_nothing_goes(desk: Desk) -> None:
    batch = take_in(desk)["account"]["batch"]["id"]
    mine = numbered(desk, NUMBERS[0])
    desk.run("dispose", "propose", mine, "--ground", "mistake", "--reason", "nhầm", "--by", "an")
    confirm = ("dispose", "confirm", mine, "--minutes", "BB 1", "--by", "binh")
    before = stored()
    with open_archive(load()) as archive:
        with archive.records.write() as write:
            stack = write.batches.stacks(batch)[0].id
            write.leases.plan("split", stack)
        assert refused(desk, *confirm, code=8) == "batch_busy"
        assert stored() == before
        with archive.records.write() as write:
            lease = write.leases.take_planned("split", stack, "worker-1", 60)
            assert lease
            write.leases.end(lease)
    desk.json(*confirm)
    assert desk.json("verify")["exit_code"] == 0


def test_what_must_be_kept_or_is_on_hold_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rule(desk, monkeypatch, "5,archived_on")
    take_in(desk)
    mine = numbered(desk, NUMBERS[0])
    assert desk.json("show", mine)["retention"]["basis"] == "own list"
    store = open_store(load())
    kept = {one.kind for one in stored() if store.protection(one.kind, one.sha256).until}
    assert kept == {ObjectKind.ORIGINAL, ObjectKind.ACCESS}
    assert desk.json("verify")["unkept"] == 0

    def propose(ground: str) -> tuple[str, ...]:
        return ("dispose", "propose", mine, "--ground", ground, "--reason", "thử", "--by", "an")

    assert refused(desk, *propose("retention_ended")) == "still_retained"
    desk.json("hold", mine, "--reason", "toà án yêu cầu")
    assert refused(desk, *propose("mistake")) == "on_hold"
    assert "toà án yêu cầu" in desk.run("show", mine)
    desk.json("hold", mine, "--lift", "--reason", "hết yêu cầu")
    desk.json(*propose("mistake"))

    confirm = ("dispose", "confirm", mine, "--minutes", "BB 1", "--by", "binh")
    desk.json("hold", mine, "--reason", "lại có yêu cầu")
    assert refused(desk, *confirm) == "on_hold"
    desk.json("hold", mine, "--lift", "--reason", "hết yêu cầu")
    with monkeypatch.context() as without:
        without.delenv("DIGITIZE_DISPOSAL")
        assert refused(desk, *confirm) == "disposal_not_allowed"
    assert desk.json("show", mine)["document"]["state"] != "disposed"
    desk.json(*confirm)
    assert desk.json("verify")["exit_code"] == 0


def test_what_is_past_its_retention_goes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(desk)
    mine = numbered(desk, NUMBERS[0])
    propose = ("dispose", "propose", mine, "--ground", "retention_ended", "--reason", "hết hạn", "--by", "an")
    assert refused(desk, *propose) == "retention_unknown"
    desk.run("protect", "--all")
    assert refused(desk, *propose) == "retention_unknown"

    rule(desk, monkeypatch, "1,issued_on")
    assert desk.json("protect", "--all")["documents"] == 2
    desk.json(*propose)
    desk.json("dispose", "reject", mine, "--reason", "xem lại đã", "--by", "an")
    desk.json(*propose)
    desk.json("dispose", "confirm", mine, "--minutes", "BB 1", "--by", "binh")
    assert desk.json("verify")["exit_code"] == 0


def test_a_disposal_that_breaks_off_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(desk)
    mine = numbered(desk, NUMBERS[0])
    desk.run("dispose", "propose", mine, "--ground", "mistake", "--reason", "nhầm", "--by", "an")
    confirm = ("dispose", "confirm", mine, "--minutes", "BB 1", "--by", "binh")
    removed = Disposals.removed

    def broken(self: Disposals, disposal: str, kind: ObjectKind, sha256: str) -> None:
        if kind is ObjectKind.ORIGINAL:
            raise KeyboardInterrupt
        removed(self, disposal, kind, sha256)

    with monkeypatch.context() as interrupted:
        interrupted.setattr(Disposals, "removed", broken)
        desk.run(*confirm, code=130)
    left = desk.json("verify", code=6)
    assert (left["unremoved"], left["damaged"]) == (1, [])
    assert desk.json("search", NUMBERS[0], code=5)["total"] == 0

    assert desk.json(*confirm)["objects"] == 3
    assert desk.json("verify")["exit_code"] == 0
