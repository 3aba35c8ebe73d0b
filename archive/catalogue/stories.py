"""Stories: the groups of reports that newspapers printed from the same copy."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select

from archive.catalogue.database import Database
from archive.catalogue.recollection import Recollection
from archive.catalogue.records import Story
from archive.catalogue.revisions import now, touch
from archive.catalogue.shown import shown_column, with_shown
from archive.catalogue.spellings import understood
from archive.catalogue.story_groups import regroup
from archive.catalogue.story_texts import compare_texts, count_outdated, current, outdated
from archive.catalogue.tables import reports, storable, story_members, versions
from index.report import Report

__all__ = ["Stories", "find_stories"]

# Characters of the text that a report without a title is named by.
_OPENING = 200


class Stories:
    """The groups of reports that tell the same story, and the search for them.

    Imports compare each new or changed report with all others. `update` does it for reports that
    were imported before there were stories.
    """

    def __init__(self, database: Database, recollection: Recollection) -> None:
        self._database = database
        self._recollection = recollection

    def of(self, identifiers: Sequence[str]) -> dict[str, Story]:
        """Return identifier → story for those of these reports whose story others tell too."""
        known = [each for each in identifiers if storable(each)]
        if not known:
            return {}

        def work(connection: Connection) -> dict[str, Story]:
            # In an archive without stories no page has to look for them.
            any_ = self._recollection.values(connection, _is_any, ["story"])
            return _stories(connection, known) if any_["story"] else {}

        return self._database.read(work)

    def are_one(self, identifier: str, other: str) -> bool:
        """Return True if two reports are in one story."""
        story = self.of([identifier]).get(identifier)
        return story is not None and any(each.identifier == other for each in story.reports)

    def page(self, after: str = "", limit: int = 100) -> list[Story]:
        """Return stories in the order of their identifiers, behind the story `after`."""
        return self._database.read(lambda connection: _page(connection, after, limit))

    def count(self) -> tuple[int, int]:
        """Return the number of stories that several reports tell, and the number of these."""
        wanted = select(
            func.count(story_members.c.story.distinct()), func.count(story_members.c.report)
        )
        stories, members = self._database.read(lambda opened: opened.execute(wanted).one())
        return stories, members

    def outdated(self) -> int:
        """Return the number of reports whose current text was not compared with the others yet."""
        return self._database.read(count_outdated)

    def update(self, limit: int = 500, *, after: int = 0) -> tuple[int, int]:
        """Compare up to `limit` reports that were not compared yet, behind the number `after`.

        Return how many there were, and the number of the last one, to go on behind it.
        """
        return self._database.write(lambda connection: _update(connection, limit, after))


def find_stories(connection: Connection, given: Mapping[int, tuple[int, Report]]) -> set[int]:
    """Compare reports with all others and group them again.

    `given`: number of a report → number of its current version, and the report. Return the numbers
    of the reports whose group changed.
    """
    return regroup(connection, compare_texts(connection, given)) if given else set()


def _update(connection: Connection, limit: int, after: int) -> tuple[int, int]:
    numbers = outdated(connection, limit, after)
    changed = find_stories(connection, current(connection, numbers))
    touch(connection, changed, now())
    return len(numbers), max(numbers, default=after)


def _is_any(connection: Connection, keys: Sequence[str]) -> dict[str, bool]:
    """Return for each key whether there are stories."""
    found = connection.execute(_FIRST_MEMBER).first() is not None
    return dict.fromkeys(keys, found)


_FIRST_MEMBER = select(story_members.c.report).limit(1)
# Made once: every list asks for the stories of its hits.
_STORIES = (
    select(reports.c.identifier, story_members.c.story)
    .join(reports, reports.c.number == story_members.c.report)
    .where(reports.c.identifier.in_(bindparam("identifiers", expanding=True)))
)


def _stories(connection: Connection, identifiers: Sequence[str]) -> dict[str, Story]:
    asked = connection.execute(_STORIES, {"identifiers": identifiers}).all()
    found = _by_number(connection, [row.story for row in asked])
    return {row.identifier: found[row.story] for row in asked}


def _by_number(connection: Connection, numbers: Sequence[int]) -> dict[int, Story]:
    """Return number of a story → story."""
    if not numbers:
        return {}
    date = shown_column(versions.c.date)
    members_of = select(
        story_members.c.story,
        story_members.c.report,
        reports.c.identifier,
        shown_column(versions.c.title),
        shown_column(versions.c.lead),
        func.substr(shown_column(versions.c.body), 1, _OPENING).label("body"),
        date,
        shown_column(versions.c.source),
    ).join(reports, reports.c.number == story_members.c.report)
    rows = connection.execute(
        with_shown(members_of)
        .where(story_members.c.story.in_(set(numbers)))
        # A report without a date comes last.
        .order_by(story_members.c.story, date == "", date, reports.c.number)
    )
    found = {}
    for number, group in groupby(rows, key=lambda row: row.story):
        members = list(group)
        name = next(row.identifier for row in members if row.report == number)
        found[number] = Story(name, tuple(understood(connection, map(_summary, members))))
    return found


def _page(connection: Connection, after: str, limit: int) -> list[Story]:
    numbers = connection.execute(
        select(reports.c.number)
        .join(story_members, story_members.c.report == reports.c.number)
        .where(story_members.c.story == reports.c.number, reports.c.identifier > after)
        .order_by(reports.c.identifier)
        .limit(limit)
    ).scalars()
    found = _by_number(connection, list(numbers))
    return sorted(found.values(), key=lambda story: story.identifier)


def _summary(row: object) -> Report:
    """Return the report in a row with title, newspaper, date and the beginning of the text."""
    values = ("identifier", "title", "lead", "body", "date", "source")
    return Report(**{name: getattr(row, name) for name in values})
