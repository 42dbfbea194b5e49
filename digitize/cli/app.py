"""The commands. Each reads its arguments, calls one action and shows the answer.

What a command needs is imported when it is called: a clerk's look-up shall not wait for the libraries that read scans.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from digitize.cli import (
    backing_up,
    keeping,
    learning,
    moving,
    output,
    proposing,
    reviewing,
    searching,
    spreading,
    upkeep,
    validity,
)
from digitize.cli.options import Actor, Day, DocumentId, Home, Json, account, as_day, open_archive
from digitize.errors import ExitCode
from digitize.language import t

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=t(
        "Số hoá giấy tờ thủ tục hành chính và tìm lại kết quả còn hiệu lực.",
        "Digitises the papers of administrative procedures and finds results that are still valid.",
    ),
)


def _start_workers_early(home: Path | None = None, *, classify: bool = True) -> None:
    """Lets workers load what they need while this process loads the same; called before anything large is imported."""
    from digitize.pipeline.pool import start_early
    from digitize.settings import load

    start_early(model=classify and load(home=home).model_in_use.exists())


@app.command(help=t("Tạo hồ sơ mẫu (người và số đều bịa) để thử.", "Renders invented sample dossiers to try things."))
def samples(
    folder: Path,
    count: Annotated[int, typer.Option(min=1, help=t("Số hồ sơ.", "How many dossiers."))] = 60,
    seed: Annotated[int, typer.Option(help=t("Cùng số thì cùng hồ sơ.", "Same seed, same dossiers."))] = 1,
    level: Annotated[
        Literal["clean", "medium", "hard", "mixed"], typer.Option(help=t("Độ xấu của bản quét.", "How bad the scans."))
    ] = "mixed",
    json: Json = False,
) -> None:
    from digitize.cli import batch_views
    from digitize.samples import render
    from digitize.settings import load

    with output.counting(t("Tạo hồ sơ mẫu", "Rendering dossiers"), count) as advance:
        summary = render(folder, count, seed, level, on_dossier=advance, jobs=load().workers)
    output.show(summary, json, batch_views.samples)


@app.command(
    "sheets",
    help=t(
        "In tờ ngăn cách, tờ bìa hồ sơ hoặc nhãn hồ sơ (PDF, A4).",
        "Makes separator sheets, dossier covers or stickers to print (PDF, A4).",
    ),
)
def sheets_command(
    out: Annotated[Path, typer.Argument(help=t("Tệp PDF sẽ ghi.", "The PDF to write."))],
    kind: Annotated[
        Literal["separator", "cover"],
        typer.Option(help=t("Tờ ngăn cách hay tờ bìa hồ sơ.", "Separator sheets or dossier covers.")),
    ] = "separator",
    count: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help=t("Số tờ ngăn cách (mặc định 10).", "How many separators (default 10).")),
    ] = None,
    dossiers: Annotated[
        Path | None,
        typer.Option(
            help=t(
                "Bảng CSV hoặc XLSX: mã hồ sơ, mã thủ tục, mã cơ quan.",
                "CSV or XLSX with dossier_code, procedure, agency.",
            )
        ),
    ] = None,
    dossier: Annotated[str, typer.Option(help=t("Mã hồ sơ.", "Dossier code."))] = "",
    procedure: Annotated[str, typer.Option(help=t("Mã thủ tục.", "Procedure code."))] = "",
    agency: Annotated[str, typer.Option(help=t("Mã cơ quan.", "Agency code."))] = "",
    per_page: Annotated[
        Literal["1", "2", "4", "8", "24"],
        typer.Option(help=t("Số nhãn hồ sơ trên một trang; 1: tờ bìa.", "Stickers on a page; 1: cover sheets.")),
    ] = "1",
    json: Json = False,
) -> None:
    from typing import cast

    from digitize import catalogue
    from digitize.actions import sheets
    from digitize.catalogue.covers import Cover
    from digitize.cli import batch_views
    from digitize.errors import BadRequest
    from digitize.ingest.sheets import PerPage
    from digitize.settings import load

    if kind == "separator":
        if dossiers or dossier or per_page != "1":
            raise BadRequest("--kind cover")
        report = sheets.print_separators(out, count or 10)
    else:
        if count:
            raise BadRequest("--count")
        covers = sheets.covers_in(dossiers) if dossiers else (Cover(dossier, procedure, agency),)
        facts = catalogue.load(load().catalogue)
        report = sheets.print_covers(out, covers, facts, cast("PerPage", int(per_page)))
    output.show(report, json, batch_views.sheets)


@app.command(help=t("Đọc một tệp quét, không cần kho lưu trữ.", "Reads one scanned file, without an archive."))
def read(
    file: Path,
    text: Annotated[Path | None, typer.Option(help=t("Ghi chữ vào tệp.", "Write the text to a file."))] = None,
    pdf: Annotated[Path | None, typer.Option(help=t("Ghi PDF/A có lớp chữ.", "Write a searchable PDF/A."))] = None,
    json: Annotated[Path | None, typer.Option(help=t("Ghi cây trang (JSON).", "Write the page tree (JSON)."))] = None,
    jobs: Annotated[int, typer.Option(min=0, help=t("Số tiến trình; 0: mọi lõi.", "Workers; 0: every core."))] = 0,
    keep_steps: Annotated[
        Path | None, typer.Option(help=t("Ghi ảnh từng bước làm sạch.", "Write a picture of each cleaning step."))
    ] = None,
    deskew: Annotated[
        bool, typer.Option("--deskew", help=t("Nắn thẳng ảnh trong PDF/A.", "Level the pictures in the PDF/A."))
    ] = False,
) -> int:
    _start_workers_early(classify=False)
    from digitize.actions import read_file
    from digitize.cli import batch_views
    from digitize.settings import load

    output.check_targets(file, text, json, pdf)
    with output.progress() as progress:
        reading = read_file.read_file(
            file, load(jobs=jobs or None), pdf=pdf, keep_steps=keep_steps, progress=progress, deskew=deskew
        )
    if json:
        output.write_json(json, reading)
    if text:
        output.write_text(text, reading.text)
    if not (text or pdf or json):
        sys.stdout.write(reading.text + "\n")
    batch_views.page_problems(reading.problems)
    batch_views.page_verdicts(reading.pages)
    return ExitCode.PARTIAL if reading.problems else ExitCode.OK


@app.command("ingest", help=t("Tiếp nhận tệp và thư mục quét vào kho.", "Takes scanned files and folders in."))
def ingest_command(
    paths: Annotated[list[Path], typer.Argument(help=t("Tệp hoặc thư mục.", "Files or folders."))],
    batch: Annotated[str | None, typer.Option(help=t("Tên lô quét.", "Name of the batch."))] = None,
    agency: Annotated[str, typer.Option(help=t("Mã cơ quan.", "Agency code."))] = "",
    sheets: Annotated[
        int | None, typer.Option(min=0, help=t("Số tờ giấy đã đếm.", "Sheets of paper as counted."))
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option(help=t("Bảng kê CSV hoặc XLSX.", "What is already known, CSV or XLSX."))
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=t(
                "Đọc lại trang lỗi và trang đọc bằng bộ đọc khác.",
                "Read again what failed and what another reader has read.",
            ),
        ),
    ] = False,
    wait: Annotated[
        bool,
        typer.Option(
            help=t(
                "Chờ các máy xử lý làm xong (khi có DIGITIZE_BROKER).",
                "Wait until workers on other machines are done (where DIGITIZE_BROKER is set).",
            ),
        ),
    ] = True,
    home: Home = None,
    json: Json = False,
) -> int:
    _start_workers_early(home)
    from digitize.actions.ingest import IngestRequest, ingest
    from digitize.cli import batch_views

    with open_archive(home, create=True) as archive:
        request = IngestRequest(tuple(paths), batch, agency, sheets, manifest, again, wait)
        with output.progress(quiet=json) as progress:
            report = ingest(archive, request, progress)
    output.show(report, json, batch_views.batch_report)
    return report.exit_code


@app.command(help=t("Tiến độ các lô quét.", "Progress of the batches."))
def status(
    batch: Annotated[str | None, typer.Argument(help=t("Tên hoặc mã lô.", "Name or id of a batch."))] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    from digitize.actions import inspect
    from digitize.cli import batch_views

    with open_archive(home) as archive:
        output.show(inspect.status(archive, batch), json, batch_views.status)


@app.command(
    help=t(
        "Quyết định về một lô lệch số tờ: chấp nhận thì văn bản của lô được đưa vào tra cứu.",
        "Decides about a batch whose sheets do not match: accepted, its documents are published.",
    )
)
def decide(
    batch: Annotated[str, typer.Argument(help=t("Tên hoặc mã lô.", "Name or id of a batch."))],
    accept: Annotated[
        bool, typer.Option("--accept", help=t("Chấp nhận số tờ lệch.", "Accept that the counts disagree."))
    ] = False,
    reason: Annotated[str, typer.Option(help=t("Lý do, được lưu lại.", "Why; it is kept."))] = "",
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    from digitize.actions import decide
    from digitize.cli import batch_views
    from digitize.errors import BadRequest

    if not accept:
        raise BadRequest("--accept")
    with open_archive(home) as archive:
        output.show(decide.accept(archive, batch, reason, by or account()), json, batch_views.decided)


@app.command(
    "rescan",
    help=t(
        "Thay trang xấu của một văn bản bằng bản quét lại; bản cũ vẫn được giữ.",
        "Puts a new scan in the place of a document's bad page; the old one stays.",
    ),
)
def rescan_command(
    document: DocumentId,
    file: Annotated[Path, typer.Argument(help=t("Tệp quét lại.", "The new scan."))],
    page: Annotated[
        list[int],
        typer.Option(
            min=1,
            help=t(
                "Trang cần thay, đếm từ 1; lặp lại cho nhiều trang, theo thứ tự trong tệp.",
                "Page to replace, from 1; again for more, in the order of the file.",
            ),
        ),
    ],
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    _start_workers_early(home)
    from digitize.actions import rescan
    from digitize.cli import batch_views

    with open_archive(home) as archive, output.progress(quiet=json) as progress:
        report = rescan.rescan(archive, document, page, file, by or account(), progress)
    output.show(report, json, batch_views.rescanned)
    return report.exit_code


searching.add_to(app)


@app.command("reuse", help=t("Hỏi: đã có kết quả còn hiệu lực chưa?", "Asks whether a valid result already exists."))
def reuse_command(
    result_type: Annotated[str, typer.Option(help=t("Mã loại kết quả.", "Result type code."))] = "",
    issued_by_procedure: Annotated[
        str, typer.Option(help=t("Thủ tục đã cấp ra giấy đó.", "The procedure that issues the paper."))
    ] = "",
    for_procedure: Annotated[
        str, typer.Option(help=t("Thủ tục đang cần giấy đó.", "The procedure that needs the paper."))
    ] = "",
    as_of: Day = None,
    home: Home = None,
    json: Json = False,
) -> int:
    from digitize.actions import reuse
    from digitize.cli import views
    from digitize.model import ReuseAnswer

    question = reuse.Question(result_type, issued_by_procedure, for_procedure, as_day(as_of) or date.today())
    with open_archive(home) as archive:
        report = reuse.check_reuse(archive, question, output.ask_owner_number())
    output.show(report, json, views.reuse_report)
    if report.answer is ReuseAnswer.VALID:
        return ExitCode.OK
    return ExitCode.NOT_FOUND if report.answer is ReuseAnswer.NOT_FOUND else ExitCode.NOT_VALID


@app.command(help=t("Xem một văn bản: trường, nguồn gốc, lịch sử.", "Shows a document: fields, sources, history."))
def show(document: DocumentId, home: Home = None, json: Json = False) -> None:
    from digitize.actions import inspect
    from digitize.cli import views

    with open_archive(home) as archive:
        output.show(inspect.show(archive, document), json, views.document)


@app.command(help=t("Lấy bản truy cập hoặc bản quét gốc.", "Gives the access copy or the received bytes."))
def get(
    document: DocumentId,
    original: Annotated[
        bool, typer.Option("--original", help=t("Bản quét gốc, nguyên vẹn.", "The received bytes, identical."))
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Tệp hoặc thư mục; mặc định: thư mục này.", "File or folder.")),
    ] = None,
    home: Home = None,
) -> None:
    from digitize.actions import inspect

    with open_archive(home) as archive:
        for path in inspect.get(archive, document, original=original, target=to or Path()):
            sys.stdout.write(f"{path}\n")


@app.command(help=t("Mở API tra cứu trên máy này.", "Serves the read-only API on this machine."))
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8766,
    host: Annotated[
        str, typer.Option(help=t("Địa chỉ lắng nghe; không có TLS.", "Address to listen on; there is no TLS."))
    ] = "127.0.0.1",
    home: Home = None,
) -> None:
    import uvicorn

    from archive_api.app import create_app, new_token
    from digitize.cli import batch_views

    with open_archive(home) as archive:
        archive.indexer.require_shared()
        token = new_token()
        batch_views.serving(host, port, token)
        uvicorn.run(create_app(archive, token), host=host, port=port, log_level="warning", access_log=False)


reviewing.add_to(app)
proposing.add_to(app)
validity.add_to(app)
keeping.add_to(app)
learning.add_to(app)
moving.add_to(app)
spreading.add_to(app)
backing_up.add_to(app)
upkeep.add_to(app)
