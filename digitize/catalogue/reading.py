"""From the rows of the catalogue's files to facts; what a row may say and what it may refer to is checked here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Literal, cast, get_args

from digitize.catalogue.agencies import Agency, AgencyKind, faults
from digitize.catalogue.facts import (
    Component,
    Procedure,
    ResultType,
    RetentionRule,
    RetentionStart,
    TermKind,
    TermRule,
)
from digitize.catalogue.identifiers import is_procedure_code
from digitize.catalogue.tables import Row, damaged, read_rows

_RESULT_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}|000\.00\.00\.[A-Z]\d{2}-KQ\d{4,6}|X-KQ\.\d{3}")
_RULE_ID = re.compile(r"[A-Za-z0-9.@-]+")
_AGENCY_CODE = re.compile(r"[A-Z]\d{2}(\.\d{1,3})*|X-[A-Z0-9.]+|DVHC\.\d{2}(\.\d{3})?(\.\d{5})?")
_LEVELS = ("tỉnh", "huyện", "xã")


def procedures(content: bytes) -> tuple[Procedure, ...]:
    """``procedures.csv``: the province's procedures; the code may be missing, but stands once."""
    columns = ("code", "name", "field", "authority", "level", "result_name", "legal_basis", "verified", "source")
    found: list[Procedure] = []
    codes: set[str] = set()
    for row in read_rows("procedures.csv", content, columns):
        code = row.optional("code") and _new(row, "code", is_procedure_code, codes)
        row.flag("verified")
        found.append(
            Procedure(
                code=code,
                name=row.text("name"),
                field=row.text("field"),
                level=row.choice("level", _LEVELS),
                authority=row.text("authority"),
                result_name=row.text("result_name"),
                source=row.text("source"),
            )
        )
    return tuple(found)


def national(content: bytes) -> tuple[Procedure, ...]:
    """``national.csv``: the national list, names and codes only; what they result in stands in the join."""
    codes: set[str] = set()
    return tuple(
        Procedure(
            code=_new(row, "code", is_procedure_code, codes),
            name=row.text("name"),
            field=row.text("field"),
            level=row.text("level"),
            authority=row.optional("authority"),
            result_name="",
            source="national list",
        )
        for row in read_rows("national.csv", content, ("code", "name", "field", "level", "authority"))
    )


def result_types(content: bytes) -> dict[str, ResultType]:
    """``result_types.csv``: every result type once; an invented code says so in its source."""
    found: dict[str, ResultType] = {}
    for row in read_rows("result_types.csv", content, ("code", "name", "sensitive", "source")):
        code = _new(row, "code", _RESULT_CODE.fullmatch, found)
        source = row.text("source")
        _confess(row, code, source)
        found[code] = ResultType(code, row.text("name"), row.flag("sensitive"), source)
    return found


def joins(
    content: bytes, procedure_codes: Collection[str], types: Mapping[str, ResultType]
) -> tuple[tuple[str, str], ...]:
    """``procedure_results.csv``: which procedure may end in which result type; many to many."""
    found: dict[tuple[str, str], None] = {}
    for row in read_rows("procedure_results.csv", content, ("procedure", "result_type")):
        join = (_known(row, "procedure", procedure_codes), _known(row, "result_type", types))
        if join in found:
            raise row.damaged("result_type", "stands a second time for this procedure")
        found[join] = None
    return tuple(found)


def terms(content: bytes, types: Mapping[str, ResultType]) -> dict[str, tuple[TermRule, ...]]:
    """``terms.csv``: rules by result type; those of one type may not overlap in time."""
    columns = (
        "id", "result_type", "kind", "months", "counted_from", "valid_from", "valid_to", "basis", "verified", "source",
    )  # fmt: skip
    found: defaultdict[str, list[TermRule]] = defaultdict(list)
    ids: set[str] = set()
    for row in read_rows("terms.csv", content, columns):
        rule = _term(row, ids, types)
        if any(_overlap(rule, other) for other in found[rule.result_type]):
            raise row.damaged("valid_from", "overlaps another rule of this result type")
        found[rule.result_type].append(rule)
    return {code: tuple(rules) for code, rules in found.items()}


