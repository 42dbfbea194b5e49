"""Documentation as tests: what is generated is current, what is named exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from digitize.errors import DigitizeError, ExitCode, all_errors, reason
from digitize.settings import Settings
from scripts.make_docs import DOCS, PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    # In a process of its own, since the language of the commands' help is fixed when they are first imported.
    program = f"import sys; from scripts.make_docs import PAGES; sys.stdout.write(PAGES[{name!r}]())"
    made = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (DOCS / name).read_text(encoding="utf-8") == made, "run `make docs`"


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_make_target_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?\bmake ([a-z]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_reason_speaks_both_languages_and_names_a_remedy() -> None:
    for error in all_errors():
        assert error.vi.endswith("."), error
        assert error.en.endswith("."), error
        assert error.remedy_vi, error
        assert error.remedy_en, error
        assert error.exit_code is not ExitCode.OK
        assert 400 <= error.http_status < 600


def test_codes_are_unique_and_lead_back() -> None:
    codes = [error.code for error in all_errors()]
    assert len(codes) == len(set(codes))
    assert all(reason(error.code) is error for error in all_errors())
    assert reason("of a newer version") is DigitizeError


def test_every_setting_has_help() -> None:
    assert all(field.description for field in Settings.model_fields.values())
