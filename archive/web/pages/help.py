"""The help page: how to search, with examples that find something in this archive."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from archive.retrieval import Library
from archive.web import links
from archive.web.language import gettext
from archive.web.pages.examples import example_queries
from archive.web.server import headers
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("help", __name__)


@dataclass(frozen=True, slots=True)
class _Row:
    """What to type, what it finds; `url`: "" where the archive has nothing to show it with."""

    text: str
    what: str
    url: str


@bp.get("/cach-tim")
@headers.kept
def show(archive: Library) -> str:
    """Return the help page."""
    examples = example_queries(archive)
    tables = [
        (gettext("Từ và dấu"), _words()),
        (gettext("Kết hợp các từ"), _operators()),
        (gettext("Tìm trong từng trường"), _fields()),
    ]
    return render_template(
        "help.html",
        tables=[(caption, [_row(examples, *row) for row in rows]) for caption, rows in tables],
    )


def _row(examples: dict[str, str], kind: str, otherwise: str, what: str) -> _Row:
    """Return a row with the example of the archive, else with one that is only shown."""
    text = examples.get(kind)
    return _Row(text or otherwise, what, links.of_query(Query(text)) if text else "")


def _words() -> list[tuple[str, str, str]]:
    return [
        ("plain", "dan van", gettext("không dấu: mọi cách đánh dấu")),
        ("marked", "dân vận", gettext("có dấu: dấu đã gõ thì phải đúng")),
        ("dashed", "đuong", gettext("chữ đ đã gõ thì phải có; dấu khác thì dấu nào cũng được")),
        ("phrase", '"hội nghị tổng kết"', gettext("các từ đứng liền nhau, đúng thứ tự")),
        ("slop", '"bí thư tỉnh"~3', gettext("đúng thứ tự, xen vào giữa nhiều nhất ba từ")),
        ("exact", "=dân", gettext("đúng cách viết này")),
        ("prefix", "chín*", gettext("mọi từ bắt đầu như thế; ? thay cho một chữ cái")),
    ]


def _operators() -> list[tuple[str, str, str]]:
    return [
        ("required", "+cầu sông", gettext("bài phải có từ sau dấu +")),
        ("excluded", "lễ hội -bóng", gettext("bài không được có từ sau dấu -")),
        ("either", "lũ HOẶC hạn", gettext("có ít nhất một trong hai; cũng gõ được OR, |")),
        ("both", "cầu VÀ đường", gettext("phải có cả hai; cũng gõ được AND")),
        ("without", "trường KHÔNG thi", gettext("có từ trước, không có từ sau; cũng gõ được NOT")),
        ("group", "(lũ HOẶC bão) cứu trợ", gettext("ngoặc đơn gộp các từ thành nhóm")),
        (
            "near",
            "dân GẦN/5 hội",
            gettext("cách nhau nhiều nhất năm từ, thứ tự nào cũng được (NEAR/5)"),
        ),
    ]


def _fields() -> list[tuple[str, str, str]]:
    return [
        (
            "title",
            "tiêu_đề:cầu",
            gettext("trong tiêu đề; còn có sapo:, nội_dung:, chú_thích:"),
        ),
        ("section", 'mục:"Kinh tế"', gettext("trong một chuyên mục và các mục con")),
        (
            "person",
            'nhân_vật:"Hồ Chí Minh"',
            gettext("bài có nhắc đến người này, dưới tên nào cũng được; cũng gõ được người:"),
        ),
        ("author", 'tác_giả:"Anh Phong"', gettext("bài của người này")),
        (
            "source",
            'báo:"Báo Thuận Giang"',
            gettext(
                "bài của báo này, gõ tên nào, tên miền nào cũng được; thêm dấu + sau tên để gồm cả "
                "các tên trước; cũng gõ được nguồn:"
            ),
        ),
        ("year", "ngày:2018", gettext("trong năm; cũng gõ được ngày:1/2018, ngày:10/1/2018")),
        ("day", "ngày:2/9", gettext("vào ngày này của mọi năm")),
        ("period", "ngày:2017..2018", gettext("trong khoảng thời gian")),
        ("before", "ngày:trước 1975", gettext("trước năm này")),
        ("since", "ngày:từ 2010", gettext("từ năm này")),
    ]
