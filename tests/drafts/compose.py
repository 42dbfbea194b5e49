"""A document from its seed and number: its elements, and the truth once they stand on sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitize.samples.layout import Element, Form, Gap, set_paper
from digitize.samples.sheet import Sheet
from tests.drafts.facts import DraftFacts
from tests.drafts.layouts import which
from tests.unseen.compose import Document, Truth, _truth
from tests.unseen.layouts import Layout
from tests.unseen.marks import Certified, Reception
from tests.unseen.setting import Setter

_CERTIFIED, _STAMPED = 0.08, 0.05


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is set: what stands on it, from top to bottom."""

    facts: DraftFacts
    setter: Setter
    elements: tuple[Element, ...]

    @property
    def form(self) -> Form:
        """What it is printed on."""
        return self.setter.form

    def truth(self, sheets: Sequence[Sheet]) -> Truth:
        """As ``tests/unseen/README.md`` tells."""
        return _truth(self.setter.layout, self.facts, self.setter, list(sheets))


def key_of(seed: int, number: int) -> str:
    """Of everything that chance decides about a document."""
    return f"drafts/{seed}/{number}"


def draft(seed: int, number: int) -> Draft:
    """Document ``number`` of a seed, not yet set."""
    return drafted(which(number), key_of(seed, number))


def drafted(layout: Layout, key: str) -> Draft:
    """A paper in a layout; some results carry a block of certification or a stamp of reception."""
    facts = DraftFacts(layout, key)
    setter = Setter(layout, facts)
    elements = setter.elements()
    chance = facts.rng("marks on it").random()
    if layout.settings["kind"] == "result" and layout.settings.get("extra") != "none":
        if chance < _CERTIFIED:
            certified = Certified(facts)
            facts.printed.traps += certified.traps
            elements += certified.elements()
        elif chance < _CERTIFIED + _STAMPED:
            elements.insert(0, Reception(key))
    return Draft(facts, setter, (*elements, Gap(0)))


def document(seed: int, number: int) -> Document:
    """Document ``number`` of a seed, drawn."""
    made = draft(seed, number)
    sheets = set_paper(made.elements, made.form, made.facts.rng("sheets"))
    return Document(tuple(sheets), made.truth(sheets))
