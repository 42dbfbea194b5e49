"""How long documents are kept and how they go, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from digitize.cli.wording import day_of, table
from digitize.language import t
from digitize.records.kept import Disposal, Ground, Verdict

if TYPE_CHECKING:
    from digitize.actions.dispose import DisposalReport
    from digitize.actions.inspect import DocumentView
    from digitize.actions.keep import ProtectReport


def ground_of(ground: Ground) -> str:
    """Why a document may go."""
    return {
        Ground.MISTAKE: t("nhận nhầm", "received by mistake"),
        Ground.RETENTION_ENDED: t("hết thời hạn lưu trữ", "past its retention"),
    }[ground]


def protected(console: Console, report: ProtectReport) -> None:
    """For how many documents the store was told."""
    console.print(
        t(
            f"Đã đặt vào kho tệp cho {report.documents} văn bản.",
            f"Set in the object store for {report.documents} documents.",
        )
    )
    if report.waiting:
        said = t(
            f"! Còn {report.waiting} văn bản chưa đặt được: tệp của chúng bị mất hoặc hỏng («digitize verify»).",
            f"! {report.waiting} documents still wait: objects of theirs are missing or damaged ('digitize verify').",
        )
        console.print(Text(said, style="bold red"))


def disposal(console: Console, report: DisposalReport) -> None:
    """What was proposed, or what has gone."""
    one = report.disposal
    if one.decision is None:
        said = t(
            f"Đã đề nghị tiêu huỷ {one.document} ({ground_of(one.ground)}); {report.objects} tệp sẽ bị xoá. "
            "Chờ người thứ hai xác nhận.",
            f"Proposed to dispose of {one.document} ({ground_of(one.ground)}); {report.objects} objects would go. "
            "A second person must confirm.",
        )
    else:
        said = t(
            f"Đã tiêu huỷ {one.document}: xoá {report.objects} tệp; thông tin về văn bản vẫn lưu.",
            f"Disposed of {one.document}: {report.objects} objects are gone; the record of it stays.",
        )
    console.print(said)
    if report.shared:
        stays = t(
            f"! {len(report.shared)} tệp gốc còn lại vì chứa cả văn bản khác.",
            f"! {len(report.shared)} received files stay, as other documents lie in them.",
        )
        console.print(Text(stays, style="yellow"))


def proposals(console: Console, waiting: tuple[Disposal, ...]) -> None:
    """Proposals as a table."""
    rows = table(
        t("Văn bản", "Document"), t("Vì", "Ground"), t("Lý do", "Reason"), t("Người đề nghị", "Proposed by"),
        t("Ngày", "Day"), t("Kết quả", "Outcome"),
    )  # fmt: skip
    for one in waiting:
        rows.add_row(
            one.document,
            ground_of(one.ground),
            escape(one.reason),
            escape(one.proposed_by),
            _day(one.proposed_at),
            _verdict(one),
        )
    console.print(rows)


def kept(view: DocumentView) -> Iterator[Text]:
    """How long a document is kept, what holds it, and who wanted it gone; for its own view."""
    if view.retention:
        until = day_of(view.retention.until) if view.retention.until else t("vĩnh viễn", "for ever")
        yield Text(f"{t('Lưu đến', 'Kept until')} {until} ({view.retention.rule}; {view.retention.basis})", style="dim")
    for hold in view.holds:
        what = t("Tạm giữ", "On hold") if hold.held else t("Gỡ tạm giữ", "Hold lifted")
        yield Text(f"{what} {_day(hold.recorded_at)}, {hold.decided_by}: {hold.reason}", style="yellow")
    for one in view.disposals:
        line = t("Đề nghị tiêu huỷ", "Disposal proposed")
        said = f"{line} {_day(one.proposed_at)}, {one.proposed_by} ({ground_of(one.ground)}): {one.reason}"
        if one.decision:
            decided = one.decision
            said += f" → {_verdict(one)} {_day(decided.decided_at)}, {decided.decided_by}: {decided.minutes}"
        yield Text(said, style="yellow")


def _verdict(one: Disposal) -> str:
    if one.decision is None:
        return t("đang chờ", "waits")
    return {Verdict.CONFIRMED: t("đã tiêu huỷ", "disposed of"), Verdict.REJECTED: t("đã bác", "rejected")}[
        one.decision.verdict
    ]


def _day(moment: datetime) -> str:
    return day_of(moment.astimezone().date())
