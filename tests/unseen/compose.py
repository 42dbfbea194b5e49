"""A document from its seed and number: which paper, which layout, its sheets, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from digitize.catalogue.catalogue import load
from digitize.samples.layout import Gap, set_paper
from digitize.samples.sheet import Sheet
from digitize.vietnamese.text import nfc, squeeze
from tests.unseen.facts import Facts
from tests.unseen.laws import law_pages
from tests.unseen.layouts import Layout, layouts
from tests.unseen.marks import Certified, Reception
from tests.unseen.setting import Setter
from tests.unseen.wording import add_months

Truth = dict[str, Any]
KINDS = ("result", "refusal", "dossier_paper", "internal", "unknown")
LAW = "law_text"
_CERTIFIED, _STAMPED = 0.07, 0.06


@dataclass(frozen=True, slots=True)
class Document:
    """A paper ready to be scanned: its sides and what stands on them."""

    sheets: tuple[Sheet, ...]
    truth: Truth


@cache
def same_text() -> dict[str, frozenset[str]]:
    """Result types by code, each with all types of the catalogue whose published name is the same text."""
    by_name: dict[str, set[str]] = {}
    types = load().result_types
    for code, kind in types.items():
        by_name.setdefault(squeeze(nfc(kind.name)).casefold(), set()).add(code)
    return {code: frozenset(by_name[squeeze(nfc(kind.name)).casefold()]) for code, kind in types.items()}


def which(number: int) -> tuple[str, Layout | None]:
    """The paper type of document ``number`` and its layout: types in turn, in each its layouts in turn."""
    names = (*layouts(), LAW)
    turn, index = divmod(number, len(names))
    if names[index] == LAW:
        return LAW, None
    own = layouts()[names[index]]
    return names[index], own[turn % len(own)]


def document(seed: int, number: int) -> Document:
    """Document ``number`` of a seed."""
    _, layout = which(number)
    key = f"unseen/{seed}/{number}"
    if layout is None:
        return _law(key)
    return compose(layout, key)


def compose(layout: Layout, key: str) -> Document:
    """A paper in a layout.

    Args:
        layout: How it is written.
        key: Of everything drawn by chance.
    """
    facts = Facts(layout, key)
    setter = Setter(layout, facts)
    elements = setter.elements()
    kind = layout.settings["kind"]
    chance = facts.rng("marks on it").random()
    if kind == "result" and layout.settings.get("extra") != "none":
        if chance < _CERTIFIED:
            certified = Certified(facts)
            facts.printed.traps += certified.traps
            elements += certified.elements()
        elif chance < _CERTIFIED + _STAMPED:
            elements.insert(0, Reception(key))
    sheets = set_paper([*elements, Gap(0)], setter.form, facts.rng("sheets"))
    return Document(tuple(sheets), _truth(layout, facts, setter, sheets))


def _truth(layout: Layout, facts: Facts, setter: Setter, sheets: list[Sheet]) -> Truth:
    settings, printed = layout.settings, facts.printed
    kind = settings["kind"]
    codes = sorted({code for given in layout.codes for code in same_text()[given]})
    dated = "issued_on" in printed.fields
    return {
        "paper": layout.paper,
        "layout": layout.name,
        "kind": kind,
        "kinds": [kind, *settings.get("also", "").split()],
        "is_result": kind in ("result", "refusal"),
        "refusal": kind == "refusal",
        "reusable": kind == "result",
        "result_types": codes,
        "document_type": settings["type"],
        "title": " ".join(setter.title),
        "owners": _owners(layout, facts),
        "number": facts.number if "number" in printed.fields else None,
        "number_also": [facts.serial] if "serial" in printed.fields else [],
        "issued_on": facts.issued.isoformat() if dated else None,
        "valid": _valid(facts),
        "issuer": " ".join(printed.head) or None,
        "issuer_name": facts.issuer.running if printed.head or printed.signer else None,
        "signer": printed.signer or None,
        "signer_title": " ".join(printed.signing) or None,
        "abstract": " ".join(printed.abstract) or None,
        "traps": sorted(set(printed.traps)),
        "pages": [sheet.text for sheet in sheets],
    }


def _owners(layout: Layout, facts: Facts) -> list[Truth]:
    """Those the paper is about, in the order of the type's list; what of them stands on it."""
    found = []
    for role in layout.settings.get("owners", "").split():
        seen = facts.printed.people.get(role, set())
        if not seen:
            continue
        if role in ("org", "shop"):
            firm = facts.firm(role)
            found.append(
                {
                    "role": role,
                    "kind": "organisation",
                    "name": firm.name if "name" in seen else None,
                    "tax_code": firm.tax if "tax" in seen else None,
                    "birth_date": None,
                    "id": None,
                }
            )
            continue
        who = facts.person(role)
        born = who.born.isoformat() if "born" in seen else (str(who.born.year) if "year" in seen else None)
        found.append(
            {
                "role": role,
                "kind": "person",
                "name": who.name if "name" in seen else None,
                "tax_code": None,
                "birth_date": born,
                "id": who.number if "id" in seen else None,
            }
        )
    return found


def _valid(facts: Facts) -> Truth:
    """How long it holds as the paper says: by days printed, by a term in words, without limit, or not a word of it."""
    printed = facts.printed
    if printed.until:
        return {"stated": "date", "until": [day.isoformat() for day in printed.until]}
    if "term" in printed.fields:
        return {"stated": "term", "until": [add_months(facts.issued, facts.months).isoformat()]}
    if "unlimited" in printed.fields:
        return {"stated": "unlimited", "until": []}
    return {"stated": "none", "until": []}


def _law(key: str) -> Document:
    sheets, title = law_pages(key)
    return Document(
        tuple(sheets),
        {
            "paper": LAW,
            "layout": "a",
            "kind": "unknown",
            "kinds": ["unknown", "internal"],
            "is_result": False,
            "refusal": False,
            "reusable": False,
            "result_types": [],
            "document_type": title,
            "title": title,
            "owners": [],
            "number": None,
            "number_also": [],
            "issued_on": None,
            "valid": {"stated": "none", "until": []},
            "issuer": None,
            "issuer_name": None,
            "signer": None,
            "signer_title": None,
            "abstract": None,
            "traps": [],
            "pages": [sheet.text for sheet in sheets],
        },
    )
