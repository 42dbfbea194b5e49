"""What a server may clear away by itself in buckets: remains, never a newest version. Printed, and set by people."""

from __future__ import annotations

from typing import Any

from digitize.model import ObjectKind
from digitize.store.address import S3Address

UPLOAD_DAYS = 7
"""After which parts of an upload that was never ended go."""
OLDER_DAYS = 90
"""After which a version goes that another one, or the mark of a deletion, has taken the place of.

Until then somebody has to notice that objects were deleted by a key that may, or were damaged; `digitize fixity` reads
each in less. A lock or a hold on the version keeps it for longer.
"""


def lifecycle(address: S3Address) -> dict[str, dict[str, Any]]:
    """The rules of each bucket, in the form that `mc ilm import` and `aws s3api` take.

    No rule makes a newest version go, whatever its age: that is for two persons to decide.
    """
    rule = {
        "ID": "digitize-remains",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": UPLOAD_DAYS},
        "NoncurrentVersionExpiration": {"NoncurrentDays": OLDER_DAYS},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
    }
    return {address.bucket(kind): {"Rules": [rule]} for kind in ObjectKind}
