"""Options that many commands have, and what they name."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitize.language import t

if TYPE_CHECKING:
    from digitize.actions.archive import Archive

Home = Annotated[
    Path | None,
    typer.Option("--home", help=t("Thư mục kho lưu trữ (DIGITIZE_HOME).", "The archive's folder (DIGITIZE_HOME).")),
]
Json = Annotated[bool, typer.Option("--json", help=t("Trả lời bằng JSON.", "Answer in JSON."))]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"])]
Actor = Annotated[
    str | None,
    typer.Option(
        "--by",
        help=t(
            "Mã người làm (không ghi họ tên); mặc định: mã người dùng của máy.",
            "Id of who does it, not a name; default: the machine's user id.",
        ),
    ),
]
DocumentId = Annotated[str, typer.Argument(help=t("Mã văn bản, dạng D-….", "Document id, D-…."))]


def open_archive(home: Path | None, *, create: bool = False) -> Archive:
    """The archive that option and environment name."""
    from digitize.actions import archive
    from digitize.settings import load

    return archive.open_archive(load(home=home), create=create)


def account() -> str:
    """Who is at the keyboard, as a number: names do not belong in the audit."""
    return f"uid:{os.getuid()}"


def as_day(moment: datetime | None) -> date | None:
    """The day of an option that is read as a moment."""
    return moment.date() if moment else None
