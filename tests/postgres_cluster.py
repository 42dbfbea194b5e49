"""A PostgreSQL server of a test's own, which may be stopped and killed."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.yardsticks import absent

_OWNER = "nobody"


class Cluster:
    """A server on a free port of loopback.

    Args:
        folder: Is empty, and the server's own user may write there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = str(folder / "data")
        self._programs = _programs()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        password = secrets.token_hex(16)
        file = folder / "password"
        file.write_text(password)
        if os.getuid() == 0:
            # The server refuses root.
            for path in (folder, file):
                shutil.chown(path, _OWNER)
        self._run(
            "initdb",
            "-D",
            self._data,
            "-U",
            "digitize",
            f"--pwfile={file}",
            "--auth=scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C",
        )
        self.url = f"postgresql://digitize:{password}@127.0.0.1:{self._port}/postgres"

    def start(self, **settings: str) -> None:
        """Starts it, and waits until it answers.

        Args:
            **settings: Of the server, beside those that are always set.
        """
        where = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories="
        # As docs/architecture.md says it is to be set.
        options = f"{where} -c log_error_verbosity=terse"
        options += "".join(f" -c '{name}={value}'" for name, value in settings.items())
        self._run("pg_ctl", "start", "-D", self._data, "-w", "-l", str(self._folder / "log"), "-o", options)

    def stop(self, how: str = "fast") -> None:
        """Stops it: ``fast`` cuts every connection, ``immediate`` as if the machine had lost its power."""
        self._run("pg_ctl", "stop", "-D", self._data, "-w", "-m", how)

    def new_folder(self, name: str) -> Path:
        """A folder in which the server may write."""
        folder = self._folder / name
        self._run("mkdir", str(folder))
        return folder

    def copy_base(self) -> Path:
        """Makes a base backup, as docs/operations.md says, of the server that runs."""
        target = self._folder / "base"
        self._run("pg_basebackup", f"--dbname={self.url}", "-D", str(target), "--checkpoint=fast", "--wal-method=none")
        return target

    def go_on_from(self, base: Path) -> None:
        """Puts a base backup in the place of what the server had; the next start recovers from it."""
        shutil.rmtree(self._data)
        base.rename(self._data)
        self._run("touch", str(Path(self._data) / "recovery.signal"))

    @property
    def log(self) -> str:
        """What it has written to its log."""
        file = self._folder / "log"
        return file.read_text() if file.exists() else ""

    def _run(self, program: str, *arguments: str) -> None:
        path = self._programs / program
        command = [str(path) if path.exists() else program, *arguments]
        if os.getuid() == 0:
            command = ["setpriv", f"--reuid={_OWNER}", "--regid=nogroup", "--clear-groups", "--", *command]
        # The server inherits what is given here, so it must be no pipe that somebody reads to its end.
        with (self._folder / f"{program}.out").open("w") as said:
            done = subprocess.run(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=self._folder)
        assert done.returncode == 0, (self._folder / f"{program}.out").read_text() + self.log


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs, and is gone when the context ends."""
    # Not in pytest's own folder, which is closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="digitize-postgres-"))
    made = None
    try:
        made = Cluster(folder)
        made.start()
        yield made
    finally:
        if made and Path(made._data, "postmaster.pid").exists():
            made.stop("immediate")
        shutil.rmtree(folder)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].name:
        absent("PostgreSQL's own programs")
    return found[-1].parent
