"""veraPDF, the reference checker of PDF/A, as ``scripts/verapdf`` starts it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_SCRIPT = Path(__file__).parents[1] / "scripts" / "verapdf"


def missing_tools() -> list[str]:
    """What it needs and this machine lacks."""
    return [tool for tool in ("java", "mvn") if not shutil.which(tool)]


def verdicts(*paths: Path, flavour: str = "2u") -> list[str]:
    """``PASS`` or ``FAIL`` for each file in turn, one start of Java for all of them.

    Raises:
        RuntimeError: It has no verdict on a file.
    """
    command = [str(_SCRIPT), "--flavour", flavour, "--format", "text", *map(str, paths)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = dict(row.split(" ")[1::-1] for row in answer.stdout.splitlines() if row.startswith(("PASS", "FAIL")))
    if missing := [path for path in paths if str(path) not in rows]:
        raise RuntimeError(f"{len(missing)} files without a verdict: {answer.stderr}")
    return [rows[str(path)] for path in paths]
