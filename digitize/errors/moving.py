"""Reasons that concern an archive on its way to another place."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


class ArchiveMoved(DigitizeError):
    """All that is here was brought to another place, where the archive goes on; here it can only be looked at."""

    code = "archive_moved"
    vi = "Kho này đã được chuyển đi nơi khác; ở đây chỉ còn xem được."
    en = "This archive was moved to another place; here it can only be looked at."
    remedy_vi = "Dùng thiết lập của nơi mới (tệp đã đưa cho «digitize migrate --to»); ở đây không ghi thêm gì."
    remedy_en = "Use the settings of the new place, the file of 'digitize migrate --to'; nothing is written here."
    exit_code = ExitCode.SETUP
    http_status = 409


class ArchiveArriving(DigitizeError):
    """An archive is being brought here and is not whole yet."""

    code = "archive_arriving"
    vi = "Kho đang được chuyển đến đây và chưa đủ."
    en = "An archive is being brought here and is not whole yet."
    remedy_vi = "Chạy lại đúng lệnh đã chuyển nó đến đây cho đến khi xong; nơi cũ vẫn dùng được."
    remedy_en = "Run the command that brings it here again until it is done; the old place still works."
    exit_code = ExitCode.SETUP
    http_status = 503


class PlaceTaken(DigitizeError):
    """Where an archive shall be brought lies another one, or rows that it does not have."""

    code = "place_taken"
    vi = "Nơi chuyển đến đã có kho khác hoặc dữ liệu khác; không ghi đè."
    en = "Another archive, or other data, is where this one should go; nothing is overwritten."
    remedy_vi = "Chuyển đến một cơ sở dữ liệu trống."
    remedy_en = "Name an empty database."
    exit_code = ExitCode.SETUP
    http_status = 409


class FileExposed(DigitizeError):
    """A file that holds passwords or private keys can be read by other users of this machine."""

    code = "file_exposed"
    vi = "Tệp có mật khẩu hoặc khoá riêng mà người dùng khác của máy đọc được."
    en = "The file holds passwords or private keys, and other users of this machine can read it."
    remedy_vi = "Chạy «chmod 600 TỆP» rồi chạy lại; nếu người khác có thể đã đọc thì đổi mật khẩu, khoá."
    remedy_en = "Run 'chmod 600 FILE' and try again; change what is in it if somebody may have read it."
    exit_code = ExitCode.SETUP
