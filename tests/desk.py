"""The commands without processes of their own, for tests that need many of them."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from digitize import language
from digitize.actions import ingest, rescan, review_pages
from digitize.cli import run
from digitize.cli.app import app
from digitize.errors import DigitizeError
from digitize.pipeline.pool import Job, Outcome


class InlinePool:
    """Does the jobs of the pool in this process: what is tested here is the order of things, not the workers."""

    def __init__(self, *_: object) -> None:
        self._first: list[Job[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def first(self, job: Job[Any]) -> None:
        self._first.append(job)

    def run(self, jobs: Iterator[Job[Any]]) -> Iterator[tuple[Job[Any], Outcome[Any]]]:
        jobs = iter(jobs)
        while (job := self._first.pop(0) if self._first else next(jobs, None)) is not None:
            try:
                outcome = Outcome(job.function(*job.arguments))
            except DigitizeError as error:
                outcome = Outcome(problem=error)
            yield job, outcome


class Desk:
    """Calls commands as the command line does, in this process; the archive lies in ``folder/archive``."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.chdir(folder)
        monkeypatch.setenv("DIGITIZE_HOME", str(folder / "archive"))
        for module in (ingest, rescan, review_pages):
            monkeypatch.setattr(module, "Pool", InlinePool)
        language.use("vi")

    def run(self, *arguments: str, code: int = 0) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            ended = run(lambda: app(list(arguments), standalone_mode=False))
        assert ended == code, (ended, said.getvalue())
        return said.getvalue()

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code))
