"""Commands of the review: what waits for a person, the turn at a document, decisions, figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from digitize.cli import output
from digitize.cli.options import Actor, DocumentId, Home, Json, account, open_archive
from digitize.errors import BadRequest, ExitCode
from digitize.language import t
from digitize.model import DocumentKind, FieldName

if TYPE_CHECKING:
    from digitize.actions.review_values import Slot
    from digitize.records.reviewed import Wanted

_review = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Kiểm tra văn bản mà máy chưa chắc: nhận lượt, đối chiếu, xác nhận hoặc sửa.",
        "Reviews documents of which the machine is not sure: take the turn at one, compare, confirm or correct.",
    ),
)

Batch = Annotated[str, typer.Option(help=t("Chỉ lô này (tên hoặc mã).", "Only of this batch (name or id)."))]
Agency = Annotated[
    str, typer.Option(help=t("Chỉ của cơ quan giao lô hoặc ban hành.", "Only of this agency: handed in, or issued by."))
]
Reason = Annotated[str, typer.Option(help=t("Chỉ vì lý do này (mã).", "Only for this reason (code)."))]
Procedure = Annotated[str, typer.Option(help=t("Chỉ của thủ tục này.", "Only of this procedure."))]
ResultType = Annotated[str, typer.Option("--type", help=t("Chỉ của loại kết quả này.", "Only of this result type."))]
ShowNumbers = Annotated[
    bool,
    typer.Option(
        "--show-numbers",
        help=t(
            "Hiện đủ số giấy tờ của chủ; việc xem được ghi nhật ký.",
            "Show owners' numbers in full; that they were looked at is kept.",
        ),
    ),
]


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.add_typer(_review, name="review")


@_review.command(
    "next",
    help=t(
        "Nhận văn bản rủi ro nhất đang chờ; hoặc tiếp tục văn bản đang giữ.",
        "Gives you the riskiest document that waits, or the one you are at.",
    ),
)
def next_command(
    batch: Batch = "",
    agency: Agency = "",
    reason: Reason = "",
    procedure: Procedure = "",
    result_type: ResultType = "",
    skip: Annotated[
        bool,
        typer.Option("--skip", help=t("Để lại văn bản đang giữ, lấy văn bản kế.", "Leave this one, take the next.")),
    ] = False,
    show_numbers: ShowNumbers = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize review next``."""
    from digitize.actions import review
    from digitize.cli import reviewing_views

    wanted = _wanted(batch, agency, reason, procedure, result_type)
    with open_archive(home) as archive:
        task = review.next_task(archive, wanted, by or account(), skip=skip, unmasked=show_numbers)
    output.show(task, json, reviewing_views.task)
    return ExitCode.OK if task else ExitCode.NOT_FOUND


