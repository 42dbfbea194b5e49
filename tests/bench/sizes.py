"""What an archive of many pages takes: ``make sizes``; writes the tables of docs/scale.md.

Bytes of originals, copies and texts are measured here, on rendered dossiers; all else is taken from the pages that
other benchmarks wrote, so that it follows them when they are made again. Each line says by which formula it comes
about.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from digitize.actions.archive import open_archive
from digitize.model import ObjectKind, PageReading
from digitize.settings import Settings
from tests.bench.tables import table
from tests.shell import Shell

DOCS = Path(__file__).parents[2] / "docs"
DOSSIERS = 30
SEED = 2026

DAY = 86_400
USE = 0.8
"""Share of the time in which a core is at work: nights and Sundays count, repairs and waiting do not."""
OTHER = 0.15
"""Share of a page's processor time that all but reading may cost (the target of the distributed form)."""
CODING = 1.5
"""Raw bytes for a stored one: erasure coding of four parts and two."""
SITES = 2
"""Places that keep the objects: the archive and its replica."""
SHARD = 30e9
"""Bytes of a shard of the index; Elasticsearch's makers advise 10 to 50 GB."""
SCANNER = 60
ROUND = 30
"""Nights in which ``digitize fixity`` reads every object once, and the hours it has for it in each."""
NIGHT = 6 * 3600


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure, and the page that has it."""

    what: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """An archive to be."""

    name: str
    results: int
    pages: int
    days: int
    """In which the pages are to be read."""


PLACES = (Place("a province", 2_000_000, 10_000_000, 60), Place("the country", 200_000_000, 1_000_000_000, 730))


def measured() -> dict[str, Figure]:
    """What a page and a document take in the archive's store, from rendered dossiers that were taken in."""
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder), patience=3600, engine="own")
        shell.run("samples", "scans", "--count", str(DOSSIERS), "--seed", str(SEED), "--level", "mixed")
        shell.call("ingest", "scans", "--manifest", "scans/manifest.csv")
        with open_archive(Settings(home=shell.folder / "archive")) as archive, archive.records.read() as read:
            pages = read.rows.count()["pages"]
            sizes = {kind: [one.size for one in archive.store.objects(kind)] for kind in ObjectKind}
            texts = [
                archive.store.open(ObjectKind.PAGE_TEXT, one.sha256).read()
                for one in archive.store.objects(ObjectKind.PAGE_TEXT)
            ]
    letters = sum(len(msgspec.json.decode(text, type=PageReading).text.text) for text in texts)
    source = f"measured on {pages} pages of {DOSSIERS} rendered dossiers, seed {SEED}"
    names = {
        ObjectKind.ORIGINAL: "original: a scan in grey, colour or black and white at 200 to 300 dpi",
        ObjectKind.ACCESS: "access copy",
        ObjectKind.PAGE_TEXT: "page tree: text with the place of each word",
    }
    found = {kind.value: Figure(names[kind], sum(sizes[kind]) / pages, "B a page", source) for kind in ObjectKind}
    return found | {"letters": Figure("text", letters / pages, "letters a page", source)}


def taken() -> dict[str, Figure]:
    """What other benchmarks wrote."""

    def row(page: str, begins: str, column: int) -> float:
        text = (DOCS / page).read_text(encoding="utf-8")
        found = re.search(rf"^\| {re.escape(begins)} \|(.*)\|$", text, re.MULTILINE)
        assert found, f"{page} has no row {begins!r}"
        return _number(found[1].split("|")[column - 1])

    def said(page: str, pattern: str) -> float:
        found = re.search(pattern, (DOCS / page).read_text(encoding="utf-8"))
        assert found, f"{page} does not say {pattern!r}"
        return _number(found[1])

    scale, migrate, reading = "bench-scale.md", "bench-migrate.md", "bench-read-own.md"
    sent = "objects sent and read back until then"
    by_page = ("pages", "stack_pages", "document_pages")
    page_rows = sum(row(scale, name, 2) for name in by_page) + row(scale, "object_checks", 2)
    two_pages = row(scale, "all", 3)
    return {
        "read": Figure("reading, hard pages, one core", row(reading, "hard | 10 | digitize", 3), "s a page", reading),
        "memory": Figure("a worker, at most", row(reading, "clean-more", 4), "MB", reading),
        "page rows": Figure("records of a further page", page_rows, "B a page", f"{scale}, rows of a page"),
        "records": Figure(
            "records of a document without its pages",
            two_pages - 2 * page_rows,
            "B a document",
            f"{scale}, document of two pages less its pages",
        ),
        "entry": Figure("entry of the index", said(scale, r"([\d.,]+) bytes each on disk") / 1500, "B a letter", scale),
        "indexing": Figure("index built anew", row(migrate, "index built anew", 1), "documents a second", migrate),
        "checking": Figure("objects read whole and hashed", row(migrate, "objects verified", 1), "a second", migrate),
        "moving": Figure(
            "objects stored and read back",
            row(migrate, sent, 1),
            "a second",
            migrate,
        ),
    }


