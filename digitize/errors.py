"""One tree of errors.

Each class is a *reason*: it has a code that stands in records and JSON, a message and a remedy in Vietnamese and
English, an exit code of the command line and an HTTP status. What goes wrong with one file, page or document is
kept as its code; :func:`reason` gives the wording back. ``str(error)`` holds no file name, personal name or page
text, so it may be logged.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar

from digitize.language import t


class ExitCode(IntEnum):
    """What the command line ends with; the table stands in ``docs/commands.md``."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    MISMATCH = 4
    NOT_FOUND = 5
    DAMAGED = 6
    REFUSED = 7
    BUSY = 8
    SETUP = 9
    INTERRUPTED = 130


class DigitizeError(Exception):
    """The root: something this system says in its own words.

    Args:
        detail: What helps an engineer: numbers and identifiers, never names, numbers of persons or page text.
    """

    code: ClassVar[str] = "failed"
    vi: ClassVar[str] = "Có lỗi khi xử lý."
    en: ClassVar[str] = "Something failed."
    remedy_vi: ClassVar[str] = "Thử lại; nếu vẫn lỗi, báo người quản trị kèm mã lỗi."
    remedy_en: ClassVar[str] = "Try again; if it fails again, tell the administrator this code."
    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    http_status: ClassVar[int] = 500

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code

    @classmethod
    def message(cls) -> str:
        """What happened, in the language now spoken."""
        return t(cls.vi, cls.en)

    @classmethod
    def remedy(cls) -> str:
        """What to do about it, in the language now spoken."""
        return t(cls.remedy_vi, cls.remedy_en)

    def as_dict(self) -> dict[str, Any]:
        """The one shape of an error, on the wire and in ``--json`` alike."""
        return {
            "error": {
                "code": self.code,
                "detail": self.detail,
                "message": {"vi": self.vi, "en": self.en},
                "remedy": {"vi": self.remedy_vi, "en": self.remedy_en},
            }
        }


# --- a received file that cannot be taken in ---------------------------------------------------------------


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


# --- a job in a worker ------------------------------------------------------------------------------------


class JobTimeout(DigitizeError):
    """A job took longer than its limit; its worker was ended."""

    code = "job_timeout"
    vi = "Công việc chạy quá thời gian cho phép."
    en = "The job took longer than allowed."


class JobCrashed(DigitizeError):
    """The worker died while it did the job."""

    code = "job_crashed"
    vi = "Tiến trình xử lý bị dừng đột ngột."
    en = "The worker process died."


class JobOutOfMemory(DigitizeError):
    """The job reached the worker's memory limit."""

    code = "job_out_of_memory"
    vi = "Công việc cần nhiều bộ nhớ hơn mức cho phép."
    en = "The job needs more memory than allowed."


# --- a page or document that fails ------------------------------------------------------------------------


class PageFailed(DigitizeError):
    """One page could not be read; the document is kept and shows this reason."""

    code = "page_failed"
    vi = "Không đọc được trang."
    en = "The page could not be read."
    remedy_vi = "Xem ảnh trang; nếu mờ hoặc hỏng, quét lại trang này."
    remedy_en = "Look at the page; if it is blurred or damaged, scan it again."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class PageUnreadable(PageFailed):
    """The page's picture cannot be decoded."""

    code = "page_unreadable"
    vi = "Không giải mã được ảnh của trang."
    en = "The page's picture cannot be decoded."


class PageTimeout(PageFailed):
    """The page took longer than the limit."""

    code = "page_timeout"
    vi = "Đọc trang quá thời gian cho phép."
    en = "Reading the page took too long."
    remedy_vi = "Chạy lại; nếu vẫn quá giờ, quét lại trang ở 300 dpi."
    remedy_en = "Run it again; if it still takes too long, scan the page again at 300 dpi."


class PageCrashed(PageFailed):
    """The worker that read the page died."""

    code = "page_crashed"
    vi = "Bộ đọc bị dừng đột ngột khi đọc trang."
    en = "The reader died while reading the page."


class PageOutOfMemory(PageFailed):
    """The page needed more memory than a worker may have."""

    code = "page_out_of_memory"
    vi = "Trang cần nhiều bộ nhớ hơn mức cho phép."
    en = "The page needs more memory than allowed."
    remedy_vi = "Quét lại trang ở 300 dpi, khổ A4/A3."
    remedy_en = "Scan the page again at 300 dpi, A4 or A3."


