"""Backups and keys, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from digitize.cli.wording import facts
from digitize.errors import reason
from digitize.language import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitize.actions.backup import BackupReport
    from digitize.actions.backups import Backup, Name
    from digitize.actions.owner_keys import KeysReport, NewIdentity
    from digitize.actions.restore import RestoreReport


def backups(console: Console, found: tuple[Backup, ...]) -> None:
    """The backups of a place, oldest first."""
    if not found:
        console.print(t("Chưa có bản sao lưu nào.", "There is no backup yet."))
        return
    table = Table(t("Bản sao lưu", "Backup"), t("Tệp", "Objects"), "MB", t("Dòng hồ sơ", "Rows"))
    for one in found:
        table.add_row(one.id, str(one.objects), f"{one.size / 1e6:.1f}", str(sum(one.rows.values())))
    console.print(table)


def backed_up(console: Console, report: BackupReport) -> None:
    """What was backed up."""
    console.print(t("Đã sao lưu.", "Backed up."), style="bold")
    _damaged(console, report.damaged)
    new = t("lần này gửi", "sent now")
    rows = [
        (t("Bản sao lưu", "Backup"), report.backup.id),
        (t("Tệp", "Objects"), f"{report.backup.objects}, {report.backup.size / 1e6:.1f} MB; {new}: {report.sent}"),
        (t("Dòng hồ sơ", "Rows"), str(sum(report.backup.rows.values()))),
        (
            t("Khoá số giấy tờ", "Owners' keys"),
            t("không nằm trong bản này: «digitize keys export»", "not in it: 'digitize keys export'"),
        ),
    ]
    console.print(facts(rows))


def restored(console: Console, report: RestoreReport) -> None:
    """What was brought back."""
    console.print(t("Đã dựng lại kho.", "The archive is back."), style="bold")
    _damaged(console, report.damaged)
    new = t("lần này ghi", "written now")
    rows = [
        (t("Bản sao lưu", "Backup"), report.backup.id),
        (t("Tệp", "Objects"), f"{report.backup.objects}, {report.backup.size / 1e6:.1f} MB; {new}: {report.written}"),
        (
            t("Dòng hồ sơ", "Rows"),
            f"{sum(report.backup.rows.values())}, {t('khớp', 'as backed up')}",
        ),
        (t("Chỉ mục", "Index"), f"{report.indexed}/{report.published}"),
    ]
    console.print(facts(rows))
    if not report.has_keys:
        console.print(t("Chưa có khoá bảo vệ số giấy tờ:", "The keys of owners' numbers are not here:"), style="bold")
        console.print("digitize keys import")


def identity(console: Console, made: NewIdentity) -> None:
    """The public key of a pair."""
    console.print(f"{t('Khoá công khai', 'Public key')}: {made.recipient}")


def keys(console: Console, report: KeysReport) -> None:
    """Which keys were written."""
    rows = [(t("Kho", "Archive"), report.archive_id), (t("Khoá", "Keys"), ", ".join(report.keys))]
    console.print(facts(rows))


def _damaged(console: Console, names: Iterable[Name]) -> None:
    for kind, sha256 in names:
        console.print(Text(f"! {kind}/{sha256}", style="bold red"))
    if names:
        console.print(reason("object_damaged").remedy())
