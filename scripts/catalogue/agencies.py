"""The rows of ``agencies.csv``: places from the package ``vietnamadminunits``, offices kept by hand.

Old Đồng Tháp (statistical code 87) and Tiền Giang (82) became the Đồng Tháp of today (82) on 1 July 2025, districts
ended, communes merged: Nghị quyết 202/2025/QH15 (GK) and 1663/NQ-UBTVQH15 of 16/6/2025 (82 communes and 20 wards,
their names in the press [V]).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

Cells = dict[str, str]

MERGER = "2025-07-01"
LAST_DAY = "2025-06-30"
PLACES = "vietnamadminunits (MIT); our prefix before the statistical code"
PROVINCES = {"tinhdongthap": ("H20", "Đồng Tháp"), "tinhtiengiang": ("H58", "Tiền Giang")}
TODAY = "tinhdongthap"


def agency_rows(dataset: Path, offices: Sequence[Cells], aliases: Sequence[Cells]) -> list[Cells]:
    """All units, old and new.

    Args:
        dataset: ``dataset.db`` of the package, with ``converter_2025.json`` beside it.
        offices: Rows of ``offices.csv``.
        aliases: Rows of ``aliases.csv``.
    """
    with sqlite3.connect(f"file:{dataset}?mode=ro", uri=True) as database:
        places = [*new_communes(database), *old_places(database, successors(dataset))]
    provinces = [
        row("H20", "Ủy ban nhân dân tỉnh Đồng Tháp", "province", source="code GK; with Tiền Giang since 1/7/2025"),
        row(
            "H58",
            "Ủy ban nhân dân tỉnh Tiền Giang",
            "province",
            valid_to=LAST_DAY,
            successors="H20",
            source="code GK; merged by Nghị quyết 202/2025/QH15",
        ),
    ]
    named = [*provinces, *places]
    rows = [*named, *(office for place in named for office in offices_of(place, offices))]
    for alias in aliases:
        unit = next(unit for unit in rows if unit["code"] == alias["code"])
        unit["aliases"] = ";".join(filter(None, (unit["aliases"], alias["alias"])))
    return rows


def row(code: str, name: str, kind: str, **cells: str) -> Cells:
    """A row of ``agencies.csv``."""
    columns = ("parent", "valid_from", "valid_to", "successors", "aliases", "note", "source")
    return {"code": code, "name": name, "kind": kind, **{column: cells.get(column, "") for column in columns}}


def committee(place: str) -> str:
    """The committee of a place: ``Xã Mỹ Hiệp`` → ``Ủy ban nhân dân xã Mỹ Hiệp``."""
    return f"Ủy ban nhân dân {place[0].lower()}{place[1:]}"


def successors(dataset: Path) -> dict[str, list[str]]:
    """Old commune → the new communes it became part of, by the package's keys, the main one first.

    Where a part of an old numbered ward is said to have gone to a new ward elsewhere, the package has matched the
    number alone (ward 3 of Sa Đéc with ward 3 of Cao Lãnh, 30 km away); only the main one is kept.
    """
    converter = json.loads((dataset.parent / "converter_2025.json").read_text(encoding="utf-8"))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for old, parts in converter["DICT_PROVINCE_WARD_DIVIDED"][TODAY].items():
        numbered = re.search(r"_phuong\d+$", old) is not None
        for part in sorted(parts, key=lambda part: not part["isDefaultNewWard"]):
            if part["isDefaultNewWard"] or not numbered:
                found[old].append(part["newWardKey"])
    for new, parts in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][TODAY].items():
        for old in parts:
            if new not in found[old]:
                found[old].append(new)
    return found


def new_communes(database: sqlite3.Connection) -> Iterator[Cells]:
    """Communes and wards since the merger."""
    query = "SELECT provinceCode, wardCode, ward FROM admin_units WHERE provinceKey = ? ORDER BY wardCode"
    for province, code, name in database.execute(query, (TODAY,)):
        yield row(
            f"DVHC.{province}.{code}",
            committee(name),
            "commune",
            parent="H20",
            valid_from=MERGER,
            source=f"{PLACES}; Nghị quyết 1663/NQ-UBTVQH15",
        )


def old_places(database: sqlite3.Connection, became: dict[str, list[str]]) -> Iterator[Cells]:
    """Districts and communes until the merger."""
    new_codes = {
        key: f"DVHC.{province}.{code}"
        for key, province, code in database.execute(
            "SELECT wardKey, provinceCode, wardCode FROM admin_units WHERE provinceKey = ?", (TODAY,)
        )
    }
    query = (
        "SELECT provinceKey, districtKey, wardKey, provinceCode, districtCode, wardCode, district, ward "
        "FROM admin_units_legacy WHERE provinceKey IN (?, ?) ORDER BY districtCode, wardCode"
    )
    districts: dict[str, Cells] = {}
    communes: list[Cells] = []
    heirs: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for *keys, province, district_code, ward_code, district, ward in database.execute(query, tuple(PROVINCES)):
        above = f"DVHC.{province}.{district_code}"
        new = [new_codes[key] for key in became["_".join(keys)]]
        heirs[above].update(dict.fromkeys(new))
        shared: Cells = {"valid_to": LAST_DAY, "source": PLACES}
        districts[above] = row(above, committee(district), "district", parent=PROVINCES[keys[0]][0], **shared)
        communes.append(
            row(
                f"{above}.{ward_code}",
                committee(ward),
                "commune",
                parent=above,
                successors=";".join(new),
                **shared,
            )
        )
    for code, district_row in districts.items():
        district_row["successors"] = ";".join(sorted(heirs[code]))
        district_row["note"] = "no districts since 1/7/2025; its work went to the communes (GK)"
    yield from districts.values()
    yield from communes


def offices_of(place: Cells, offices: Sequence[Cells]) -> Iterator[Cells]:
    """The offices of a place, as ``offices.csv`` has them for its kind; those that end with it follow it."""
    for office in offices:
        if office["at"] in kinds_of(place):
            yield office_row(place, office)


def kinds_of(place: Cells) -> tuple[str, ...]:
    """Under which words ``offices.csv`` means this place."""
    name = place["name"].removeprefix("Ủy ban nhân dân ")
    if place["kind"] == "province":
        return ("province", name.removeprefix("tỉnh "))
    if place["kind"] == "district":
        return ("district", "rural district" if name.startswith("huyện") else "town")
    if place["valid_from"] == MERGER:
        return ("commune or ward", "ward" if name.startswith("phường") else "commune")
    return ()


def office_row(place: Cells, office: Cells) -> Cells:
    """An office of a place; of a province that was merged it goes to the same office of the other."""
    prefix = "X-" + place["code"].removeprefix("DVHC.")
    merged = place["code"] == "H58" and not office["valid_to"]
    heirs = "X-H20." + office["key"] if merged else office["successors"] and f"{prefix}.{office['successors']}"
    return row(
        f"{prefix}.{office['key']}",
        office["name"],
        office["kind"],
        parent=f"{prefix}.{office['parent']}" if office["parent"] else place["code"],
        valid_from=office["valid_from"],
        valid_to=office["valid_to"] or place["valid_to"],
        successors=heirs,
        aliases=office["aliases"],
        note=office["note"],
        source=f"invented code; {office['source']}",
    )
