"""Commands about how long results are valid: why, what people do to a result, terms that people say for a type."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import typer

from digitize.cli import output
from digitize.cli.options import Actor, Day, DocumentId, Home, Json, account, as_day, open_archive
from digitize.errors import BadRequest
from digitize.language import t
from digitize.model import ValidityState

_validity = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Hiệu lực của kết quả: vì sao, thu hồi, thay thế, huỷ bỏ, khôi phục, thời hạn của loại kết quả.",
        "How long results are valid: why; revoke, replace, cancel, restore; terms of result types.",
    ),
)

Basis = Annotated[
    str,
    typer.Option(help=t("Căn cứ: số quyết định hoặc điều luật.", "What it rests on: the decision or the article.")),
]
On = Annotated[
    datetime,
    typer.Option(
        "--on", formats=["%Y-%m-%d", "%d/%m/%Y"], help=t("Từ ngày, kể cả ngày đó.", "First day of it, inclusive.")
    ),
]


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.add_typer(_validity, name="validity")


@_validity.command(
    help=t(
        "Giải thích từng bước vì sao kết quả còn hay hết hiệu lực.",
        "Says step by step why a result is valid or is not.",
    )
)
def explain(document: DocumentId, as_of: Day = None, home: Home = None, json: Json = False) -> None:
    """``digitize validity explain``."""
    from digitize.actions import validity
    from digitize.cli import validity_views

    with open_archive(home) as archive:
        found = validity.explain(archive, document, as_day(as_of) or date.today())
    output.show(found, json, validity_views.explanation)


@_validity.command(help=t("Ghi nhận kết quả bị thu hồi.", "Says that a result was revoked."))
def revoke(document: DocumentId, basis: Basis, on: On, by: Actor = None, home: Home = None, json: Json = False) -> None:
    """``digitize validity revoke``."""
    _end(document, ValidityState.REVOKED, basis, on, by, home, json)


@_validity.command(help=t("Ghi nhận kết quả đã được thay thế.", "Says that a result was replaced."))
def replace(
    document: DocumentId,
    basis: Basis,
    on: On,
    replaced_by: Annotated[
        str, typer.Option("--with", help=t("Mã văn bản của kết quả mới.", "Id of the document of the new result."))
    ] = "",
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize validity replace``."""
    _end(document, ValidityState.REPLACED, basis, on, by, home, json, replaced_by)


@_validity.command(help=t("Ghi nhận kết quả bị huỷ bỏ.", "Says that a result was cancelled."))
def cancel(document: DocumentId, basis: Basis, on: On, by: Actor = None, home: Home = None, json: Json = False) -> None:
    """``digitize validity cancel``."""
    _end(document, ValidityState.CANCELLED, basis, on, by, home, json)


@_validity.command(
    help=t(
        "Khôi phục hiệu lực: từ ngày đó thời hạn của kết quả lại được tính.",
        "Restores a result: from that day on its term decides again.",
    )
)
def restore(
    document: DocumentId, basis: Basis, on: On, by: Actor = None, home: Home = None, json: Json = False
) -> None:
    """``digitize validity restore``."""
    _end(document, ValidityState.VALID, basis, on, by, home, json)


def _end(
    document: str,
    state: ValidityState,
    basis: str,
    on: datetime,
    by: str | None,
    home: Home,
    json: bool,
    replaced_by: str = "",
) -> None:
    from digitize.actions import validity
    from digitize.cli import validity_views

    with open_archive(home) as archive:
        report = validity.end(archive, document, state, basis, on.date(), by or account(), replaced_by)
    output.show(report, json, validity_views.event)


@_validity.command(
    help=t(
        "Các loại kết quả chưa rõ thời hạn và số kết quả đang chờ.",
        "Result types whose term is not known, and how many results wait.",
    )
)
def unknown(home: Home = None, json: Json = False) -> None:
    """``digitize validity unknown``."""
    from digitize.actions import terms
    from digitize.cli import validity_views

    with open_archive(home) as archive:
        output.show(terms.unknown_terms(archive), json, validity_views.unknown_terms)


@_validity.command(
    help=t(
        "Cho biết thời hạn của một loại kết quả, hỏi một lần cho mọi kết quả; ngày in trên giấy vẫn được ưu tiên.",
        "Says the term of a result type, once for all results; what a paper prints still comes first.",
    )
)
def term(
    result_type: Annotated[str, typer.Argument(help=t("Mã loại kết quả.", "Result type code."))],
    months: Annotated[
        int | None,
        typer.Option(min=1, max=1200, help=t("Số tháng, tính từ ngày cấp.", "Months from the day of issue.")),
    ] = None,
    unlimited: Annotated[bool, typer.Option("--unlimited", help=t("Không thời hạn.", "No end."))] = False,
    on_document: Annotated[
        bool, typer.Option("--on-document", help=t("Chỉ theo ngày in trên giấy.", "Only the paper tells."))
    ] = False,
    basis: Annotated[
        str, typer.Option(help=t("Căn cứ: điều, luật, nghị định.", "What it rests on: article and law."))
    ] = "",
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d", "%d/%m/%Y"], help=t("Áp dụng từ ngày cấp.", "First day of issue it is for.")
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=["%Y-%m-%d", "%d/%m/%Y"], help=t("Áp dụng đến ngày cấp.", "Last day of issue it is for.")
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=t("Áp dụng lại thời hạn đã ghi cho kết quả còn chờ.", "Applies what was said to results that wait."),
        ),
    ] = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize validity term``."""
    from digitize.actions import terms
    from digitize.cli import validity_views

    if [months is not None, unlimited, on_document, again].count(True) != 1:
        raise BadRequest("--months, --unlimited, --on-document, --again")
    kind: Literal["months", "unlimited", "on_document"]
    kind = "months" if months else "unlimited" if unlimited else "on_document"
    with open_archive(home) as archive:
        if again:
            report = terms.apply_terms(archive, result_type, by or account())
        else:
            days = as_day(first), as_day(last)
            report = terms.say_term(archive, result_type, kind, months, basis, by or account(), *days)
    output.show(report, json, validity_views.term)
