"""Measures what a reader's raw scores are worth: ``make calibrate`` writes ``digitize/ocr/data/calibrations``.

The pages are rendered from legal texts that are not set aside for measuring and from dossiers of a seed of their own,
so the benchmark and the quality report stay an independent test of the curves.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import msgspec
import numpy as np
from sklearn.isotonic import IsotonicRegression

import digitize.ocr
from digitize.ocr.calibration import PREPARATION, Calibration, Curve, WordKind, kind_of
from digitize.pipeline import work
from digitize.samples import render
from digitize.settings import Settings, usable_cores
from tests.bench.read_pages import FAMILIES, Plan, rendered
from tests.bench.read_statistics import judged

FOLDER = Path(digitize.ocr.__file__).parent / "data" / "calibrations"
ENGINES = tuple(name for name in get_args(Settings.model_fields["engine"].annotation) if name != "auto")
"""All that the setting names; ``auto`` is one of the others."""
_SEED = 424243
_PAGES, _DOSSIERS = 150, 40
_KNOTS = 21
_BOUNDS = (0.005, 0.999)
"""No score is a certainty: there are too few words to tell one misread in a thousand from none."""

_LEAST_WORDS = 150
"""Fewer words than these make no curve of their own."""

Read = tuple[WordKind, bool | None, float, bool]
"""A word's kind, whether its readings agree, its raw score, and whether it is right."""


def main(engine: str) -> None:
    """Renders, reads, fits, writes."""
    settings = Settings(engine=engine)
    spec = work.ReaderSpec.of(settings)
    with TemporaryDirectory() as folder:
        jobs = [(path, index, text, spec) for path, index, text in _pages(Path(folder))]
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(usable_cores(), context, work.prepare) as pool:
            words = [word for page in pool.map(_read, jobs, chunksize=4) for word in page]
    name, version = work.engine_version(spec).split(" ", 1)
    once, agreed, differed = ([word for word in words if word[1] is how] for how in (None, True, False))
    curves = {**_curves(words), **_curves(once)}
    known = Calibration(name, version, PREPARATION, len(jobs), len(words), curves, _curves(agreed), _curves(differed))
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n")
    sys.stdout.write(f"{name} {version}: {len(words)} words on {len(jobs)} pages\n")


def _pages(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """File, 0-based page, and text of each page."""
    plan = Plan(_SEED, _PAGES, 0, 0, FAMILIES, measuring=False)
    for file in rendered(plan, folder / "legal"):
        for index, page in enumerate(file.pages):
            yield file.path, index, page.text
    render(folder / "dossiers", _DOSSIERS, _SEED, "mixed", jobs=usable_cores())
    for dossier in map(json.loads, (folder / "dossiers" / "truth.jsonl").read_text("utf-8").splitlines()):
        texts = {page["index"]: page["text"] for document in dossier["documents"] for page in document["pages"]}
        files = [folder / "dossiers" / name for name in dossier["files"]]
        for number, text in texts.items():
            if text:
                yield (files[number], 0, text) if len(files) > 1 else (files[0], number, text)


def _read(job: tuple[Path, int, str, work.ReaderSpec]) -> list[Read]:
    path, index, text, spec = job
    words = judged(list(work.read_page(path, index, spec).text.lines()), text)
    return [(kind_of(word.text), word.agreed, word.score, right) for word, right in words]


def _curves(words: list[Read]) -> dict[WordKind, Curve]:
    """A curve for each kind of which there are enough words."""
    kinds = {kind: [word for word in words if word[0] is kind] for kind in WordKind}
    return {kind: _curve(those) for kind, those in kinds.items() if len(those) >= _LEAST_WORDS}


def _curve(words: list[Read]) -> Curve:
    """Isotonic regression, and of its steps as many as show the shape."""
    scores, right = np.array([score for *_, score, _ in words]), np.array([right for *_, right in words], float)
    low, high = _BOUNDS
    fitted = IsotonicRegression(y_min=low, y_max=high, out_of_bounds="clip").fit(scores, right)
    knots = np.unique(
        np.concatenate([np.quantile(scores, np.linspace(0, 1, _KNOTS)), np.linspace(0, 1, _KNOTS)]).round(4)
    )
    return Curve(tuple(knots.tolist()), tuple(fitted.predict(knots).round(4).tolist()))


if __name__ == "__main__":
    for name in sys.argv[1:] or ENGINES:
        main(name)
