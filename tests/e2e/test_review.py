"""A working day of reviewers at the keyboard: from the queue to what a clerk is told, in both forms of the records."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest

from digitize.cli import output
from tests.desk import Desk
from tests.pages import LINES, draw_page

NUMBERS = ("11/UBND-XNTTHN", "38/UBND-XNTTHN")


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One stack, two papers and no sheet between them: a doubtful cut."""
    scans = tmp_path / "scans"
    scans.mkdir()
    first, second = (
        draw_page(LINES[0], LINES[1], f"Số: {number}", "Mỹ Hiệp, ngày 15 tháng 10 năm 2020", *LINES[2:], height=720)
        for number in NUMBERS
    )
    first.save(scans / "a.tif", save_all=True, append_images=[second], dpi=(300, 300))
    if request.param == "postgres":
        monkeypatch.setenv("DIGITIZE_RECORDS", request.getfixturevalue("postgres_url"))
    made = Desk(tmp_path, monkeypatch)
    made.run("ingest", "scans", "--batch", "lô")
    return made


def refused(desk: Desk, *arguments: str, code: int = 7) -> str:
    """The reason code of a refusal."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        desk.run(*arguments, code=code)
    return said.getvalue().rpartition("[")[2].partition("]")[0]


def decide(desk: Desk, act: str, document: str, *options: str, by: str = "an") -> Any:
    desk.run("review", "show", document, "--by", by)
    [outcome] = desk.json("review", "decide", act, document, *options, "--by", by)["outcomes"]
    return outcome


def pages(desk: Desk, document: str) -> int:
    return len(desk.json("show", document)["pages"])


def numbered(desk: Desk, number: str) -> str:
    [hit] = desk.json("search", f'"{number}"')["hits"]
    return str(hit["document_id"])


def test_a_reviewer_takes_looks_corrects_and_the_clerk_finds_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    [waiting] = desk.json("review", "list")["entries"]
    assert waiting["document"]["reasons"]
    task = desk.json("review", "next", "--by", "an")
    made = task["view"]["document"]["id"]
    assert made == waiting["document"]["id"]
    assert any(place and place["down"] < 0.6 for place in task["places"])
    said = desk.run("review", "next", "--by", "an")
    assert "digitize review decide confirm" in said
    assert "trang 1" in said
    assert refused(desk, "review", "show", made, "--by", "binh", code=8) == "review_taken"
    assert refused(desk, "review", "decide", "confirm", made, "--by", "binh") == "review_lost"

    correct = ("review", "decide", "correct", made, "--by", "an", "--result-type", "KQ.G15.000038")
    assert refused(desk, *correct, "--set", "owner_id=087090000123", code=2) == "bad_request"
    monkeypatch.setattr(output, "ask_owner_number", lambda: "087 090 000 123")
    done = desk.json(
        *correct, "--set", "number=21/UBND-XNTTHN", "--set", "owner_name=Trần Thị Đẹp", "--owner-number", "1"
    )
    assert done["outcomes"][0]["state"] == "published"
    assert numbered(desk, "21/UBND-XNTTHN") == made
    assert "đã lưu" in desk.run("show", made)
    reuse = desk.json("reuse", "--result-type", "KQ.G15.000038", "--as-of", "2020-12-31")
    [candidate] = reuse["requirements"][0]["candidates"]
    assert (candidate["document"], candidate["checked"]) == (made, "person_checked")
    assert desk.json("review", "next", "--by", "an", code=5) is None
    assert "Không còn" in desk.run("review", "next", "--by", "binh", code=5)
    desk.json("verify")

    # Read again by the whole chain, what the person said stays.
    desk.run("ingest", "scans", "--batch", "lô", "--again")
    assert numbered(desk, "21/UBND-XNTTHN") == made
    assert decide(desk, "undo", made)["state"] == "review"
    assert desk.json("review", "stats")["waiting"] == 1
    assert "hoàn tác" in desk.run("review", "stats")


def test_a_person_splits_merges_and_takes_that_back(desk: Desk) -> None:
    [waiting] = desk.json("review", "list")["entries"]
    made = waiting["document"]["id"]
    assert pages(desk, made) == 2
    assert refused_of(desk, "split", made, "--page", "1") == "no_place_to_cut"
    assert refused_of(desk, "merge", made) == "no_place_to_cut"

    decide(desk, "split", made, "--page", "2")
    first, second = (numbered(desk, number) for number in NUMBERS)
    assert first == made
    assert (pages(desk, first), pages(desk, second)) == (1, 1)
    # Taken in again, it is cut as the person said.
    desk.run("ingest", "scans", "--batch", "lô", "--again")
    assert (numbered(desk, NUMBERS[1]), pages(desk, made)) == (second, 1)

    merged = decide(desk, "merge", second)
    assert (merged["state"], merged["reasons"], merged["others"]) == ("withdrawn", ["merged"], [made])
    assert pages(desk, made) == 2
    assert [hit["document_id"] for hit in desk.json("search", f'"{NUMBERS[1]}"')["hits"]] == [made]
    assert refused_of(desk, "confirm", second) == "not_reviewable"
    # A person's word that the pages belong together ends the doubt about the cut.
    assert "second_heading" not in desk.json("show", made)["document"]["reasons"]

    undone = decide(desk, "undo", second)
    assert undone["others"] == [made]
    assert numbered(desk, NUMBERS[1]) == second
    assert (pages(desk, made), pages(desk, second)) == (1, 1)
    undone = decide(desk, "undo", made)
    assert undone["others"] == [second]
    assert (pages(desk, made), desk.json("show", second)["document"]["state"]) == (2, "withdrawn")
    assert [len(one["pages"]) for one in desk.json("show", made)["versions"]] == [2, 1, 2, 1, 2]
    assert desk.json("verify")["exit_code"] == 0
    status = desk.json("status", "lô")[0]
    assert status["documents"]["withdrawn"] == 1


def refused_of(desk: Desk, act: str, document: str, *options: str) -> str:
    desk.run("review", "show", document, "--by", "an")
    return refused(desk, "review", "decide", act, document, *options, "--by", "an")


def test_a_person_turns_a_page_and_back(desk: Desk) -> None:
    [waiting] = desk.json("review", "list")["entries"]
    made = waiting["document"]["id"]

    def turned() -> list[int]:
        return [page["rotation"] for page in desk.json("show", made)["pages"]]

    assert turned() == [0, 0]
    before = desk.json("show", made)["document"]["reasons"]
    done = decide(desk, "rotate", made, "--page", "2", "--degrees", "180")
    assert turned() == [0, 180]
    assert done["state"] == "review"
    assert "cut_changed" not in done["reasons"]
    desk.run("ingest", "scans", "--batch", "lô", "--again")
    assert turned() == [0, 180]
    decide(desk, "undo", made)
    assert turned() == [0, 0]
    assert set(desk.json("show", made)["document"]["reasons"]) == set(before)
