"""The address of a store on S3."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitize.errors import BadAddress
from digitize.store.address import S3Address


def test_an_address_says_all_that_is_needed() -> None:
    read = S3Address.parse("s3://key:se%2Fcret@tinh-a?endpoint=https://kho.example:9000&region=hn&ca=/etc/ca.pem")
    assert read == S3Address("tinh-a", "kho.example:9000", True, "key", "se/cret", "hn", Path("/etc/ca.pem"))
    assert "se/cret" not in repr(read)


def test_region_and_authority_may_be_left_out() -> None:
    read = S3Address.parse("s3://key:secret@a?endpoint=http://127.0.0.1:9000")
    assert (read.is_secure, read.region, read.ca) == (False, "us-east-1", None)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "s3://",
        "/home/archive",
        "http://key:secret@a?endpoint=https://h",
        "s3://key:secret@a",
        "s3://key:secret@a?endpoint=h:9000",
        "s3://key:secret@a?endpoint=https://h/path",
        "s3://key:secret@a?endpoint=https://other:secret@h",
        "s3://key:secret@a/b?endpoint=https://h",
        "s3://key:secret@a_b?endpoint=https://h",
        "s3://key:secret@-a?endpoint=https://h",
        "s3://key@a?endpoint=https://h",
        "s3://a?endpoint=https://h",
        "s3://key:secret@a?endpoint=https://h&lock=none",
        "s3://key:secret@[a?endpoint=https://h",
        "s3://key:secret@a?endpoint=https://h:99999",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(wrong: str) -> None:
    with pytest.raises(BadAddress) as refused:
        S3Address.parse(wrong)
    assert "secret" not in str(refused.value)
