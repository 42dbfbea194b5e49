"""How the server is spoken to: with patience for what heals by itself, and its refusals in this system's words."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import certifi
import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from minio.helpers import DictType
from urllib3 import BaseHTTPResponse, Retry, Timeout
from urllib3.exceptions import HTTPError, MaxRetryError

from digitize.errors import DigitizeError, ObjectDamaged, StoreFull, StoreUnavailable
from digitize.store.address import S3Address

PART = 8 * 1024 * 1024
"""Bytes up to which an object is sent, and held in memory, in one piece; larger ones go in parts of this size."""
_CONNECT, _READ = 5.0, 60.0
"""Seconds without an answer after which a try is given up."""
_RETRY = Retry(
    total=5,
    backoff_factor=0.2,
    backoff_jitter=0.2,
    status_forcelist=(500, 502, 503, 504),
    # The last answer says why it was refused; it is raised by the client.
    raise_on_status=False,
    # MinIO asks for a minute's patience for an object that rotted on its disk, which waiting does not heal.
    respect_retry_after_header=False,
)
"""Six tries within some ten seconds. Every request may be sent twice: an object has one content for ever."""

_FULL = {"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "EntityTooLarge"}
_SPOILT = {"BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "InvalidDigest"}


def connect(address: S3Address) -> Minio:
    """A client; the server is asked nothing yet."""
    return Minio(
        address.host,
        address.access_key,
        address.secret_key,
        secure=address.is_secure,
        region=address.region,
        http_client=urllib3.PoolManager(
            maxsize=10,
            timeout=Timeout(connect=_CONNECT, read=_READ),
            retries=_RETRY,
            cert_reqs="CERT_REQUIRED",
            ca_certs=str(address.ca or certifi.where()),
        ),
    )


def send(client: Minio, bucket: str, key: str, stream: BinaryIO, size: int, sha256: str) -> None:
    """Sends bytes that the server checks as they come in: against their SHA-256, or part by part.

    Args:
        client: With the right to add.
        bucket: Its name.
        key: Of the object.
        stream: From its present position.
        size: Of all that follows there, in bytes.
        sha256: Of these bytes.

    Raises:
        MinioException: The server refuses; :func:`speaking` says so in this system's words.
    """
    checksum: DictType = {}
    if size <= PART:
        checksum["x-amz-checksum-sha256"] = b64encode(bytes.fromhex(sha256)).decode()
    client.put_object(bucket, key, stream, size, metadata=checksum, part_size=PART)


@contextmanager
def speaking(what: str = "") -> Iterator[None]:
    """Turns what the server refuses, or its silence, into this system's errors, which hold no address and no key.

    Args:
        what: Shelf and hash of the object that is asked for.

    Raises:
        ObjectDamaged: There is no such object, or its bytes were spoilt on the way.
        StoreFull: There is no room.
        StoreUnavailable: Anything else.
    """
    try:
        yield
    except S3Error as error:
        raise _meaning(error.code or "", what) from error
    except (MinioException, HTTPError) as error:
        cause = error.reason if isinstance(error, MaxRetryError) else error
        raise StoreUnavailable(type(cause).__name__) from error


def _meaning(code: str, what: str) -> DigitizeError:
    if code == "NoSuchKey":
        return ObjectDamaged(f"{what}: missing")
    if code in _SPOILT:
        return ObjectDamaged(f"{what}: {code}")
    return StoreFull(code) if code in _FULL else StoreUnavailable(code)


class Body(io.RawIOBase):
    """The bytes of an answer, as a stream that raises this system's errors; closing it gives the connection back."""

    def __init__(self, response: BaseHTTPResponse) -> None:
        self._response = response

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads some bytes; see :meth:`io.RawIOBase.readinto`."""
        with speaking():
            chunk = self._response.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Ends the answer, read to its end or not."""
        if not self.closed:
            self._response.close()
            self._response.release_conn()
        super().close()
