"""The read-only application: token, search, one shape of errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from archive_api.app import create_app
from digitize.actions.archive import open_archive
from digitize.settings import Settings
from tests import archives

TOKEN = {"Authorization": "Bearer secret"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as archive:
        with archive.records.write() as write:
            document = archives.document(write, "a")
            write.publish(document.id, archives.publication())
        archive.indexer.drain()
        with TestClient(create_app(archive, "secret")) as client:
            yield client


def test_health_needs_no_token_and_tells_nothing_of_anyone(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert archives.NAME not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "secret"}])
def test_search_without_the_token_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.get("/api/v1/search", params={"q": "chung nhan"}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthorised"


def test_search_finds_without_accents(client: TestClient) -> None:
    answer = client.get("/api/v1/search", params={"q": "giay chung nhan"}, headers=TOKEN)
    assert answer.status_code == 200
    [hit] = answer.json()["hits"]
    assert (answer.json()["total"], hit["number"]) == (1, "07/GCN")
    assert archives.NUMBER.value not in answer.text


def test_filters_and_paging(client: TestClient) -> None:
    ask = {"q": "chung nhan", "valid_on": "2026-06-30"}
    assert client.get("/api/v1/search", params=ask, headers=TOKEN).json()["total"] == 1
    ask["valid_on"] = "2030-01-01"
    assert client.get("/api/v1/search", params=ask, headers=TOKEN).json()["total"] == 0
    beyond = client.get("/api/v1/search", params={"q": "chung nhan", "offset": "5"}, headers=TOKEN).json()
    assert (beyond["total"], beyond["hits"]) == (1, [])
    counted = client.get("/api/v1/search", params={"q": "chung nhan", "facets": "true"}, headers=TOKEN).json()
    assert [one["value"] for one in counted["facets"]["years"]] == ["2023"]


@pytest.mark.parametrize("bad", [{"limit": "0"}, {"after": "x"}, {"valid_on": "tomorrow"}, {"agency": "H99"}])
def test_bad_questions_get_the_one_shape_of_errors(client: TestClient, bad: dict[str, str]) -> None:
    answer = client.get("/api/v1/search", params=bad, headers=TOKEN)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "detail", "message", "remedy"}
