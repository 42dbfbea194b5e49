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
        self._run("initdb", "-U", "digitize", f"--pwfile={file}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C")
        self.url = f"postgresql://digitize:{password}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        where = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories="
        # As docs/architecture.md says it is to be set.
        options = f"{where} -c log_error_verbosity=terse"
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", options)

    def stop(self, how: str = "fast") -> None:
        """Stops it: ``fast`` cuts every connection, ``immediate`` as if the machine had lost its power."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    @property
    def log(self) -> str:
        """What it has written to its log."""
        return (self._folder / "log").read_text()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        if os.getuid() == 0:
            command = ["setpriv", f"--reuid={_OWNER}", "--regid=nogroup", "--clear-groups", "--", *command]
        # The server inherits what is given here, so it must be no pipe that somebody reads to its end.
        with (self._folder / f"{program}.out").open("w") as said:
            done = subprocess.run(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=self._folder)
        assert done.returncode == 0, (self._folder / f"{program}.out").read_text()


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
        if made and (folder / "data" / "postmaster.pid").exists():
            made.stop("immediate")
        shutil.rmtree(folder)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].name:
        absent("PostgreSQL's own programs")
    return found[-1].parent
