"""Our own line reader beside Tesseract: ``make evaluate-reader`` writes ``docs/reader-evaluation.md``.

It measures, and asserts nothing. What Tesseract read and what was rendered is kept, so that a run with new weights
reads with our own reader only.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from digitize.model import PageReading
from digitize.ocr import engines, reading, threads
from digitize.ocr.cleaning import clean
from digitize.ocr.engines.own import CARD, ReaderName, shipped
from digitize.ocr.interfaces import Engine
from digitize.samples.degrade import LEVELS
from tests.bench import evaluate_fields, evaluate_lines, evaluate_speed
from tests.bench.cer import causes
from tests.bench.evaluate_figures import (
    FULL_PAGES,
    RAW,
    Card,
    Figures,
    HeldBack,
    Rates,
    Reading,
    RealPage,
    RenderedPage,
    Speed,
    confidences,
)
from tests.bench.evaluate_lines import LineRead
from tests.bench.evaluate_pages import RealSource, real_sources, rendered_pictures
from tests.bench.evaluate_readers import OWN, PEER, readers
from tests.bench.evaluate_report import report, short
from tests.bench.official import read_as_it_is
from tests.bench.read_pages import BenchFile, Plan, rendered

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "evaluate-reader"
REPORT = ROOT / "docs" / "reader-evaluation.md"
LINES = "reader-worst-lines.png"

_FAMILIES = ("Tinos", "Arimo", "Cousine")
_SEED, _FIELDS, _WORST = 20261201, 800, 20
_TIMED = 12


def read_rendered(files: list[BenchFile], both: dict[str, Engine]) -> Iterator[RenderedPage]:
    """Both readers on all rendered pages."""
    for page, picture in rendered_pictures(files):
        found = {name: Reading.of(reading.read(picture, (), engine).text, page.text) for name, engine in both.items()}
        yield RenderedPage(page.level, page.family, found)


def read_real(source: RealSource, both: dict[str, Engine]) -> tuple[RealPage, list[LineRead]]:
    """Both readers on a real page, Tesseract on it as received as well; and the lines that our own misread."""
    picture = source.picture()
    read: dict[str, PageReading] = {name: reading.read(picture, (), engine) for name, engine in both.items()}
    texts = {name: one.text.text for name, one in read.items()} | {RAW: read_as_it_is(both[PEER], picture)}
    page = RealPage(
        group=source.group,
        name=source.name,
        dpi=round(picture.dpi),
        rates={name: Rates.of(text, source.truth) for name, text in texts.items()},
        causes=causes(texts[OWN], source.truth),
        letters=len(source.truth),
        words={name: confidences(one.text, source.truth) for name, one in read.items()},
    )
    cleaned = clean(picture, rotation=read[OWN].findings.rotation)
    wrong = evaluate_lines.wrong_lines(source.name, page.dpi, read[OWN].text, source.truth, cleaned.image.pixels)
    return page, list(wrong)


def card_of(reader: ReaderName) -> Card:
    """What the model card of one of our readers says."""
    card = msgspec.json.decode((shipped(reader) / CARD).read_bytes())
    rows = (
        HeldBack(precision, what, found["cer"], found["whole_lines"])
        for precision, sets in card["held_back"].items()
        for what, found in sets.items()
    )
    return Card(reader, card["weights"], card["lines_seen"], card["hours"], tuple(rows))


def _side_by_side(files: list[BenchFile], reader: Engine) -> Speed:
    """On the pages that are timed; Tesseract reads them anew."""
    pages = [clean(picture).image for _, picture in rendered_pictures(files)]
    return evaluate_speed.side_by_side(reader, engines.create(PEER), pages)


def measured(chosen: argparse.Namespace) -> tuple[Figures, list[LineRead]]:
    """Renders, reads, times, compares; and the lines of real pages that were not read as they stand."""
    load = os.getloadavg()[0]
    plan = Plan(chosen.seed, chosen.pages * len(LEVELS), min(_TIMED, chosen.pages * len(LEVELS)), 0, _FAMILIES)
    _say("rendering")
    files = rendered(plan, CACHE / f"pages-{plan.key}")
    timed = [file for file in files if file.timed]
    both = readers(CACHE / "tesseract")
    _say("times" if chosen.timing else "memory")
    speed = _side_by_side(timed, both[OWN]) if chosen.timing else None
    process = evaluate_speed.process(timed, timing=chosen.timing)
    soak = evaluate_speed.soak(timed, chosen.soak) if chosen.soak else None
    _say("real pages")
    real, wrong = zip(*(read_real(source, both) for source in real_sources()), strict=True)
    _say("rendered pages")
    pages = tuple(read_rendered(files, both))
    _say("critical fields")
    fields = evaluate_fields.measured(both[OWN], CACHE, chosen.seed, chosen.fields)
    figures = Figures(
        command=shlex.join(["python", "-m", "tests.bench.evaluate", *sys.argv[1:]]),
        versions={name: engine.version for name, engine in both.items()},
        seed=chosen.seed,
        load=load,
        rendered=pages,
        real=real,
        fields=fields,
        process=process,
        speed=speed,
        soak=soak,
        cards=tuple(map(card_of, ReaderName)),
    )
    return figures, [line for page in wrong for line in page]


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make evaluate-reader", description=__doc__)
    parser.add_argument("--seed", type=int, default=_SEED, help="a fresh seed gives fresh pages and dossiers")
    parser.add_argument("--pages", type=int, default=FULL_PAGES, help="rendered pages of each level")
    parser.add_argument("--fields", type=int, default=_FIELDS, help="critical fields, at least; 4000 are asked")
    parser.add_argument("--soak", type=int, default=0, help="pages of the long run; 10000 are asked")
    parser.add_argument("--no-timing", dest="timing", action="store_false", help="leaves times side by side out")
    parser.add_argument(
        "--weights", type=Path, help="a folder of weights in place of the package's, for an interim look"
    )
    chosen = parser.parse_args()
    if chosen.soak and not chosen.timing:
        parser.error("--soak takes times")
    return chosen


def main() -> None:
    """Measures and writes the report: a full run into ``docs``, a smaller one into the cache."""
    chosen = _options()
    if chosen.timing and (busy := evaluate_speed.trainings()):
        raise SystemExit(
            f"a reader is being trained (process {', '.join(map(str, busy))}), so times would mislead: "
            "let it rest (--pause) or leave them out (--no-timing)"
        )
    threads.single_threaded()
    CACHE.mkdir(parents=True, exist_ok=True)
    figures, wrong = measured(chosen)
    target = CACHE / REPORT.name if short(figures) else REPORT
    target.write_text(report(figures), encoding="utf-8")
    picture = evaluate_lines.picture(evaluate_lines.worst(wrong, _WORST))
    picture.save(target.with_name(LINES), optimize=True)
    sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