class EngineFailed(PageFailed):
    """The recognition engine failed or answered something that is no reading."""

    code = "engine_failed"
    vi = "Bộ nhận dạng chữ báo lỗi."
    en = "The recognition engine failed."


class ComposeFailed(DigitizeError):
    """The access copy could not be made."""

    code = "compose_failed"
    vi = "Không tạo được bản truy cập (PDF/A)."
    en = "The access copy (PDF/A) could not be made."
    remedy_vi = "Bản quét gốc vẫn còn nguyên; chạy lại, nếu vẫn lỗi báo người quản trị."
    remedy_en = "The original is safe; run it again, and if it still fails tell the administrator."
    exit_code = ExitCode.PARTIAL


class TextLayerDiffers(ComposeFailed):
    """The access copy's text, read back, is not the text that was put in."""

    code = "text_layer_differs"
    vi = "Lớp chữ của bản truy cập không khớp với kết quả đọc."
    en = "The access copy's text layer differs from the reading."


# --- a stack whose cutting is in doubt ---------------------------------------------------------------------


class DoubtfulCut(DigitizeError):
    """A stack was cut into documents, and a person should look whether rightly so."""

    code = "doubtful_cut"
    vi = "Chưa chắc xấp giấy được tách đúng thành từng văn bản."
    en = "It is not certain that the stack was cut into its documents rightly."
    remedy_vi = "Xem các trang của văn bản; nếu sai, đặt tờ phân cách rồi quét lại."
    remedy_en = "Look at the document's pages; if it is wrong, put in separator sheets and scan again."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class SecondHeading(DoubtfulCut):
    """A page after the first looks like the first page of another document."""

    code = "second_heading"
    vi = "Có trang giữa giống trang đầu của một văn bản khác (có quốc hiệu)."
    en = "A page after the first looks like the first page of another document."


class OnlyBlankPages(DoubtfulCut):
    """A document without a single printed page."""

    code = "only_blank_pages"
    vi = "Văn bản chỉ có trang trắng."
    en = "The document has blank pages only."
    remedy_vi = "Kiểm tra xem có quét nhầm mặt sau không; nếu thiếu nội dung, quét lại."
    remedy_en = "Check whether the wrong side was scanned; if content is missing, scan again."


class SeriesGap(DoubtfulCut):
    """A series of one picture a page leaves numbers out."""

    code = "series_gap"
    vi = "Dãy ảnh trang bị cách số, có thể thiếu trang."
    en = "The series of page pictures leaves numbers out; pages may be missing."
    remedy_vi = "Đối chiếu với bản giấy; nếu thiếu, quét bổ sung trang đó."
    remedy_en = "Compare with the paper; scan the pages that are missing."


# --- a document that a person should look at --------------------------------------------------------------


class NeedsPerson(DigitizeError):
    """The machine is not sure enough; the document is kept, found and marked for a person."""

    code = "needs_person"
    vi = "Máy chưa chắc, cần người kiểm tra."
    en = "The machine is not sure; a person should check."
    remedy_vi = "Mở văn bản, đối chiếu với ảnh và xác nhận."
    remedy_en = "Open the document, compare it with the picture and confirm."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class TypeUnsure(NeedsPerson):
    """No type of document or result is probable enough to be answered."""

    code = "type_unsure"
    vi = "Chưa chắc đây là loại giấy tờ nào."
    en = "It is not certain what kind of document this is."


class PoorlyRead(NeedsPerson):
    """A page was read with low confidence, or has marks and no word could be read."""

    code = "poorly_read"
    vi = "Trang đọc được rất ít hoặc không rõ."
    en = "Little of the page could be read, or not clearly."
    remedy_vi = "Xem ảnh trang; nếu mờ, mất chữ hoặc viết tay, quét lại hoặc nhập tay."
    remedy_en = "Look at the page; if it is blurred or written by hand, scan it again or type in what it says."


class OrientationUnsure(NeedsPerson):
    """The lines of a page do not run level, and it is not known which way up it belongs."""

    code = "orientation_unsure"
    vi = "Chưa chắc trang có bị xoay hay không."
    en = "It is not certain which way up the page belongs."
    remedy_vi = "Xem ảnh trang; nếu bị xoay, quét lại đúng chiều."
    remedy_en = "Look at the page; if it lies on its side, scan it again the right way up."


