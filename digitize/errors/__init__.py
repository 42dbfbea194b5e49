"""One tree of errors.

Each class is a *reason*: it has a code that stands in records and JSON, a message and a remedy in Vietnamese and
English, an exit code of the command line and an HTTP status. What goes wrong with one file, page or document is
kept as its code; :func:`reason` gives the wording back. ``str(error)`` holds no file name, personal name or page
text, so it may be logged.
"""

from __future__ import annotations

from digitize.errors.archive import (
    ArchiveNewer,
    BadDossierCode,
    BadOwnerNumber,
    BadRequest,
    CatalogueDamaged,
    EngineMissing,
    IndexUnavailable,
    KeyMissing,
    NetworkFileSystem,
    NoArchive,
    NoSuchPath,
    NotFound,
    ObjectDamaged,
    ReaderDamaged,
    RecordsDamaged,
    RecordsUnavailable,
    StoreFull,
    SystemRefused,
    TargetInTheWay,
    Unauthorised,
    UnknownCode,
)
from digitize.errors.batches import (
    BadManifest,
    BatchBusy,
    ManifestDiffers,
    NothingToDecide,
    RescanCount,
    RescanIsSeparator,
    SheetMismatch,
)
from digitize.errors.files import (
    BadFile,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    FileVanished,
    NoPages,
    NoPermission,
    NotAFile,
    ParserCrashed,
    SymbolicLink,
    TooManyBytes,
    TooManyPages,
    TooManyPixels,
    TruncatedFile,
    UnsupportedFormat,
    WrongExtension,
)
from digitize.errors.root import DigitizeError, ExitCode
from digitize.errors.scans import (
    Askew,
    Blurred,
    CornerFolded,
    EdgeCut,
    Faint,
    PartlyUnreadable,
    ResolutionBelowTarget,
    ResolutionTooLow,
    ScanFault,
    SlightlyBlurred,
    TooDark,
    TooFaint,
)
from digitize.errors.work import (
    BarcodeError,
    BarcodeUnreadable,
    ComposeFailed,
    CoverCheckFailed,
    CoversDisagree,
    DoubtfulCut,
    EngineFailed,
    FieldUnsure,
    JobCrashed,
    JobOutOfMemory,
    JobTimeout,
    NeedsPerson,
    OnlyBlankPages,
    OrientationUnsure,
    PageCrashed,
    PageFailed,
    PageOutOfMemory,
    PageTimeout,
    PageUnreadable,
    PoorlyRead,
    SecondHeading,
    SeparatorMisplaced,
    SeparatorMissed,
    SeriesGap,
    TextLayerDiffers,
    TypeUnsure,
)

__all__ = [
    "ArchiveNewer",
    "Askew",
    "BadDossierCode",
    "BadFile",
    "BadManifest",
    "BadOwnerNumber",
    "BadRequest",
    "BarcodeError",
    "BarcodeUnreadable",
    "BatchBusy",
    "Blurred",
    "CatalogueDamaged",
    "ComposeFailed",
    "CornerFolded",
    "CoverCheckFailed",
    "CoversDisagree",
    "DamagedFile",
    "DigitizeError",
    "DoubtfulCut",
    "EdgeCut",
    "EmptyFile",
    "EncryptedFile",
    "EngineFailed",
    "EngineMissing",
    "ExitCode",
    "Faint",
    "FieldUnsure",
    "FileVanished",
    "IndexUnavailable",
    "JobCrashed",
    "JobOutOfMemory",
    "JobTimeout",
    "KeyMissing",
    "ManifestDiffers",
    "NeedsPerson",
    "NetworkFileSystem",
    "NoArchive",
    "NoPages",
    "NoPermission",
    "NoSuchPath",
    "NotAFile",
    "NotFound",
    "NothingToDecide",
    "ObjectDamaged",
    "OnlyBlankPages",
    "OrientationUnsure",
    "PageCrashed",
    "PageFailed",
    "PageOutOfMemory",
    "PageTimeout",
    "PageUnreadable",
    "ParserCrashed",
    "PartlyUnreadable",
    "PoorlyRead",
    "ReaderDamaged",
    "RecordsDamaged",
    "RecordsUnavailable",
    "RescanCount",
    "RescanIsSeparator",
    "ResolutionBelowTarget",
    "ResolutionTooLow",
    "ScanFault",
    "SecondHeading",
    "SeparatorMisplaced",
    "SeparatorMissed",
    "SeriesGap",
    "SheetMismatch",
    "SlightlyBlurred",
    "StoreFull",
    "SymbolicLink",
    "SystemRefused",
    "TargetInTheWay",
    "TextLayerDiffers",
    "TooDark",
    "TooFaint",
    "TooManyBytes",
    "TooManyPages",
    "TooManyPixels",
    "TruncatedFile",
    "TypeUnsure",
    "Unauthorised",
    "UnknownCode",
    "UnsupportedFormat",
    "WrongExtension",
    "all_errors",
    "reason",
]


def _tree(root: type[DigitizeError]) -> list[type[DigitizeError]]:
    return [root] + [below for child in root.__subclasses__() for below in _tree(child)]


def all_errors() -> list[type[DigitizeError]]:
    """Every class of the tree, the root first."""
    return _tree(DigitizeError)


def reason(code: str) -> type[DigitizeError]:
    """The class of a code kept in records.

    Args:
        code: As in :attr:`DigitizeError.code`. A code of a newer version gives the root class.
    """
    return next((error for error in all_errors() if error.code == code), DigitizeError)
