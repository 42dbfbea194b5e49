"""Opens the place for backups that the settings name."""

from __future__ import annotations

from pathlib import Path

from digitize.errors import BadAddress, BadRequest
from digitize.settings import Settings
from digitize.store.address import S3Address
from digitize.store.vault.folder import FolderVault
from digitize.store.vault.interfaces import Vault


def open_vault(settings: Settings) -> Vault:
    """Opens the place; nothing is made or asked yet.

    Args:
        settings: ``backup`` says where it is.

    Raises:
        BadRequest: No place is named.
        BadAddress: The place lies in the archive's own folder, or its address is none.
    """
    if settings.backup is None:
        raise BadRequest("DIGITIZE_BACKUP")
    place = settings.backup.get_secret_value()
    if not place.startswith("s3:"):
        folder = Path(place).absolute()
        # What takes the archive away would take its backups as well.
        if folder.resolve().is_relative_to(settings.home.resolve()):
            raise BadAddress("DIGITIZE_BACKUP")
        return FolderVault(folder)
    from digitize.store.vault.bucket import BucketVault

    return BucketVault(S3Address.parse(place, "DIGITIZE_BACKUP"), settings.home / "scratch")
