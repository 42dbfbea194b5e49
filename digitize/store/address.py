"""The address of a store on S3, as the setting ``store`` gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from digitize.errors import BadAddress
from digitize.model import ObjectKind

_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
"""A bucket's name may have 63 characters, of which the longest ending takes ten."""
_PARAMETERS = {"endpoint", "region", "ca"}
_REGION = "us-east-1"
"""What servers that know no regions, MinIO among them, call theirs."""


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where the buckets are, and with which key they are opened.

    Attributes:
        prefix: Of the buckets' names; there is one for each shelf: ``prefix-originals``.
        host: Host and port of the server.
        is_secure: Whether it is spoken to over TLS.
        access_key: Name of the key.
        secret_key: Its secret, never shown.
        region: As the server has it; MinIO takes any.
        ca: File with the certificate of the authority that signed the server's; default: those that everybody trusts.
    """

    prefix: str
    host: str
    is_secure: bool
    access_key: str
    secret_key: str = field(repr=False)
    region: str = _REGION
    ca: Path | None = None

    def bucket(self, kind: ObjectKind) -> str:
        """The bucket of a shelf."""
        return f"{self.prefix}-{kind}"

    @classmethod
    def parse(cls, url: str, setting: str = "DIGITIZE_STORE") -> Self:
        """Reads ``s3://KEY:SECRET@prefix?endpoint=https://host:9000&region=…&ca=/path/ca.pem``.

        Key and secret are percent-encoded where they hold signs that an address is made of.

        Args:
            url: The address.
            setting: Which setting holds it.

        Raises:
            BadAddress: It is no such address; the message names the setting and holds nothing of the address.
        """
        try:
            parts = urlsplit(url)
            parameters = dict(parse_qsl(parts.query, strict_parsing=True))
            endpoint = urlsplit(parameters["endpoint"])
            prefix = parts.hostname or ""
            good = (
                parts.scheme == "s3"
                and parts.path in ("", "/")
                and _PREFIX.fullmatch(prefix)
                and endpoint.scheme in ("http", "https")
                and endpoint.hostname
                and endpoint.port != 0
                and endpoint.path in ("", "/")
                and not endpoint.username
                and parameters.keys() <= _PARAMETERS
                and parts.username
                and parts.password
            )
        except (ValueError, KeyError):
            good = None
        if not good:
            raise BadAddress(setting)
        return cls(
            prefix,
            endpoint.netloc,
            endpoint.scheme == "https",
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            parameters.get("region", _REGION),
            Path(parameters["ca"]) if "ca" in parameters else None,
        )
