"""The setup scripts where something is missing: they say what to install and end with a code of their own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digitize.errors import ExitCode

ROOT = Path(__file__).parents[2]
# All that the scripts start, but neither tesseract nor apt-get.
PROGRAMS = ("bash", "env", "dirname", "cat", "id", "cut", "readlink", "basename", "sha256sum")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the scripts read."""
    folder = tmp_path / "project"
    (folder / "scripts").mkdir(parents=True)
    for name in ("scripts/setup", "scripts/setup-tests", "scripts/packages.sh", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(script: Path, python: bool = False) -> subprocess.CompletedProcess[str]:
    """Runs a script that finds :data:`PROGRAMS` and no other, but Python where it is said."""
    folder = script.parents[2] / "bin"
    folder.mkdir()
    for name in PROGRAMS:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    if python:
        (folder / "python3").symlink_to(sys.executable)
    environment = {**os.environ, "PATH": str(folder)}
    return subprocess.run([str(folder / "bash"), str(script)], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(("script", "missing"), [("setup", "python3.11"), ("setup-tests", "tesseract-ocr")])
def test_a_machine_without_apt_is_told_what_to_install(project: Path, script: str, missing: str) -> None:
    before = sorted(project.rglob("*"))
    told = run(project / "scripts" / script)
    assert told.returncode == ExitCode.SETUP, told.stderr
    assert missing in told.stderr
    assert sorted(project.rglob("*")) == before


def test_with_python_and_the_environment_nothing_is_missing(project: Path) -> None:
    """Neither Tesseract nor a font of the system is asked for."""
    version = next(line for line in (project / "scripts/setup").read_text().splitlines() if "UV_VERSION=" in line)
    uv = project / ".tools/bin/uv"
    uv.parent.mkdir(parents=True)
    uv.write_text(f"#!/usr/bin/env bash\necho uv {version.partition('=')[2]}\n")
    uv.chmod(0o755)
    locked = b"".join((project / name).read_bytes() for name in ("requirements.lock", "pyproject.toml"))
    (project / ".venv").mkdir()
    (project / ".venv/.stamp").write_text(f"{hashlib.sha256(locked).hexdigest()}  -\n")
    told = run(project / "scripts/setup", python=True)
    assert (told.returncode, told.stdout, told.stderr) == (ExitCode.OK, "", "")
