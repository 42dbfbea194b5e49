"""Commands about proposals: what the machine suggests of papers, results and owners, and what people decide."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from digitize.cli import output
from digitize.cli.options import Actor, Day, Home, Json, account, as_day, open_archive
from digitize.language import t

_proposals = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Đề xuất chờ người quyết định: giấy trùng, bản sao, thay thế, thu hồi, cùng một chủ.",
        "Proposals that wait for a person: duplicates, copies, replaced or revoked results, owners that are one.",
    ),
)

Ids = Annotated[list[str], typer.Argument(help=t("Mã đề xuất, dạng E-….", "Ids of proposals, E-…."))]
Reason = Annotated[str, typer.Option(help=t("Lý do, được lưu lại.", "Why; it is kept."))]


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.add_typer(_proposals, name="proposals")


@_proposals.command("list", help=t("Các đề xuất và căn cứ của chúng.", "Proposals and what they rest on."))
def list_command(
    kind: Annotated[
        Literal["replaces", "revokes", "other_number", "same_person", "same_paper", "draft", "certified_copy"] | None,
        typer.Option(help=t("Chỉ loại này.", "Only of this kind.")),
    ] = None,
    state: Annotated[
        Literal["waiting", "accepted", "refused", "lapsed"],
        typer.Option(help=t("Đang chờ, đã chấp nhận, đã bác, hết căn cứ.", "How it stands.")),
    ] = "waiting",
    document: Annotated[
        str, typer.Option(help=t("Mọi đề xuất về văn bản này.", "Every proposal that has to do with a document."))
    ] = "",
    after: Annotated[str, typer.Option(help=t("Tiếp sau đề xuất này.", "Goes on behind this proposal."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize proposals list``."""
    from digitize.actions import proposals
    from digitize.cli import proposing_views
    from digitize.records.proposed import ProposalKind, ProposalState

    kinds = (ProposalKind(kind),) if kind else ()
    with open_archive(home) as archive:
        found = proposals.listing(archive, ProposalState(state), kinds, document, after=after, limit=limit)
    output.show(found, json, proposing_views.proposals)


@_proposals.command(
    help=t(
        "Chấp nhận đề xuất: từ nay được tính, cho đến khi có người huỷ.",
        "Accepts proposals: they count from now on, until somebody takes that back.",
    )
)
def accept(
    proposals: Ids, reason: Reason, on: Day = None, by: Actor = None, home: Home = None, json: Json = False
) -> int:
    """``digitize proposals accept``."""
    from digitize.actions import proposals as actions
    from digitize.cli import proposing_views

    with open_archive(home) as archive:
        report = actions.accept(archive, proposals, reason, by or account(), as_day(on))
    output.show(report, json, proposing_views.decided)
    return report.exit_code


@_proposals.command(
    help=t("Bác đề xuất: không gì thay đổi, không đề xuất lại.", "Refuses proposals: they are not made again.")
)
def refuse(proposals: Ids, reason: Reason, by: Actor = None, home: Home = None, json: Json = False) -> int:
    """``digitize proposals refuse``."""
    from digitize.actions import proposals as actions
    from digitize.cli import proposing_views

    with open_archive(home) as archive:
        report = actions.refuse(archive, proposals, reason, by or account())
    output.show(report, json, proposing_views.decided)
    return report.exit_code


@_proposals.command(
    help=t(
        "Huỷ quyết định về đề xuất, cùng mọi thay đổi của nó; đề xuất lại chờ.",
        "Takes back what was decided, with all it changed; the proposals wait again.",
    )
)
def undo(proposals: Ids, reason: Reason, by: Actor = None, home: Home = None, json: Json = False) -> int:
    """``digitize proposals undo``."""
    from digitize.actions import proposals as actions
    from digitize.cli import proposing_views

    with open_archive(home) as archive:
        report = actions.undo(archive, proposals, reason, by or account())
    output.show(report, json, proposing_views.decided)
    return report.exit_code


@_proposals.command(
    help=t(
        "So các văn bản chưa được so, hoặc đã thay đổi, với văn bản khác.",
        "Compares documents that were not yet compared, or have changed, with others.",
    )
)
def find(home: Home = None, json: Json = False) -> None:
    """``digitize proposals find``."""
    from digitize.actions import proposals
    from digitize.cli import proposing_views

    with open_archive(home) as archive:
        output.show(proposals.find(archive), json, proposing_views.found)
