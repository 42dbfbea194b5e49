"""The catalogue as one object, read from CSV files and checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TypeVar

from digitize.catalogue import reading
from digitize.catalogue.agencies import Agency, AgencyTree
from digitize.catalogue.facts import Component, Procedure, ResultType, RetentionRule, TermRule
from digitize.catalogue.tables import damaged

FILES = (
    "procedures.csv",
    "national.csv",
    "result_types.csv",
    "procedure_results.csv",
    "terms.csv",
    "retention.csv",
    "components.csv",
    "two_persons.csv",
    "agencies.csv",
)
"""The catalogue's files, each of which a user may replace."""

_BESIDE = ("retention.csv", "two_persons.csv")
"""Nothing is read from a paper by them, so new ones do not have papers read anew."""

Item = TypeVar("Item")
Value = TypeVar("Value")


class Catalogue:
    """What the law says, as far as the files know it.

    Plain data, safe to send to worker processes. Made by :func:`load`.

    Attributes:
        version: Hash of the loaded files but for ``retention.csv`` and ``two_persons.csv``; part of the key of what
            is derived from them.
        procedures: The province's procedures by code.
        uncoded: The province's procedures for which no code is known.
        national: The national list of procedures by code, for retrieval.
        result_types: By code: of the province's procedures, of the national list, and invented ones.
        agencies: The agency tree through time.
    """

    version: str
    procedures: Mapping[str, Procedure]
    uncoded: tuple[Procedure, ...]
    national: Mapping[str, Procedure]
    result_types: Mapping[str, ResultType]
    agencies: AgencyTree

    def __init__(
        self,
        version: str,
        procedures: Iterable[Procedure],
        national: Iterable[Procedure],
        result_types: Mapping[str, ResultType],
        joins: tuple[tuple[str, str], ...],
        terms: Mapping[str, tuple[TermRule, ...]],
        retention: Mapping[str, RetentionRule],
        components: tuple[Component, ...],
        two_persons: frozenset[str],
        agencies: Iterable[Agency],
    ) -> None:
        known = tuple(procedures)
        self.version = version
        self.procedures = {procedure.code: procedure for procedure in known if procedure.code}
        self.uncoded = tuple(procedure for procedure in known if not procedure.code)
        self.national = {procedure.code: procedure for procedure in national}
        self.result_types = result_types
        self.agencies = AgencyTree(agencies)
        self._joins = joins
        self._terms = terms
        self._retention = retention
        self._components = components
        self._two_persons = two_persons

    def procedure(self, code: str) -> Procedure | None:
        """A procedure of the province or, failing that, of the national list."""
        return self.procedures.get(code) or self.national.get(code)

    def results_of(self, procedure: str) -> tuple[ResultType, ...]:
        """The result types a procedure (by code) may end in; empty when none is known."""
        return tuple(self.result_types[code] for code in self._results_by_procedure.get(procedure, ()))

    def procedures_of(self, result_type: str) -> tuple[Procedure, ...]:
        """The procedures that may end in a result type (by code); the province's first."""
        return tuple(
            procedure
            for code in self._procedures_by_result.get(result_type, ())
            if (procedure := self.procedure(code)) is not None
        )

    def term_rule(self, result_type: str, issued_on: date | None) -> TermRule | None:
        """The rule that says how long a result is valid.

        Args:
            result_type: Its code.
            issued_on: Its day of issue, by which rules are chosen; ``None`` when not known.

        Returns:
            ``None`` when no rule is known; without a day of issue also when the rule has changed through time.
        """
        rules = self.term_rules(result_type)
        if issued_on is not None:
            return next((rule for rule in rules if rule.covers(issued_on)), None)
        if len(rules) == 1 and rules[0].valid_from is None and rules[0].valid_to is None:
            return rules[0]
        return None

    def term_rules(self, result_type: str) -> tuple[TermRule, ...]:
        """All rules of a result type, each with the days of issue it applies to; empty where none is known."""
        return self._terms.get(result_type, ())

    def retention_rule(self, result_type: str) -> RetentionRule | None:
        """The rule that says how long papers of a result type must be kept; ``None`` where nothing is known."""
        return self._retention.get(result_type)

    def needs_two_persons(self, result_type: str) -> bool:
        """Whether results of a type count as checked only when two different persons have vouched for them."""
        return result_type in self._two_persons

    def components(self, procedure: str) -> tuple[Component, ...]:
        """What a procedure's dossier must hold and results may stand in for; empty when not known."""
        return self._components_by_procedure.get(procedure, ())

    @cached_property
    def _results_by_procedure(self) -> dict[str, tuple[str, ...]]:
        return _grouped(self._joins, lambda join: join[0], lambda join: join[1])

    @cached_property
    def _procedures_by_result(self) -> dict[str, tuple[str, ...]]:
        ours_first = sorted(self._joins, key=lambda join: join[0] not in self.procedures)
        return _grouped(ours_first, lambda join: join[1], lambda join: join[0])

    @cached_property
    def _components_by_procedure(self) -> dict[str, tuple[Component, ...]]:
        return _grouped(self._components, lambda part: part.procedure, lambda part: part)


def load(folder: Path | None = None) -> Catalogue:
    """The catalogue: built in, or with files replaced by the user's.

    Args:
        folder: CSV files in it replace the built-in ones of the same names, file by file.

    Raises:
        CatalogueDamaged: A file breaks a rule; it says which, with row and column.
    """
    contents = _contents(folder)
    digest = hashlib.sha256()
    for file in FILES:
        if file in _BESIDE:
            continue
        digest.update(f"{file} {hashlib.sha256(contents[file]).hexdigest()}\n".encode())
    procedures = reading.procedures(contents["procedures.csv"])
    national = reading.national(contents["national.csv"])
    result_types = reading.result_types(contents["result_types.csv"])
    codes = {procedure.code for procedure in (*procedures, *national) if procedure.code}
    return Catalogue(
        version=digest.hexdigest(),
        procedures=procedures,
        national=national,
        result_types=result_types,
        joins=reading.joins(contents["procedure_results.csv"], codes, result_types),
        terms=reading.terms(contents["terms.csv"], result_types),
        retention=reading.retention(contents["retention.csv"], result_types),
        components=reading.components(contents["components.csv"], codes, result_types),
        two_persons=reading.two_persons(contents["two_persons.csv"], result_types),
        agencies=reading.agencies(contents["agencies.csv"]),
    )


def _contents(folder: Path | None) -> dict[str, bytes]:
    built_in = resources.files("digitize.catalogue") / "data"
    replaced = _replacements(folder) if folder is not None else {}
    return {file: replaced[file] if file in replaced else (built_in / file).read_bytes() for file in FILES}


def _replacements(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() != ".csv":
                continue
            if path.name not in FILES:
                # A misspelt name would otherwise leave the built-in file in use without a word.
                raise damaged(path.name, 0, "*", f"is none of {', '.join(FILES)}")
            found[path.name] = path.read_bytes()
    except OSError as error:
        raise damaged("catalogue folder", 0, "*", f"cannot be read (errno {error.errno})") from None
    return found


def _grouped(
    items: Iterable[Item], key: Callable[[Item], str], value: Callable[[Item], Value]
) -> dict[str, tuple[Value, ...]]:
    groups: dict[str, list[Value]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(value(item))
    return {name: tuple(values) for name, values in groups.items()}
