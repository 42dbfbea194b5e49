"""Facts with names, places and agencies of this folder: none is drawn from the lists of the frozen papers."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

from digitize.samples import places
from digitize.samples.people import Sex
from digitize.samples.places import Commune
from tests.drafts.agencies import DATA, issuer, table
from tests.unseen.agencies import Issuer
from tests.unseen.facts import Facts
from tests.unseen.people import Firm, Human, Place, holds
from tests.unseen.wording import number_words

_NEAR = 0.65


@cache
def _lists(name: str) -> Mapping[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def words() -> Mapping[str, Sequence[str]]:
    """What a paper names at random: goods, trades, subjects; by the name of the placeholder."""
    return _lists("words.toml")


class DraftFacts(Facts):
    """See :class:`tests.unseen.facts.Facts`."""

    @cached_property
    def place(self) -> Place:
        """Two in three from Đồng Tháp, the others from all over the country."""
        rng = self.rng("place of drafts")
        if rng.random() < _NEAR:
            return Place(places.PROVINCE, places.commune_on(rng, self.issued))
        row = rng.choice([row for row in table("places.csv") if holds(row, self.issued)])
        return Place(row["province"], Commune(row["commune"], row["district"]))

    @cached_property
    def issuer(self) -> Issuer:
        """By whom."""
        rng = self.rng("issuer of drafts")
        return issuer(rng, rng.choice(self.layout.choices("issuer")), self.issued, self.place)

    @cached_property
    def signer(self) -> str:
        """Who signs for the issuer."""
        rng = self.rng("signer of drafts")
        return _name(rng, rng.choice(("nam", "nam", "nữ")))

    @cached_property
    def number(self) -> str:
        """Of the paper; ``=org.tax`` in a layout's settings says that it is that fact."""
        return self._patterned("number") if self._own_number is None else self.firm(self._own_number).tax

    @property
    def _own_number(self) -> str | None:
        given = self.layout.settings.get("number", "")
        return given[1:].partition(".")[0] if given.startswith("=") else None

    def person(self, role: str) -> Human:
        """Who plays a role, under a name of this folder; children bear their father's family name."""
        rng = self.rng(f"name {role}")
        who = super().person(role)
        if role == "foreigner":
            name, _, nation = rng.choice(_lists("names.toml")["foreign"]).partition("/")
            return replace(who, name=name, nation=nation)
        family = self.person("father").name.split()[0] if role == "child" else ""
        return replace(who, name=_name(rng, who.sex, family))

    def firm(self, role: str) -> Firm:
        """A company, or a shop whose names the type gives."""
        rng, lists = self.rng(f"firm name {role}"), _lists("names.toml")["firms"]
        forms = self.layout.choices("shop") if role == "shop" else lists["forms"]
        return replace(super().firm(role), name=f"{rng.choice(forms)} {rng.choice(lists['cores'])}")

    def value(self, name: str, spec: str) -> str:
        """As the frozen papers do, with the lists of this folder first."""
        if name in words():
            return str(self.rng(name + spec).choice(words()[name]))
        if name == "term" and spec == "both":
            # As lawyers write a number: the digits, and in brackets the word.
            self.printed.fields.add("term")
            count, unit = (self.months // 12, "năm") if self.months % 12 == 0 else (self.months, "tháng")
            return f"{count:02d} ({number_words(count)}) {unit}"
        if name == "number" and self._own_number is not None:
            self.printed.people.setdefault(self._own_number, set()).add("tax")
        return super().value(name, spec)


def _name(rng: random.Random, sex: Sex, family: str = "") -> str:
    lists = _lists("names.toml")
    parts = (family or rng.choice(lists["family"]), rng.choice(lists["middle"][sex]), rng.choice(lists["given"][sex]))
    return " ".join(filter(None, parts))
