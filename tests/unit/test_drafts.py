"""The papers that rules are worked on: possible, told by their truth, set without pictures as with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from digitize.catalogue.catalogue import load
from digitize.catalogue.identifiers import check_citizen, check_tax_code
from digitize.model import PageReading
from digitize.vietnamese.text import squeeze
from tests.drafts.compose import document, drafted
from tests.drafts.layouts import layouts
from tests.drafts.readings import readings, unpainted, write
from tests.unseen.compose import KINDS, Truth

ALL = tuple(layout for own in layouts().values() for layout in own)


def test_there_are_enough_of_all_kinds() -> None:
    kinds = [own[0].settings["kind"] for own in layouts().values()]
    assert len(kinds) >= 60
    assert set(kinds) == set(KINDS)
    assert kinds.count("result") >= 45


def test_result_types_are_known() -> None:
    known = load().result_types
    for layout in ALL:
        assert set(layout.codes) <= set(known), layout.paper
        assert layout.settings["kind"] in ("result", "refusal") or not layout.codes


def test_the_way_without_pictures_sets_the_same() -> None:
    [(pages, truth)] = readings(5, range(17, 18), 0.0)
    assert truth == document(5, 17).truth
    assert _words(page.text.text for page in pages) == _words(truth["pages"])


def test_what_is_read_wrongly_differs_and_has_boxes() -> None:
    [(clean, _)] = readings(5, range(3, 4), 0.0)
    [(worn, _)] = readings(5, range(3, 4), 0.1)
    assert clean[0].text.text != worn[0].text.text
    assert all(0 < word.box.x0 < word.box.x1 <= clean[0].text.width for word in clean[0].text.words())


def test_files_are_read_back(tmp_path: Path) -> None:
    assert write(tmp_path, 3, 5, 0.0) == 3
    lines = (tmp_path / "readings.jsonl").read_bytes().splitlines()
    pages = [msgspec.json.decode(line, type=tuple[PageReading, ...]) for line in lines]
    assert pages == [given for given, _ in readings(5, range(3), 0.0)]


@pytest.mark.parametrize("paper", sorted(layouts()))
def test_what_is_true_is_possible_and_stands_on_the_paper(paper: str) -> None:
    for layout in layouts()[paper]:
        for turn in range(3):
            _check(unpainted(drafted(layout, f"test/{paper}/{layout.name}/{turn}"))[1])


def _check(truth: Truth) -> None:
    text = _plain(" ".join(truth["pages"]))
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"[{}\[\]|^]", text)
    for value in (truth["number"], truth["signer"], truth["abstract"], truth["issuer"], truth["title"]):
        assert value is None or _plain(value) in text
    issued = truth["issued_on"]
    assert all(issued is None or day >= issued for day in truth["valid"]["until"])
    for owner in truth["owners"]:
        assert _plain(owner["name"] or "") in text
        assert (owner["id"] or "").casefold() in text.replace(" ", "")
        assert owner["tax_code"] is None or check_tax_code(owner["tax_code"])
        if owner["id"] and len(owner["id"]) == 12:
            year = owner["birth_date"] and int(owner["birth_date"][:4])
            assert check_citizen(owner["id"], birth_year=year)
        assert issued is None or not owner["birth_date"] or owner["birth_date"] <= issued


def _words(texts: Iterable[str]) -> list[str]:
    return sorted(word for text in texts for word in text.split())


def _plain(text: str) -> str:
    return squeeze(text).casefold()
