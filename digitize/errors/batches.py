"""Reasons that concern a batch."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


class SheetMismatch(DigitizeError):
    """The operator's count of sheets is not what arrived."""

    code = "sheet_mismatch"
    vi = "Số tờ đếm được không khớp với số trang nhận được."
    en = "The counted sheets do not match the pages received."
    remedy_vi = (
        "Văn bản của lô chưa được đưa vào tra cứu. Đếm lại xấp giấy (máy quét có thể kéo đúp hoặc thiếu tờ), quét bổ "
        "sung rồi tiếp nhận lại với đúng số tờ; hoặc chấp nhận bằng «digitize decide LÔ --accept --reason …»."
    )
    remedy_en = (
        "The batch's documents are held back from search. Count the stack again (the scanner may have pulled two "
        "sheets or missed one), scan what is missing and take it in with the right count; or accept it with "
        "'digitize decide BATCH --accept --reason …'."
    )
    exit_code = ExitCode.MISMATCH
    http_status = 409


class NothingToDecide(DigitizeError):
    """The batch waits for no decision."""

    code = "nothing_to_decide"
    vi = "Lô này không cần quyết định: số tờ khớp hoặc chưa đếm."
    en = "There is nothing to decide: the sheets agree, or were not counted."
    remedy_vi = "Xem «digitize status»; văn bản của lô đã được đưa vào tra cứu."
    remedy_en = "See 'digitize status'; the batch's documents are published."
    exit_code = ExitCode.USAGE
    http_status = 409


class RescanCount(DigitizeError):
    """A rescan has more or fewer pages than it is to replace."""

    code = "rescan_count"
    vi = "Số trang của tệp quét lại khác với số trang cần thay."
    en = "The rescan has more or fewer pages than are to be replaced."
    remedy_vi = "Quét lại đúng các trang cần thay, theo thứ tự của --page; chưa có trang nào bị thay."
    remedy_en = "Scan exactly the pages to be replaced, in the order of --page; no page was replaced."
    exit_code = ExitCode.USAGE
    http_status = 422


class RescanIsSeparator(DigitizeError):
    """What was scanned for a page is a separator sheet."""

    code = "rescan_is_separator"
    vi = "Trang quét lại là tờ ngăn cách hoặc tờ bìa nên không thay vào văn bản."
    en = "The rescanned page is a separator or cover sheet, so it replaced nothing."
    remedy_vi = "Quét lại đúng trang của văn bản."
    remedy_en = "Scan the page of the document."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class BadManifest(DigitizeError):
    """The manifest cannot be used."""

    code = "bad_manifest"
    vi = "Bảng kê không dùng được."
    en = "The manifest cannot be used."
    remedy_vi = "Sửa các dòng được nêu trong bảng kê rồi chạy lại; chưa có gì được tiếp nhận."
    remedy_en = "Mend the named rows and run again; nothing has been taken in."
    exit_code = ExitCode.USAGE
    http_status = 422


class ManifestDiffers(DigitizeError):
    """What was read from a paper is not what the manifest says of it."""

    code = "manifest_differs"
    vi = "Nội dung đọc được khác với bảng kê."
    en = "What was read differs from the manifest."
    remedy_vi = "So bản giấy với bảng kê và sửa chỗ sai."
    remedy_en = "Compare the paper with the manifest and mend what is wrong."
    exit_code = ExitCode.PARTIAL


class BatchBusy(DigitizeError):
    """Another process is already working in this archive."""

    code = "batch_busy"
    vi = "Đang có một lệnh tiếp nhận khác chạy trong kho này."
    en = "Another ingest is running in this archive."
    remedy_vi = "Chờ lệnh kia xong rồi chạy lại."
    remedy_en = "Wait until it has finished and run again."
    exit_code = ExitCode.BUSY
    http_status = 409
