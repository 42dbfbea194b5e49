"""What the pages on measurements are made of: tables, figures with their bounds, verdicts, the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

from digitize.settings import Settings
from tests.bench.read_statistics import Interval
from tests.bench.read_targets import Target

_VERDICTS = {True: "**met**", False: "**not met**", None: "not measured"}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = (f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))
    return "\n".join(lines)


def percent(one: Interval, digits: int = 2, sign: str = "") -> str:
    """A share in percent and its bounds."""
    value, low, high = (f"{100 * part:{sign}.{digits}f}" for part in (one.value, one.low, one.high))
    return f"{value} ({low} … {high})"


def verdicts(targets: Iterable[Target]) -> str:
    """What must be shown, and whether it was."""
    return table(("claim", "measured", ""), ((one.claim, one.figure, _VERDICTS[one.met]) for one in targets))


def machine() -> str:
    """Processor, cores in use, system."""
    rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    processor = next((row.partition(": ")[2] for row in rows if row.startswith("model name")), platform.machine())
    cores = f"{len(os.sched_getaffinity(0))} cores used of {os.cpu_count()}"
    return f"{processor}, {cores}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def of_engine(page: Path) -> Path:
    """The page itself for the default engine; an engine that is chosen (``DIGITIZE_ENGINE``) has one of its own."""
    engine = Settings().engine
    usual = engine == Settings.model_fields["engine"].default
    return page if usual else page.with_stem(f"{page.stem}-{engine}")
