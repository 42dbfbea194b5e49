"""How an Elasticsearch server is reached: address, credentials, certificates, and its errors as ours."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from digitize.errors import BadAddress, IndexUnavailable

TIMEOUT = 30.0
"""Seconds after which a request is given up."""

MISSING = "missing"
"""Detail of the error where no index stands behind the alias."""

_OPTIONS = {"index": "digitize", "shards": "1", "replicas": "1"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the index lies.

    Attributes:
        url: Scheme, host, port and path, without credentials.
        user: Empty: none.
        password: Of the user.
        index: Beginning of the names of all indexes and aliases of this archive.
        shards: Of an index that is built new.
        replicas: Copies of each shard beside the first.
    """

    url: str
    user: str
    password: str
    index: str
    shards: int
    replicas: int

    def __repr__(self) -> str:
        # A dataclass would show the password wherever the address is logged.
        return f"Address({self.url}, {self.index})"


def address(setting: str) -> Address:
    """Reads ``https://user:password@host:9200?index=digitize&shards=4&replicas=1``; only the host must be there.

    Raises:
        BadAddress: It is no such address; the error does not repeat it, for it may hold a password.
    """
    try:
        parts = urlsplit(setting)
        options = _OPTIONS | dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        if parts.scheme not in ("http", "https") or not parts.hostname or options.keys() != _OPTIONS.keys():
            raise BadAddress("DIGITIZE_SEARCH")
        port = parts.port or (443 if parts.scheme == "https" else 9200)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return Address(
            f"{parts.scheme}://{host}:{port}{parts.path}",
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            options["index"],
            int(options["shards"]),
            int(options["replicas"]),
        )
    except ValueError:
        raise BadAddress("DIGITIZE_SEARCH") from None


def connect(where: Address, api_key: str = "", ca: Path | None = None) -> Elasticsearch:
    """A client; it opens no connection before its first request.

    Args:
        where: The server.
        api_key: In its encoded form; used in place of user and password.
        ca: File with the certificates that vouch for the server; ``None``: those the system trusts.
    """
    trust = ssl.create_default_context(cafile=ca) if where.url.startswith("https:") else DEFAULT
    return Elasticsearch(
        where.url,
        api_key=api_key or None,
        basic_auth=None if api_key or not where.user else (where.user, where.password),
        ssl_context=trust,
        request_timeout=TIMEOUT,
        retry_on_timeout=False,
        max_retries=2,
        http_compress=True,
    )


@contextmanager
def translated() -> Iterator[None]:
    """The client's errors as :class:`IndexUnavailable`.

    Only their kind is kept: an address may hold a password, and the server repeats what was searched for.
    """
    try:
        yield
    except (ApiError, TransportError) as error:
        raise IndexUnavailable(_kind(error)) from error


def _kind(error: ApiError | TransportError) -> str:
    if isinstance(error, TransportError):
        return type(error).__name__
    if isinstance(error, NotFoundError):
        return MISSING
    reason = error.body.get("error") if isinstance(error.body, Mapping) else None
    kind = reason.get("type") if isinstance(reason, Mapping) else None
    return f"{error.status_code} {kind or type(error).__name__}"
