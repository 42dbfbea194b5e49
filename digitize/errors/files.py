"""Reasons why a received file is not taken in."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


class BadFile(DigitizeError):
    """A received file that is not taken in; its bytes stay where the operator has them."""

    code = "bad_file"
    vi = "Tệp không đọc được."
    en = "The file cannot be read."
    remedy_vi = "Mở tệp để kiểm tra; nếu hỏng, quét lại bản giấy."
    remedy_en = "Open the file to check it; if it is damaged, scan the paper again."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class EmptyFile(BadFile):
    """A file of 0 bytes."""

    code = "empty_file"
    vi = "Tệp rỗng (0 byte)."
    en = "The file is empty (0 bytes)."
    remedy_vi = "Quét lại bản giấy; kiểm tra ổ đĩa của máy quét còn chỗ không."
    remedy_en = "Scan the paper again; check that the scanner's disk is not full."


class UnsupportedFormat(BadFile):
    """Content that is none of PDF, TIFF, JPEG, PNG, though it claims to be or stands among scans."""

    code = "unsupported_format"
    vi = "Nội dung tệp không phải PDF, TIFF, JPEG hay PNG."
    en = "The content is not PDF, TIFF, JPEG or PNG."
    remedy_vi = "Xuất lại tệp từ máy quét ở dạng PDF, TIFF hoặc JPEG."
    remedy_en = "Export the file again from the scanner as PDF, TIFF or JPEG."


class WrongExtension(BadFile):
    """The name says a scan format, the content is something else that is no scan at all."""

    code = "wrong_extension"
    vi = "Đuôi tên tệp không đúng với nội dung tệp."
    en = "The file's extension does not fit its content."
    remedy_vi = "Kiểm tra xem có gửi nhầm tệp không; nếu đúng là bản quét, xuất lại từ máy quét."
    remedy_en = "Check whether the wrong file was sent; if it is a scan, export it again from the scanner."


class TruncatedFile(BadFile):
    """The content breaks off: a copy that was cut short."""

    code = "truncated_file"
    vi = "Tệp bị cắt cụt, thiếu phần cuối."
    en = "The file is cut short."
    remedy_vi = "Chép lại tệp từ máy quét; nếu bản gốc cũng cụt, quét lại."
    remedy_en = "Copy the file again from the scanner; if the source is short as well, scan again."


class DamagedFile(BadFile):
    """The content claims a known format and cannot be parsed."""

    code = "damaged_file"
    vi = "Tệp bị hỏng, không mở được."
    en = "The file is damaged and cannot be opened."
    remedy_vi = "Chép lại tệp từ máy quét; nếu vẫn hỏng, quét lại bản giấy."
    remedy_en = "Copy the file again from the scanner; if it is still damaged, scan the paper again."


class EncryptedFile(BadFile):
    """A PDF that needs a password."""

    code = "encrypted_file"
    vi = "Tệp PDF có mật khẩu."
    en = "The PDF is protected by a password."
    remedy_vi = "Gỡ mật khẩu rồi gửi lại, hoặc quét lại bản giấy."
    remedy_en = "Remove the password and send it again, or scan the paper again."


class NoPages(BadFile):
    """A well-formed file without a single page."""

    code = "no_pages"
    vi = "Tệp không có trang nào."
    en = "The file has no pages."
    remedy_vi = "Quét lại bản giấy."
    remedy_en = "Scan the paper again."


class TooManyPages(BadFile):
    """More pages than the limit allows."""

    code = "too_many_pages"
    vi = "Tệp có quá nhiều trang."
    en = "The file has too many pages."
    remedy_vi = "Chia tệp thành nhiều phần nhỏ hơn, hoặc nhờ người quản trị tăng giới hạn."
    remedy_en = "Split the file into smaller parts, or ask the administrator to raise the limit."


class TooManyPixels(BadFile):
    """A page picture larger than the limit allows (a decompression bomb, or a wrong scan setting)."""

    code = "too_many_pixels"
    vi = "Ảnh trang quá lớn."
    en = "A page picture is too large."
    remedy_vi = "Quét lại ở 300 dpi, khổ A4/A3."
    remedy_en = "Scan again at 300 dpi, A4 or A3."


class TooManyBytes(BadFile):
    """A file larger than the limit allows."""

    code = "too_many_bytes"
    vi = "Tệp quá lớn."
    en = "The file is too large."
    remedy_vi = "Chia tệp thành nhiều phần nhỏ hơn."
    remedy_en = "Split the file into smaller parts."


class NotAFile(BadFile):
    """A device, socket or pipe where a file is expected."""

    code = "not_a_file"
    vi = "Đây không phải là tệp thường."
    en = "This is not an ordinary file."
    remedy_vi = "Chỉ gửi tệp hoặc thư mục."
    remedy_en = "Hand in files or folders only."


class SymbolicLink(BadFile):
    """A symbolic link; it is not followed, since it may lead out of what the operator handed in."""

    code = "symbolic_link"
    vi = "Đây là liên kết (symlink), không phải tệp thật."
    en = "This is a symbolic link, not a file."
    remedy_vi = "Chép tệp thật vào thư mục rồi tiếp nhận lại."
    remedy_en = "Copy the file itself into the folder and ingest again."


class NoPermission(BadFile):
    """The file may not be read by this user."""

    code = "no_permission"
    vi = "Không có quyền đọc tệp."
    en = "No permission to read the file."
    remedy_vi = "Nhờ người quản trị cấp quyền đọc, rồi tiếp nhận lại."
    remedy_en = "Ask the administrator for read permission, then ingest again."


class FileVanished(BadFile):
    """The file was there when the folder was listed and is gone, or changed while it was read."""

    code = "file_vanished"
    vi = "Tệp đã mất hoặc thay đổi trong khi đọc."
    en = "The file vanished or changed while it was read."
    remedy_vi = "Chờ máy quét ghi xong rồi tiếp nhận lại."
    remedy_en = "Wait until the scanner has finished writing, then ingest again."


class ParserCrashed(BadFile):
    """The parser was killed by the content: crash, time or memory limit."""

    code = "parser_crashed"
    vi = "Tệp làm hỏng bộ đọc (quá thời gian, quá bộ nhớ hoặc lỗi nghiêm trọng)."
    en = "The file broke the parser (time, memory or a crash)."
    remedy_vi = "Không mở tệp này bằng công cụ khác nếu không rõ nguồn; quét lại bản giấy."
    remedy_en = "Do not open this file with other tools if its source is unclear; scan the paper again."
