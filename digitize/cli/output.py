"""How answers look in a terminal, and as JSON. Progress goes to standard error, answers to standard output."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from digitize.errors import BadOwnerNumber, NoSuchPath, TargetInTheWay
from digitize.language import t
from digitize.pipeline.progress import Progress, Step, silent

Answer = TypeVar("Answer")

_STEPS = {
    Step.FILES: ("Nhận tệp", "Files received"),
    Step.PAGES: ("Đọc trang", "Pages read"),
    Step.DOCUMENTS: ("Lưu văn bản", "Documents stored"),
    Step.OBJECTS: ("Kiểm tra tệp", "Objects verified"),
    Step.ROWS: ("So hồ sơ", "Rows compared"),
    Step.PAPERS: ("Tạo giấy mẫu", "Papers drawn"),
    Step.TRAINING: ("Huấn luyện", "Training"),
}


def console() -> Console:
    """The terminal of the answers."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def show(answer: Answer, as_json: bool, table: Callable[[Console, Answer], None]) -> None:
    """Writes an answer as one JSON document, or as a table for people."""
    if as_json:
        sys.stdout.write(json_of(answer) + "\n")
    else:
        table(console(), answer)


def json_of(answer: Any) -> str:
    """An answer as one JSON document."""
    return msgspec.json.format(msgspec.json.encode(answer, enc_hook=str), indent=2).decode()


def check_targets(source: Path, *targets: Path | None) -> None:
    """Makes sure, before a long reading, that its outputs can be written and that none is the scan itself.

    Raises:
        NoSuchPath: A folder to write into is not there.
        TargetInTheWay: The target is the file that is read, or a folder.
    """
    for target in targets:
        if target is None or str(target) == "-":
            continue
        if not target.absolute().parent.is_dir():
            raise NoSuchPath("output")
        if target.is_dir() or (target.exists() and source.exists() and target.samefile(source)):
            raise TargetInTheWay


def write_json(path: Path, answer: Any) -> None:
    """Writes an answer as JSON to a file; ``-`` is standard output."""
    write_text(path, json_of(answer))


def write_text(path: Path, text: str) -> None:
    """Writes text to a file; ``-`` is standard output."""
    if str(path) == "-":
        sys.stdout.write(text + "\n")
    else:
        path.write_text(text + "\n", encoding="utf-8")


def ask_owner_number() -> str:
    """The owner's number from standard input, or from a prompt that does not show it.

    It is never taken from the command line, which other users of the machine and the shell's history can see.

    Raises:
        BadOwnerNumber: Nothing was given.
    """
    if sys.stdin.isatty():
        number = getpass.getpass(t("Số giấy tờ của chủ hồ sơ: ", "Owner's number: "))
    else:
        number = sys.stdin.readline()
    if not number.strip():
        raise BadOwnerNumber
    return number.strip()


def _bars() -> Bars:
    return Bars(
        SpinnerColumn(),
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar for work that says how many are done."""
    with _bars() as bars:
        task = bars.add_task(what, total=total)
        yield lambda done: bars.update(task, completed=done)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """A live display of the pipeline's steps, on a terminal; lines now and then elsewhere; nothing when quiet."""
    if quiet:
        yield silent
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    with _bars() as bars:
        tasks: dict[Step, TaskID] = {}

        def advance(step: Step, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(t(*_STEPS[step]), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield advance


class _Lines:
    """Progress where nobody looks at a screen: a line a tenth of the way."""

    def __init__(self) -> None:
        self._said: dict[Step, int] = {}

    def __call__(self, step: Step, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if tenth > self._said.get(step, -1):
            self._said[step] = tenth
            sys.stderr.write(f"{t(*_STEPS[step])}: {done}/{total}\n")
