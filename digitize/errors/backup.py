"""Reasons that concern backups, and the keys that they are sealed to."""

from __future__ import annotations

from digitize.errors.archive import BadRequest, NotFound
from digitize.errors.root import DigitizeError, ExitCode


class NoBackup(NotFound):
    """There is no such backup, or none at all."""

    code = "no_backup"
    vi = "Không có bản sao lưu này."
    en = "There is no such backup."
    remedy_vi = "Xem «digitize backup --list» và DIGITIZE_BACKUP; bản sao lưu dở dang không được tính."
    remedy_en = "Look at 'digitize backup --list' and DIGITIZE_BACKUP; one that was broken off does not count."


class BadRecipient(BadRequest):
    """No public key that a backup, or the owners' keys, could be sealed to."""

    code = "bad_recipient"
    vi = "Thiếu khoá công khai để mã hoá, hoặc khoá không đúng dạng (age1…)."
    en = "The public key to seal to is missing or is none (age1…)."
    remedy_vi = "Tạo cặp khoá bằng «digitize keys new TỆP» rồi đặt DIGITIZE_BACKUP_RECIPIENTS hoặc --recipient."
    remedy_en = "Make a pair with 'digitize keys new FILE' and set DIGITIZE_BACKUP_RECIPIENTS or --recipient."


class BadIdentity(DigitizeError):
    """The private key is none, or not the one that opens this."""

    code = "bad_identity"
    vi = "Khoá riêng không đúng dạng hoặc không mở được bản này."
    en = "The private key is none, or it does not open this."
    remedy_vi = "Dùng tệp khoá riêng ứng với khoá công khai đã dùng khi sao lưu."
    remedy_en = "Use the file with the private key that belongs to the public key of the backup."
    exit_code = ExitCode.REFUSED
    http_status = 403


class SealBroken(DigitizeError):
    """Sealed bytes were changed or cut short."""

    code = "seal_broken"
    vi = "Bản sao lưu bị hỏng hoặc bị sửa."
    en = "The backup is damaged or was changed."
    remedy_vi = "Dùng bản sao lưu khác; không có gì được ghi từ bản này."
    remedy_en = "Use another backup; nothing was written from this one."
    exit_code = ExitCode.DAMAGED


class KeysApart(BadRequest):
    """The owners' keys would lie with the backup, or open with the same key: both in one hand is what must not be."""

    code = "keys_apart"
    vi = "Khoá bảo vệ số giấy tờ không được cất cùng bản sao lưu hay mở bằng cùng một khoá."
    en = "The owners' keys must neither lie with the backup nor open with the same key."
    remedy_vi = "Chọn khoá công khai của người khác và nơi cất khác."
    remedy_en = "Choose another person's public key and another place."


class ProgramMissing(DigitizeError):
    """A program of the system that this needs is not installed."""

    code = "program_missing"
    vi = "Máy này thiếu chương trình cần dùng."
    en = "A program that this needs is not on this machine."
    remedy_vi = "Cài gói postgresql-client, phiên bản không cũ hơn máy chủ."
    remedy_en = "Install the package postgresql-client, in a version not older than the server's."
    exit_code = ExitCode.SETUP
