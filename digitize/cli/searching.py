"""The command that searches."""

from __future__ import annotations

from typing import Annotated

import typer

from digitize.cli import output
from digitize.cli.options import Day, Home, Json, as_day, open_archive
from digitize.errors import BadRequest, ExitCode
from digitize.language import t


def add_to(app: typer.Typer) -> None:
    """Adds this command."""
    app.command(help=t("Tìm trong kho: có dấu hay không dấu, số hiệu.", "Searches, with accents or none, by number."))(
        search
    )


def search(
    words: Annotated[list[str] | None, typer.Argument(help=t("Từ cần tìm.", "Words to find."))] = None,
    procedure: Annotated[str, typer.Option(help=t("Mã thủ tục.", "Procedure code."))] = "",
    result_type: Annotated[str, typer.Option(help=t("Mã loại kết quả.", "Result type code."))] = "",
    agency: Annotated[str, typer.Option(help=t("Mã cơ quan.", "Agency code."))] = "",
    issued_from: Day = None,
    issued_to: Day = None,
    valid_on: Day = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    offset: Annotated[int, typer.Option(min=0, max=10_000)] = 0,
    after: Annotated[
        str,
        typer.Option(
            help=t(
                "Tiếp sau câu trả lời trước: giá trị next của nó.", "Goes on behind an earlier answer: its value next."
            )
        ),
    ] = "",
    facets: Annotated[
        bool,
        typer.Option(
            "--facets",
            help=t(
                "Đếm theo loại kết quả, cơ quan, năm, hiệu lực.", "Counts by result type, agency, year and validity."
            ),
        ),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help=t("Nói rõ câu hỏi được hiểu thế nào.", "Says how the words are understood.")),
    ] = False,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize search``."""
    from digitize.actions import find
    from digitize.cli import views

    if after and offset:
        raise BadRequest("--after, --offset")
    wanted = find.Wanted(
        " ".join(words or ()),
        procedure,
        result_type,
        agency,
        as_day(issued_from),
        as_day(issued_to),
        as_day(valid_on),
        limit,
        offset,
        after,
        facets,
    )
    with open_archive(home) as archive:
        answer = find.search(archive, wanted)
    output.show(answer, json, views.explained_answer if explain else views.search_answer)
    return ExitCode.OK if answer.total else ExitCode.NOT_FOUND
