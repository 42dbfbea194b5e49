"""The compose file: nothing but what exists, no password in it, nothing open to the network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from digitize.errors import ExitCode
from digitize.pipeline.distributed.messages import Queue
from digitize.settings import Settings
from tests.yardsticks import absent

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
LASTING = [name for name, service in SERVICES.items() if "restart" in service]
OURS = [name for name, service in SERVICES.items() if "build" in service]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A copy, so that passwords are drawn anew."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    return shutil.copy(ROOT / "scripts" / "compose", tmp_path / "scripts")


def test_compose_understands_the_file(script: Path) -> None:
    run = subprocess.run([script, "config"], capture_output=True, text=True)
    if run.returncode == ExitCode.SETUP:
        absent("docker compose", "`make services` installs it")
    assert run.returncode == 0, run.stderr
    assert yaml.safe_load(run.stdout)["services"].keys() == SERVICES.keys()


def test_without_drawn_passwords_nothing_starts() -> None:
    assert set(re.findall(r"(?<!\$)\$\{\w+(.*?)\}", TEXT)) == {":?drawn by make up"}
    assert re.findall(r"(?:PASSWORD|KEY): (?!\$\{|digitize:\$\{)", TEXT) == []


def test_every_password_is_drawn_once(script: Path, tmp_path: Path) -> None:
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text('#!/bin/sh\necho "$@"\n')
    docker.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    drawn: list[str] = []
    for _ in range(2):
        run = subprocess.run([script, "up"], env=environment, capture_output=True, text=True, check=True)
        assert run.stdout == "compose --env-file .compose/env up\n"
        drawn.append((tmp_path / ".compose" / "env").read_text())
    assert (tmp_path / ".compose" / "env").stat().st_mode & 0o777 == 0o600
    assert drawn[0] == drawn[1]
    values = dict(line.split("=", 1) for line in drawn[0].splitlines())
    assert values.keys() == set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert len(set(values.values())) == len(values)
    assert all(len(value) >= 40 for value in values.values())


@pytest.mark.parametrize("name", OURS)
def test_every_setting_exists(name: str) -> None:
    known = {f"DIGITIZE_{field.upper()}" for field in Settings.model_fields}
    named = {variable for variable in SERVICES[name]["environment"] if variable.startswith("DIGITIZE_")}
    assert named
    assert named <= known


def test_every_kind_of_work_has_a_worker() -> None:
    commands = [SERVICES[name]["command"] for name in OURS]
    taken = [after for command in commands for word, after in pairwise(command) if word == "--queues"]
    assert sorted(taken) == sorted(Queue)
    assert [command[0] for command in commands].count("beat") == 1


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_bounded(name: str) -> None:
    service = SERVICES[name]
    assert "mem_limit" in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert "build" in service or re.search(r":[\w.-]*\d+\.\d+|:RELEASE\.\d{4}-", service["image"]), "no pinned version"


@pytest.mark.parametrize("name", LASTING)
def test_each_lasting_service_says_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert "cpus" in SERVICES[name]


@pytest.mark.parametrize("name", OURS)
def test_our_own_can_write_nothing_but_their_folders(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 1000:1000$", dockerfile, re.MULTILINE)


# --- what the image holds ---------------------------------------------------------------------------------


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file by name, each with version, marker and hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {each.partition("==")[0]: each for each in re.split(r"\n(?=\w)", text.strip())}


def required(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [one for extra in extras for one in project["optional-dependencies"][extra]] or project["dependencies"]
    return {re.split(r"[\[<>=]", one)[0] for one in wanted}


def test_the_image_holds_what_runs_and_nothing_that_tests() -> None:
    run, work = locked("requirements-run.lock"), locked("requirements.lock")
    assert required() <= run.keys()
    assert run.keys().isdisjoint(required("dev", "train"))
    # What is tested here is what runs there.
    assert run.items() <= work.items()
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"uv pip sync .*?(\S+)$", dockerfile, re.MULTILINE) == ["requirements-run.lock"]


def test_the_image_is_built_from_what_is_locked() -> None:
    """Every download is held to a hash, that of the tools that build the package included."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    commands = [one.strip() for line in re.findall(r"^RUN (.*)$", text, re.MULTILINE) for one in line.split("&&")]
    fetching = [one for one in commands if re.match(r"uv (pip (sync|install)|build)", one)]
    assert len(fetching) == 3
    assert all("--require-hashes" in one or "--no-deps /wheel/" in one for one in fetching)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert [re.split(r"[<>=]", one)[0] for one in project["build-system"]["requires"]] == ["hatchling"]
    assert "hatchling" in locked("requirements.lock")
    for copied in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE):
        assert all((ROOT / one).exists() for one in copied.split()), copied
