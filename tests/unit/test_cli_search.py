"""The search command: pages, facets, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digitize.actions.archive import open_archive
from digitize.settings import Settings
from tests.archives import TYPE
from tests.desk import Desk
from tests.invented import fill

COUNT = 5


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as archive:
        fill(archive, COUNT)
    return Desk(tmp_path, monkeypatch)


def test_an_answer_is_gone_on_with(desk: Desk) -> None:
    seen, after = [], ()
    for more in (True, True, False):
        answer = desk.json("search", "giay", "--limit", "2", *after)
        assert (answer["total"], bool(answer["next"])) == (COUNT, more)
        seen += [hit["document_id"] for hit in answer["hits"]]
        after = ("--after", answer["next"])
    assert len(set(seen)) == COUNT
    assert "--after " in desk.run("search", "giay", "--limit", "2")
    assert "--after " not in desk.run("search", "giay")


@pytest.mark.parametrize("bad", [("--after", "x"), ("--after", "x", "--offset", "3")])
def test_what_is_no_cursor_is_an_error_of_usage(desk: Desk, bad: tuple[str, ...]) -> None:
    desk.run("search", "giay", *bad, code=2)


def test_facets_have_the_names_of_their_codes(desk: Desk) -> None:
    facets = json.loads(desk.run("search", "giay", "--facets", "--json"))["facets"]
    assert [(one["value"], one["documents"]) for one in facets["result_types"]] == [(TYPE, COUNT)]
    assert facets["result_types"][0]["name"]
    assert [(one["value"], one["documents"]) for one in facets["years"]] == [("2021", COUNT)]
    shown = desk.run("search", "giay", "--facets")
    assert facets["result_types"][0]["name"].split()[0] in shown
    assert "Năm cấp" in shown
    assert "Năm cấp" not in desk.run("search", "giay")
