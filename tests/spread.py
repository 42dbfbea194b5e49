"""Archives on all four servers, each with parts of its own that are gone at the end, and workers for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from digitize.actions.archive import open_archive
from digitize.settings import Settings
from tests import postgres, services
from tests.indexes import index_address
from tests.shell import Shell
from tests.stores import StoreKey, throw_away_buckets


@contextmanager
def throw_away_broker() -> Iterator[str]:
    """The address of a database of the Redis server that nobody else uses meanwhile."""
    base = services.url("redis").rpartition("/")[0]
    for number in range(1, 16):
        url = f"{base}/{number}"
        with redis.Redis.from_url(url) as client:
            if client.set("taken-by-a-test", "1", nx=True, ex=3600):
                yield url
                client.flushdb()
                return
    raise RuntimeError("all databases of the Redis server are taken")


@contextmanager
def spread_shell(folder: Path, key: StoreKey, **settings: str) -> Iterator[Shell]:
    """A command line whose archive, made before, is on all four servers."""
    with (
        throw_away_buckets(key) as store,
        postgres.database() as records,
        index_address() as search,
        throw_away_broker() as broker,
    ):
        bucket = store(folder).store
        assert bucket
        shell = Shell(
            folder, store=bucket.get_secret_value(), records=records, search=search, broker=broker, **settings
        )
        open_archive(settings_of(shell), create=True).close()
        yield shell


def settings_of(shell: Shell) -> Settings:
    """What the commands of a shell are told by their environment."""
    told = {name.removeprefix("DIGITIZE_").lower(): value for name, value in shell.environment.items()}
    return Settings(**{name: told[name] for name in Settings.model_fields if name in told})  # type: ignore[arg-type]


@contextmanager
def running(shell: Shell, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that goes on until it is told to end; what it says is in ``<command>.log`` of the shell's folder."""
    process = begun(shell, *arguments)
    try:
        yield process
    finally:
        end(process)


def begun(shell: Shell, *arguments: str) -> subprocess.Popen[bytes]:
    """The same, without an end."""
    program = "from digitize.cli import main; main()"
    with (shell.folder / f"{arguments[0]}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=shell.folder,
            env=shell.environment,
            stdout=log,
            stderr=log,
            # A group of its own, so that it can be killed with all its processes, as a machine that loses power is.
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """Tells it to end, and ends it with all its processes if it does not."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
