"""Commands that keep an archive sound: checks, the index built anew, and what the store's server may clear away."""

from __future__ import annotations

from typing import Annotated

import typer

from digitize.cli import output
from digitize.cli.options import Actor, Home, Json, account, open_archive
from digitize.errors import BadRequest
from digitize.language import t

_store = typer.Typer(no_args_is_help=True, help=t("Kho tệp trên máy chủ.", "The object store on a server."))


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(
        help=t("Kiểm tra kho: tệp, hồ sơ, chỉ mục, nhật ký.", "Checks objects, records, index and audit."),
    )(verify)
    app.command(help=t("Dựng lại chỉ mục tìm kiếm từ hồ sơ.", "Builds the search index again from records."))(reindex)
    app.command(
        help=t(
            "Đọc lại tệp và so mã băm, tệp lâu chưa đọc trước; hỏng thì phục hồi từ bản sao (DIGITIZE_REPLICA).",
            "Reads objects and compares hashes, longest ago first; mends from the replica (DIGITIZE_REPLICA).",
        )
    )(fixity)
    app.add_typer(_store, name="store")


def verify(
    index: Annotated[
        bool, typer.Option("--index", help=t("Chỉ so chỉ mục với hồ sơ.", "Only compares the index with the records."))
    ] = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help=t("Cùng --index: sửa chỗ lệch.", "With --index: brings the index in step with the records."),
        ),
    ] = False,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize verify``."""
    from digitize.actions import upkeep
    from digitize.cli import batch_views

    if repair and not index:
        raise BadRequest("--index")
    with open_archive(home) as archive:
        if index:
            compared = upkeep.verify_index(archive, repair=repair)
            output.show(compared, json, batch_views.index_report)
            return compared.exit_code
        with output.progress(quiet=json) as progress:
            report = upkeep.verify(archive, progress)
    output.show(report, json, batch_views.verify_report)
    return report.exit_code


def reindex(home: Home = None, json: Json = False) -> int:
    """``digitize reindex``."""
    from digitize.actions import upkeep
    from digitize.cli import batch_views

    with open_archive(home) as archive:
        report = upkeep.reindex(archive)
    output.show(report, json, batch_views.reindexed)
    return report.exit_code


def fixity(
    sample: Annotated[int | None, typer.Option(min=1, help=t("Bao nhiêu tệp.", "How many objects."))] = None,
    share: Annotated[
        float | None,
        typer.Option(
            min=0.001, max=100, help=t("Bao nhiêu phần trăm; mặc định: tất cả.", "How many per cent; default: all.")
        ),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help=t("Chỉ xem các lần trước.", "Only shows earlier runs."))
    ] = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize fixity``."""
    from digitize.cli import upkeep_views
    from digitize.pipeline import fixity as action

    if sum((sample is not None, share is not None, history)) > 1:
        raise BadRequest("--sample, --share, --history")
    with open_archive(home) as archive, output.progress(quiet=json or history) as progress:
        if history:
            output.show(action.history(archive), json, upkeep_views.fixity_history)
            return 0
        report = action.check(archive, by or account(), progress, sample=sample, share=share)
    output.show(report, json, upkeep_views.fixity_report)
    return report.exit_code


@_store.callback()
def _group() -> None:
    """Keeps ``lifecycle`` a command of its own while it is the only one of its group."""


@_store.command(
    help=t(
        "In quy tắc vòng đời cho các bucket; không tự đặt.",
        "Prints lifecycle rules for the buckets, for the server's administrator; sets nothing.",
    )
)
def lifecycle(json: Json = False) -> None:
    """``digitize store lifecycle``."""
    from digitize.actions import upkeep
    from digitize.cli import upkeep_views
    from digitize.settings import load

    output.show(upkeep.lifecycle_rules(load()), json, upkeep_views.lifecycle)
