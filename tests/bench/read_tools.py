"""What the reading benchmark compares: this project and OCRmyPDF, each as its own command.

What a tool made of a file is kept under a key of the file and of the tool's version, so that a run that was interrupted
goes on where it was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

import msgspec

import digitize
from digitize.actions.read_file import FileReading
from digitize.model import PageText, TextOrigin, Word
from digitize.pipeline import work
from digitize.settings import Settings, usable_cores
from tests.bench import read_watch
from tests.bench.read_watch import Cost

ROOT = Path(__file__).parents[2]
_NICE = ("nice", "-n", "10")

CONFIDENCES: dict[str, Callable[[Word], float]] = {
    "raw": lambda word: word.score,
    "calibrated": lambda word: word.confidence,
}
"""The confidences of a word that are measured: what the engine gave, and what we make of it."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a tool read on a page; the words and, by the names of :data:`CONFIDENCES`, what is said of each."""

    text: str
    words: tuple[str, ...] = ()
    confidences: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tool made of a file.

    Attributes:
        pages: In their order.
        size: Of the PDF, bytes.
        cost: Of the run. Times that are compared are taken one after the other in one run and not from here.
    """

    pages: tuple[PageRead, ...]
    size: int
    cost: Cost


class Tool(Protocol):
    """A command that makes a searchable PDF of a scan."""

    name: str

    @property
    def version(self) -> str:
        """Changes whenever the tool may read otherwise."""
        ...

    @property
    def environment(self) -> dict[str, str]:
        """All variables it runs with."""
        ...

    def command(self, source: Path, folder: Path) -> list[str]:
        """The command that reads ``source`` and writes ``out.pdf`` and its text into ``folder``."""
        ...

    def pages(self, folder: Path) -> tuple[PageRead, ...]:
        """What the command has read."""
        ...


class Ours:
    """``digitize read``."""

    name = "digitize"

    @cached_property
    def version(self) -> str:
        """Engine and model, and a hash of the project's sources."""
        package = Path(digitize.__file__).parent
        digest = hashlib.sha256()
        for source in sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(source.relative_to(package).as_posix().encode() + source.read_bytes())
        return f"{work.engine_version(work.ReaderSpec.of(Settings()))} {digest.hexdigest()[:12]}"

    @property
    def environment(self) -> dict[str, str]:
        """English progress, which is watched, one thread a worker, and of the settings only the engine."""
        chosen = {"DIGITIZE_ENGINE": Settings().engine}
        return _plain_environment() | chosen | {"DIGITIZE_LANGUAGE": "en", "OMP_THREAD_LIMIT": "1"}

    def command(self, source: Path, folder: Path) -> list[str]:
        """See :class:`Tool`."""
        program, jobs = str(ROOT / ".venv" / "bin" / "digitize"), str(usable_cores())
        outputs = ["--pdf", str(folder / "out.pdf"), "--json", str(folder / "out.json")]
        return [program, "read", str(source), "--jobs", jobs, *outputs]

    def pages(self, folder: Path) -> tuple[PageRead, ...]:
        """See :class:`Tool`.

        Raises:
            ValueError: A page was not read from its picture but from a text layer.
        """
        reading = msgspec.json.decode((folder / "out.json").read_bytes(), type=FileReading)
        pages = []
        for page in reading.pages:
            if page and page.text.origin is not TextOrigin.OCR:
                raise ValueError("a page was not read from its picture")
            pages.append(_page_read(page.text) if page else PageRead(""))
        return tuple(pages)


def _page_read(text: PageText) -> PageRead:
    words = tuple(text.words())
    said = {name: tuple(map(confidence, words)) for name, confidence in CONFIDENCES.items()}
    return PageRead(text.text, tuple(word.text for word in words), said)


class OcrMyPdf:
    """OCRmyPDF with Debian's Tesseract, in its default environment."""

    options = ("-l", "vie", "--output-type", "pdfa", "--quiet")

    def __init__(self, *options: str) -> None:
        """Takes the options that tell one setting from another."""
        self.name = " ".join(("OCRmyPDF", *options))
        self._more = options

    @cached_property
    def version(self) -> str:
        """Versions of all programs that take part."""
        programs = ([str(_ocrmypdf()), "--version"], ["tesseract", "--version"], ["gs", "--version"])
        said = [_first_line(program) for program in (*programs, ["unpaper", "--version"])]
        return f"OCRmyPDF {said[0]}, {said[1]}, Ghostscript {said[2]}, unpaper {said[3]}"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing is set for it; it limits Tesseract's threads itself."""
        return _plain_environment()

    def command(self, source: Path, folder: Path) -> list[str]:
        """See :class:`Tool`."""
        outputs = ["--sidecar", str(folder / "out.txt"), str(source), str(folder / "out.pdf")]
        jobs = ["--jobs", str(usable_cores())]
        return [str(_ocrmypdf()), *self.options, *jobs, *self._more, *outputs]

    def pages(self, folder: Path) -> tuple[PageRead, ...]:
        """See :class:`Tool`."""
        text = (folder / "out.txt").read_text(encoding="utf-8").removesuffix("\f")
        return tuple(map(PageRead, text.split("\f")))


def _ocrmypdf() -> Path:
    return ROOT / ".bench" / "bin" / "ocrmypdf"


def _first_line(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def _plain_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DIGITIZE_", "OMP_"))}
    return kept | {"LC_ALL": "C.UTF-8"}


OURS, PLAIN, CLEANED = Ours(), OcrMyPdf(), OcrMyPdf("--deskew", "--clean")
TOOLS: tuple[Tool, ...] = (OURS, PLAIN, CLEANED)
"""In the order in which they take turns."""


# --- running and keeping ----------------------------------------------------------------------------------


class Shelf:
    """A folder of what tools made: for each file and tool a folder with the PDF, its text, and ``reading.json``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, tool: Tool, source: Path, what: str = "scan") -> Path:
        """Where a tool's outputs for a file lie; ``what`` tells a scan from an access copy made of it."""
        with source.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        key = hashlib.sha256("\n".join((tool.name, tool.version, content, what)).encode()).hexdigest()[:24]
        return self._folder / key

    def made(self, tool: Tool, source: Path, place: Path, pages: int, *, nice: bool = False) -> Cost:
        """Runs a tool on ``source`` and keeps its outputs at ``place``, in place of what lay there.

        Raises:
            RuntimeError: There are not as many pages in its answer as in the file.
        """
        draft = place.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        command = [*(_NICE if nice else ()), *tool.command(source, draft)]
        cost = read_watch.run(command, tool.environment, draft / "stderr.txt")
        if not (draft / "out.pdf").exists():
            raise RuntimeError(f"{tool.name} ended with {cost.code} and wrote no PDF; see {draft / 'stderr.txt'}")
        reading = Reading(tool.pages(draft), (draft / "out.pdf").stat().st_size, cost)
        if len(reading.pages) != pages:
            raise RuntimeError(f"{tool.name} gave {len(reading.pages)} pages of {pages}")
        (draft / "reading.json").write_bytes(msgspec.json.encode(reading))
        shutil.rmtree(place, ignore_errors=True)
        draft.rename(place)
        return cost

    def reading(self, place: Path) -> Reading | None:
        """What lies at a place, if anything."""
        file = place / "reading.json"
        return msgspec.json.decode(file.read_bytes(), type=Reading) if file.exists() else None
