"""Error pages in the reader's language, without internal details."""

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import (
    BadRequest,
    Gone,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    ServiceUnavailable,
)

from archive.errors import (
    CatalogueError,
    ListNotFound,
    OriginalDamaged,
    PersonNotFound,
    ReportNotFound,
    ReportWithdrawn,
)
from archive.web.display.dates import brief
from archive.web.language import gettext, number
from archive.web.server import request_id
from archive.web.server.admission import Busy
from index.errors import IndexDamaged, IndexingError, IndexNotFound, QueryTooLarge

__all__ = ["init_app"]

# The response to each of our errors; any other exception is answered with 500.
_ANSWERS: tuple[tuple[type[Exception], type[HTTPException]], ...] = (
    (ReportWithdrawn, Gone),
    (ReportNotFound, NotFound),
    (PersonNotFound, NotFound),
    (ListNotFound, NotFound),
    (QueryTooLarge, BadRequest),
    (CatalogueError, ServiceUnavailable),
    (IndexingError, ServiceUnavailable),
)
# Seconds; enough for a restart or an `index --rebuild` of a small archive.
_RETRY_AFTER = 30


def init_app(app: Flask) -> None:
    """Answer every error of an application with a page."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):
        # Redirects are exceptions too.
        return error if error.code is None or error.code < 400 else _page(error, _explained(error))
    answer = next((known for kind, known in _ANSWERS if isinstance(error, kind)), None)
    if answer is None:
        current_app.logger.exception("%s %s", request.method, request.path)
        return _page(InternalServerError())
    if answer is ServiceUnavailable:
        current_app.logger.error("%s: %s", type(error).__name__, error)
    return _page(answer(), _explained(error))


def _page(error: HTTPException, words: tuple[str, str] | None = None) -> Response:
    """Return the page of an error, with the headers that belong to its status.

    `words`: heading and explanation, by default those of the status.
    """
    code = error.code or InternalServerError.code
    heading, what = words or _words(code)
    response = Response(_rendered(heading, what), status=code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    if code == ServiceUnavailable.code:
        patience = error.retry_after if isinstance(error, Busy) else None
        response.headers["Retry-After"] = str(patience or _RETRY_AFTER)
    return response


def _rendered(heading: str, what: str) -> str:
    """Return an error page; a plain one if the request is such that no template can be rendered."""
    try:
        return render_template("error.html", heading=heading, what=what)
    except Exception:
        current_app.logger.exception("the page of an error")
        return (
            f"<!doctype html><meta charset=utf-8><title>{heading}</title><h1>{heading}</h1>"
            f"<p>{request_id.current()}</p>"
        )


def _explained(error: Exception) -> tuple[str, str] | None:
    """Return heading and explanation of an error, None where those of its status say enough."""
    match error:
        case Busy():
            return (
                gettext("Đang có quá nhiều người tìm"),
                gettext(
                    "Máy chủ đang xử lý hết mức các yêu cầu tìm kiếm. Mời bạn đợi vài giây rồi "
                    "tải lại trang này; các bài báo và trang chủ vẫn mở được."
                ),
            )
        case QueryTooLarge():
            return gettext("Câu hỏi quá lớn"), _too_large(error)
        case ReportWithdrawn():
            return _withdrawal(error)
        case IndexNotFound():
            return (
                gettext("Kho chưa có chỉ mục"),
                gettext("Người quản trị cần lập chỉ mục bằng lệnh “khobao index”."),
            )
        case IndexDamaged():
            return (
                gettext("Chỉ mục của kho bị hỏng"),
                gettext("Người quản trị cần lập lại chỉ mục bằng lệnh “khobao index --rebuild”."),
            )
        case OriginalDamaged(sha256=sha256):
            return (
                gettext("Bản gốc này bị hỏng"),
                gettext(
                    "Dữ liệu của bản gốc %(sha256)s không còn như lúc nhập. "
                    "Người quản trị lấy lại từ bản sao lưu bằng lệnh “khobao verify --repair”.",
                    sha256=f"{sha256[:16]}…",
                ),
            )
    return None


def _withdrawal(report: ReportWithdrawn) -> tuple[str, str]:
    """Return the heading and the explanation that stand for a report without its title."""
    facts = {"identifier": report.identifier, "date": brief(report.date)}
    if report.erased:
        heading = gettext("Bài này đã được xóa khỏi kho")
        what = gettext("Bài %(identifier)s được xóa hẳn ngày %(date)s.", **facts)
    else:
        heading = gettext("Bài này đã được rút khỏi kho")
        what = gettext("Bài %(identifier)s được rút ngày %(date)s.", **facts)
    if report.reason:
        what += " " + gettext("Lý do: %(reason)s", reason=report.reason)
    return heading, what


def _too_large(error: QueryTooLarge) -> str:
    """Return which limit a query exceeds, and how it becomes smaller."""
    facts = {"asked": number(error.asked), "limit": number(error.limit)}
    match error.kind:
        case "address":
            return gettext(
                "Địa chỉ của câu hỏi dài %(asked)s byte, nhiều nhất là %(limit)s. "
                "Mời bạn viết ngắn lại hoặc bỏ bớt bộ lọc.",
                **facts,
            )
        case "filters":
            return gettext(
                "Câu hỏi có %(asked)s bộ lọc, nhiều nhất là %(limit)s. Mời bạn bỏ bớt bộ lọc.",
                **facts,
            )
        case "names":
            return gettext(
                "Câu hỏi gọi tên %(asked)s người, nhiều nhất là %(limit)s. "
                "Mời bạn bỏ bớt tên, hoặc chọn người trong các bộ lọc bên danh sách.",
                **facts,
            )
        case "positions":
            return gettext(
                "Để trả lời các phần có NEAR, “…”~n hay tên trường như nội_dung:, máy phải so "
                "%(asked)s vị trí của từ, nhiều nhất là %(limit)s. "
                "Mời bạn dùng từ ít gặp hơn hoặc bớt các phần này.",
                **facts,
            )


def _words(code: int) -> tuple[str, str]:
    """Return the heading and the explanation of a status."""
    known = {
        400: (
            gettext("Địa chỉ không hợp lệ"),
            gettext("Địa chỉ có chỗ sai. Mời bạn tìm lại bằng ô tìm kiếm."),
        ),
        403: (
            gettext("Không được phép"),
            gettext("Kho này không nhận yêu cầu vừa gửi, hoặc yêu cầu đến từ một trang khác."),
        ),
        413: (
            gettext("Yêu cầu quá dài"),
            gettext("Biểu mẫu vừa gửi quá dài. Mời bạn chọn ít bài hơn hoặc viết ngắn lại."),
        ),
        404: (
            gettext("Không tìm thấy trang"),
            gettext("Có thể địa chỉ gõ thiếu hoặc bài đã được rút khỏi kho. Mời bạn tìm lại."),
        ),
        405: (
            gettext("Trang này chỉ để xem"),
            gettext("Yêu cầu vừa gửi không phải là yêu cầu xem trang."),
        ),
        503: (
            gettext("Kho tạm ngừng phục vụ"),
            gettext("Mời bạn thử lại sau ít phút."),
        ),
    }
    if code in known:
        return known[code]
    if code < 500:
        return known[400]
    return (
        gettext("Đã xảy ra lỗi"),
        gettext("Lỗi đã được ghi lại. Mời bạn thử lại; nếu vẫn lỗi, xin báo cho người quản trị."),
    )