class FieldUnsure(NeedsPerson):
    """A number, date or owner was read with low confidence."""

    code = "field_unsure"
    vi = "Có số, ngày hoặc số giấy tờ đọc chưa rõ."
    en = "A number, a date or an owner's number was not read clearly."


# --- a batch ----------------------------------------------------------------------------------------------


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


# --- the archive itself -----------------------------------------------------------------------------------


class NotFound(DigitizeError):
    """There is no such thing here."""

    code = "not_found"
    vi = "Không tìm thấy."
    en = "Not found."
    remedy_vi = "Kiểm tra lại mã."
    remedy_en = "Check the identifier."
    exit_code = ExitCode.NOT_FOUND
    http_status = 404


class NoArchive(NotFound):
    """The named place holds no archive."""

    code = "no_archive"
    vi = "Chưa có kho lưu trữ ở đây."
    en = "There is no archive here."
    remedy_vi = "Chạy «digitize ingest» trước, hoặc chỉ đúng nơi bằng --home / DIGITIZE_HOME."
    remedy_en = "Run 'digitize ingest' first, or name the right place with --home / DIGITIZE_HOME."


class BadRequest(DigitizeError):
    """The request makes no sense as it stands."""

    code = "bad_request"
    vi = "Yêu cầu không hợp lệ."
    en = "The request is not valid."
    remedy_vi = "Xem lại tham số; --help cho biết cách dùng."
    remedy_en = "Check the arguments; --help tells how to use them."
    exit_code = ExitCode.USAGE
    http_status = 422


class UnknownCode(BadRequest):
    """A code that the catalogue does not hold."""

    code = "unknown_code"
    vi = "Mã không có trong danh mục."
    en = "The catalogue does not hold this code."
    remedy_vi = "Kiểm tra mã thủ tục, mã loại kết quả hoặc mã cơ quan."
    remedy_en = "Check the procedure, result type or agency code."


class BadOwnerNumber(BadRequest):
    """A number that cannot be an owner's."""

    code = "bad_owner_number"
    vi = "Số giấy tờ của chủ hồ sơ không đúng dạng."
    en = "The owner's number does not have a valid form."
    remedy_vi = "Nhập 12 số định danh, 9 số CMND, hoặc mã số thuế 10 (10-3) số."
    remedy_en = "Enter the 12-digit citizen number, a 9-digit old one, or a tax code of 10 (10-3) digits."


class Unauthorised(DigitizeError):
    """No token, or a wrong one."""

    code = "unauthorised"
    vi = "Chưa xác thực."
    en = "Not authorised."
    remedy_vi = "Gửi kèm mã truy cập mà «digitize serve» đã in ra."
    remedy_en = "Send the token that 'digitize serve' printed."
    exit_code = ExitCode.REFUSED
    http_status = 401


class ObjectDamaged(DigitizeError):
    """Stored bytes are missing or no longer have their hash."""

    code = "object_damaged"
    vi = "Tệp trong kho bị mất hoặc không còn nguyên vẹn."
    en = "A stored object is missing or no longer intact."
    remedy_vi = "Phục hồi từ bản sao lưu; không ghi đè lên tệp trong kho."
    remedy_en = "Restore it from a backup; do not write over the stored file."
    exit_code = ExitCode.DAMAGED


class StoreFull(DigitizeError):
    """The object store cannot take more bytes."""

    code = "store_full"
    vi = "Kho tệp hết chỗ hoặc không ghi được."
    en = "The object store is full or cannot be written."
    remedy_vi = "Giải phóng chỗ trên ổ đĩa rồi chạy lại; tệp gốc vẫn ở chỗ cũ, không mất gì."
    remedy_en = "Free disk space and run again; the source files are where they were, nothing is lost."
    http_status = 507


class IndexUnavailable(DigitizeError):
    """The search index is missing, damaged, of another version, or cannot be read or written."""

    code = "index_unavailable"
    vi = "Chỉ mục tìm kiếm chưa dùng được."
    en = "The search index cannot be used."
    remedy_vi = "Chạy «digitize reindex» để dựng lại (kiểm tra ổ đĩa còn chỗ); hồ sơ trong kho không mất gì."
    remedy_en = "Run 'digitize reindex' to build it anew (check the free disk space); the records have lost nothing."
    exit_code = ExitCode.SETUP
    http_status = 503


