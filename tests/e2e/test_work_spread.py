"""Work spread by a real broker, with all parts on their servers: the same comes out as of one process."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import redis

from digitize.pipeline.distributed.broker import Sender, make_app
from digitize.pipeline.distributed.messages import Queue, Task
from tests import postgres
from tests.shell import Shell, plain
from tests.spread import running, settings_of, spread_shell
from tests.stores import StoreKey

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One dossier: a separator sheet and two documents."""
    folder = tmp_path_factory.mktemp("samples")
    Shell(folder).run("samples", "scans", "--count", "1", "--seed", "5", "--level", "clean")
    return folder / "scans"


@pytest.fixture
def shell(tmp_path: Path, store_key: StoreKey) -> Iterator[Shell]:
    with spread_shell(tmp_path, store_key, engine="own", jobs="1") as made:
        yield made


@pytest.fixture
def batch(shell: Shell, scans: Path) -> str:
    """Taken in while no worker runs."""
    report = shell.json("ingest", str(scans), "--no-wait")
    account = report["account"]
    assert (account["pages"]["pending"], account["batch"]["state"]) == (4, "open")
    return str(account["batch"]["id"])


def asked(shell: Shell, question: str) -> list[tuple[Any, ...]]:
    with postgres.raw(shell.environment["DIGITIZE_RECORDS"]) as connection:
        return connection.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]


def wait_for(what: Callable[[], Any], seconds: float = 200) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.2)
    return found


def finished(shell: Shell) -> bool:
    return asked(shell, "SELECT state FROM batches") == [("finished",)]


def check(shell: Shell) -> None:
    """Every document exactly once, in records, store and index."""
    assert asked(shell, "SELECT state, count(*) FROM pages GROUP BY state") == [("read", 4)]
    assert asked(shell, "SELECT revision FROM documents") == [(1,), (1,)]
    assert asked(shell, "SELECT count(*) FROM audit WHERE action = 'publish'") == [(2,)]
    assert asked(shell, "SELECT stage, subject FROM leases") == []
    sound = shell.json("verify")
    assert (sound["published"], sound["indexed"], sound["unknown"]) == (2, 2, 0)


def sender(shell: Shell) -> Sender:
    return Sender(make_app(settings_of(shell)))


