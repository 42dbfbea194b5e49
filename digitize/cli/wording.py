"""What codes are called on screen, and the tables they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from digitize.language import t
from digitize.model import BlankReason, DocumentKind, FieldName, Forgiven, ReuseAnswer, ValidityState, Why
from digitize.records.rows import BatchState, DocumentState


def kind_of(kind: DocumentKind) -> str:
    """What a paper is to the archive."""
    return {
        DocumentKind.RESULT: t("kết quả giải quyết", "result"),
        DocumentKind.REFUSAL: t("văn bản từ chối", "refusal"),
        DocumentKind.DOSSIER_PAPER: t("giấy tờ hồ sơ", "dossier paper"),
        DocumentKind.INTERNAL: t("văn bản hành chính", "internal paper"),
        DocumentKind.UNKNOWN: t("chưa rõ", "unknown"),
    }[kind]


def state_of(state: DocumentState) -> str:
    """How far a document is."""
    return {
        DocumentState.RECEIVED: t("đang xử lý", "in work"),
        DocumentState.HELD: t("chờ quyết định", "held back"),
        DocumentState.PUBLISHED: t("đã lưu", "published"),
        DocumentState.REVIEW: t("cần kiểm tra", "to review"),
        DocumentState.FAILED_PAGES: t("có trang lỗi", "pages failed"),
        DocumentState.WITHDRAWN: t("đã rút", "withdrawn"),
        DocumentState.DISPOSED: t("đã tiêu huỷ", "disposed of"),
    }[state]


def batch_state_of(state: BatchState) -> str:
    """How far a batch is."""
    return {
        BatchState.OPEN: t("đang làm", "open"),
        BatchState.FINISHED: t("đã xong", "finished"),
        BatchState.MISMATCH: t("lệch số tờ, chờ quyết định", "sheets do not match, held back"),
    }[state]


def blank_of(why: BlankReason) -> str:
    """Why a page counts as blank."""
    return {
        BlankReason.WHITE: t("giấy trắng", "white"),
        BlankReason.SHOW_THROUGH: t("chỉ có vết mực thấm từ mặt kia", "only what shines through from the other side"),
    }[why]


def field_of(name: FieldName) -> str:
    """A field's name on screen."""
    return {
        FieldName.DOCUMENT_TYPE: t("Loại giấy tờ", "Document type"),
        FieldName.NUMBER: t("Số, ký hiệu", "Number"),
        FieldName.ISSUED_ON: t("Ngày ban hành", "Issued on"),
        FieldName.ISSUER: t("Cơ quan ban hành", "Issuer"),
        FieldName.SIGNER: t("Người ký", "Signer"),
        FieldName.SIGNER_TITLE: t("Chức vụ", "Signer's title"),
        FieldName.ABSTRACT: t("Trích yếu", "Abstract"),
        FieldName.OWNER_NAME: t("Chủ giấy tờ", "Owner"),
        FieldName.OWNER_BIRTH_DATE: t("Ngày sinh", "Birth date"),
        FieldName.OWNER_ID: t("Số giấy tờ", "Owner's number"),
        FieldName.VALID_UNTIL: t("Có giá trị đến", "Valid until"),
    }[name]


_COLOURS = {
    ReuseAnswer.VALID: "bold green",
    ReuseAnswer.TERM_UNKNOWN: "bold yellow",
    ReuseAnswer.POSSIBLE_MATCH: "bold yellow",
    ReuseAnswer.NOT_FOUND: "bold",
}


