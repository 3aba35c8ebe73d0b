"""The words that the page has for each facet, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.web.dates import brief, month_name
from archive.web.language import gettext, ngettext
from index.results import UNDATED

__all__ = [
    "FacetWording",
    "ValuesWording",
    "exclusion",
    "facet_wording",
    "value_label",
    "values_wording",
]


@dataclass(frozen=True, slots=True)
class FacetWording:
    """A facet. `title`: its heading. `removal`: the label of the link that removes its filters."""

    title: str
    removal: str


@dataclass(frozen=True, slots=True)
class ValuesWording:
    """The page of all values of a facet.

    `counted`: a number of values, «12 báo». `commonest`: the number shown out of all, «500 báo
    nhiều bài nhất trong 2.310». `all_values`: the label of the link to this page. `not_found`: no
    value has that name.
    """

    counted: Callable[[int], str]
    commonest: Callable[[str, str], str]
    all_values: Callable[[str], str]
    not_found: Callable[[str], str]


def facet_wording(facet: str) -> FacetWording:
    """Return the words for `date`, `section`, `person`, `author` or `source`."""
    title, removal = {
        "date": (gettext("Thời gian"), gettext("Bỏ lọc theo thời gian")),
        "section": (gettext("Chuyên mục"), gettext("Bỏ lọc theo chuyên mục")),
        "person": (gettext("Nhân vật"), gettext("Bỏ lọc theo nhân vật")),
        "author": (gettext("Tác giả"), gettext("Bỏ lọc theo tác giả")),
        "source": (gettext("Báo"), gettext("Bỏ lọc theo báo")),
    }[facet]
    return FacetWording(title, removal)


def value_label(
    facet: str, value: str, names: Mapping[str, str], *, within_year: bool = False
) -> str:
    """Return what a value is called: «năm 2018», «Kinh tế › Hạ tầng», «Trương Thị Mai».

    `names`: of persons by identifier. `within_year`: a month without its year, a year as a number.
    """
    if facet == "date":
        return month_name(value) if within_year or value == UNDATED else brief(value)
    return names.get(value, value) if facet == "person" else value


def exclusion(facet: str, label: str) -> str:
    """Return the words for hits without a value: «không có Trương Thị Mai», «trừ năm 2018»."""
    if facet == "person":
        return gettext("không có %(value)s", value=label)
    return gettext("trừ %(value)s", value=label)


def values_wording(facet: str) -> ValuesWording:
    """Return the words for all values of `section`, `person`, `author` or `source`."""
    return _VALUES[facet]


_VALUES = {
    "section": ValuesWording(
        counted=lambda n: ngettext("%(count)s chuyên mục", "%(count)s chuyên mục", n),
        commonest=lambda shown, total: gettext(
            "%(shown)s chuyên mục nhiều bài nhất trong %(total)s", shown=shown, total=total
        ),
        all_values=lambda total: gettext("Tất cả %(num)s chuyên mục", num=total),
        not_found=lambda name: gettext("Không có chuyên mục nào tên “%(name)s”.", name=name),
    ),
    "person": ValuesWording(
        counted=lambda n: ngettext("%(count)s người", "%(count)s người", n),
        commonest=lambda shown, total: gettext(
            "%(shown)s người được nhắc nhiều nhất trong %(total)s", shown=shown, total=total
        ),
        all_values=lambda total: gettext("Tất cả %(num)s người", num=total),
        not_found=lambda name: gettext("Không có người nào tên “%(name)s”.", name=name),
    ),
    "author": ValuesWording(
        counted=lambda n: ngettext("%(count)s tác giả", "%(count)s tác giả", n),
        commonest=lambda shown, total: gettext(
            "%(shown)s tác giả nhiều bài nhất trong %(total)s", shown=shown, total=total
        ),
        all_values=lambda total: gettext("Tất cả %(num)s tác giả", num=total),
        not_found=lambda name: gettext("Không có tác giả nào tên “%(name)s”.", name=name),
    ),
    "source": ValuesWording(
        counted=lambda n: ngettext("%(count)s báo", "%(count)s báo", n),
        commonest=lambda shown, total: gettext(
            "%(shown)s báo nhiều bài nhất trong %(total)s", shown=shown, total=total
        ),
        all_values=lambda total: gettext("Tất cả %(num)s báo", num=total),
        not_found=lambda name: gettext("Không có báo nào tên “%(name)s”.", name=name),
    ),
}
