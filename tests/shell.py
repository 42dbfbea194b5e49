"""The command line as a person uses it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any


class Shell:
    """Runs ``digitize`` as a program of its own, in a folder; the archive lies in ``archive`` there.

    Args:
        folder: Where it runs.
        patience: Seconds after which a command is given up.
        **settings: By name, as in :class:`digitize.settings.Settings`; those of this process do not count.
    """

    def __init__(self, folder: Path, patience: float = 280, **settings: str) -> None:
        self.folder = folder
        self._patience = patience
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DIGITIZE_")},
            "DIGITIZE_HOME": str(folder / "archive"),
            "DIGITIZE_LANGUAGE": "vi",
            **{f"DIGITIZE_{name.upper()}": value for name, value in settings.items()},
        }

    def call(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Runs a command, however it ends."""
        program = "from digitize.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=self.folder,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=self._patience,
        )

    def run(self, *arguments: str, typed: str = "", code: int = 0) -> str:
        """What a command prints that ends with a code."""
        run = self.call(*arguments, typed=typed)
        assert "Traceback" not in run.stderr, run.stderr
        assert run.returncode == code, (run.returncode, run.stdout, run.stderr)
        return run.stdout

    def json(self, *arguments: str, typed: str = "", code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", typed=typed, code=code))


def plain(answer: Any) -> Any:
    """An answer without what is new in each archive: ids, moments, and the links of audit chains, which hold both."""
    text = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    text = re.sub(r"\b([A-Z]+)-[0-9A-HJKMNP-TV-Z]{12}\b", r"\1-…", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "moment", text)
    text = re.sub(r'"(hash|head|previous)": "\w{64}"', r'"\1": "link"', text)
    # Which document is finished first is up to the workers.
    return json.loads(re.sub(r'"sequence": \d+', '"sequence": 0', text))
