"""Printing what keeps documents apart: separator sheets, cover sheets, stickers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digitize.catalogue import Catalogue
from digitize.catalogue.covers import Cover
from digitize.catalogue.identifiers import is_dossier_code
from digitize.errors import BadDossierCode, BadManifest, NoSuchPath, TargetInTheWay, UnknownCode
from digitize.ingest import manifest, sheets
from digitize.ingest.sheets import Label, PerPage


@dataclass(frozen=True, slots=True)
class SheetsReport:
    """What was written: ``pages`` of A4 with ``sheets`` separators, covers or stickers."""

    sheets: int
    pages: int


def print_separators(target: Path, count: int) -> SheetsReport:
    """Writes separator sheets.

    Raises:
        NoSuchPath: There is no such folder to write to.
        TargetInTheWay: Another file lies there.
    """
    _require_free(target)
    sheets.write_separators(target, count)
    return SheetsReport(count, count)


def print_covers(target: Path, covers: Sequence[Cover], catalogue: Catalogue, per_page: PerPage = 1) -> SheetsReport:
    """Writes cover sheets, or several stickers a page.

    Args:
        target: Where to.
        covers: One a dossier, all three parts given.
        catalogue: Gives procedures and agencies their names.
        per_page: How many stand on a page.

    Raises:
        BadDossierCode: A dossier code does not have the form of one.
        UnknownCode: The catalogue does not hold a procedure or agency.
        NoSuchPath: There is no such folder to write to.
        TargetInTheWay: Another file lies there.
    """
    labels = [_label(cover, catalogue) for cover in covers]
    _require_free(target)
    sheets.write_covers(target, labels, per_page)
    return SheetsReport(len(labels), -(-len(labels) // per_page))


def covers_in(table: Path) -> tuple[Cover, ...]:
    """The dossiers of a CSV or XLSX file with the columns ``dossier_code``, ``procedure`` and ``agency``.

    Raises:
        BadManifest: It cannot be used; the detail names rows and columns.
    """
    rows = manifest.load(table, key="dossier_code").rows
    lacking = [f"row {row.line}: procedure, agency" for row in rows if not (row.procedure and row.agency)]
    if lacking or not rows:
        raise BadManifest("; ".join(lacking) or "no rows")
    return tuple(Cover(row.dossier_code or "", row.procedure or "", row.agency or "") for row in rows)


def _label(cover: Cover, catalogue: Catalogue) -> Label:
    if not is_dossier_code(cover.dossier_code):
        raise BadDossierCode(cover.dossier_code)
    procedure = catalogue.procedure(cover.procedure)
    agency = catalogue.agencies.get(cover.agency)
    if procedure is None:
        raise UnknownCode(cover.procedure)
    if agency is None:
        raise UnknownCode(cover.agency)
    return Label(cover, procedure.name, agency.name)


def _require_free(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        raise NoSuchPath("output")
    if target.exists():
        raise TargetInTheWay