def _term(row: Row, ids: set[str], types: Mapping[str, ResultType]) -> TermRule:
    kind = cast(TermKind, row.choice("kind", get_args(TermKind)))
    months = row.count("months")
    if (months is not None) != (kind == "months"):
        raise row.damaged("months", "must stand with the kind months, and only there")
    valid_from, valid_to = row.period("valid_from", "valid_to")
    return TermRule(
        id=_new(row, "id", _RULE_ID.fullmatch, ids),
        result_type=_known(row, "result_type", types),
        kind=kind,
        months=months,
        counted_from=cast(Literal["issued_on"], row.choice("counted_from", ("issued_on",))),
        valid_from=valid_from,
        valid_to=valid_to,
        basis=row.optional("basis"),
        verified=row.flag("verified"),
        source=row.text("source"),
    )


def _overlap(one: TermRule, other: TermRule) -> bool:
    return (one.valid_to is None or other.valid_from is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from is None or one.valid_from <= other.valid_to
    )


def retention(content: bytes, types: Mapping[str, ResultType]) -> dict[str, RetentionRule]:
    """``retention.csv``: how long papers of a result type must be kept; one rule for a type."""
    columns = ("result_type", "years", "counted_from", "basis", "verified", "source")
    found: dict[str, RetentionRule] = {}
    for row in read_rows("retention.csv", content, columns):
        code = _known(row, "result_type", types)
        if code in found:
            raise row.damaged("result_type", "stands a second time")
        years = None if row.text("years") == "permanent" else row.count("years")
        found[code] = RetentionRule(
            result_type=code,
            years=years,
            counted_from=cast(RetentionStart, row.choice("counted_from", get_args(RetentionStart))),
            basis=row.text("basis"),
            verified=row.flag("verified"),
            source=row.text("source"),
        )
    return found


def components(
    content: bytes, procedure_codes: Collection[str], types: Mapping[str, ResultType]
) -> tuple[Component, ...]:
    """``components.csv``: what a procedure asks for, and the result types that stand in for it."""
    found: list[Component] = []
    for row in read_rows("components.csv", content, ("procedure", "name", "result_types", "source")):
        codes = row.items("result_types")
        if not codes or not all(code in types for code in codes):
            raise row.damaged("result_types", "names none, or one that result_types.csv does not hold")
        found.append(Component(_known(row, "procedure", procedure_codes), row.text("name"), codes, row.text("source")))
    return tuple(found)


def two_persons(content: bytes, types: Mapping[str, ResultType]) -> frozenset[str]:
    """``two_persons.csv``: the result types that two different persons must check; the office's own choice."""
    found: set[str] = set()
    for row in read_rows("two_persons.csv", content, ("result_type", "basis")):
        code = _known(row, "result_type", types)
        if code in found:
            raise row.damaged("result_type", "stands a second time")
        row.text("basis")
        found.add(code)
    return frozenset(found)


def agencies(content: bytes) -> tuple[Agency, ...]:
    """``agencies.csv``: the tree through time, parents and successors by code."""
    columns = (
        "code", "name", "kind", "parent", "valid_from", "valid_to", "successors", "aliases", "note", "source",
    )  # fmt: skip
    found: dict[str, Agency] = {}
    rows: dict[str, Row] = {}
    for row in read_rows("agencies.csv", content, columns):
        code = _new(row, "code", _AGENCY_CODE.fullmatch, found)
        valid_from, valid_to = row.period("valid_from", "valid_to")
        source = row.text("source")
        _confess(row, code, source)
        rows[code] = row
        found[code] = Agency(
            code=code,
            name=row.text("name"),
            kind=cast(AgencyKind, row.choice("kind", get_args(AgencyKind))),
            parent=row.optional("parent"),
            valid_from=valid_from,
            valid_to=valid_to,
            successors=row.items("successors"),
            aliases=row.items("aliases"),
            note=row.optional("note"),
            source=source,
        )
    for code, column, why in faults(found):
        raise rows[code].damaged(column, why)
    if not found:
        raise damaged("agencies.csv", 0, "*", "has no rows")
    return tuple(found.values())


def _new(row: Row, column: str, form: Callable[[str], object], known: set[str] | Mapping[str, object]) -> str:
    value = row.code(column, form)
    if value in known:
        raise row.damaged(column, "stands a second time")
    if isinstance(known, set):
        known.add(value)
    return value


def _known(row: Row, column: str, known: Collection[str]) -> str:
    value = row.text(column)
    if value not in known:
        raise row.damaged(column, "names something that the catalogue does not hold")
    return value


def _confess(row: Row, code: str, source: str) -> None:
    if code.startswith("X-") and not source.startswith("invented"):
        raise row.damaged("source", "must start with 'invented' for an invented code")
