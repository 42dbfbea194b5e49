"""Reasons that concern a batch."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


class SheetMismatch(DigitizeError):
    """The operator's count of sheets is not what arrived."""

    code = "sheet_mismatch"
    vi = "Số tờ đếm được không khớp với số trang nhận được."
    en = "The counted sheets do not match the pages received."
    remedy_vi = "Đếm lại xấp giấy: có thể máy quét kéo đúp hoặc thiếu tờ; quét bổ sung rồi tiếp nhận lại."
    remedy_en = "Count the stack again: the scanner may have pulled two sheets or missed one; scan what is missing."
    exit_code = ExitCode.MISMATCH
    http_status = 409


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
