"""How sound an archive is, as tables for people."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from digitize.cli.wording import day_of, facts, table
from digitize.errors import reason
from digitize.language import t
from digitize.records.kept import Coverage, FixityRun

if TYPE_CHECKING:
    from digitize.pipeline.fixity import Damage, FixityHistory, FixityReport


def fixity_report(console: Console, report: FixityReport) -> None:
    """What a run found, and what to do about it."""
    run = report.run
    intact = run.checked - run.damaged
    console.print(
        facts(
            [
                (t("Đã đọc lại", "Read"), f"{run.checked}/{run.objects} {t('tệp', 'objects')}"),
                (t("Nguyên vẹn", "Intact"), f"{intact}, {run.size / 1e6:.1f} MB"),
                (t("Hỏng hoặc mất", "Damaged or missing"), run.damaged),
                (t("Đã phục hồi", "Repaired"), run.repaired),
                *_coverage(report.coverage),
            ]
        )
    )
    if not run.checked:
        console.print(Text(t("! Không có tệp nào được kiểm tra.", "! Nothing was verified."), style="bold red"))
    for one in report.damage:
        console.print(_damage(one))
    if report.coverage.damaged and not report.has_replica:
        said = t(
            "Không có bản sao để phục hồi: đặt DIGITIZE_REPLICA rồi chạy lại, hoặc phục hồi từ bản sao lưu.",
            "There is no replica to repair from: set DIGITIZE_REPLICA and run this again, or restore from a backup.",
        )
        console.print(said)


def _damage(one: Damage) -> Text:
    name = f"{one.kind}/{one.sha256}"
    if one.repaired:
        return Text(f"! {name}: {t('đã phục hồi', 'repaired')}", style="yellow")
    why = f" {reason(one.reason).message()}" if one.reason else ""
    return Text(f"! {name}: {t('chưa phục hồi.', 'not repaired.')}{why}", style="bold red")


def fixity_history(console: Console, history: FixityHistory) -> None:
    """Earlier runs as a table."""
    rows = table(
        t("Lần", "Run"), t("Bắt đầu", "Began"), t("Xong", "Done"), t("Đã đọc", "Read"), t("Hỏng", "Damaged"),
        t("Phục hồi", "Repaired"),
    )  # fmt: skip
    for run in history.runs:
        rows.add_row(
            run.id, _moment(run.started_at), _end(run), f"{run.checked}/{run.planned}", f"{run.damaged}",
            f"{run.repaired}",
        )  # fmt: skip
    console.print(rows)
    console.print(facts(_coverage(history.coverage)))


def _coverage(coverage: Coverage) -> list[tuple[str, object]]:
    oldest = day_of(coverage.oldest.astimezone().date()) if coverage.oldest else "–"
    return [
        (t("Chưa từng đọc lại", "Never read again"), f"{coverage.unchecked}/{coverage.objects}"),
        (t("Đọc lại lâu nhất", "Read longest ago"), oldest),
        (t("Đang hỏng", "Damaged now"), coverage.damaged),
    ]


def _end(run: FixityRun) -> str:
    return _moment(run.ended_at) if run.ended_at else t("chưa, hoặc bị ngắt", "not yet, or broken off")


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%d/%m/%Y %H:%M")


def lifecycle(console: Console, rules: dict[str, dict[str, Any]]) -> None:
    """The rules of each bucket, and how an administrator sets them."""
    if not rules:
        console.print(
            t(
                "Kho tệp nằm trong thư mục HOME: không có quy tắc vòng đời.",
                "The object store is a folder in HOME: there are no lifecycle rules.",
            )
        )
    for bucket, configuration in rules.items():
        console.print(f"# {bucket}.json", style="bold", markup=False)
        console.print_json(json.dumps(configuration))
        console.print(f"mc ilm import ALIAS/{bucket} < {bucket}.json", markup=False, highlight=False)
