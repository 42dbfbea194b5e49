"""Reasons that concern the archive itself, or what is asked of it."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


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


class BadCursor(BadRequest):
    """What says where an answer ended is no such thing, or belongs to another query."""

    code = "bad_cursor"
    vi = "Dấu trang tra cứu không dùng được cho câu hỏi này."
    en = "This cursor does not belong to this query."
    remedy_vi = "Dùng đúng giá trị next của câu trả lời trước, với cùng từ tìm và bộ lọc; hoặc tìm lại từ đầu."
    remedy_en = "Give the value next of the answer before, with the same words and filters; or search anew."


class NoSuchPath(BadRequest):
    """A path on the command line that leads nowhere."""

    code = "no_such_path"
    vi = "Không có tệp hoặc thư mục này."
    en = "There is no such file or folder."
    remedy_vi = "Kiểm tra lại đường dẫn; chưa có gì được tiếp nhận hay ghi."
    remedy_en = "Check the path; nothing was taken in or written."


class TargetInTheWay(BadRequest):
    """Where something shall be written lies something else, or the very file that is read."""

    code = "target_in_the_way"
    vi = "Nơi cần ghi đã có tệp khác; không ghi đè."
    en = "Another file lies where this should be written; nothing is overwritten."
    remedy_vi = "Chọn tên hoặc thư mục khác để ghi."
    remedy_en = "Choose another name or folder to write to."


class SystemRefused(DigitizeError):
    """The operating system refused to read or write a file outside the archive."""

    code = "system_refused"
    vi = "Hệ điều hành không cho đọc hoặc ghi tệp."
    en = "The operating system refused to read or write a file."
    remedy_vi = "Kiểm tra đường dẫn, quyền truy cập và dung lượng ổ đĩa."
    remedy_en = "Check the path, the permissions and the disk space."


class UnknownCode(BadRequest):
    """A code that the catalogue does not hold."""

    code = "unknown_code"
    vi = "Mã không có trong danh mục."
    en = "The catalogue does not hold this code."
    remedy_vi = "Kiểm tra mã thủ tục, mã loại kết quả hoặc mã cơ quan."
    remedy_en = "Check the procedure, result type or agency code."


class BadDossierCode(BadRequest):
    """A text that cannot be a dossier's code."""

    code = "bad_dossier_code"
    vi = "Mã hồ sơ không đúng dạng."
    en = "The dossier code does not have a valid form."
    remedy_vi = "Nhập mã như trên Giấy tiếp nhận, ví dụ 000.00.19.H20-220511-0012."
    remedy_en = "Enter the code as the receipt has it, such as 000.00.19.H20-220511-0012."


class BadOwnerNumber(BadRequest):
    """A number that cannot be an owner's."""

    code = "bad_owner_number"
    vi = "Số giấy tờ của chủ hồ sơ không đúng dạng."
    en = "The owner's number does not have a valid form."
    remedy_vi = "Nhập 12 số định danh, 9 số CMND, mã số thuế 10 (10-3) số, hoặc số đăng ký hộ kinh doanh cũ (50H8…)."
    remedy_en = (
        "Enter the 12-digit citizen number, a 9-digit old one, a tax code of 10 (10-3) digits, or the old number of a "
        "household business."
    )


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


class StoreUnavailable(DigitizeError):
    """The server of the object store does not answer, or does not let this program in."""

    code = "store_unavailable"
    vi = "Không kết nối được kho tệp, hoặc kho tệp không cho vào."
    en = "The object store cannot be reached, or does not let this program in."
    remedy_vi = "Kiểm tra máy chủ kho tệp và DIGITIZE_STORE rồi chạy lại; tệp gốc vẫn ở chỗ cũ, không mất gì."
    remedy_en = "Check its server and DIGITIZE_STORE, then run again; the source files are where they were."
    exit_code = ExitCode.SETUP
    http_status = 503


class StoreUnsafe(DigitizeError):
    """A bucket of the object store does not keep versions, or does not lock them."""

    code = "store_unsafe"
    vi = "Kho tệp không khoá hoặc không giữ các phiên bản tệp, nên tệp gốc có thể bị xoá hay ghi đè."
    en = "A bucket keeps no versions or locks none, so originals could be deleted or written over."
    remedy_vi = "Để chương trình tự tạo các bucket, hoặc tạo bucket có versioning và object lock; chưa ghi gì."
    remedy_en = "Let this program make the buckets, or make them with versioning and object lock; nothing was written."
    exit_code = ExitCode.SETUP


class BadAddress(DigitizeError):
    """A setting that should hold the address of a server does not."""

    code = "bad_address"
    vi = "Địa chỉ máy chủ trong thiết lập không đúng dạng."
    en = "The address of a server in the settings does not have a valid form."
    remedy_vi = "Sửa thiết lập được nêu; docs/settings.md có ví dụ."
    remedy_en = "Mend the named setting; docs/settings.md has an example."
    exit_code = ExitCode.SETUP


class IndexUnavailable(DigitizeError):
    """The search index is missing, damaged, of another version, cannot be read or written, or its server is away."""

    code = "index_unavailable"
    vi = "Chỉ mục tìm kiếm chưa dùng được."
    en = "The search index cannot be used."
    remedy_vi = (
        "Kiểm tra máy chủ tìm kiếm (DIGITIZE_SEARCH) và chỗ trống trên ổ đĩa, rồi chạy «digitize reindex» để dựng lại; "
        "hồ sơ trong kho không mất gì."
    )
    remedy_en = (
        "Check the search server (DIGITIZE_SEARCH) and the free disk space, then run 'digitize reindex' to build the "
        "index anew; the records have lost nothing."
    )
    exit_code = ExitCode.SETUP
    http_status = 503