class NetworkFileSystem(DigitizeError):
    """SQLite on a network file system loses data; it is refused."""

    code = "network_file_system"
    vi = "Kho nằm trên ổ đĩa mạng, không an toàn cho cơ sở dữ liệu."
    en = "The archive lies on a network file system, which is not safe for its database."
    remedy_vi = "Đặt kho trên ổ đĩa của máy này."
    remedy_en = "Put the archive on a disk of this machine."
    exit_code = ExitCode.SETUP


class KeyMissing(DigitizeError):
    """The key that protects owners' numbers is missing or is another archive's."""

    code = "key_missing"
    vi = "Thiếu khoá bảo vệ số giấy tờ của chủ hồ sơ, hoặc khoá không phải của kho này."
    en = "The key that protects owners' numbers is missing, or belongs to another archive."
    remedy_vi = "Phục hồi tệp khoá từ nơi cất giữ riêng (DIGITIZE_KEY_FILE)."
    remedy_en = "Restore the key file from where it is kept (DIGITIZE_KEY_FILE)."
    exit_code = ExitCode.SETUP


class ArchiveNewer(DigitizeError):
    """The archive was written by a newer version of this program."""

    code = "archive_newer"
    vi = "Kho này do phiên bản mới hơn của chương trình tạo ra."
    en = "A newer version of this program wrote this archive."
    remedy_vi = "Nâng cấp chương trình; không có gì trong kho bị thay đổi."
    remedy_en = "Upgrade the program; nothing in the archive was changed."
    exit_code = ExitCode.SETUP


class RecordsDamaged(DigitizeError):
    """The database file is no intact database."""

    code = "records_damaged"
    vi = "Cơ sở dữ liệu của kho bị hỏng."
    en = "The archive's database is damaged."
    remedy_vi = "Ngừng tiếp nhận và phục hồi cơ sở dữ liệu từ bản sao lưu; các tệp gốc vẫn còn trong kho tệp."
    remedy_en = "Stop taking in and restore the database from a backup; the originals are still in the object store."
    exit_code = ExitCode.DAMAGED


class EngineMissing(DigitizeError):
    """The chosen recognition engine or its Vietnamese data is not on this machine."""

    code = "engine_missing"
    vi = "Máy này chưa có bộ nhận dạng chữ hoặc dữ liệu tiếng Việt của nó."
    en = "The recognition engine or its Vietnamese data is not on this machine."
    remedy_vi = "Cài gói tesseract-ocr và tesseract-ocr-vie, hoặc đặt DIGITIZE_TESSDATA."
    remedy_en = "Install tesseract-ocr and tesseract-ocr-vie, or set DIGITIZE_TESSDATA."
    exit_code = ExitCode.SETUP


class FontMissing(DigitizeError):
    """No font with all Vietnamese letters was found."""

    code = "font_missing"
    vi = "Máy này chưa có phông chữ Tinos (đủ chữ Việt)."
    en = "The Tinos fonts (with all Vietnamese letters) are not on this machine."
    remedy_vi = "Cài gói fonts-croscore."
    remedy_en = "Install the package fonts-croscore."
    exit_code = ExitCode.SETUP


class CatalogueDamaged(DigitizeError):
    """A catalogue file breaks its own rules."""

    code = "catalogue_damaged"
    vi = "Danh mục có dòng sai."
    en = "The catalogue has a wrong row."
    remedy_vi = "Sửa dòng được nêu; danh mục cũ vẫn đang dùng."
    remedy_en = "Mend the named row; the old catalogue stays in use."
    exit_code = ExitCode.SETUP


def _tree(root: type[DigitizeError]) -> list[type[DigitizeError]]:
    return [root] + [below for child in root.__subclasses__() for below in _tree(child)]


def all_errors() -> list[type[DigitizeError]]:
    """Every class of the tree, the root first."""
    return _tree(DigitizeError)


def reason(code: str) -> type[DigitizeError]:
    """The class of a code kept in records.

    Args:
        code: As in :attr:`DigitizeError.code`. A code of a newer version gives the root class.
    """
    return next((error for error in all_errors() if error.code == code), DigitizeError)
