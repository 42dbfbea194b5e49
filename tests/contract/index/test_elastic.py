"""What the index on a server owes beside the contract: many processes at once, a server that is away, TLS, secrets."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from digitize.actions.archive import Archive, open_archive
from digitize.actions.find import Wanted, search
from digitize.errors import IndexUnavailable
from digitize.index.elastic import ElasticIndex
from digitize.index.elastic_client import address, connect
from digitize.model import IndexEntry, SearchQuery
from digitize.settings import Settings
from tests import archives, services
from tests.contract.index.asking import found, ids
from tests.contract.index.conftest import SESSION
from tests.contract.index.tls import TlsProxy

NOBODY = "http://clerk:s3cret@127.0.0.1:1"


@pytest.fixture
def name(tmp_path: Path) -> str:
    return f"test-{SESSION}-{tmp_path.name.lower().replace('_', '-')}"


@pytest.fixture
def index(server: Elasticsearch, name: str) -> ElasticIndex:
    made = ElasticIndex(server, name, replicas=0)
    made.rebuild([IndexEntry("old", 1, body="giấy phép")])
    return made


def test_what_is_taken_in_while_an_index_is_built_is_in_the_old_and_in_the_new(index: ElasticIndex) -> None:
    def slowly() -> Iterator[IndexEntry]:
        yield IndexEntry("a", 1, body="bản một")
        assert index.apply([IndexEntry("a", 2, body="bản hai"), IndexEntry("late", 1, body="bản hai")]).count == 2
        assert found(index, "bản hai") == {"a", "late"}
        yield IndexEntry("b", 1, body="bản một")
        yield IndexEntry("late", 1, body="bản hai")

    assert index.rebuild(slowly()).count == 3

    assert dict(index.revisions()) == {"a": 2, "b": 1, "late": 1}
    assert ids(index, "bản một") == ["b"]


def test_writers_in_any_order_leave_the_newest(index: ElasticIndex) -> None:
    entry = IndexEntry("a", 0, body="giấy phép")
    writers = [threading.Thread(target=index.apply, args=([replace(entry, revision=n)],)) for n in range(1, 9)]
    for writer in reversed(writers):
        writer.start()
    for writer in writers:
        writer.join()
    assert dict(index.revisions())["a"] == 8


def test_of_two_who_build_at_once_the_later_one_wins_and_the_other_says_so(index: ElasticIndex) -> None:
    def overtaken() -> Iterator[IndexEntry]:
        yield IndexEntry("first", 1)
        assert index.rebuild([IndexEntry("second", 1)]).count == 1

    with pytest.raises(IndexUnavailable):
        index.rebuild(overtaken())
    assert dict(index.revisions()) == {"second": 1}


def test_one_index_is_left_after_each_building(index: ElasticIndex, server: Elasticsearch, name: str) -> None:
    for _ in range(2):
        index.rebuild([IndexEntry("new", 1)])
    with pytest.raises(RuntimeError):
        index.rebuild(_broken())
    assert len(server.indices.get(index=f"{name}-*")) == 1


def _broken() -> Iterator[IndexEntry]:
    yield IndexEntry("z", 1)
    raise RuntimeError("the records cannot be read")


def test_what_a_killed_builder_left_is_cleared_away(index: ElasticIndex, server: Elasticsearch, name: str) -> None:
    index._begin()
    assert len(server.indices.get(index=f"{name}-*")) == 2
    index.rebuild([IndexEntry("new", 1)])
    assert len(server.indices.get(index=f"{name}-*")) == 1


def test_an_entry_that_the_server_alone_refuses_holds_up_no_other(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitize.index.elastic.refusal", lambda _: "")
    too_long = "x" * 40_000
    taken = index.apply([IndexEntry("good", 1, body="giấy phép"), IndexEntry("bad", 1, result_type=too_long)])
    assert taken.count == 1
    [refused] = taken.refused
    assert refused.document_id == "bad"
    assert re.fullmatch(r"400 \w+", refused.detail)
    assert dict(index.revisions()) == {"old": 1, "good": 1}


def test_a_server_that_takes_nothing_refuses_no_single_entry(
    index: ElasticIndex, server: Elasticsearch, name: str
) -> None:
    server.indices.put_settings(index=f"{name}-*", settings={"index.blocks.write": True})
    with pytest.raises(IndexUnavailable, match="403"):
        index.apply([IndexEntry("a", 1, body="giấy phép")])


def test_the_text_of_a_sealed_document_never_leaves_the_server(
    index: ElasticIndex, server: Elasticsearch, name: str
) -> None:
    index.apply([IndexEntry("sealed", 1, title="Phiếu", body="không có án tích", sealed=True)])
    assert ids(index, "án tích") == ["sealed"]
    [hit] = server.search(index=f"{name}-*", query={"term": {"document_id": "sealed"}})["hits"]["hits"]
    assert "án tích" not in str(hit)


def test_the_mapping_takes_no_field_that_it_does_not_name(index: ElasticIndex, server: Elasticsearch) -> None:
    mapping = server.indices.get_mapping(index=index._alias)
    assert [one["mappings"]["dynamic"] for one in mapping.values()] == ["strict"]


# --- a server that is away ----------------------------------------------------------------------------------


def test_a_server_that_does_not_answer_is_no_empty_answer() -> None:
    index = ElasticIndex(connect(address(NOBODY)), "test")
    for use in (
        lambda: index.stale,
        lambda: index.search(SearchQuery(text="giấy phép")),
        lambda: index.apply([IndexEntry("a", 1)]),
        lambda: index.rebuild([IndexEntry("a", 1)]),
        lambda: list(index.revisions()),
    ):
        with pytest.raises(IndexUnavailable, match="ConnectionError") as raised:
            use()
        assert "s3cret" not in f"{raised.value!r}{raised.value}{raised.value.as_dict()}"
    index.close()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """An archive with one published document that no index holds."""
    home = tmp_path / "archive"
    with open_archive(Settings(home=home), create=True) as archive, archive.records.write() as write:
        write.publish(archives.document(write, "a").id, archives.publication())
    return home


def waiting(archive: Archive) -> int:
    with archive.records.read() as read:
        return read.outbox.waiting()


def test_an_index_that_is_down_delays_search_and_nothing_else(
    published: Path, server: Elasticsearch, name: str
) -> None:
    with open_archive(Settings(home=published, search=NOBODY)) as archive:
        archive.indexer.follow()
        assert waiting(archive) == 1
        with pytest.raises(IndexUnavailable):
            search(archive, Wanted("giấy"))

    up = f"{services.url('elasticsearch')}?index={name}&replicas=0"
    with open_archive(Settings(home=published, search=up)) as archive:
        with pytest.raises(IndexUnavailable, match="missing"):
            search(archive, Wanted("giấy"))
        archive.indexer.follow()
        assert waiting(archive) == 0
        assert search(archive, Wanted()).total == 1


# --- TLS and credentials ------------------------------------------------------------------------------------


@pytest.fixture
def proxy(server: Elasticsearch, tmp_path: Path) -> Iterator[TlsProxy]:
    with TlsProxy(services.url("elasticsearch"), tmp_path) as running:
        yield running


def test_tls_with_a_certificate_of_ones_own_and_an_api_key(proxy: TlsProxy, name: str) -> None:
    index = ElasticIndex(connect(address(proxy.url), "a2V5OnNlY3JldA==", proxy.ca), name, replicas=0)
    assert index.rebuild([IndexEntry("a", 1, body="giấy phép")]).count == 1
    assert ids(index, "giấy phép") == ["a"]
    index.close()
    assert proxy.authorizations == {"ApiKey a2V5OnNlY3JldA=="}


def test_tls_with_user_and_password(proxy: TlsProxy) -> None:
    where = address(proxy.url.replace("https://", "https://clerk:p%40ss@"))
    index = ElasticIndex(connect(where, ca=proxy.ca), "test")
    assert index.stale
    index.close()
    assert proxy.authorizations == {"Basic Y2xlcms6cEBzcw=="}


def test_a_certificate_that_nobody_vouches_for_is_refused(proxy: TlsProxy) -> None:
    index = ElasticIndex(connect(address(proxy.url), "a2V5OnNlY3JldA=="), "test")
    with pytest.raises(IndexUnavailable, match="TlsError"):
        index.search(SearchQuery(text="giấy phép"))
    index.close()
    assert not proxy.authorizations
