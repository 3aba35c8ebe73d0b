"""The words for each facet, one entry a facet, for the page, the read-back and the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from archive.messages import SOURCE, Messages, messages

__all__ = ["OPTIONS", "FacetWords", "facet_order", "facet_words"]


@dataclass(frozen=True, slots=True)
class FacetWords:
    """The words for one facet in one language; `%(…)s` stands for what is filled in.

    `title`: its heading. `label`: its name within a sentence. `removal`: the link that removes its
    filters. `phrase`: reports with `values`, in the heading of a list. `exclusion`: reports without
    `value`. `missing`: no value has the `name`. `all_values`: the link to the page of all
    values; `commonest`: the number `shown` there out of the `total`; `counted`: a number of values.
    `boxed`: its values are offered beside a list.
    """

    title: str
    label: str
    removal: str
    phrase: str
    exclusion: str
    missing: str = ""
    all_values: str = ""
    commonest: str = ""
    counted: Callable[[int], str] = str
    boxed: bool = True


OPTIONS: Mapping[str, tuple[str, str]] = {
    "date": ("Published in this year, month or day, or undated.", "Not published in it."),
    "section": ("In this section or below it.", "Not in this section or below it."),
    "person": ("Naming this person; repeated, naming all of them.", "Not naming this person."),
    "author": ("Written by this author; repeated, by any of them.", "Not written by this author."),
    "source": ("Published by this newspaper; repeated, by any.", "Not published by it."),
}
"""Help for the options of the command line: a value that reports must have, or must not have."""


def facet_words(facet: str, spoken: Messages) -> FacetWords:
    """Return the words for a facet of `index.facets`."""
    return _words(spoken.language)[facet]


def facet_order() -> tuple[str, ...]:
    """Return the names of the facets in the order in which a heading names their values."""
    return tuple(_words(SOURCE))


@cache
def _words(language: str) -> Mapping[str, FacetWords]:
    """Return the words for all facets, in the order of `facet_order`."""
    spoken = messages(language)
    gettext, ngettext = spoken.gettext, spoken.ngettext
    return {
        "date": FacetWords(
            gettext("Thời gian"),
            gettext("thời gian"),
            gettext("Bỏ lọc theo thời gian"),
            spoken.pgettext("các bài …", "%(values)s"),
            gettext("trừ %(value)s"),
        ),
        "source": FacetWords(
            gettext("Báo"),
            gettext("báo"),
            gettext("Bỏ lọc theo báo"),
            gettext("trên %(values)s"),
            gettext("trừ %(value)s"),
            gettext("không có báo nào tên “%(name)s”"),
            gettext("Tất cả các báo"),
            gettext("%(shown)s báo nhiều bài nhất trong %(total)s"),
            lambda n: ngettext("%(count)s báo", "%(count)s báo", n),
        ),
        "section": FacetWords(
            gettext("Chuyên mục"),
            gettext("chuyên mục"),
            gettext("Bỏ lọc theo chuyên mục"),
            gettext("trong chuyên mục %(values)s"),
            gettext("trừ %(value)s"),
            gettext("không có chuyên mục nào tên “%(name)s”"),
            gettext("Tất cả chuyên mục"),
            gettext("%(shown)s chuyên mục nhiều bài nhất trong %(total)s"),
            lambda n: ngettext("%(count)s chuyên mục", "%(count)s chuyên mục", n),
        ),
        "author": FacetWords(
            gettext("Tác giả"),
            gettext("tác giả"),
            gettext("Bỏ lọc theo tác giả"),
            gettext("của tác giả %(values)s"),
            gettext("trừ %(value)s"),
            gettext("không có tác giả nào tên “%(name)s”"),
            gettext("Tất cả tác giả"),
            gettext("%(shown)s tác giả nhiều bài nhất trong %(total)s"),
            lambda n: ngettext("%(count)s tác giả", "%(count)s tác giả", n),
            boxed=False,
        ),
        "person": FacetWords(
            gettext("Nhân vật"),
            gettext("nhân vật"),
            gettext("Bỏ lọc theo nhân vật"),
            gettext("có %(values)s"),
            gettext("không có %(value)s"),
            gettext("không có người nào tên “%(name)s”"),
            gettext("Tất cả những người được nhắc"),
            gettext("%(shown)s người được nhắc nhiều nhất trong %(total)s"),
            lambda n: ngettext("%(count)s người", "%(count)s người", n),
        ),
    }
