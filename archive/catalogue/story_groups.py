"""The groups of reports that tell the same story, computed from pairs and decisions."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, or_, select

from archive.catalogue import log
from archive.catalogue.chunks import chunks
from archive.catalogue.database import add
from archive.catalogue.tables import reports, story_members, story_pairs
from archive.decision import Decision, Logged
from archive.stories.grouping import KINDS, Pair, decided, groups

__all__ = ["numbers_of", "regroup"]

_Step = tuple[type[Decision], int, int]


def regroup(
    connection: Connection, numbers: Collection[int], logged: Sequence[Logged] | None = None
) -> set[int]:
    """Compute the groups of reports again, with all reports that pairs connect with them.

    `logged`: the log of decisions, read from the database if it is not given. Return the numbers
    of the reports whose group changed.
    """
    if not numbers:
        return set()
    steps = _steps(connection, log.read(connection, KINDS) if logged is None else logged)
    companions = _members(connection, numbers).keys()
    connected, pairs = _connected(connection, companions | set(numbers), steps)
    before = _members(connection, connected)
    after = groups(_shown(connection, connected), pairs, steps)
    changed = {report for report in connected if before.get(report) != after.get(report)}
    for chunk in chunks(sorted(changed)):
        connection.execute(delete(story_members).where(story_members.c.report.in_(chunk)))
    rows = [{"report": each, "story": after[each]} for each in sorted(changed & after.keys())]
    add(connection, story_members, rows)
    return _differing(before, after)


def numbers_of(connection: Connection, identifiers: Collection[str]) -> dict[str, int]:
    """Return identifier → number for the reports that exist, withdrawn ones too."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(identifiers)):
        rows = connection.execute(
            select(reports.c.identifier, reports.c.number).where(reports.c.identifier.in_(chunk))
        )
        found.update((row.identifier, row.number) for row in rows)
    return found


def _steps(connection: Connection, logged: Sequence[Logged]) -> list[_Step]:
    """Return the decisions that stand, with the numbers of their reports."""
    made = decided(logged)
    numbers = numbers_of(connection, {each for one in made for each in (one.report, one.other)})
    return [(type(each), numbers[each.report], numbers[each.other]) for each in made]


def _connected(
    connection: Connection, numbers: Collection[int], steps: Sequence[_Step]
) -> tuple[set[int], list[Pair[int]]]:
    """Return all reports that stories and joins connect with these, and the pairs among them."""
    links: dict[int, set[int]] = {}
    for _kind, one, other in steps:
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    found: set[int] = set()
    pairs: dict[tuple[int, int], Pair[int]] = {}
    left = set(numbers)
    while left:
        found |= left
        reached = {other for number in left for other in links.get(number, ())}
        for chunk in chunks(sorted(left)):
            where = or_(story_pairs.c.first.in_(chunk), story_pairs.c.second.in_(chunk))
            for row in connection.execute(select(story_pairs).where(where)):
                pairs[row.first, row.second] = Pair(row.first, row.second, row.same)
                if row.same:
                    reached |= {row.first, row.second}
        left = reached - found
    return found, list(pairs.values())


def _members(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Return report → story for reports, and for all members of their groups."""
    found: dict[int, int] = {}
    for chunk in chunks(sorted(numbers)):
        own = select(story_members.c.story).where(story_members.c.report.in_(chunk))
        rows = connection.execute(select(story_members).where(story_members.c.story.in_(own)))
        found.update((row.report, row.story) for row in rows)
    return found


def _shown(connection: Connection, numbers: Collection[int]) -> list[int]:
    """Return the reports that are not withdrawn."""
    found: list[int] = []
    for chunk in chunks(sorted(numbers)):
        shown = select(reports.c.number).where(
            reports.c.number.in_(chunk), reports.c.withdrawn.is_(False)
        )
        found += connection.execute(shown).scalars()
    return found


def _differing(before: dict[int, int], after: dict[int, int]) -> set[int]:
    """Return the reports that now share their group with others than before."""
    old, new = _companions(before), _companions(after)
    return {each for each in before.keys() | after.keys() if old.get(each) != new.get(each)}


def _companions(stories: dict[int, int]) -> dict[int, frozenset[int]]:
    """Return report → members of its group."""
    members: dict[int, set[int]] = {}
    for report, story in stories.items():
        members.setdefault(story, set()).add(report)
    return {report: frozenset(members[story]) for report, story in stories.items()}
