"""Where a database may lie."""

from __future__ import annotations

import re
from pathlib import Path

from digitize.errors import NetworkFileSystem

# Locks and shared memory, on which SQLite's write-ahead log rests, do not hold between the machines of these.
_NETWORK = re.compile(
    r"(fuse\.)?(afs|beegfs|ceph|cifs|curlftpfs|davfs2?|glusterfs|gpfs|lustre|ncpfs|nfs4?|orangefs|pvfs2|rclone"
    r"|s3fs|smb[23]|smbfs|sshfs)|gfs2|ocfs2"
)


def refuse_network(path: Path, mountinfo: Path = Path("/proc/self/mountinfo")) -> None:
    """Refuses a place on a network file system.

    Args:
        path: The database file, made or not.
        mountinfo: The kernel's list of mounts (proc(5)).

    Raises:
        NetworkFileSystem: The place is on one.
    """
    kind = file_system(path, mountinfo)
    if _NETWORK.fullmatch(kind):
        raise NetworkFileSystem(kind)


def file_system(path: Path, mountinfo: Path) -> str:
    """Type of the file system that holds a path, empty where the list does not tell."""
    place = path.resolve()
    mounts: dict[Path, str] = {}
    for line in mountinfo.read_text("utf-8", "surrogateescape").splitlines():
        # Fields up to a lone hyphen vary in number; the type follows it. A later mount hides an earlier one.
        before, _, after = line.partition(" - ")
        mounts[Path(_plain(before.split(" ")[4]))] = after.split(" ")[0]
    return next((mounts[folder] for folder in (place, *place.parents) if folder in mounts), "")


def _plain(escaped: str) -> str:
    """A path of the list, in which white space and backslashes stand as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), escaped)
