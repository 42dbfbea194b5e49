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
from pydantic import SecretStr

from digitize.actions import spread
from digitize.actions.archive import open_archive
from digitize.errors import JobLost, NotShared, OtherIndex, OtherStore
from digitize.pipeline.distributed.broker import Sender, make_app
from digitize.pipeline.distributed.following import hand_out
from digitize.pipeline.distributed.messages import Queue, Task
from digitize.settings import Settings
from tests import archives, postgres
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


def asked(shell: Shell, question: str) -> list[tuple[Any, ...]]:
    with postgres.raw(shell.environment["DIGITIZE_RECORDS"]) as connection:
        return connection.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]


def wait_for(what: Callable[[], Any], seconds: float = 200) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


def sender(shell: Shell) -> Sender:
    return Sender(make_app(settings_of(shell)))


def figures(address: str) -> dict[str, float]:
    """What is served for Prometheus; nothing while nobody serves it."""
    with suppress(URLError), urlopen(f"http://{address}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}
    return {}


def free_address() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


def check(shell: Shell) -> None:
    """Every document exactly once, in records, store and index."""
    assert asked(shell, "SELECT state, count(*) FROM pages GROUP BY state") == [("read", 4)]
    assert asked(shell, "SELECT revision FROM documents") == [(1,), (1,)]
    assert asked(shell, "SELECT count(*) FROM audit WHERE action = 'publish'") == [(2,)]
    assert asked(shell, "SELECT stage, subject FROM leases") == []
    sound = shell.json("verify")
    assert (sound["published"], sound["indexed"], sound["unknown"]) == (2, 2, 0)


def test_a_dossier_comes_out_as_of_one_process_and_the_same_messages_again_change_nothing(
    shell: Shell, scans: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    arguments = ("ingest", str(scans), "--manifest", str(scans / "manifest.csv"), "--sheets", "4")
    embedded = Shell(alone, engine="own").json(*arguments)
    shell.environment["DIGITIZE_METRICS"] = address = free_address()
    with running(shell, "worker"):
        report = shell.json(*arguments)
        assert plain(report) == plain(embedded)
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
        again.send(Task.CLOSE, report["account"]["batch"]["id"])
        again.send(Task.FIXITY, 100)
        wait_for(lambda: asked(shell, "SELECT checked FROM fixity_runs WHERE ended_at IS NOT NULL") == [(7,)])
        wait_for(lambda: not any(again.length(queue) for queue in Queue))
    check(shell)
    refuses_what_is_not_the_archives(settings_of(shell))
    refuses_a_server_that_an_archive_of_files_never_wrote_to(Settings(home=alone / "archive"), settings_of(shell))


def refuses_what_is_not_the_archives(own: Settings) -> None:
    with pytest.raises(OtherStore):
        spread.run_worker(own.model_copy(update={"store": elsewhere(own.store)}), ())
    with pytest.raises(OtherIndex):
        spread.run_worker(own.model_copy(update={"search": elsewhere(own.search)}), ())


def refuses_a_server_that_an_archive_of_files_never_wrote_to(files: Settings, servers: Settings) -> None:
    with pytest.raises(OtherStore):
        open_archive(files.model_copy(update={"store": elsewhere(servers.store)}), create=True)
    with pytest.raises(OtherIndex):
        open_archive(files.model_copy(update={"search": servers.search}), create=True)
    open_archive(files, create=True).close()


def elsewhere(address: SecretStr | None) -> SecretStr:
    """The address of other buckets, or of another index, on the same server."""
    assert address
    return SecretStr(re.sub(r"((?:@|index=)[a-z0-9-]+)(?=[?&])", r"\1-x", address.get_secret_value()))


def test_a_batch_outlives_its_broker_and_its_workers(shell: Shell, scans: Path) -> None:
    broker = shell.environment["DIGITIZE_BROKER"]
    shell.environment["DIGITIZE_BROKER"] = "redis://:a-secret@127.0.0.1:1/0"
    refused = shell.json("ingest", str(scans), code=9)
    assert refused["error"]["code"] == "broker_unavailable"
    assert "a-secret" not in str(refused)
    assert asked(shell, "SELECT state FROM pages") == [("pending",)] * 4
    shell.environment["DIGITIZE_BROKER"] = broker

    # The broker is back, is told, and forgets: from now on there is only the sweeper.
    with open_archive(settings_of(shell)) as archive:
        hand_out(archive, sender(shell), asked(shell, "SELECT id FROM batches")[0][0])
    shell.environment["DIGITIZE_METRICS"] = address = free_address()
    with running(shell, "beat", "--every", "1"):
        del shell.environment["DIGITIZE_METRICS"]
        said = wait_for(lambda: figures(address))
        assert said['digitize_queue_messages{queue="intake"}'] == 1
        assert said['digitize_up{server="broker"}'] == said['digitize_up{server="records"}'] == 1
        assert said['digitize_oldest_seconds{stage="split"}'] > 0
        with redis.Redis.from_url(broker) as server:
            server.flushdb()
        ends_what_it_is_at(shell)
        is_killed_with_all_its_processes(shell)
        loses_a_process_and_goes_on(shell)
    check(shell)


def ends_what_it_is_at(shell: Shell) -> None:
    with running(shell, "worker") as worker:
        reader(shell)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    assert asked(shell, "SELECT 1 FROM leases WHERE holder <> ''") == []
    assert asked(shell, "SELECT 1 FROM pages WHERE state = 'read'")


def is_killed_with_all_its_processes(shell: Shell) -> None:
    with running(shell, "worker") as worker:
        reader(shell)
        os.killpg(worker.pid, signal.SIGKILL)
    assert asked(shell, "SELECT 1 FROM pages WHERE state = 'pending'")
    a_minute_goes_by(shell)


def loses_a_process_and_goes_on(shell: Shell) -> None:
    with running(shell, "worker") as worker:
        os.kill(reader(shell), signal.SIGKILL)
        a_minute_goes_by(shell)
        wait_for(lambda: asked(shell, "SELECT state FROM batches") == [("finished",)])
        assert worker.poll() is None


def reader(shell: Shell) -> int:
    """The process that is at a page, once there is one."""
    [(holder,)] = wait_for(lambda: asked(shell, "SELECT holder FROM leases WHERE stage = 'read' AND holder <> ''"))
    return int(holder.rpartition(":")[2])


def a_minute_goes_by(shell: Shell) -> None:
    asked(shell, "UPDATE leases SET until = '2000-01-01T00:00:00.000000+00:00' RETURNING 1")


def test_parked_work_shows_with_its_reason(tmp_path: Path) -> None:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as archive, archive.records.write() as write:
        batch = write.batches.open("Lô 1").id
        stack = write.batches.add_stack(batch, "a", archives.blob(write, "a")).id
        write.leases.plan("split", stack)
        lease = write.leases.take_planned("split", stack, "worker-1", 60)
        assert lease
        write.leases.park(lease, JobLost.code)
    said = Shell(tmp_path, language="en").run("status")
    assert f"! {stack}: {JobLost.en}" in said.replace("\n", " ")
    assert f"[{JobLost.code}]" in said


def test_records_in_a_file_are_not_spread(tmp_path: Path) -> None:
    with pytest.raises(NotShared):
        open_archive(Settings(home=tmp_path, broker=SecretStr("redis://127.0.0.1:1/0")), create=True)
