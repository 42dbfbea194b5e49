"""Broken, odd and hostile files of other projects: each is taken in or has a reason, in bounded time and memory."""

from __future__ import annotations

import faulthandler
import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

MEMORY = int(2.5 * 1024**3)
SECONDS = 20
PAGES = 3


def outcome(path: Path) -> dict[str, Any]:
    """What becomes of one file, its first pages decoded."""
    from digitize.errors import DigitizeError
    from digitize.ingest.sources import Limits, open_source, probe

    try:
        probed = probe(path, path.name, Limits(2 * 1024**3, 5000, 120_000_000))
    except DigitizeError as error:
        return {"reason": error.code}
    pages = []
    with open_source(path) as source:
        for index in range(min(PAGES, probed.pages)):
            try:
                image = source.image(index, 300)
                source.words(index, 300)
                pages.append("ok" if image.pixels.size else "empty")
            except DigitizeError as error:
                pages.append(error.code)
    return {"reason": None, "pages": pages}


def main(paths: list[str]) -> None:
    """Runs in a process of its own, under the limits of a worker."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faulthandler.enable()
    for name in paths:
        started = time.monotonic()
        signal.alarm(SECONDS)
        result = outcome(Path(name))
        signal.alarm(0)
        line = {"path": name, "seconds": time.monotonic() - started, "peak": peak(), **result}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def peak() -> int:
    """Bytes of memory this program has held at most; ``getrusage`` counts those of the one that started it as well."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def run_all(files: list[Path]) -> dict[str, dict[str, Any]]:
    """Outcomes by path; a file that ends its process gets ``died`` and the rest goes on in a new one."""
    outcomes: dict[str, dict[str, Any]] = {}
    left = [str(file) for file in files]
    while left:
        command = [sys.executable, "-W", "error", "-m", __name__, *left]
        process = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
        for line in process.stdout.splitlines():
            result = json.loads(line)
            outcomes[result["path"]] = result
        left = [name for name in left if name not in outcomes]
        if left and process.returncode:
            outcomes[left.pop(0)] = {"died": process.returncode, "stderr": process.stderr[-2000:]}
    return outcomes


@pytest.fixture(scope="module")
def outcomes(shared_data: Path) -> dict[str, dict[str, Any]]:
    files = sorted(path for path in (shared_data / "malformed").rglob("*") if path.is_file())
    assert len(files) > 280
    found = run_all(files)
    assert set(found) == set(map(str, files))
    return {Path(name).name: result for name, result in found.items()}


@pytest.mark.fault
@pytest.mark.real_data
def test_nothing_crashes_hangs_or_takes_all_memory(outcomes: dict[str, dict[str, Any]]) -> None:
    assert {name: result for name, result in outcomes.items() if "died" in result} == {}
    assert max(result["peak"] for result in outcomes.values()) < 1.5e9


@pytest.mark.fault
@pytest.mark.real_data
def test_pages_fail_with_reasons_of_pages(outcomes: dict[str, dict[str, Any]]) -> None:
    pages = [page for result in outcomes.values() for page in result.get("pages", [])]
    assert set(pages) <= {"ok", "page_unreadable", "too_many_pixels"}
    assert pages.count("ok") > 150


@pytest.mark.fault
@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("truncated_jpeg.jpg", "truncated_file"),
        ("truncated_image.png", "truncated_file"),
        ("password-example.pdf", "encrypted_file"),
        ("saslprep-r6.pdf", "encrypted_file"),
        ("REDHAT-1531897-0.pdf", "damaged_file"),
        ("png_decompression_dos.png", "damaged_file"),
        ("decompression_bomb.gif", "unsupported_format"),
        ("newline-buffer-test.pdf", "no_pages"),
        ("empty_protected.pdf", None),
        ("xref_command_missing.pdf", None),
        ("g4-multi.tiff", None),
        ("hopper_bigtiff.tif", None),
        ("jpeg_ff00_header.jpg", None),
    ],
)
def test_reasons_of_known_files(outcomes: dict[str, dict[str, Any]], name: str, reason: str | None) -> None:
    assert outcomes[name]["reason"] == reason


if __name__ == "__main__":
    main(sys.argv[1:])