class EntryRefused(DigitizeError):
    """The search index takes all but this document."""

    code = "entry_refused"
    vi = "Chỉ mục tìm kiếm không nhận văn bản này; chưa tìm thấy nó khi tra cứu."
    en = "The search index does not take this document; searches do not find it yet."
    remedy_vi = (
        "Xem văn bản bằng «digitize show»: một mã hoặc số quá dài, thường do đọc sai; đọc lại hoặc sửa. "
        "«digitize verify --index --repair» cho biết vì sao và thử lại."
    )
    remedy_en = (
        "Look at it with 'digitize show': some code or number is too long, mostly misread; have it read again or "
        "corrected. 'digitize verify --index --repair' says why and tries again."
    )


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


class RecordsUnavailable(DigitizeError):
    """The server that holds the records is not there, or does not let this process in."""

    code = "records_unavailable"
    vi = "Chưa dùng được cơ sở dữ liệu của kho trên máy chủ."
    en = "The archive's database server cannot be used."
    remedy_vi = "Kiểm tra máy chủ PostgreSQL và DIGITIZE_RECORDS rồi chạy lại; những gì đã ghi vẫn còn, không mất gì."
    remedy_en = "Check the PostgreSQL server and DIGITIZE_RECORDS, then run again; what was recorded is safe."
    exit_code = ExitCode.SETUP
    http_status = 503


class BrokerUnavailable(DigitizeError):
    """The broker that hands work to other machines does not answer, or does not let this process in."""

    code = "broker_unavailable"
    vi = "Chưa dùng được máy chủ hàng đợi công việc."
    en = "The broker of work cannot be used."
    remedy_vi = (
        "Những gì đã tiếp nhận vẫn còn, không mất gì. Kiểm tra máy chủ và DIGITIZE_BROKER, rồi chạy lại cùng lệnh; "
        "«digitize beat» cũng tự giao lại việc khi máy chủ chạy lại."
    )
    remedy_en = (
        "What was taken in is safe. Check the server and DIGITIZE_BROKER, then run the same command again; "
        "'digitize beat' hands the work out as well once the server is back."
    )
    exit_code = ExitCode.SETUP
    http_status = 503


class NotShared(DigitizeError):
    """Work is to be spread over machines, but records or index lie in a file of one of them."""

    code = "not_shared"
    vi = "Chưa chia việc cho nhiều máy được: hồ sơ hoặc chỉ mục của kho nằm trong một tệp trên máy này."
    en = "Work cannot be spread over machines: records or index lie in a file on this one."
    remedy_vi = "Đặt DIGITIZE_RECORDS và DIGITIZE_SEARCH tới máy chủ, hoặc bỏ DIGITIZE_BROKER."
    remedy_en = "Set DIGITIZE_RECORDS and DIGITIZE_SEARCH to servers, or unset DIGITIZE_BROKER."
    exit_code = ExitCode.SETUP


class OtherStore(DigitizeError):
    """None of the archive's files lies in the object store that this process was told of."""

    code = "other_store"
    vi = "Kho tệp được chỉ tới không phải của kho lưu trữ này: không có tệp nào đã tiếp nhận trong đó."
    en = "This is not the archive's object store: none of the received files lies there."
    remedy_vi = "Sửa DIGITIZE_STORE cho giống các máy khác; muốn chuyển kho sang máy chủ thì dùng «digitize migrate»."
    remedy_en = "Set DIGITIZE_STORE as on the other machines; to move an archive to servers use 'digitize migrate'."
    exit_code = ExitCode.SETUP
    http_status = 503


class OtherIndex(DigitizeError):
    """The archive's other processes write to another search index, by name or by version."""

    code = "other_index"
    vi = "Các máy khác ghi vào chỉ mục khác (khác tên, hoặc phần mềm khác phiên bản)."
    en = "The other processes write to another search index: another name, or another version of the program."
    remedy_vi = "Đặt DIGITIZE_SEARCH và phiên bản phần mềm như nhau trên mọi máy, rồi chạy «digitize reindex»."
    remedy_en = "Use the same DIGITIZE_SEARCH and the same version on all machines, then run 'digitize reindex'."
    exit_code = ExitCode.SETUP
    http_status = 503


class EngineMissing(DigitizeError):
    """The chosen recognition engine or its Vietnamese data is not on this machine."""

    code = "engine_missing"
    vi = "Máy này chưa có bộ nhận dạng chữ hoặc dữ liệu tiếng Việt của nó."
    en = "The recognition engine or its Vietnamese data is not on this machine."
    remedy_vi = "Đặt DIGITIZE_ENGINE=own, hoặc cài gói tesseract-ocr và tesseract-ocr-vie, hoặc đặt DIGITIZE_TESSDATA."
    remedy_en = "Set DIGITIZE_ENGINE=own, or install tesseract-ocr and tesseract-ocr-vie, or set DIGITIZE_TESSDATA."
    exit_code = ExitCode.SETUP


class ReaderDamaged(EngineMissing):
    """The weights of our own reader are not those of its model card."""

    code = "reader_damaged"
    vi = "Dữ liệu của bộ đọc chữ bị hỏng hoặc không đúng bản."
    en = "The data of the line reader is damaged or not of this version."
    remedy_vi = "Cài lại phần mềm này; tài liệu đã lưu không bị ảnh hưởng."
    remedy_en = "Install this software again; what is archived is not affected."


class CatalogueDamaged(DigitizeError):
    """A catalogue file breaks its own rules."""

    code = "catalogue_damaged"
    vi = "Danh mục có dòng sai."
    en = "The catalogue has a wrong row."
    remedy_vi = "Sửa dòng được nêu; danh mục cũ vẫn đang dùng."
    remedy_en = "Mend the named row; the old catalogue stays in use."
    exit_code = ExitCode.SETUP
