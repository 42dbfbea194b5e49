"""The root of all errors, and the exit codes."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar

from digitize.language import t


class ExitCode(IntEnum):
    """What the command line ends with; the table stands in ``docs/commands.md``."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    MISMATCH = 4
    NOT_FOUND = 5
    DAMAGED = 6
    REFUSED = 7
    BUSY = 8
    SETUP = 9
    NOT_VALID = 10
    INTERRUPTED = 130


class DigitizeError(Exception):
    """The root: something this system says in its own words.

    Args:
        detail: What helps an engineer: numbers and identifiers, never names, numbers of persons or page text.
    """

    code: ClassVar[str] = "failed"
    vi: ClassVar[str] = "Có lỗi khi xử lý."
    en: ClassVar[str] = "Something failed."
    remedy_vi: ClassVar[str] = "Thử lại; nếu vẫn lỗi, báo người quản trị kèm mã lỗi."
    remedy_en: ClassVar[str] = "Try again; if it fails again, tell the administrator this code."
    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    http_status: ClassVar[int] = 500

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code

    @classmethod
    def message(cls) -> str:
        """What happened, in the language now spoken."""
        return t(cls.vi, cls.en)

    @classmethod
    def remedy(cls) -> str:
        """What to do about it, in the language now spoken."""
        return t(cls.remedy_vi, cls.remedy_en)

    def as_dict(self) -> dict[str, Any]:
        """The one shape of an error, on the wire and in ``--json`` alike."""
        return {
            "error": {
                "code": self.code,
                "detail": self.detail,
                "message": {"vi": self.vi, "en": self.en},
                "remedy": {"vi": self.remedy_vi, "en": self.remedy_en},
            }
        }
