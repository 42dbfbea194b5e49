"""The keys of owners' numbers on their own way: sealed to another person than backups are, kept in another place.

Whoever has a backup and these keys can read every owner's number; whoever has one of the two cannot.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

from digitize.actions.archive import Archive
from digitize.errors import KeysApart, NoSuchPath, TargetInTheWay
from digitize.records.keys import OwnerKeys
from digitize.settings import Settings
from digitize.store.sealing import identities, new_identity, recipients, seal, unseal


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """A pair of keys that was made.

    Attributes:
        recipient: The public one, to which others seal. The private one is in the file.
    """

    recipient: str


@dataclass(frozen=True, slots=True)
class KeysReport:
    """Keys of owners' numbers that were written.

    Attributes:
        archive_id: Whose they are.
        keys: Their ids, oldest first.
    """

    archive_id: str
    keys: tuple[str, ...]


def make_identity(file: Path) -> NewIdentity:
    """Makes a pair of keys for backups, or for owners' keys; the file is for its holder alone.

    Raises:
        TargetInTheWay: There is such a file.
    """
    try:
        return NewIdentity(new_identity(file))
    except FileExistsError:
        raise TargetInTheWay from None


def export_keys(archive: Archive, file: Path, recipient: str, actor: str) -> KeysReport:
    """Writes the archive's keys of owners' numbers, sealed, to a file to be kept apart from backups.

    To be done again whenever a key was added.

    Args:
        archive: Whose keys they are.
        file: A new one.
        recipient: The public key of a person who does not hold that of the backups.
        actor: Id of an account, not a name.

    Raises:
        BadRecipient: It is no public key.
        KeysApart: Backups are sealed to the same key, or the file would lie among them.
        TargetInTheWay: There is such a file.
    """
    to = recipients(recipient)
    backups = archive.settings.backup_recipients
    if backups and {*map(str, to)} & {*map(str, recipients(backups))}:
        raise KeysApart
    place = archive.settings.backup.get_secret_value() if archive.settings.backup else ""
    if place and not place.startswith("s3:") and file.resolve().is_relative_to(Path(place).resolve()):
        raise KeysApart
    sealed = io.BytesIO()
    seal(io.BytesIO(archive.records.keys.content), sealed, to)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise TargetInTheWay from None
    with os.fdopen(descriptor, "wb") as target:
        target.write(sealed.getvalue())
        target.flush()
        os.fsync(descriptor)
    with archive.records.write() as write:
        write.audit.append(actor, "export_keys", archive.records.archive_id, {"keys": archive.records.keys.ids})
    return KeysReport(archive.records.archive_id, archive.records.keys.ids)


def import_keys(settings: Settings, file: Path, identity: Path) -> KeysReport:
    """Puts keys that were exported where the settings want the key file; before an archive is restored, or after.

    Args:
        settings: ``key_file`` says where.
        file: What :func:`export_keys` wrote.
        identity: File with the private key.

    Raises:
        NoSuchPath: There is no such file.
        BadIdentity: The private key does not open it.
        SealBroken: It is damaged.
        KeyMissing: It holds no keys, or other keys are there already.
    """
    by = identities(identity)
    if not file.is_file():
        raise NoSuchPath("keys")
    opened = io.BytesIO()
    with file.open("rb") as sealed:
        unseal(sealed, opened, by)
    keys = OwnerKeys.parse(opened.getvalue()).handed_over(settings.keys)
    return KeysReport(keys.archive_id, keys.ids)
