"""The log of all decisions of librarians, and how a decision takes effect.

A subject is made known here by an entry in `_SUBJECTS`; logging, undoing and listing are the same
for all.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from archive.catalogue import (
    correction_effects,
    coverage_effects,
    dismissal_effects,
    log,
    newspaper_effects,
    person_effects,
    reversion_effects,
    section_effects,
    story_effects,
    withdrawal_effects,
)
from archive.catalogue.chunks import chunks
from archive.catalogue.database import Database
from archive.catalogue.repetition import repeated
from archive.catalogue.revisions import now, touch
from archive.catalogue.spellings import follow_withdrawals
from archive.catalogue.subject import Subject
from archive.catalogue.tables import erasures, reports, storable
from archive.decision import (
    Decision,
    Logged,
    Redacted,
    Undo,
    resolved,
    standing,
    texts_in,
    to_record,
    typed_texts,
    undone,
)
from archive.errors import DecisionInvalid
from archive.typed_text import TextInvalid, require_visible

__all__ = ["Decisions"]

_SUBJECTS = (
    person_effects.SUBJECT,
    story_effects.SUBJECT,
    coverage_effects.SUBJECT,
    reversion_effects.SUBJECT,
    withdrawal_effects.SUBJECT,
    correction_effects.SUBJECT,
    newspaper_effects.SUBJECT,
    section_effects.SUBJECT,
    dismissal_effects.SUBJECT,
)


class Decisions:
    """The log of all decisions of librarians."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, decisions: Sequence[Decision], *, by: str = "", why: str = "") -> list[Logged]:
        """Add decisions, all or none, and make them take effect; return them as logged.

        `by`, `why`: the librarian and the reason. The decisions also hold for whatever is
        imported later. Raise `PersonNotFound`, `ReportNotFound` or `DecisionInvalid`.
        """
        if not decisions:
            return []
        log.require_stated(by, why)
        datestamp = now()
        return self._database.write(
            lambda connection: _add(connection, decisions, by, why, datestamp)
        )

    def check(self, decisions: Sequence[Decision]) -> None:
        """Raise the error of `add` if the decisions cannot be carried out; change nothing."""
        if decisions:
            self._database.read(lambda connection: _checked(connection, decisions, "", "", now()))

    def repeated(self, decisions: Sequence[Decision]) -> list[Logged | None]:
        """Return for each decision the one that stands and says the same; None if there is none."""
        return repeated(decisions, self.log()) if decisions else []

    def log(self) -> list[Logged]:
        """Return all decisions in their order, undone ones among them."""
        return self._database.read(log.read)

    def last(self) -> int:
        """Return the number of the last decision, 0 before the first."""
        return self._database.read_once(log.last)

    def standing(self, kinds: Collection[type[Decision]]) -> list[Logged]:
        """Return the decisions of some kinds that were not undone, in their order."""
        return standing(self._database.read(lambda connection: log.read(connection, kinds)))


def _require_visible(decision: Decision) -> None:
    """Raise `DecisionInvalid` if a text that a librarian made up holds what no one sees."""
    try:
        for text in typed_texts(decision):
            require_visible(text, "the value")
    except TextInvalid as error:
        raise DecisionInvalid(str(error)) from error


def _add(
    connection: Connection, made: Sequence[Decision], by: str, why: str, datestamp: str
) -> list[Logged]:
    added, concerned, before, after = _checked(connection, made, by, why, datestamp)
    log.append(connection, added)
    changed: set[int] = set()
    for subject in _SUBJECTS:
        own = [decision for decision in concerned if isinstance(decision, subject.kinds)]
        if own:
            changed |= subject.follow(connection, own, before, after)
    changed |= follow_withdrawals(connection)
    touch(connection, changed, datestamp)
    return added


def _checked(
    connection: Connection, made: Sequence[Decision], by: str, why: str, datestamp: str
) -> tuple[list[Logged], list[Decision], list[Logged], list[Logged]]:
    """Return the decisions to add, those they concern, and the log before and after.

    Raise the error of the subject if they cannot be carried out.
    """
    for decision in made:
        _require_visible(decision)
    before = log.read(connection)
    after = list(before)
    for number, decision in enumerate(made, log.last(connection) + 1):
        complete = _complete(connection, decision, after)
        after.append(Logged(number, datestamp, complete, by, why))
    added = after[len(before) :]
    concerned = _concerned(added, after)
    _refuse_erased(connection, concerned)
    for subject in _SUBJECTS:
        subject.check(connection, added, after)
    return added, concerned, before, after


def _refuse_erased(connection: Connection, concerned: Sequence[Decision]) -> None:
    """Raise `DecisionInvalid` for a decision that names an erased report, or would undo one."""
    texts = {text for each in concerned for text in texts_in(to_record(each)) if storable(text)}
    wanted = select(reports.c.identifier).join(erasures, erasures.c.report == reports.c.number)
    for chunk in chunks(sorted(texts)):
        erased = connection.execute(wanted.where(reports.c.identifier.in_(chunk))).scalar()
        if erased is not None:
            raise DecisionInvalid(
                f"{erased!r} was erased for good; «khobao import --again» takes it in again"
            )


def _complete(connection: Connection, decision: Decision, log: Sequence[Logged]) -> Decision:
    subject = _subject(decision)
    return subject.complete(connection, decision, log) if subject else decision


def _subject(decision: Decision) -> Subject | None:
    """Return the subject of a decision; None for `Undo`."""
    return next((each for each in _SUBJECTS if isinstance(decision, each.kinds)), None)


def _concerned(added: Sequence[Logged], log: Sequence[Logged]) -> list[Decision]:
    """Return the decisions that were added and, for each `Undo`, the one whose effect it changes.

    Raise `DecisionInvalid` for an `Undo` of something that is not logged before it, or is undone
    already: a second `Undo` would keep the decision from standing when the first one is undone.
    """
    numbers = {logged.number for logged in added}
    gone = undone(logged for logged in log if logged.number not in numbers)
    redacted = {logged.number for logged in log if isinstance(logged.decision, Redacted)}
    for logged in added:
        decision = logged.decision
        if not isinstance(decision, Undo):
            continue
        if not 0 < decision.number < logged.number:
            raise DecisionInvalid(f"there is no decision {decision.number} to undo")
        if decision.number in redacted:
            raise DecisionInvalid(
                f"decision {decision.number} concerned an erased report; it cannot be undone"
            )
        if (by := gone.get(decision.number)) is not None:
            raise DecisionInvalid(
                f"decision {decision.number} is undone already; undo {by} to restore it"
            )
    return resolved(added, log)
