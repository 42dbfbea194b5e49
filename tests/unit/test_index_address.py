"""Addresses of a search server, and that no credential comes out of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from digitize.errors import BadAddress
from digitize.index.elastic_client import Address, address
from digitize.index.opening import open_index
from digitize.index.sqlite import SqliteIndex
from digitize.settings import Settings


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("https://search", Address("https://search:443", "", "", "digitize", 1, 1)),
        ("http://search", Address("http://search:9200", "", "", "digitize", 1, 1)),
        ("http://[::1]:9201/es", Address("http://[::1]:9201/es", "", "", "digitize", 1, 1)),
        (
            "https://clerk:p%40ss%2F@search:9200?index=dong-thap&shards=4&replicas=0",
            Address("https://search:9200", "clerk", "p@ss/", "dong-thap", 4, 0),
        ),
    ],
)
def test_an_address(setting: str, expected: Address) -> None:
    assert address(setting) == expected


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "search:9200",
        "ftp://clerk:s3cret@search",
        "https://clerk:s3cret@",
        "https://clerk:s3cret@search:port",
        "https://clerk:s3cret@search?shard=1",
        "https://clerk:s3cret@search?shards=many",
        "https://clerk:s3cret@search?shards",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(setting: str) -> None:
    with pytest.raises(BadAddress) as raised:
        address(setting)
    assert str(raised.value) == "bad_address: DIGITIZE_SEARCH"
    assert raised.value.__cause__ is None


def test_the_settings_show_no_credential() -> None:
    settings = Settings(search="https://clerk:s3cret@search", search_api_key="s3cret")
    assert "s3cret" not in f"{settings!r}{settings}{address('https://clerk:s3cret@search')!r}"
    with pytest.raises(ValidationError) as raised:
        Settings(search=["https://clerk:s3cret@search"])  # type: ignore[arg-type]
    assert "s3cret" not in str(raised.value)


def test_without_a_server_the_index_is_a_file_of_the_archive(tmp_path: Path) -> None:
    assert isinstance(open_index(Settings(home=tmp_path)), SqliteIndex)
