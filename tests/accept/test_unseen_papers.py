"""The truth of the other hand's papers, layout by layout: possible, and on the paper."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

import pytest

from digitize.catalogue.identifiers import check_citizen, check_tax_code
from digitize.vietnamese.text import squeeze
from tests.unseen.compose import Document, compose
from tests.unseen.layouts import layouts

PAPERS = sorted(layouts())


@cache
def of(paper: str) -> tuple[Document, ...]:
    """One document of each layout of a paper type."""
    return tuple(compose(layout, f"test/{paper}/{layout.name}") for layout in layouts()[paper])


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
            assert (owner["id"] or "").casefold() in text.replace(" ", "")


def _plain(text: str) -> str:
    return squeeze(text).casefold()
