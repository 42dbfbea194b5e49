"""How well it reads and understands, measured: ``make quality`` writes ``docs/quality.md``.

Everything goes through the same doors as at work: files are ingested into a throw-away archive, and what is compared
with the truth is what the records say afterwards.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from digitize.actions.archive import Archive, open_archive
from digitize.actions.ingest import IngestRequest, ingest
from digitize.classify.terms import end_of_term
from digitize.model import DocumentKind, FieldName, FieldValue, ObjectKind, PageReading, PageRef
from digitize.ocr import threads
from digitize.pipeline import work
from digitize.pipeline.progress import silent
from digitize.records.rows import Document
from digitize.samples import render
from digitize.settings import Settings
from digitize.vietnamese.text import squeeze
from tests.bench.cer import Cause, causes, cer, order_free_cer, words_missed
from tests.bench.official import SHARED, OfficialPage, official_pages
from tests.bench.tables import of_engine

ROOT = Path(__file__).parents[2]
SAMPLES, SEED = 60, 20260630
REPORT = ROOT / "docs" / "quality.md"

_OFFICIAL_FIELDS = {
    FieldName.NUMBER: "so_ky_hieu",
    FieldName.ISSUED_ON: "ngay",
    FieldName.ISSUER: "co_quan",
    FieldName.DOCUMENT_TYPE: "loai",
    FieldName.ABSTRACT: "trich_yeu",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value against the truth; ``read`` is empty where nothing was answered."""

    document: str
    field: str
    truth: str
    read: str
    sure: bool

    @property
    def right(self) -> bool:
        """Equal but for capitals and white space."""
        return _plain(self.read) == _plain(self.truth)


def _plain(text: str) -> str:
    return squeeze(text).casefold()


# --- documents --------------------------------------------------------------------------------------------


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _values_of(said: Iterable[FieldValue], owner: str | None) -> dict[FieldName, tuple[str, float]]:
    """Values and confidences of a document: of several owners those of the one named, of last days the earliest."""
    said = list(said)
    items = [one.item for one in said if one.name is FieldName.OWNER_ID and one.value == owner]
    chosen = [one for one in said if not one.name.startswith("owner_") or one.item == (items[0] if items else 0)]
    chosen.sort(key=lambda one: (one.value if one.name is FieldName.VALID_UNTIL else "", one.item), reverse=True)
    return {one.name: (one.value, one.confidence) for one in chosen}


def _compare(archive: Archive, document: Document, name: str, truth: dict[str, str | None]) -> Iterator[Comparison]:
    with archive.records.read() as read:
        said = [one.value for one in read.statements.effective(document.id).assertions]
    yield from compared(said, name, truth, archive.settings.trust_at)


def compared(
    said: Iterable[FieldValue], name: str, truth: Mapping[str, str | None], trust_at: float
) -> Iterator[Comparison]:
    """Each field that the paper has or that was answered; sure is what a machine's answer is used for."""
    values = _values_of(said, truth.get(FieldName.OWNER_ID))
    for field, wanted in truth.items():
        read, confidence = values.get(FieldName(field), ("", 0.0))
        if wanted or read:
            yield Comparison(name, field, wanted or "", read, confidence >= trust_at)


def official_scans(archive: Archive) -> tuple[list[Comparison], list[tuple[str, str]], int]:
    """Field comparisons, documents answered with a result type although they have none, and documents found."""
    folder = SHARED / "official_scans"
    ingest(archive, IngestRequest((folder,), "official_scans"), silent)
    comparisons, wrong_types, found = [], [], 0
    for truth in json.loads((folder / "truth.json").read_text(encoding="utf-8")):
        with archive.records.read() as read:
            document = read.documents.beginning_with(PageRef(_sha256(folder / truth["file"]), 0))
        if document is None:
            continue
        found += 1
        wanted = {field.value: truth[key] for field, key in _OFFICIAL_FIELDS.items()}
        comparisons += _compare(archive, document, truth["file"][:24], wanted)
        if document.result_type:
            wrong_types.append((truth["file"], document.result_type))
    return comparisons, wrong_types, found


@dataclass(frozen=True, slots=True)
class PageFigures:
    """How one page was read: edits and characters, words missed and words."""

    edits: float
    characters: int
    missed: int
    words: int

    @classmethod
    def of(cls, read: str, truth: str) -> PageFigures:
        """Compares a reading with the truth, lines in whatever order."""
        return cls(order_free_cer(read, truth) * len(truth), len(truth), *words_missed(read, truth))


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """What came of the sample dossiers."""

    fields: list[Comparison]
    types: list[tuple[str, str, str, str]]
    documents: int
    cut_wrong: list[str]
    readings: dict[str, list[PageFigures]]


