"""The data files are what the script makes from the facts."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from digitize.catalogue import FILES

BUILT_IN = Path(str(resources.files("digitize.catalogue") / "data"))


@pytest.mark.real_data
def test_the_same_facts_give_the_same_bytes(shared_data: Path, tmp_path: Path) -> None:
    """Agencies apart: their source is a package that is not installed here."""
    command = [sys.executable, "-m", "scripts.make_catalogue", str(shared_data), "--out", str(tmp_path)]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, timeout=120)
    made = {file for file in FILES if file != "agencies.csv"}
    assert {path.name for path in tmp_path.glob("*.csv")} == made
    for file in made:
        assert (tmp_path / file).read_bytes() == (BUILT_IN / file).read_bytes(), file
