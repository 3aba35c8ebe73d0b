"""Comparing the texts of reports: candidates by shared hashes, then whole texts.

The index `story_hashes` holds a sample of each text (`archive.stories.text`). Two reports are
candidates if their samples share enough hashes; only then are their texts read and compared. A
hash that occurs in many reports is a set phrase and leads to no candidates.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select

from archive.catalogue.chunks import chunks
from archive.catalogue.database import add
from archive.catalogue.shown import SHOWN, published, with_shown
from archive.catalogue.tables import reports, story_hashes, story_pairs, story_texts
from archive.stories.likeness import RELATED, compare, may_be_one_newspaper
from archive.stories.text import Text
from index.report import Report

__all__ = ["compare_texts", "count_outdated", "current", "outdated"]

# Reports that have a hash, above which it leads to no candidates and is not stored again.
_COMMON = 50
# The fewest hashes that candidates share, and the share of the shorter text's sample that they
# are; texts that overlap by `RELATED` or more reach it nine times in ten.
_LEAST_SHARED = 2
_LEAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class _Compared:
    """A report that takes part in a comparison: its text and its newspaper."""

    text: Text
    source: str

    @classmethod
    def of(cls, report: Report) -> "_Compared":
        return cls(Text.of(report), report.source)


def compare_texts(connection: Connection, given: Mapping[int, tuple[int, Report]]) -> set[int]:
    """Compare reports with all others, and store the pairs that overlap.

    `given`: number of a report → number of its current version, and the report. Their earlier
    pairs are deleted. Return the numbers of all reports in pairs that were added or deleted.
    """
    texts = {number: _Compared.of(report) for number, (_version, report) in given.items()}
    touched = _forget(connection, given)
    candidates = _add_hashes(connection, {n: each.text.sample() for n, each in texts.items()})
    rows = [
        {"report": number, "version": version, "size": texts[number].text.size}
        for number, (version, _report) in given.items()
    ]
    add(connection, story_texts, rows)
    likely = _likely(connection, candidates, texts)
    others = {number for pair in likely for number in pair} - texts.keys()
    texts |= {n: _Compared.of(report) for n, (_, report) in current(connection, others).items()}
    pairs = [row for pair in likely if (row := _pair_row(pair, texts)) is not None]
    add(connection, story_pairs, pairs)
    return touched | {number for row in pairs for number in (row["first"], row["second"])}


def current(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[int, Report]]:
    """Return number → number of the current version, and the report, also of withdrawn ones."""
    found = {}
    for chunk in chunks(sorted(numbers)):
        rows = connection.execute(
            with_shown(
                select(reports.c.number, reports.c.identifier, reports.c.current, *SHOWN)
            ).where(reports.c.number.in_(chunk))
        )
        found.update({row.number: (row.current, published(row.identifier, row)) for row in rows})
    return found


def outdated(connection: Connection, limit: int, after: int) -> list[int]:
    """Return the numbers of reports, behind the number `after`, whose text was not compared yet."""
    wanted = _outdated(reports.c.number).where(reports.c.number > after)
    return list(connection.execute(wanted.order_by(reports.c.number).limit(limit)).scalars())


def count_outdated(connection: Connection) -> int:
    """Return the number of reports whose current text was not compared with the others yet."""
    count: int = connection.execute(_outdated(func.count())).scalar_one()
    return count


def _outdated(wanted: Any) -> Any:
    compared = story_texts.c.report == reports.c.number
    other = or_(story_texts.c.version.is_(None), story_texts.c.version != reports.c.current)
    return select(wanted).select_from(reports.outerjoin(story_texts, compared)).where(other)


def _forget(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Delete the pairs of reports; return the numbers of all reports in them."""
    touched: set[int] = set()
    for chunk in chunks(sorted(numbers)):
        known = connection.execute(
            select(story_texts.c.report).where(story_texts.c.report.in_(chunk))
        )
        again = list(known.scalars())
        if not again:
            continue
        where = or_(story_pairs.c.first.in_(again), story_pairs.c.second.in_(again))
        for pair in connection.execute(select(story_pairs).where(where)):
            touched |= {pair.first, pair.second}
        connection.execute(delete(story_pairs).where(where))
        connection.execute(delete(story_texts).where(story_texts.c.report.in_(again)))
    return touched


def _add_hashes(
    connection: Connection, samples: Mapping[int, Sequence[int]]
) -> Counter[tuple[int, int]]:
    """Store the samples of reports; return the number of hashes that each pair shares."""
    holders = _holders(connection, {each for sample in samples.values() for each in sample})
    shared: Counter[tuple[int, int]] = Counter()
    added = []
    for number, sample in samples.items():
        for each in sample:
            others = holders.get(each)
            if others is None:
                holders[each] = [number]
                added.append((each, number))
                continue
            is_new = number not in others
            if len(others) + is_new > _COMMON:
                continue
            shared.update((min(number, o), max(number, o)) for o in others if o != number)
            if is_new:
                others.append(number)
                added.append((each, number))
    # In the order of the table, so that neighbours are written together.
    added.sort()
    rows = [{"hash": each, "report": number} for each, number in added]
    add(connection, story_hashes, rows)
    return shared


def _holders(connection: Connection, hashes: Collection[int]) -> dict[int, list[int]]:
    """Return hash → numbers of the reports that have it, for those that are stored."""
    found: dict[int, list[int]] = {}
    for chunk in chunks(sorted(hashes)):
        # Written out, since 5,000 parameters take SQLAlchemy longer than the database its search.
        listed = ", ".join(map(str, chunk))
        wanted = f"SELECT hash, report FROM story_hashes WHERE hash IN ({listed})"  # nosec B608 # numbers
        for each, report in connection.exec_driver_sql(wanted):
            found.setdefault(each, []).append(report)
    return found


def _likely(
    connection: Connection,
    shared: Mapping[tuple[int, int], int],
    texts: Mapping[int, _Compared],
) -> list[tuple[int, int]]:
    """Return the pairs that share enough hashes for their texts to be compared."""
    pairs = [pair for pair, count in shared.items() if count >= _LEAST_SHARED]
    sizes = _sizes(connection, {number for pair in pairs for number in pair})
    return [pair for pair in pairs if shared[pair] >= _LEAST_SHARE * _expected(pair, sizes, texts)]


def _expected(
    pair: tuple[int, int], sizes: Mapping[int, int], texts: Mapping[int, _Compared]
) -> float:
    """Return how many hashes the samples of a pair share if the shorter text is in the other."""
    shorter, longer = sorted(pair, key=lambda number: sizes[number])
    if shorter in texts:
        return len(texts[shorter].text.sample(sizes[longer]))
    return len(texts[longer].text.sample()) * sizes[shorter] / sizes[longer]


def _sizes(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Return number → number of different shingles."""
    found: dict[int, int] = {}
    for chunk in chunks(sorted(numbers)):
        rows = connection.execute(
            select(story_texts.c.report, story_texts.c.size).where(story_texts.c.report.in_(chunk))
        )
        found.update((row.report, row.size) for row in rows)
    return found


def _pair_row(pair: tuple[int, int], texts: Mapping[int, _Compared]) -> dict[str, Any] | None:
    """Return the row of a pair; None if its texts hardly overlap."""
    one, other = (texts[number] for number in pair)
    is_one = may_be_one_newspaper(one.source, other.source)
    likeness = compare(one.text, other.text, same_newspaper=is_one)
    if likeness.share < RELATED:
        return None
    return {"first": pair[0], "second": pair[1], "same": likeness.same}
