"""The PostgreSQL server is stopped, killed and started again under a process that works with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitize.errors import RecordsUnavailable
from digitize.records.interfaces import Records
from digitize.records.postgres import open_postgres
from tests.archives import NAME, document, publication, sha
from tests.postgres_cluster import Cluster, cluster

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "owner-keys.json"


@pytest.fixture
def records(server: Cluster, key_file: Path) -> Iterator[Records]:
    opened = open_postgres(server.url, key_file)
    yield opened
    opened.close()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_server_that_goes_and_comes_back_has_lost_nothing(records: Records, server: Cluster, how: str) -> None:
    with records.write() as w:
        kept = document(w, f"kept {how}").id
        w.publish(kept, publication())

    def write_while_it_goes() -> None:
        with records.write() as w:
            w.publish(document(w, f"lost {how}").id, publication())
            server.stop(how)

    with pytest.raises(RecordsUnavailable):
        write_while_it_goes()
    for transaction in (records.read, records.write):
        with pytest.raises(RecordsUnavailable) as caught, transaction():
            pytest.fail("a transaction on no server")
        assert server.url.split(":")[2].split("@")[0] not in str(caught.value)
    server.start()
    # The same process goes on; connections it held before are found dead and replaced.
    with records.write() as w:
        assert w.documents.get(kept).revision == 1
        assert w.batches.blob(sha(f"lost {how}")) is None
        assert w.publish(document(w, f"lost {how}").id, publication()) == 1


def test_a_process_that_opens_while_the_server_starts_is_told_so(server: Cluster, key_file: Path) -> None:
    server.stop()
    said: list[str] = []

    def try_until_it_answers() -> None:
        while True:
            try:
                open_postgres(server.url, key_file).close()
            except RecordsUnavailable as error:
                said.append(error.detail)
            else:
                return

    waiting = threading.Thread(target=try_until_it_answers)
    waiting.start()
    server.start()
    waiting.join()
    assert said


def test_the_servers_log_holds_no_names(records: Records, server: Cluster) -> None:
    with pytest.raises(Exception, match="NotNullViolation"), records.write() as w:
        w.batches._context.connection.exec_driver_sql("INSERT INTO batches (id, name) VALUES ('B-1', %s)", (NAME,))
    assert "violates not-null constraint" in server.log
    assert NAME not in server.log
