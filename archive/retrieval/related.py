"""The reports that resemble one report, but do not tell the same story."""

from collections.abc import Sequence

from archive.retrieval.library import Library
from index.planning.resemblance import resembling
from index.report import Report

__all__ = ["related_reports"]

# Hits among which reports of different stories are chosen.
_TRIED = 24


def related_reports(
    library: Library, report: Report, names: Sequence[str], limit: int = 5
) -> list[Report]:
    """Return reports on the same subject, most alike first, at most one of each story.

    `names`: of the persons in the report. Reports that tell its own story are left out.
    """
    plan = resembling(report, names, library.engine.statistics())
    if plan is None:
        return []
    hits = [hit.identifier for hit in library.engine.execute(plan, limit=_TRIED).hits]
    stories = library.catalogue.stories.of([report.identifier, *hits])
    story = {each: stories[each].identifier if each in stories else each for each in hits}
    own = stories[report.identifier].identifier if report.identifier in stories else ""
    first: dict[str, str] = {}
    for each in hits:
        if story[each] != own:
            first.setdefault(story[each], each)
    return library.catalogue.reports.without_persons(list(first.values())[:limit])
