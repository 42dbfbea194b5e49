"""Batches and upkeep as tables for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from digitize.cli.wording import batch_state_of, blank_of, day_of, facts, kind_of, state_of, table
from digitize.errors import EntryRefused, reason
from digitize.language import t
from digitize.model import BlankReason, PageReading, PageRef, Refusal, Verdict
from digitize.ocr.verdicts import verdict_of
from digitize.records.accounts import Reconciliation
from digitize.records.rows import DocumentState, PageState, ReceiptOutcome

if TYPE_CHECKING:
    from digitize.actions.decide import DecisionReport
    from digitize.actions.ingest import BatchReport
    from digitize.actions.read_file import PageProblem
    from digitize.actions.rescan import RescanReport
    from digitize.actions.sheets import SheetsReport
    from digitize.actions.upkeep import IndexReport, ReindexReport, VerifyReport
    from digitize.samples import SamplesSummary

MOST_NAMED = 20
"""Documents named where there may be any number; JSON has them all."""


def samples(console: Console, summary: SamplesSummary) -> None:
    """What was rendered."""
    console.print(
        t(
            f"Đã tạo {summary.dossiers} hồ sơ, {summary.pages} trang.",
            f"Rendered {summary.dossiers} dossiers, {summary.pages} pages.",
        )
    )


def sheets(console: Console, report: SheetsReport) -> None:
    """What was written to be printed."""
    console.print(
        t(
            f"Đã ghi {report.sheets} tờ hoặc nhãn trên {report.pages} trang A4. In đúng cỡ 100%, không thu nhỏ.",
            f"Wrote {report.sheets} sheets or stickers on {report.pages} pages of A4. Print at 100 %, not scaled.",
        )
    )


def page_problems(problems: Iterable[PageProblem]) -> None:
    """Pages that could not be read, on standard error."""
    for problem in problems:
        error = reason(problem.reason)
        where = t(f"Trang {problem.page}", f"Page {problem.page}") if problem.page else "PDF"
        sys.stderr.write(f"{where}: {error.message()} {error.remedy()}  [{error.code}]\n")


def page_verdicts(pages: Iterable[PageReading | None]) -> None:
    """Pages that are to be scanned again or looked at, each with reasons and remedies, on standard error."""
    words = {Verdict.RESCAN: t("quét lại", "scan again"), Verdict.LOOK: t("nên xem", "have a look")}
    for number, page in enumerate(pages, start=1):
        if page is None or page.findings.verdict is Verdict.OK:
            continue
        for code in page.findings.warnings:
            error, verdict = reason(code), words[verdict_of([code])]
            where = t(f"Trang {number}", f"Page {number}")
            sys.stderr.write(f"{where} – {verdict}: {error.message()} {error.remedy()}  [{code}]\n")


# --- batches ----------------------------------------------------------------------------------------------


def batch_report(console: Console, report: BatchReport) -> None:
    """How a batch ended: its account, what failed and why, and what to do."""
    _account(console, report.account, report)
    failures = table(t("Tệp", "File"), t("Lý do", "Reason"), t("Cách xử lý", "Remedy"))
    for receipt in report.turned_away:
        if receipt.outcome is ReceiptOutcome.REJECTED:
            error = reason(receipt.reason or "")
            failures.add_row(escape(receipt.name), f"{error.message()} [{error.code}]", error.remedy())
    for page in report.account.failed:
        error = reason(page.reason)
        failures.add_row(_place(page.page), f"{error.message()} [{error.code}]", error.remedy())
    for noted in report.account.noted:
        for code in noted.reasons:
            error = reason(code)
            failures.add_row(_place(noted.page), f"{error.message()} [{error.code}]", error.remedy())
    for name in report.not_received:
        failures.add_row(
            escape(name), t("Có trong bảng kê nhưng không nhận được.", "In the manifest, not received."), ""
        )
    if failures.row_count:
        console.print(failures)
    if others := [r.name for r in report.turned_away if r.outcome is ReceiptOutcome.NOT_A_SCAN]:
        console.print(
            t("Không phải bản quét, để nguyên: ", "No scans, left where they are: ") + escape(", ".join(others))
        )
    _blank_pages(console, report.account)
    _parked(console, report.account)
    _held_back(console, report.account)
    _not_searchable(console, report.account)


def _place(page: PageRef) -> str:
    return t(f"trang {page.index + 1} của {page.blob[:12]}", f"page {page.index + 1} of {page.blob[:12]}")


def _blank_pages(console: Console, account: Reconciliation) -> None:
    """Which pages count as blank and why, a line for each file and reason."""
    pages: dict[tuple[str, BlankReason], list[str]] = {}
    for blank in account.blank_pages:
        pages.setdefault((blank.page.blob, blank.reason), []).append(str(blank.page.index + 1))
    for (blob, why), numbers in pages.items():
        listed = ", ".join(numbers)
        line = t(f"Trang trắng của {blob[:12]}: {listed}", f"Blank pages of {blob[:12]}: {listed}")
        console.print(Text(f"{line} ({blank_of(why)})", style="dim"))


def _not_searchable(console: Console, account: Reconciliation) -> None:
    """How many documents the index lacks: they are published, only search does not find them yet."""
    if waiting := account.published - account.indexed:
        error = reason("index_unavailable")
        many = t(f"Chưa tìm được: {waiting} văn bản.", f"Not found by search yet: {waiting} documents.")
        console.print(Text(f"{many} {error.remedy()}", style="yellow"))


def _parked(console: Console, account: Reconciliation) -> None:
    """What nobody will try again by itself."""
    for work in account.parked:
        error = reason(work.reason)
        console.print(Text(f"! {work.subject}: {error.message()} {error.remedy()}  [{error.code}]", style="bold red"))


def _held_back(console: Console, account: Reconciliation) -> None:
    """That a batch is not published, and what to do; or that a person let it be."""
    if not account.settled:
        error = reason("sheet_mismatch")
        console.print(Text(f"{error.message()} {error.remedy()}", style="bold red"))
    elif account.decision and not account.sheets.agree:
        decided = account.decision
        day = day_of(decided.recorded_at.astimezone().date())
        console.print(
            t(
                f"Lệch số tờ đã được chấp nhận ngày {day}, bởi {escape(decided.decided_by)}: {escape(decided.reason)}",
                f"The mismatch was accepted on {day} by {escape(decided.decided_by)}: {escape(decided.reason)}",
            )
        )


def decided(console: Console, report: DecisionReport) -> None:
    """What a decision published."""
    console.print(
        t(
            f"Đã đưa {report.released} văn bản vào tra cứu.",
            f"Published {report.released} documents.",
        )
    )
    _held_back(console, report.account)
    _not_searchable(console, report.account)


def rescanned(console: Console, report: RescanReport) -> None:
    """Which pages show the new scan, and which do not and why."""
    pages = ", ".join(map(str, report.replaced)) or "–"
    console.print(
        t(
            f"{report.document.id}: đã thay trang {pages}; phiên bản {report.document.version}, bản cũ vẫn được giữ.",
            f"{report.document.id}: replaced pages {pages}; version {report.document.version}, the old one stays.",
        )
    )
    for page in report.not_replaced:
        error = reason(page.reason)
        line = t(f"Trang {page.page}: ", f"Page {page.page}: ")
        console.print(Text(f"! {line}{error.message()} {error.remedy()}  [{error.code}]", style="yellow"))


def status(console: Console, accounts: tuple[Reconciliation, ...]) -> None:
    """One batch as an account, several as a table."""
    if len(accounts) == 1:
        _account(console, accounts[0])
        _blank_pages(console, accounts[0])
        _parked(console, accounts[0])
        _held_back(console, accounts[0])
        return
    rows = table(
        t("Lô", "Batch"), t("Tệp", "Files"), t("Trang", "Pages"), t("Văn bản", "Documents"), t("Cần xem", "To review"),
        t("Lỗi", "Failed"), t("Chờ quyết định", "Held back"), t("Trạng thái", "State"),
    )  # fmt: skip
    for account in accounts:
        rows.add_row(
            escape(account.batch.name),
            str(sum(account.files.values()) - account.files[ReceiptOutcome.NOT_A_SCAN]),
            f"{account.pages[PageState.READ]}/{sum(account.pages.values())}",
            str(account.published),
            str(account.documents[DocumentState.REVIEW] + account.documents[DocumentState.FAILED_PAGES]),
            str(account.files[ReceiptOutcome.REJECTED] + len(account.failed) + len(account.parked)),
            str(account.documents[DocumentState.HELD]),
            batch_state_of(account.batch.state),
        )
    console.print(rows)


def _account(console: Console, account: Reconciliation, report: BatchReport | None = None) -> None:
    files, pages, sheets = account.files, account.pages, account.sheets
    file_counts = (
        (files[ReceiptOutcome.ACCEPTED], t("mới", "new")),
        (files[ReceiptOutcome.AGAIN], t("đã có", "known")),
        (files[ReceiptOutcome.REJECTED], t("không nhận được", "rejected")),
    )
    page_counts = (
        (pages[PageState.READ], t("đã đọc", "read")),
        (account.blank, t("trắng", "blank")),
        (account.separators, t("tờ phân cách", "separators")),
        (pages[PageState.PENDING], t("đang chờ", "waiting")),
        (pages[PageState.FAILED], t("lỗi", "failed")),
        (pages[PageState.DISPOSED], t("đã tiêu huỷ", "disposed of")),
    )
    sheet_counts = (
        (sheets.scanned, t("quét", "scanned")),
        (sheets.separators, t("trong đó là tờ phân cách", "of them separators")),
        (sheets.failed, t("có trang lỗi", "with failed pages")),
        (sheets.unopened, t("tệp không mở được, chưa rõ số tờ", "files not opened, sheets unknown")),
    )
    counted = t("chưa đếm", "not counted")
    if sheets.counted is not None:
        counted = t(f"đếm {sheets.counted}", f"{sheets.counted} counted")
    rows = [
        (t("Tệp nhận", "Files received"), f"{sum(count for count, _ in file_counts)}: {_tally(file_counts)}"),
        (t("Không phải bản quét", "No scans"), str(files[ReceiptOutcome.NOT_A_SCAN])),
        (t("Trang", "Pages"), f"{sum(pages.values())}: {_tally(page_counts)}"),
        (t("Số tờ", "Sheets"), f"{counted}; {_tally(sheet_counts)}"),
        (t("Văn bản", "Documents"), _tally((count, state_of(state)) for state, count in account.documents.items())),
        (t("Phân loại", "Kinds"), _tally((count, kind_of(kind)) for kind, count in account.kinds.items())),
        (t("Mục trong chỉ mục", "Index entries"), f"{account.indexed}/{account.published}"),
    ]
    if report:
        safe = t("mỗi tệp đã được đọc lại và so mã băm khi lưu", "each read back and hashed again when stored")
        rows.append((t("Tệp trong kho", "Objects stored"), f"{report.stored}/{account.objects}, {safe}"))
    title = f"{t('Lô quét', 'Batch')} {account.batch.name} · {account.batch.id} · {batch_state_of(account.batch.state)}"
    console.print(facts(rows, escape(title)))


def _tally(counts: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "0"


def verify_report(console: Console, report: VerifyReport) -> None:
    """How sound the archive is."""
    links = sum(chain.length for chain in report.chains)
    broken = [chain for chain in report.chains if chain.broken_at is not None]
    chain = t("liền mạch", "unbroken")
    if broken:
        chain = t(f"đứt ở mục {broken[0].broken_at}", f"broken at entry {broken[0].broken_at}")
    rows = [
        (t("Tệp trong kho", "Objects"), f"{report.intact}/{report.objects} {t('nguyên vẹn', 'intact')}"),
        (t("Tệp thừa", "Objects of no record"), report.unknown),
        (t("Chỉ mục", "Index"), f"{report.indexed}/{report.published}"),
        (t("Nhật ký", "Audit"), f"{links} {t('mục', 'entries')}, {chain}"),
    ]
    if report.unkept:
        rows.append(
            (t("Chưa đặt thời hạn lưu («digitize protect»)", "Not kept yet ('digitize protect')"), report.unkept)
        )
    if report.unremoved:
        rows.append((t("Tiêu huỷ dở dang («dispose confirm» lại)", "Disposals to go on with"), report.unremoved))
    console.print(facts(rows))
    for kind, sha256 in report.damaged:
        console.print(Text(f"! {kind}/{sha256}", style="bold red"))
    if report.damaged:
        console.print(reason("object_damaged").remedy())


def index_report(console: Console, report: IndexReport) -> None:
    """Whether the index is in step, and what to do where it is not."""
    rows = [
        (t("Chỉ mục", "Index"), f"{report.indexed}/{report.published}"),
        (t("Đang chờ đưa vào", "On their way"), report.waiting),
        (t("Không nhận", "Refused"), len(report.refused)),
        (t("Thiếu hoặc cũ", "Missing or old"), len(report.behind)),
        (t("Không có trong hồ sơ", "Not in the records"), len(report.strange)),
        (t("Đã sửa", "Repaired"), report.repaired),
    ]
    console.print(facts(rows))
    if report.lost:
        console.print(t("Chưa có chỉ mục.", "There is no index."), style="bold red")
    for document in (*report.behind, *report.strange)[:MOST_NAMED]:
        console.print(Text(f"! {document}", style="bold red"))
    if report.lost or report.behind or report.strange:
        console.print(t("Sửa: digitize verify --index --repair", "To repair: digitize verify --index --repair"))
    _refused(console, report.refused)


def reindexed(console: Console, report: ReindexReport) -> None:
    """How large the new index is, and what it does not take."""
    console.print(t(f"Đã lập chỉ mục {report.documents} văn bản.", f"Indexed {report.documents} documents."))
    _refused(console, report.refused)


def _refused(console: Console, refused: Sequence[Refusal]) -> None:
    for one in refused[:MOST_NAMED]:
        console.print(Text(f"! {one.document_id}  {one.detail}", style="yellow"))
    if refused:
        console.print(Text(f"{EntryRefused.message()} {EntryRefused.remedy()}", style="yellow"))


def serving(host: str, port: int, token: str) -> None:
    """Where the application listens, and the token it asks for."""
    sys.stdout.write(f"http://{host}:{port}/api/v1/search?q=\nAuthorization: Bearer {token}\n")
    sys.stdout.flush()
