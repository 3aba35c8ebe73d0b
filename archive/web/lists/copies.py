"""Reports that tell the same story: folded into one row of a list, listed on the page of a report.

A page of a list folds its own hits only, so that every hit is on one page, and ranks, totals,
facets and exports count reports as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archive.catalogue import Story
from archive.retrieval import Library
from archive.web import links
from archive.web.display.dates import brief
from archive.web.display.rows import Line, title
from archive.web.language import gettext, ngettext
from index.report import Report

__all__ = ["Copies", "Copy", "FoldedLine", "fold", "of_report"]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another report that tells the story of a row. `rank`: its rank if it is a hit of the page."""

    report: Report
    url: str
    title: Markup
    date: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Copies:
    """The other reports that tell a story, the earliest first, with words for their number."""

    label: str
    reports: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """A row of a list, with the reports that are folded into it."""

    line: Line
    copies: Copies | None = None


def fold(archive: Library, lines: Sequence[Line]) -> list[FoldedLine]:
    """Return the rows of a page; the hits that tell one story are folded into the first of them.

    With `gop=0` in the address every hit stays a row.
    """
    if not links.folds():
        return [FoldedLine(line) for line in lines]
    stories = archive.catalogue.stories.of([line.report.identifier for line in lines])
    hits = {line.report.identifier: line for line in lines}
    folded: dict[str, FoldedLine] = {}
    for line in lines:
        identifier = line.report.identifier
        story = stories.get(identifier)
        key = story.identifier if story else f"{identifier}\n"
        if key not in folded:
            copies = _copies(story, identifier, hits) if story else None
            folded[key] = FoldedLine(line, copies)
    return list(folded.values())


def of_report(archive: Library, identifier: str) -> Copies | None:
    """Return the other reports that tell the story of a report; None if there are none."""
    story = archive.catalogue.stories.of([identifier]).get(identifier)
    if story is None:
        return None
    newspapers = {each.source for each in story.reports if each.identifier != identifier}
    own = next(each.source for each in story.reports if each.identifier == identifier)
    label = gettext("Cùng bản tin") if newspapers <= {own} else gettext("Cùng bản tin ở báo khác")
    return Copies(label, tuple(_others(story.reports, identifier, {})))


def _copies(story: Story, identifier: str, hits: Mapping[str, Line]) -> Copies:
    """Return the other reports of a story, with a label that has their number."""
    others = tuple(_others(story.reports, identifier, hits))
    label = ngettext(
        "Cùng bản tin: %(count)s bài khác", "Cùng bản tin: %(count)s bài khác", len(others)
    )
    return Copies(label, others)


def _others(reports: Iterable[Report], identifier: str, hits: Mapping[str, Line]) -> list[Copy]:
    """Return all but one report of a story; those among the hits look as in the list."""
    return [
        _copy(each, hits.get(each.identifier)) for each in reports if each.identifier != identifier
    ]


def _copy(report: Report, hit: Line | None) -> Copy:
    if hit is not None:
        return Copy(report, hit.url, hit.title, hit.date, hit.rank)
    shown = Markup("{}").format(title(report))
    return Copy(report, links.of_report(report.identifier), shown, brief(report.date))
