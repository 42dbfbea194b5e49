"""``scripts/setup`` on a system it does not know: it says what to install and ends with a code of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from digitize.errors import ExitCode

ROOT = Path(__file__).parents[2]


def test_a_machine_without_apt_is_told_what_to_install(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    # All the script needs up to that point, but neither tesseract nor apt-get.
    for name in ("bash", "env", "dirname", "cat", "id", "cut", "readlink", "basename", "python3"):
        found = shutil.which(name)
        assert found, name
        (programs / name).symlink_to(found)
    copy = tmp_path / "project"
    (copy / "scripts").mkdir(parents=True)
    for name in ("setup", "packages.sh"):
        shutil.copy(ROOT / "scripts" / name, copy / "scripts" / name)
    run = subprocess.run(
        [str(programs / "bash"), str(copy / "scripts" / "setup")],
        env={**os.environ, "PATH": str(programs)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == ExitCode.SETUP, run.stderr
    assert "tesseract-ocr" in run.stderr
    assert sorted(path.name for path in copy.iterdir()) == ["scripts"]
