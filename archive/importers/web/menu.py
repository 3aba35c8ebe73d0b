"""The section above the one that a page states, as the menus of the page have it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from archive.importers.web.page import hints, text_of
from archive.sections.names import section_key

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Parent", "parent"]

_MENU = re.compile(
    r"\b(?:main|top|header|mega|sub|primary|site)?[-_]?(?:nav|menu|navbar)\b|navigation"
)
_ACTIVE = re.compile(r"\b(?:active|current|selected|current-menu-(?:item|parent|ancestor))\b")
_HOME = frozenset(map(section_key, ("Trang chủ", "Trang nhất", "Home", "Mới nhất", "Tin mới")))
# A longer link is a headline.
_LONGEST = 40
# Sections that Vietnamese newspapers usually place below others, and below which. One that stands
# now of the first rank, now below others, such as Môi trường, is not among them.
_USUAL = {
    section_key(name): tuple(map(section_key, above))
    for names, above in (
        (("Giao thông",), ("Thời sự", "Xã hội", "Đời sống", "Xe")),
        (("Dân sinh", "Lao động - Việc làm"), ("Thời sự", "Xã hội", "Đời sống")),
        (("Bóng đá", "Bóng đá Việt Nam", "Bóng đá quốc tế", "Quần vợt", "Tennis"), ("Thể thao",)),
        (("Tuyển sinh", "Du học", "Học đường", "Khuyến học"), ("Giáo dục",)),
        (("Chứng khoán", "Doanh nghiệp", "Tài chính"), ("Kinh tế", "Kinh doanh")),
        (("Vụ án", "Pháp đình"), ("Pháp luật", "Xã hội", "An ninh - Hình sự")),
        (("Điện ảnh", "Âm nhạc", "Sân khấu"), ("Văn hóa", "Giải trí", "Văn hóa - Giải trí")),
        (("Dinh dưỡng",), ("Sức khỏe", "Y tế", "Đời sống")),
        (("Quân sự", "Người Việt năm châu"), ("Thế giới", "Quốc tế")),
    )
    for name in names
}  # fmt: skip


@dataclass(frozen=True)
class Parent:
    """A section of a menu; `is_inferred`: the menu does not say itself that the other is below."""

    name: str
    is_inferred: bool = False


def parent(root: "Element", name: str) -> Parent | None:
    """Return the section above another, None where the menus of a page leave it open.

    In this order: the item within which the section's own item stands; the one item that is marked
    as the current one; the one item under which newspapers have such a section.
    """
    wanted = section_key(name)
    items = [item for menu in _menus(root) for item in menu.iter("a") if _is_item(item)]
    own = [item for item in items if section_key(text_of(item)) == wanted]
    if own:
        return _one({above for item in own if (above := _above(item))})
    others = [item for item in items if section_key(text_of(item)) not in _HOME]
    marked = _one({text_of(item) for item in others if _is_active(item)})
    if marked is not None or any(map(_is_active, others)):
        return marked
    usual = {
        text_of(item) for item in others if section_key(text_of(item)) in _USUAL.get(wanted, ())
    }
    found = _one(usual)
    return Parent(found.name, is_inferred=True) if found is not None else None


def _one(names: set[str]) -> Parent | None:
    """Return the only name, None where there are several spellings or sections, or none."""
    keys = {section_key(name) for name in names}
    return Parent(min(names)) if len(keys) == 1 else None


def _menus(root: "Element") -> Iterator["Element"]:
    """Yield the menus of a page, none within another."""
    seen: set[Element] = set()
    for element in root.iter("nav", "ul", "div", "header", "table"):
        if element not in seen and (element.tag == "nav" or _MENU.search(hints(element))):
            seen.update(element.iter())
            yield element


def _is_item(link: "Element") -> bool:
    return 0 < len(text_of(link)) <= _LONGEST


def _above(link: "Element") -> str:
    """Return the text of the item in whose list a link stands, "" where it is of the first rank."""
    own = next(link.iterancestors("li"), None)
    outer = next(own.iterancestors("li"), None) if own is not None else None
    if outer is None:
        return ""
    first = next(outer.iter("a"), None)
    return text_of(first) if first is not None and first is not link and _is_item(first) else ""


def _is_active(link: "Element") -> bool:
    """Return whether a link, or the item that it stands in, is marked as the current one."""
    around = takewhile(lambda each: each.tag in ("a", "span", "b", "strong", "li"), _outwards(link))
    return any(_ACTIVE.search(hints(each)) or each.get("aria-current") for each in around)


def _outwards(link: "Element") -> Iterator["Element"]:
    """Yield a link and the elements around it, up to its item."""
    yield link
    for each in link.iterancestors():
        yield each
        if each.tag == "li":
            return
