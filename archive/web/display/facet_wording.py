"""The words for facets and their values, in the reader's language."""

from collections.abc import Mapping

from archive.web.display.dates import brief, month_name
from archive.web.language import current_messages, gettext
from archive.wording import FacetWords, facet_words
from index.results import UNDATED

__all__ = ["exclusion", "value_label", "words"]


def words(facet: str) -> FacetWords:
    """Return the words for a facet."""
    return facet_words(facet, current_messages())


def value_label(
    facet: str, value: str, names: Mapping[str, str], *, within_year: bool = False
) -> str:
    """Return what a value is called: «năm 2018», «Kinh tế › Hạ tầng», «Trương Thị Mai».

    `names`: of persons by identifier; readers see no identifier. `within_year`: a month
    without its year, a year as a number.
    """
    if facet == "date":
        return month_name(value) if within_year or value == UNDATED else brief(value)
    if facet == "person":
        return names.get(value) or gettext("một người không có trong kho")
    return value


def exclusion(facet: str, label: str) -> str:
    """Return the words for hits without a value: «không có Trương Thị Mai», «trừ năm 2018»."""
    return words(facet).exclusion % {"value": label}
