"""The facts about a list in words, for the formats with a natural place for them."""

from functools import cache

from archive.exporters.format import About
from archive.messages import messages

__all__ = ["count", "facts", "say"]


def say(about: About, phrase: str, *details: str) -> str:
    """Return a phrase in the language of the list."""
    return _wording(about.language)[phrase].format(*details)


@cache
def _wording(language: str) -> dict[str, str]:
    """Return the phrases in a language."""
    gettext = messages(language).gettext
    return {
        "query": gettext("Câu tìm"),
        "filters": gettext("Bộ lọc"),
        "reports": gettext("Số bài"),
        "date": gettext("Ngày xuất"),
        "generation": gettext("Phiên bản chỉ mục"),
        "url": gettext("Địa chỉ"),
        "list": gettext("Danh sách bài báo"),
        "about": gettext("Giới thiệu"),
        "complete": gettext("Hết danh sách: {} bài."),
        "sheet": gettext("Danh sách"),
        "continued": gettext("Danh sách, phần {}"),
        "concordance": gettext("Ngữ cảnh"),
        "concordance continued": gettext("Ngữ cảnh, phần {}"),
        "concordance complete": gettext("Hết bảng: {} dòng."),
        "bibliography": gettext("Danh mục tham khảo"),
        "in vi": gettext("Tiếng Việt"),
        "in en": gettext("Tiếng Anh"),
        "in fr": gettext("Tiếng Pháp"),
        "in other": gettext("Ngôn ngữ khác"),
        "undated": gettext("không rõ ngày"),
    }


def count(about: About, number: int) -> str:
    """Return a number as the language of the list writes it.

    >>> from datetime import datetime, UTC
    >>> count(About("", "", (), 0, datetime.now(UTC), ""), 1234)
    '1.234'
    """
    return messages(about.language).number(number)


def facts(about: About) -> list[tuple[str, str]]:
    """Return the facts as labels and values, unknown ones left out."""
    values = {
        "query": about.query,
        "filters": "; ".join(about.filters),
        "reports": count(about, about.reports),
        "date": about.date.isoformat(timespec="seconds"),
        "generation": about.generation,
        "url": about.url,
    }
    return [(say(about, name), value) for name, value in values.items() if value]