@_review.command(
    help=t(
        "Nhận lượt kiểm tra một văn bản đã chọn, kể cả văn bản đã lưu.",
        "Gives you the turn at a document of your choice, though it is published.",
    )
)
def show(
    document: DocumentId,
    show_numbers: ShowNumbers = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize review show``."""
    from digitize.actions import review
    from digitize.cli import reviewing_views

    with open_archive(home) as archive:
        task = review.show(archive, document, by or account(), unmasked=show_numbers)
    output.show(task, json, reviewing_views.task)


@_review.command("list", help=t("Các văn bản đang chờ, rủi ro nhất trước.", "What waits, the riskiest first."))
def list_command(
    batch: Batch = "",
    agency: Agency = "",
    reason: Reason = "",
    procedure: Procedure = "",
    result_type: ResultType = "",
    after: Annotated[str, typer.Option(help=t("Sau văn bản này.", "Behind this document."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 30,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize review list``."""
    from digitize.actions import review
    from digitize.cli import reviewing_views

    with open_archive(home) as archive:
        page = review.queue(archive, _wanted(batch, agency, reason, procedure, result_type), after, limit)
    output.show(page, json, reviewing_views.queue)


@_review.command(
    help=t(
        "Quyết định: xác nhận, sửa, không phải kết quả, quét lại, tách, ghép, xoay trang, hoàn tác.",
        "Decides: confirm, correct, no result, scan again, split, merge with the one before, turn pages, take back.",
    )
)
def decide(
    act: Annotated[
        Literal["confirm", "correct", "not_result", "rescan", "split", "merge", "rotate", "undo"],
        typer.Argument(help=t("Quyết định gì.", "What is decided.")),
    ],
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            help=t("Mã văn bản; nhiều mã khi confirm, not_result.", "Ids; several for the like of confirm.")
        ),
    ] = None,
    result: Annotated[str, typer.Option("--result-type", help=t("Loại kết quả đúng.", "The right result type."))] = "",
    choice: Annotated[
        int, typer.Option(min=0, help=t("Chọn ứng viên thứ mấy.", "Which of the candidates is right, from 1."))
    ] = 0,
    kind: Annotated[
        Literal["result", "refusal", "dossier_paper", "internal"] | None,
        typer.Option(help=t("Giấy này là gì.", "What the paper is.")),
    ] = None,
    right_procedure: Annotated[
        str, typer.Option("--right-procedure", help=t("Thủ tục đúng.", "The right procedure."))
    ] = "",
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help=t(
                "TRƯỜNG=GIÁ TRỊ; chủ thứ hai: owner_name.2=…; để trống: không có. Lặp lại được.",
                "FIELD=VALUE; second owner: owner_name.2=…; empty: there is none. May be repeated.",
            ),
        ),
    ] = None,
    owner_number: Annotated[
        list[int] | None,
        typer.Option(
            min=1,
            help=t(
                "Hỏi số giấy tờ đúng của chủ thứ mấy (không ghi trên dòng lệnh).",
                "Ask for the right number of this owner, from 1; never on the command line.",
            ),
        ),
    ] = None,
    page: Annotated[
        list[int] | None,
        typer.Option(min=1, help=t("Trang, đếm từ 1; lặp lại được.", "Page, from 1; may be repeated.")),
    ] = None,
    degrees: Annotated[
        int, typer.Option(help=t("Xoay theo chiều kim đồng hồ: 90, 180, 270.", "Clockwise: 90, 180, 270."))
    ] = 0,
    note: Annotated[str, typer.Option(help=t("Ghi chú, được lưu lại.", "A note; it is kept."))] = "",
    all_of: Annotated[
        bool,
        typer.Option(
            "--all",
            help=t(
                "Mọi văn bản khớp các điều kiện dưới; không có --yes thì chỉ xem trước.",
                "All that match the conditions below; without --yes it only says what would come of it.",
            ),
        ),
    ] = False,
    yes: Annotated[
        int | None, typer.Option(help=t("Làm thật, với đúng số văn bản đã thấy.", "Do it, for as many as were seen."))
    ] = None,
    batch: Batch = "",
    agency: Agency = "",
    reason: Reason = "",
    procedure: Procedure = "",
    result_type: ResultType = "",
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize review decide``."""
    from digitize.actions import review_decide
    from digitize.actions.review_values import Decision
    from digitize.cli import reviewing_views
    from digitize.records.reviewed import ReviewAct

    ids = documents or []
    wanted = _wanted(batch, agency, reason, procedure, result_type)
    if all_of == bool(ids) or (yes is not None and not all_of):
        raise BadRequest("D-…, --all")
    decision = Decision(
        ReviewAct(act),
        DocumentKind(kind) if kind else None,
        result,
        choice,
        right_procedure,
        dict(_values(values or (), owner_number or ())),
        tuple(page or ()),
        degrees,
        note,
    )
    me = by or account()
    with open_archive(home) as archive:
        if all_of:
            report = review_decide.decide_all(archive, wanted, decision, me, yes)
        elif len(ids) > 1:
            report = review_decide.decide_each(archive, ids, decision, me)
        else:
            with output.progress(quiet=json) as progress:
                report = review_decide.decide(archive, ids[0], decision, me, progress)
    output.show(report, json, reviewing_views.decided)
    return report.exit_code


@_review.command(
    help=t(
        "Số liệu: đang chờ gì, ai làm bao nhiêu, người sửa máy bao nhiêu.",
        "Figures: what waits, who decided how much, how often persons changed what the machine said.",
    )
)
def stats(
    days: Annotated[int, typer.Option(min=1, help=t("Tính từ mấy ngày trước.", "For how many days back."))] = 30,
    batch: Batch = "",
    agency: Agency = "",
    reason: Reason = "",
    procedure: Procedure = "",
    result_type: ResultType = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize review stats``."""
    from digitize.actions import review_stats
    from digitize.cli import reviewing_views

    wanted = _wanted(batch, agency, reason, procedure, result_type)
    with open_archive(home) as archive:
        output.show(review_stats.stats(archive, wanted, days), json, reviewing_views.stats)


def _wanted(batch: str, agency: str, reason: str, procedure: str, result_type: str) -> Wanted:
    from digitize.records.reviewed import Wanted

    return Wanted(batch, agency, reason, procedure, result_type)


def _values(typed: Sequence[str], owner_numbers: Sequence[int]) -> Iterator[tuple[Slot, str]]:
    """Corrected fields as they were typed; owners' numbers are asked for."""
    for one in typed:
        slot, sign, value = one.partition("=")
        name, _, number = slot.strip().partition(".")
        if not sign or name not in list(FieldName) or not (number or "1").isdecimal() or number == "0":
            raise BadRequest("--set")
        if name == FieldName.OWNER_ID and value.strip():
            raise BadRequest("--owner-number")
        yield (FieldName(name), int(number or 1) - 1), value
    for number_of in owner_numbers:
        yield (FieldName.OWNER_ID, number_of - 1), output.ask_owner_number()
