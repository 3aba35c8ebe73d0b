"""The help page: how to search, with examples that are links."""

from dataclasses import dataclass

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from archive.web import headers, links
from archive.web.language import gettext
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("help", __name__)


@dataclass(frozen=True, slots=True)
class _Example:
    text: str
    what: str
    url: str


@bp.get("/cach-tim")
def show() -> BaseResponse:
    """Return the help page."""
    tables = [
        (gettext("Từ và dấu"), _words()),
        (gettext("Kết hợp các từ"), _operators()),
        (gettext("Tìm trong từng trường"), _fields()),
    ]
    page = render_template(
        "help.html",
        tables=[(caption, [_example(*row) for row in rows]) for caption, rows in tables],
    )
    return headers.keep(make_response(page), page)


def _example(text: str, what: str) -> _Example:
    return _Example(text, what, links.of_query(Query(text=text)))


def _words() -> list[tuple[str, str]]:
    return [
        ("dan van", gettext("dân vận, dẫn vần và mọi cách đánh dấu khác")),
        ("dân vận", gettext("chỉ dân vận: dấu đã gõ thì phải đúng")),
        ("đuong", gettext("đường, đương, đuông, không có dương: chữ đ đã gõ")),
        ('"hội nghị tổng kết"', gettext("các từ đứng liền nhau, đúng thứ tự")),
        ('"bí thư tỉnh"~3', gettext("đúng thứ tự, xen vào giữa nhiều nhất ba từ")),
        ("=dân", gettext("đúng cách viết này")),
        ("chính*", gettext("mọi từ bắt đầu bằng “chính”; ? thay cho một chữ cái")),
    ]


def _operators() -> list[tuple[str, str]]:
    return [
        ("+cầu sông", gettext("bài phải có từ sau dấu +")),
        ("lễ hội -bóng", gettext("bài không được có từ sau dấu -")),
        ("lũ HOẶC hạn", gettext("có ít nhất một trong hai; hoặc OR, |")),
        ("cầu VÀ đường", gettext("phải có cả hai; hoặc AND")),
        ("trường KHÔNG thi", gettext("có từ trước, không có từ sau; hoặc NOT")),
        ("(lũ HOẶC bão) cứu trợ", gettext("ngoặc đơn gộp các từ thành nhóm")),
        (
            "dân GẦN/5 hội",
            gettext("cách nhau nhiều nhất năm từ, thứ tự nào cũng được; hoặc NEAR/5"),
        ),
    ]


def _fields() -> list[tuple[str, str]]:
    return [
        ("tiêu_đề:cầu", gettext("trong tiêu đề; còn có sapo:, nội_dung:, chú_thích:")),
        ('mục:"Kinh tế"', gettext("trong một chuyên mục và các mục con")),
        ('nhân_vật:"Hồ Chí Minh"', gettext("bài có nhắc đến người này, dưới tên nào cũng được")),
        ('tác_giả:"Anh Phong"', gettext("bài của người này")),
        ('báo:"Báo Thuận Giang"', gettext("bài của báo này")),
        ("ngày:2018", gettext("trong năm; cũng gõ được 1/2018, 10/1/2018")),
        ("ngày:2017..2018", gettext("trong khoảng; cũng gõ được “trước 1975”, “từ 2010”")),
    ]
