"""Commands about how long documents are kept: legal holds, retention in the store, disposal by two persons."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from digitize.cli import output
from digitize.cli.options import Actor, DocumentId, Home, Json, account, open_archive
from digitize.language import t

_dispose = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Tiêu huỷ văn bản nhận nhầm hoặc hết thời hạn lưu trữ: một người đề nghị, người khác xác nhận.",
        "Disposes of a document received by mistake or past its retention: one person proposes, another confirms.",
    ),
)


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.add_typer(_dispose, name="dispose")
    app.command(
        help=t(
            "Tạm giữ văn bản theo yêu cầu pháp lý, hoặc gỡ: văn bản tạm giữ không được tiêu huỷ.",
            "Puts a document on legal hold, or lifts that; a held document is never disposed of.",
        )
    )(hold)
    app.command(
        help=t(
            "Đặt thời hạn lưu trữ và tạm giữ vào kho tệp, phần còn chờ.",
            "Sets retention and holds in the object store that could not be set yet.",
        )
    )(protect)


def hold(
    document: DocumentId,
    reason: Annotated[str, typer.Option(help=t("Lý do, được lưu lại.", "Why; it is kept."))],
    lift: Annotated[bool, typer.Option("--lift", help=t("Gỡ tạm giữ.", "Lift the hold."))] = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize hold``."""
    from digitize.actions import keep
    from digitize.cli import keeping_views

    with open_archive(home) as archive:
        report = keep.hold(archive, document, not lift, reason, by or account())
    output.show(report, json, keeping_views.protected)
    return report.exit_code


def protect(
    anew: Annotated[
        bool,
        typer.Option(
            "--all",
            help=t(
                "Xét lại mọi văn bản theo danh mục hiện nay.", "Weigh every document by the catalogue as it is now."
            ),
        ),
    ] = False,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize protect``."""
    from digitize.actions import keep
    from digitize.cli import keeping_views

    with open_archive(home) as archive:
        report = keep.protect(archive, anew=anew)
    output.show(report, json, keeping_views.protected)
    return report.exit_code


@_dispose.command(help=t("Đề nghị tiêu huỷ; chưa xoá gì.", "Proposes a disposal; nothing is removed yet."))
def propose(
    document: DocumentId,
    ground: Annotated[
        Literal["mistake", "retention_ended"],
        typer.Option(help=t("Nhận nhầm, hay hết thời hạn lưu trữ.", "Received by mistake, or past its retention.")),
    ],
    reason: Annotated[str, typer.Option(help=t("Lý do, được lưu lại.", "Why; it is kept."))],
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize dispose propose``."""
    from digitize.actions import dispose
    from digitize.cli import keeping_views
    from digitize.records.kept import Ground

    with open_archive(home) as archive:
        report = dispose.propose(archive, document, Ground(ground), reason, by or account())
    output.show(report, json, keeping_views.disposal)


@_dispose.command(
    help=t(
        "Xác nhận đề nghị của người khác rồi xoá tệp; thông tin về văn bản vẫn lưu.",
        "Confirms what another person proposed and removes the bytes; the record stays.",
    )
)
def confirm(
    document: DocumentId,
    minutes: Annotated[str, typer.Option(help=t("Số biên bản tiêu huỷ.", "Reference of the minutes."))],
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize dispose confirm``."""
    from digitize.actions import dispose
    from digitize.cli import keeping_views

    with open_archive(home) as archive:
        report = dispose.confirm(archive, document, minutes, by or account())
    output.show(report, json, keeping_views.disposal)


@_dispose.command(help=t("Bác hoặc rút đề nghị; văn bản vẫn còn.", "Rejects a proposal, or takes it back."))
def reject(
    document: DocumentId,
    reason: Annotated[str, typer.Option(help=t("Lý do, được lưu lại.", "Why; it is kept."))],
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize dispose reject``."""
    from digitize.actions import dispose
    from digitize.cli import keeping_views

    with open_archive(home) as archive:
        rejected = dispose.reject(archive, document, reason, by or account())
    output.show((rejected,), json, keeping_views.proposals)


@_dispose.command("list", help=t("Các đề nghị đang chờ người thứ hai.", "Proposals that wait for a second person."))
def list_command(home: Home = None, json: Json = False) -> None:
    """``digitize dispose list``."""
    from digitize.actions import dispose
    from digitize.cli import keeping_views

    with open_archive(home) as archive:
        output.show(dispose.waiting(archive), json, keeping_views.proposals)
