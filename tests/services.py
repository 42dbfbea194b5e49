"""Where the servers of the distributed form are, for tests; absent, they skip on a laptop and fail in CI."""

from __future__ import annotations

import os
from pathlib import Path

from tests.yardsticks import absent

NAMES = ("s3", "postgres", "elasticsearch", "redis")


def url(name: str) -> str:
    """The address of a server, its password in it; never to be printed.

    Args:
        name: One of :data:`NAMES`.
    """
    variable = f"DIGITIZE_TEST_{name.upper()}"
    found = os.environ.get(variable) or _started().get(variable)
    return found or absent(f"the server {name}", "`make services` starts it")


def disk(name: str) -> Path:
    """The folder in which a server that ``scripts/services`` started keeps its data, to damage some of it."""
    found = _cache() / "data" / name
    return found if os.access(found, os.W_OK) else absent(f"the disk of the server {name}", "`make services` starts it")


def process(name: str) -> int:
    """The process id of a server that ``scripts/services`` started."""
    noted = _cache() / "run" / f"{name}.pid"
    return int(noted.read_text()) if noted.is_file() else absent(f"the server {name}", "`make services` starts it")


def _cache() -> Path:
    return Path(os.environ.get("DIGITIZE_SERVICES_CACHE", Path(__file__).parents[1] / ".cache" / "services"))


def _started() -> dict[str, str]:
    """What ``scripts/services`` wrote when it drew the passwords."""
    written = _cache() / "env"
    if not written.is_file():
        return {}
    return dict(line.split("=", 1) for line in written.read_text().splitlines())