def test_a_dossier_comes_out_as_of_one_process_and_the_same_messages_again_change_nothing(
    shell: Shell, scans: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    arguments = ("ingest", str(scans), "--manifest", str(scans / "manifest.csv"), "--sheets", "4")
    embedded = Shell(alone, engine="own").json(*arguments)
    shell.environment["DIGITIZE_METRICS"] = address = free_address()
    with running(shell, "worker"):
        spread = shell.json(*arguments)
        assert plain(spread) == plain(embedded)
        said = figures(address)
        assert said['digitize_stage_seconds_count{task="read"}'] == 4
        assert said['digitize_stage_seconds_count{task="finish"}'] == 2
        assert said['digitize_waited_seconds_count{task="split"}'] >= 1
        stack, first, second = (
            asked(shell, "SELECT id FROM stacks")[0][0],
            *(row[0] for row in asked(shell, "SELECT id FROM documents ORDER BY first_index")),
        )
        [(blob,)] = asked(shell, "SELECT sha256 FROM blobs")
        again = sender(shell)
        again.send(Task.READ, blob, 0)
        for document in (first, second):
            again.send(Task.FINISH, stack, document)
        again.send(Task.SPLIT, stack)
        again.send(Task.CLOSE, spread["account"]["batch"]["id"])
        wait_for(lambda: not any(again.length(queue) for queue in Queue))
    check(shell)
    assert shell.json("search", "giay")["total"] > 0
    refuses_what_is_not_the_archives(shell)
    refuses_a_store_it_never_wrote_to(Shell(alone, engine="own", store=elsewhere(shell)), scans)


def refuses_what_is_not_the_archives(shell: Shell) -> None:
    own = dict(shell.environment)
    shell.environment["DIGITIZE_STORE"] = elsewhere(shell)
    assert "[other_store]" in shell.call("worker").stderr
    shell.environment.update(own)
    shell.environment["DIGITIZE_SEARCH"] = own["DIGITIZE_SEARCH"].replace("index=", "index=other-")
    assert "[other_index]" in shell.call("worker").stderr
    shell.environment.update(own)


def refuses_a_store_it_never_wrote_to(shell: Shell, scans: Path) -> None:
    """An archive of files that is told of a server."""
    assert shell.json("ingest", str(scans), code=9)["error"]["code"] == "other_store"


def served(address: str) -> dict[str, float]:
    """The same; nothing while nobody serves it."""
    with suppress(URLError):
        return figures(address)
    return {}


def elsewhere(shell: Shell) -> str:
    """The address of other buckets on the same server."""
    return re.sub(r"@([a-z0-9-]+)\?", r"@\1-x?", shell.environment["DIGITIZE_STORE"])


def free_address() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


def figures(address: str) -> dict[str, float]:
    """What is served for Prometheus."""
    with urlopen(f"http://{address}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_what_a_killed_worker_had_is_done_by_another(shell: Shell, batch: str) -> None:
    with running(shell, "worker") as worker:
        wait_for(lambda: asked(shell, "SELECT 1 FROM leases WHERE stage = 'read' AND holder <> ''"))
        os.killpg(worker.pid, signal.SIGKILL)
    assert asked(shell, "SELECT 1 FROM pages WHERE state = 'pending'")
    # A minute goes by.
    asked(shell, "UPDATE leases SET until = '2000-01-01T00:00:00.000000+00:00' RETURNING 1")
    with running(shell, "worker"), running(shell, "beat", "--every", "1"):
        wait_for(lambda: finished(shell))
    check(shell)


def test_a_process_of_a_worker_that_is_killed_costs_one_try(shell: Shell, batch: str) -> None:
    with running(shell, "worker") as worker, running(shell, "beat", "--every", "1"):
        [(holder,)] = wait_for(lambda: asked(shell, "SELECT holder FROM leases WHERE stage = 'read' AND holder <> ''"))
        os.kill(int(holder.rpartition(":")[2]), signal.SIGKILL)
        asked(shell, "UPDATE leases SET until = '2000-01-01T00:00:00.000000+00:00' RETURNING 1")
        wait_for(lambda: finished(shell))
        assert worker.poll() is None
    check(shell)


def test_a_broker_that_lost_its_memory_is_told_again(shell: Shell, batch: str) -> None:
    shell.environment["DIGITIZE_METRICS"] = address = free_address()
    with redis.Redis.from_url(shell.environment["DIGITIZE_BROKER"]) as server, running(shell, "beat", "--every", "1"):
        said = wait_for(lambda: served(address))
        assert said['digitize_queue_messages{queue="intake"}'] == 1
        assert said['digitize_up{server="broker"}'] == said['digitize_up{server="records"}'] == 1
        assert said['digitize_oldest_seconds{stage="split"}'] > 0
        server.flushdb()
        del shell.environment["DIGITIZE_METRICS"]
        with running(shell, "worker"):
            wait_for(lambda: finished(shell))
    check(shell)


def test_a_broker_that_is_down_loses_nothing(shell: Shell, scans: Path) -> None:
    up = shell.environment["DIGITIZE_BROKER"]
    shell.environment["DIGITIZE_BROKER"] = "redis://:a-secret@127.0.0.1:1/0"
    refused = shell.json("ingest", str(scans), code=9)
    assert refused["error"]["code"] == "broker_unavailable"
    assert "a-secret" not in str(refused)
    shell.environment["DIGITIZE_BROKER"] = up
    [account] = shell.json("status")
    assert account["pages"]["pending"] == 4
    with running(shell, "worker"), running(shell, "beat", "--every", "1"):
        wait_for(lambda: finished(shell))
    check(shell)


def test_told_to_end_a_worker_finishes_what_it_is_at(shell: Shell, batch: str) -> None:
    with running(shell, "worker") as worker:
        wait_for(lambda: asked(shell, "SELECT 1 FROM leases WHERE stage = 'read' AND holder <> ''"))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    assert asked(shell, "SELECT 1 FROM leases WHERE holder <> ''") == []
    assert asked(shell, "SELECT 1 FROM pages WHERE state = 'read'")
    with running(shell, "worker"), running(shell, "beat", "--every", "1"):
        wait_for(lambda: finished(shell))
    check(shell)


def test_records_in_a_file_are_not_spread(tmp_path: Path, scans: Path) -> None:
    shell = Shell(tmp_path, broker="redis://127.0.0.1:1/0")
    assert shell.json("ingest", str(scans), code=9)["error"]["code"] == "not_shared"