def samples(archive: Archive, folder: Path) -> SampleFigures:
    """Fields, kinds, result types, cutting and error rates against ``truth.jsonl``."""
    render(folder, SAMPLES, SEED, "mixed", jobs=archive.settings.workers)
    ingest(archive, IngestRequest((folder,), "samples", manifest=None), silent)
    fields: list[Comparison] = []
    types, cut_wrong, rates, count = [], [], {}, 0
    for dossier in map(json.loads, (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()):
        refs = list(_refs(folder, dossier))
        for truth in dossier["documents"]:
            count += 1
            name = f"{dossier['file']}#{truth['first_page'] + 1}"
            with archive.records.read() as read:
                document = read.documents.beginning_with(refs[truth["first_page"]])
                pages = read.documents.pages(document.id) if document else ()
            if document is None or [refs.index(page) for page in pages] != [page["index"] for page in truth["pages"]]:
                cut_wrong.append(name)
            if document is None:
                continue
            types.append(
                (
                    name,
                    f"{truth['kind']} {truth['result_type'] or ''}".strip(),
                    document.kind,
                    document.result_type or "",
                )
            )
            if truth["kind"] == DocumentKind.RESULT:
                fields += _compare(archive, document, name, true_fields(truth))
            for page in truth["pages"]:
                if page["text"] and (text := _text(archive, refs[page["index"]])) is not None:
                    rates.setdefault(dossier["level"], []).append(PageFigures.of(text, page["text"]))
    return SampleFigures(fields, types, count, cut_wrong, rates)


def true_fields(truth: dict[str, Any]) -> dict[str, str | None]:
    """What stands in a rendered paper, as its truth says."""
    return truth["fields"] | {"valid_until": _valid_until(truth)}


def _valid_until(truth: dict[str, Any]) -> str | None:
    """The last day a paper gives: as a date, or counted from its day of issue where it prints a term in months."""
    fields = truth["fields"]
    if fields["valid_until"] or not truth["term_months"] or not fields["issued_on"]:
        return fields["valid_until"]
    return end_of_term(date.fromisoformat(fields["issued_on"]), truth["term_months"]).isoformat()


def _refs(folder: Path, dossier: dict[str, Any]) -> Iterator[PageRef]:
    hashes = [_sha256(folder / file) for file in dossier["files"]]
    if len(hashes) == 1:
        return (PageRef(hashes[0], index) for index in range(dossier["pages"]))
    return (PageRef(sha256, 0) for sha256 in hashes)


def _text(archive: Archive, ref: PageRef) -> str | None:
    with archive.records.read() as read:
        reading = read.pages.get(ref).reading
    if reading is None:
        return None
    with archive.store.open(ObjectKind.PAGE_TEXT, reading) as stream:
        return msgspec.json.decode(stream.read(), type=PageReading).text.text


# --- the report -------------------------------------------------------------------------------------------


def _field_table(comparisons: list[Comparison]) -> str:
    rows = [
        "| field | there | right | wrong | of these marked unsure | nothing answered |",
        "|---|---|---|---|---|---|",
    ]
    for field in dict.fromkeys(one.field for one in comparisons):
        mine = [one for one in comparisons if one.field == field]
        there = sum(bool(one.truth) for one in mine)
        wrong = [one for one in mine if one.read and not one.right]
        rows.append(
            f"| {field} | {there} | {sum(one.right for one in mine)} | {len(wrong)} "
            f"| {sum(not one.sure for one in wrong)} | {sum(bool(one.truth) and not one.read for one in mine)} |"
        )
    return "\n".join(rows)


def _misses(comparisons: list[Comparison]) -> str:
    rows = ["| document | field | on the paper | read |", "|---|---|---|---|"]
    for one in comparisons:
        if not one.right:
            sure = "" if one.sure or not one.read else " (unsure)"
            rows.append(f"| {one.document} | {one.field} | {one.truth or '–'} | {one.read or '–'}{sure} |")
    return "\n".join(rows)


def _rate_row(level: str, pages: list[PageFigures]) -> str:
    of_all = sum(page.edits for page in pages) / sum(page.characters for page in pages)
    median = sorted(page.edits / page.characters for page in pages)[len(pages) // 2]
    missed = sum(page.missed for page in pages) / sum(page.words for page in pages)
    return f"| {level} | {len(pages)} | {100 * of_all:.2f} | {100 * median:.2f} | {100 * missed:.2f} |"


def main() -> None:
    """Measures everything and writes the report."""
    threads.single_threaded()
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    with open_archive(Settings(home=place / "archive"), create=True) as archive:
        pages = official_pages()
        scans, wrong_types, found = official_scans(archive)
        figures = samples(archive, place / "samples")
    page = of_engine(REPORT)
    page.write_text(_report(pages, scans, wrong_types, found, figures), encoding="utf-8")
    sys.stdout.write(f"{page.relative_to(ROOT)}\n")


def _rates(page: OfficialPage) -> list[float]:
    rates = (cer, order_free_cer)
    return [100 * rate(text, page.truth) for text in (page.ours, page.plain) for rate in rates]


def _cause_row(page: OfficialPage) -> str:
    counted, length = causes(page.ours, page.truth), len(page.truth)
    shares = " | ".join(f"{100 * counted[cause] / length:.2f}" for cause in Cause)
    return f"| {page.name} | {shares} |"


def _report(
    pages: list[OfficialPage],
    scans: list[Comparison],
    wrong_types: list[tuple[str, str]],
    found: int,
    figures: SampleFigures,
) -> str:
    rates = [_rates(page) for page in pages]
    page_rows = "\n".join(
        f"| {page.name} | {' | '.join(f'{rate:.2f}' for rate in row)} |" for page, row in zip(pages, rates, strict=True)
    )
    mean = [sum(column) / len(pages) for column in zip(*rates, strict=True)]
    cause_rows = "\n".join(map(_cause_row, pages))
    right = [one for one in figures.types if one[1] == f"{one[2]} {one[3]}".strip()]
    answered = [one for one in figures.types if one[3]]
    answered_wrong = [one for one in answered if one[1].split()[-1] != one[3]]
    type_rows = "\n".join(f"| {one[0]} | {one[1]} | {one[2]} {one[3]} |" for one in figures.types if one not in right)
    cut_wrong = f": {', '.join(figures.cut_wrong)}" if figures.cut_wrong else ""
    codes = "".join(f" ({code})" for _, code in wrong_types)
    rate_rows = "\n".join(_rate_row(level, pages_read) for level, pages_read in sorted(figures.readings.items()))
    return f"""<!-- Made by `make quality`; do not edit. -->

# Quality, as measured

Engine: {work.engine_version(work.ReaderSpec.of(Settings()))}. Tier: `make quality` (not part of `make test`).
A value is right if it equals the truth but for capitals and white space. *Unsure* values are marked for a person and no
reuse answer rests on them.

## Real pages (`official_pages`): character error rate in %

| page | ours, strict | ours, order-free | plain Tesseract, strict | plain Tesseract, order-free |
|---|---|---|---|---|
{page_rows}
| **mean** | **{mean[0]:.2f}** | **{mean[1]:.2f}** | **{mean[2]:.2f}** | **{mean[3]:.2f}** |

*Plain Tesseract*: Tesseract on the page as it is, without our cleaning. *Strict* compares the text in the order given;
*order-free* compares each line with its best counterpart.

What our order-free errors are about, in % of the page's characters:

| page | {" | ".join(Cause)} |
|{"---|" * (len(Cause) + 1)}
{cause_rows}

## Real scans (`official_scans`): internal papers, {found} of 14 documents found

Answered with a result type although they have none: {len(wrong_types)}{codes}.

{_field_table(scans)}

Misses:

{_misses(scans)}

## Rendered dossiers: {SAMPLES} samples, level mixed, seed {SEED}

{figures.documents} documents, {len(figures.cut_wrong)} cut otherwise than they should be{cut_wrong}.
Kind and result type both right: {len(right)} of {len(figures.types)}; a result type answered: {len(answered)}, of these
wrong: {len(answered_wrong)}.

| level | pages | character error rate of all characters, order-free % | median of pages % | words missed % |
|---|---|---|---|---|
{rate_rows}

The error rate compares line with line: where a row of two columns is read as two lines and the truth has one, or the
reverse, that counts as errors as well. *Words missed* does not care where a word stands.

Fields of the results:

{_field_table(figures.fields)}

Documents whose kind or result type is not right (no result type: abstained):

| document | truth | answered |
|---|---|---|
{type_rows}

Misses:

{_misses(figures.fields)}
"""


if __name__ == "__main__":
    main()
