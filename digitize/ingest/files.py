"""Opening what an operator hands in: no link is followed, no pipe is waited for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from digitize.errors import BadFile, FileVanished, NoPermission, NoSuchPath, NotAFile, SymbolicLink

_REASONS: dict[int, type[BadFile]] = {
    errno.ELOOP: SymbolicLink,
    errno.EACCES: NoPermission,
    errno.EPERM: NoPermission,
    errno.ENOENT: FileVanished,
    errno.ENXIO: NotAFile,
    errno.ENODEV: NotAFile,
    errno.EISDIR: NotAFile,
    errno.ENOTDIR: FileVanished,
}


def reason_of(error: OSError) -> type[BadFile]:
    """The reason that fits an error of the operating system."""
    return _REASONS.get(error.errno or 0, BadFile)


def open_regular(path: Path) -> BinaryIO:
    """Opens an ordinary file for reading.

    Raises:
        SymbolicLink: The last part of the path is a link.
        NotAFile: It is a folder, device, socket or pipe.
        NoPermission: It may not be read.
        FileVanished: It is not there.
        BadFile: The system cannot open it for another reason.
    """
    try:
        # Without O_NONBLOCK, opening a pipe would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise reason_of(error)(errno.errorcode.get(error.errno or 0, "")) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFile
    return os.fdopen(descriptor, "rb")


def require(*paths: Path) -> None:
    """Makes sure that paths a person typed lead somewhere; a link counts, wherever it leads.

    Raises:
        NoSuchPath: One does not.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise NoSuchPath