def _number(text: str) -> float:
    found = re.search(r"[\d.,]+", text)
    assert found, text
    return float(found[0].replace(",", ""))


def lines(known: dict[str, Figure]) -> list[tuple[str, str, Callable[[Place], str]]]:
    """What is worked out: its name, its formula in words, and how."""
    v = {name: figure.value for name, figure in known.items()}

    def stored(place: Place) -> float:
        return place.pages * sum(v[kind.value] for kind in ObjectKind)

    def objects(place: Place) -> float:
        # A file and an access copy for each result, a text for each page.
        return 2 * place.results + place.pages

    def records(place: Place) -> float:
        return place.results * v["records"] + place.pages * v["page rows"]

    def index(place: Place) -> float:
        return place.pages * v["letters"] * v["entry"]

    def cores(place: Place) -> float:
        return place.pages * v["read"] * (1 + OTHER) / (place.days * DAY * USE)

    return [
        ("results, pages", "given", lambda p: f"{p.results:,}, {p.pages:,}"),
        ("objects in the store", "2 × results + pages", lambda p: f"{objects(p):,.0f}"),
        ("originals", "pages × original", lambda p: _bytes(p.pages * v["originals"])),
        ("access copies", "pages × access copy", lambda p: _bytes(p.pages * v["access"])),
        ("page trees", "pages × page tree", lambda p: _bytes(p.pages * v["texts"])),
        (
            "disks of the object store",
            f"all three × {CODING} (four parts and two) × {SITES} sites",
            lambda p: _bytes(stored(p) * CODING * SITES),
        ),
        ("records", "results × document + pages × further page", lambda p: _bytes(records(p))),
        ("index, without its copies", "pages × letters × entry", lambda p: _bytes(index(p))),
        ("shards", f"index / {_bytes(SHARD)}", lambda p: f"{max(1, round(index(p) / SHARD))}"),
        (
            f"hours of one scanner at {SCANNER} pages a minute",
            "pages / speed",
            lambda p: f"{p.pages / SCANNER / 60:,.0f}",
        ),
        ("days to read all pages", "chosen", lambda p: f"{p.days}"),
        (
            "cores that read",
            f"pages × reading × {1 + OTHER} / (days × {USE:.0%} of the time)",
            lambda p: f"{cores(p):,.1f}",
        ),
        ("memory of the workers", "cores × a worker", lambda p: _bytes(cores(p) * v["memory"] * 1e6)),
        (
            "core hours for all pages",
            f"pages × reading × {1 + OTHER}",
            lambda p: f"{p.pages * v['read'] * (1 + OTHER) / 3600:,.0f}",
        ),
        (
            "from scanners to store, on average",
            "all three / days",
            lambda p: f"{8 * stored(p) / (p.days * DAY) / 1e6:,.0f} Mbit/s",
        ),
        (
            "index built anew, by one process",
            "results / index built anew",
            lambda p: f"{p.results / v['indexing'] / 3600:,.0f} h",
        ),
        (
            "`digitize fixity`: objects a second",
            f"objects / {ROUND} nights of {NIGHT // 3600} h; one process does {v['checking']:.0f}",
            lambda p: f"{objects(p) / (ROUND * NIGHT):,.0f}",
        ),
        (
            "first backup, or a move, by one process",
            "objects / objects stored",
            lambda p: f"{objects(p) / v['moving'] / 3600:,.0f} h",
        ),
    ]


def _bytes(count: float) -> str:
    unit = next((unit for power, unit in enumerate(("B", "KB", "MB", "GB", "TB")) if count < 1000 ** (power + 1)), "PB")
    return _short(count / 1000 ** ("B", "KB", "MB", "GB", "TB", "PB").index(unit)) + f" {unit}"


def _short(number: float) -> str:
    return f"{number:.3g}" if number < 1000 else f"{number:,.0f}"


def main() -> None:
    """Puts the tables into the page."""
    known = measured() | taken()
    figures = table(
        ("what", "figure", "source"),
        [(one.what, f"{_short(one.value)} {one.unit}", one.source) for one in known.values()],
    )
    worked_out = table(
        ("what", "formula", *(place.name for place in PLACES)),
        [(what, formula, *(work(place) for place in PLACES)) for what, formula, work in lines(known)],
    )
    page = DOCS / "scale.md"
    text = page.read_text(encoding="utf-8")
    for name, made in (("figures", figures), ("sizes", worked_out)):
        begins, ends = f"<!-- {name}, written by `make sizes` -->", "<!-- end -->"
        before, _, rest = text.partition(begins)
        assert rest, f"{page} has no place for {name}"
        text = f"{before}{begins}\n\n{made}\n\n{ends}{rest.partition(ends)[2]}"
        sys.stdout.write(f"{made}\n\n")
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
