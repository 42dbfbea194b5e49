"""Who takes part in the fault run: servers that stop, workers that die, and an office that hands papers in."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from digitize.vietnamese.typeface import face_file
from tests.bench.read_watch import family_of
from tests.drawn_paper import BODY, HEADING_LEFT, HEADING_RIGHT
from tests.invented import title_of
from tests.shell import Shell
from tests.spread import begun, end

_OFFSET = 3700
"""What is added to every port."""
_DISK = 512
"""MiB of the store's disk."""


class Servers:
    """A set of servers apart from all others of this machine, so that they may be stopped; the store on a small disk.

    Args:
        cache: Folder of the set; its programs may be a link to those of another.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        # Tests find the servers by the same names.
        os.environ |= {"DIGITIZE_SERVICES_CACHE": str(cache), "DIGITIZE_SERVICES_OFFSET": str(_OFFSET)}

    @contextmanager
    def running(self) -> Iterator[None]:
        """All of them, for as long as the context lasts; with root's rights the store has a disk of its own."""
        disk = self._cache / "data" / "s3"
        disk.mkdir(parents=True, exist_ok=True)
        self.has_disk = os.geteuid() == 0
        if self.has_disk:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}m", "none", disk], check=True)
        try:
            self.start()
            yield
        finally:
            self.stop()
            if self.has_disk:
                subprocess.run(["umount", disk], check=True)

    def start(self, *names: str) -> None:
        """Starts servers, by default all, and waits until they answer."""
        self._call("start", *names)

    def stop(self, *names: str) -> None:
        """Stops them."""
        self._call("stop", *names)

    def fill_disk(self) -> None:
        """Leaves no byte on the store's disk."""
        with self._ballast.open("wb") as file, suppress(OSError):
            while True:
                file.write(bytes(1024**2))
                file.flush()

    def free_disk(self) -> None:
        """Gives the room back."""
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self._cache / "data" / "s3" / "ballast"

    def _call(self, *arguments: str) -> None:
        subprocess.run(["scripts/services", *arguments], check=True, stdout=subprocess.DEVNULL)


class Crew:
    """Workers and the scheduler, each started again when it ends, as a machine's init does.

    Args:
        shell: Where they run.
        commands: One for each of them.
        seed: Of what is killed when.
    """

    def __init__(self, shell: Shell, commands: Sequence[tuple[str, ...]], seed: int) -> None:
        self._shell = shell
        self._commands = commands
        self._draw = random.Random(seed)
        self._done = threading.Event()
        self.killing = True
        self.killed: Counter[str] = Counter()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """They work until the context ends."""
        self._processes = [begun(self._shell, *command) for command in self._commands]
        minders = [threading.Thread(target=run) for run in (self._start_again, self._kill)]
        for minder in minders:
            minder.start()
        try:
            yield
        finally:
            self._done.set()
            for minder in minders:
                minder.join()
            for process in self._processes:
                end(process)
                # What a worker left behind that was killed alone.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def _start_again(self) -> None:
        while not self._done.wait(0.5):
            for place, process in enumerate(self._processes):
                if process.poll() is not None:
                    self._processes[place] = begun(self._shell, *self._commands[place])

    def _kill(self) -> None:
        """Kills a worker with all its processes, as a machine that loses power, or one of its processes."""
        while not self._done.wait(self._draw.uniform(8, 16)):
            workers = [one for one, command in zip(self._processes, self._commands, strict=True) if "worker" in command]
            worker = self._draw.choice(workers)
            whole = self._draw.random() < 1 / 3
            if self.killing:
                with suppress(ProcessLookupError, IndexError):
                    if whole:
                        os.killpg(worker.pid, signal.SIGKILL)
                    else:
                        os.kill(self._draw.choice(sorted(family_of(worker.pid))), signal.SIGKILL)
                    self.killed["whole workers" if whole else "single processes"] += 1


class Office(threading.Thread):
    """Hands folders in, one when the last but few papers are done, each again until it is accepted.

    Args:
        shell: Where it types.
        folders: What it hands in.
        is_near: Whether it is time for the next, by how many folders were accepted.
    """

    def __init__(self, shell: Shell, folders: Sequence[Path], is_near: Callable[[int], bool]) -> None:
        super().__init__()
        self._shell = shell
        self._folders = folders
        self._is_near = is_near
        self.refused: Counter[str] = Counter()
        self.accepted = 0
        self.ended = False

    def run(self) -> None:
        """Until all are accepted."""
        for folder in self._folders:
            while not self._is_near(self.accepted) and not self.ended:
                time.sleep(0.5)
            while not self.ended and (code := self._hand_in(folder)):
                self.refused[code] += 1
                time.sleep(2)
            self.accepted += 1

    def _hand_in(self, folder: Path) -> str:
        """The error's code, or nothing where it is accepted."""
        run = self._shell.call("ingest", str(folder), "--no-wait", "--json")
        with suppress(ValueError):
            error = json.loads(run.stdout).get("error")
            return str(error["code"]) if error else ""
        return f"exit code {run.returncode} without an answer"


def papers(folder: Path, numbers: range) -> Path:
    """Papers of one page each that need no reading: PDFs as a word processor writes them."""
    folder.mkdir()
    pdfmetrics.registerFont(TTFont("paper", face_file(bold=False, italic=False)))
    for number in numbers:
        canvas = Canvas(str(folder / f"{number}.pdf"), pagesize=A4, invariant=True)
        canvas.setFont("paper", 13)
        lines = (f"Số: {number + 1000}/GCN-SNN", "GIẤY CHỨNG NHẬN", f"Về việc {title_of(number)}", *BODY)
        for place, line in enumerate((*HEADING_LEFT, *HEADING_RIGHT, *lines)):
            canvas.drawString(60, 770 - 24 * place, line)
        canvas.save()
    return folder
