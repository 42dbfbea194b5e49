"""The other hand's papers: frozen, the same every time, and their truth right."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from digitize.catalogue.catalogue import load
from digitize.catalogue.identifiers import check_citizen, check_tax_code
from digitize.vietnamese.text import squeeze
from tests.unseen.compose import KINDS, Document, compose, document
from tests.unseen.frozen import RECORD, fingerprint
from tests.unseen.headings import heading
from tests.unseen.layouts import layouts
from tests.unseen.national import drawn
from tests.unseen.scanning import render

PAPERS = sorted(layouts())


@cache
def of(paper: str) -> tuple[Document, ...]:
    """One document of each layout of a paper type."""
    return tuple(compose(layout, f"test/{paper}/{layout.name}") for layout in layouts()[paper])


def test_nothing_was_changed_since_the_freeze() -> None:
    assert fingerprint() == RECORD.read_text(encoding="utf-8").strip(), "frozen; see tests/unseen/README.md"


def test_there_are_enough() -> None:
    assert len(PAPERS) >= 40
    assert all(len(own) >= 2 for own in layouts().values())
    assert {own.settings["kind"] for each in layouts().values() for own in each} >= set(KINDS) - {"unknown"}


@pytest.mark.parametrize("paper", PAPERS)
def test_result_types_are_known(paper: str) -> None:
    known = load().result_types
    for made in of(paper):
        truth = made.truth
        assert truth["kind"] in KINDS
        assert set(truth["result_types"]) <= set(known)
        assert truth["is_result"] or not truth["result_types"]


@pytest.mark.parametrize("paper", PAPERS)
def test_days_and_numbers_are_possible(paper: str) -> None:
    for made in of(paper):
        truth = made.truth
        issued = truth["issued_on"] and date.fromisoformat(truth["issued_on"])
        for day in truth["valid"]["until"]:
            assert issued is None or issued <= date.fromisoformat(day)
        for owner in truth["owners"]:
            assert owner["tax_code"] is None or check_tax_code(owner["tax_code"])
            if owner["id"] and len(owner["id"]) == 12:
                year = owner["birth_date"] and int(owner["birth_date"][:4])
                assert check_citizen(owner["id"], birth_year=year)
            assert issued is None or not owner["birth_date"] or owner["birth_date"] <= issued.isoformat()


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_true_stands_on_the_paper(paper: str) -> None:
    for made in of(paper):
        truth = made.truth
        text = _plain(" ".join(truth["pages"]))
        assert unicodedata.is_normalized("NFC", text)
        assert not re.search(r"[{}\[\]|^]", text)
        for value in (truth["number"], truth["signer"], truth["abstract"], truth["issuer"]):
            assert value is None or _plain(value) in text
        for owner in truth["owners"]:
            assert _plain(owner["name"] or "") in text
            assert (owner["id"] or "") in text.replace(" ", "")


def _plain(text: str) -> str:
    return squeeze(text).casefold()


def test_the_same_seed_gives_the_same_document() -> None:
    first, second = document(7, 3), document(7, 3)
    assert first.truth == second.truth
    assert all(
        np.array_equal(np.asarray(one.image), np.asarray(other.image))
        for one, other in zip(first.sheets, second.sheets, strict=True)
    )
    assert document(8, 3).truth != first.truth


def test_scans_are_the_same_bytes(tmp_path: Path) -> None:
    truths = render(tmp_path / "one", 2, 7, "mixed")
    render(tmp_path / "other", 1, 7, "mixed", first=1)
    name = truths[1]["file"]
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


@pytest.mark.real_data
def test_headings_name_their_result_type(shared_data: Path) -> None:
    assert shared_data.is_dir()
    known = load().result_types
    assert len(drawn(2611, 300)) == 300
    for number in (0, 7, 150, 299):
        truth = heading(2611, number)[1].truth
        assert truth["code"] in truth["result_types"]
        assert set(truth["result_types"]) <= set(known)
        assert truth["misread"] != "\n".join(truth["pages"])