def answer_of(answer: ReuseAnswer) -> Text:
    """A reuse answer, coloured by what it means for the citizen."""
    words = {
        ReuseAnswer.VALID: t("CÒN HIỆU LỰC", "VALID"),
        ReuseAnswer.EXPIRED: t("HẾT HẠN", "EXPIRED"),
        ReuseAnswer.REVOKED: t("ĐÃ THU HỒI", "REVOKED"),
        ReuseAnswer.REPLACED: t("ĐÃ ĐƯỢC THAY THẾ", "REPLACED"),
        ReuseAnswer.TERM_UNKNOWN: t("CHƯA RÕ THỜI HẠN", "TERM UNKNOWN"),
        ReuseAnswer.POSSIBLE_MATCH: t("CÓ THỂ LÀ GIẤY NÀY, CẦN XEM", "POSSIBLE MATCH, LOOK AT IT"),
        ReuseAnswer.NOT_FOUND: t("KHÔNG TÌM THẤY", "NOT FOUND"),
    }
    return Text(words[answer], style=_COLOURS.get(answer, "bold red"))


def standing_of(state: ValidityState) -> str:
    """A state of results that a search index can tell."""
    return {
        ValidityState.VALID: t("còn hiệu lực", "valid"),
        ValidityState.EXPIRED: t("hết hiệu lực", "no longer valid"),
        ValidityState.NOT_YET_VALID: t("chưa có hiệu lực", "not yet valid"),
        ValidityState.TERM_UNKNOWN: t("chưa rõ thời hạn", "term unknown"),
    }[state]


def why_of(why: str) -> str:
    """What decided a reuse answer."""
    return {
        "printed_date": t("ngày hết hạn in trên giấy", "last day printed on the paper"),
        "rule": t("tính theo quy định về thời hạn", "counted by the rule of its type"),
        "unlimited": t("không thời hạn", "unlimited"),
        "event": t("theo quyết định đã ghi nhận", "by a decision on record"),
        "no_rule": t("chưa có quy định thời hạn cho loại giấy này", "no rule is known for this type"),
        "date_unsure": t("ngày đọc chưa rõ, cần người xem", "a date was not read clearly; a person should look"),
        "owner_unsure": t("số giấy tờ đọc chưa rõ, cần người xem", "the owner's number was not read clearly"),
        "check_due": t("phải có hai người kiểm tra, chưa đủ", "two persons must check it, which is not done yet"),
        "type_unsure": t("loại giấy chưa chắc, cần người xem", "the type is not certain; a person should look"),
    }[why]


def meaning_of(why: Why) -> str:
    """Why something is looked for."""
    return {
        Why.TYPED: t("như đã gõ", "as typed"),
        Why.ABBREVIATED: t("viết tắt", "abbreviated"),
        Why.WRITTEN_OUT: t("viết đầy đủ", "written out"),
        Why.JOINED: t("số hiệu viết liền", "a number without its joints"),
        Why.DATE: t("ngày tháng", "date"),
        Why.ISSUED: t("ngày cấp", "issued"),
        Why.ISSUER: t("mã cơ quan cấp", "code of the issuer"),
        Why.FORMER_NAME: t("tên trước đây", "former name"),
        Why.LATER_NAME: t("tên sau này", "later name"),
    }[why]


def forgiven_of(what: Forgiven) -> str:
    """In what a typing error was forgiven."""
    return {
        Forgiven.NAME: t(
            "Không ai có tên đúng như đã gõ; đây là tên khác một chữ cái.",
            "Nobody has this very name; these differ by one letter.",
        ),
        Forgiven.WORD: t(
            "Không có văn bản đúng như đã gõ; ở đây một từ khác một chữ cái.",
            "Nothing has these very words; here one word differs by one letter.",
        ),
    }[what]


def day_of(day: date | None) -> str:
    """A day as Vietnamese papers write it."""
    return day.strftime("%d/%m/%Y") if day else "–"


def table(*columns: str, title: str | None = None) -> Table:
    """A table without a frame."""
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def facts(rows: Iterable[tuple[str, object]], title: str | None = None) -> Table:
    """Names and values in two columns."""
    table = Table(title=title, title_justify="left", show_header=False, show_edge=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value if isinstance(value, Text) else escape(str(value)))
    return table
