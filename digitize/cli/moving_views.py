"""Whole archives on their way, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from digitize.cli.wording import facts
from digitize.errors import reason
from digitize.language import t

if TYPE_CHECKING:
    from digitize.actions.migrate import MigrationReport


def migration(console: Console, report: MigrationReport) -> None:
    """What was moved, or would be."""
    said = {
        "planned": t("Chưa chuyển gì. Sẽ chuyển:", "Nothing was moved yet. To be moved:"),
        "moved": t("Đã chuyển xong; từ nay dùng thiết lập của nơi mới.", "Moved; from now on use the new settings."),
        "moved_before": t("Kho này đã được chuyển từ trước.", "This archive was moved before."),
        "damaged": t("Chưa chuyển được: có tệp hỏng hoặc mất.", "Not moved: objects are damaged or missing."),
    }[report.outcome]
    console.print(said, style="bold")
    for kind, sha256 in report.damaged:
        console.print(Text(f"! {kind}/{sha256}", style="bold red"))
    if report.damaged:
        console.print(reason("object_damaged").remedy())
    if report.objects:
        new = t("nơi mới chưa có", "not there before")
        rows = [
            (t("Tệp", "Objects"), f"{report.objects}, {report.size / 1e6:.1f} MB; {new}: {report.sent}"),
            (t("Dòng hồ sơ", "Rows"), f"{sum(report.rows.values())}; {new}: {report.written}"),
        ]
        if report.outcome == "moved":
            links = sum(chain.length for chain in report.chains)
            broken = any(chain.broken_at is not None for chain in report.chains)
            chain = t("đứt", "broken") if broken else t("liền mạch", "unbroken")
            rows.append((t("Chỉ mục", "Index"), f"{report.indexed}/{report.published}"))
            rows.append((t("Nhật ký", "Audit"), f"{links} {t('mục', 'entries')}, {chain}"))
        console.print(facts(rows))
