"""The facts about a list in words, for the formats with a natural place for them."""

from archive.exporters.format import About

__all__ = ["count", "facts", "say"]

# Each phrase in Vietnamese and in English.
_WORDING = {
    "query": ("Câu tìm", "Query"),
    "filters": ("Bộ lọc", "Filters"),
    "reports": ("Số bài", "Reports"),
    "date": ("Ngày xuất", "Exported"),
    "generation": ("Phiên bản chỉ mục", "Index generation"),
    "url": ("Địa chỉ", "Address"),
    "list": ("Danh sách bài báo", "List of reports"),
    "about": ("Giới thiệu", "About"),
    "complete": ("Hết danh sách: {} bài.", "End of the list: {} reports."),
    "sheet": ("Danh sách", "List"),
    "continued": ("Danh sách, phần {}", "List, part {}"),
    "undated": ("không rõ ngày", "undated"),
}


def say(about: About, phrase: str, *details: str) -> str:
    """Return a phrase in the language of the list."""
    return _WORDING[phrase][about.language == "en"].format(*details)


def count(about: About, number: int) -> str:
    """Return a number as the language of the list writes it.

    >>> from datetime import datetime, UTC
    >>> count(About("", "", (), 0, datetime.now(UTC), ""), 1234)
    '1.234'
    """
    return f"{number:,}" if about.language == "en" else f"{number:,}".replace(",", ".")


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
