"""Decisions that the log holds already, so that a command that is repeated stores nothing."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from archive import coverage, reversion
from archive.decision import Decision, Logged, standing
from archive.newspapers import decisions as newspapers
from archive.newspapers.authority import Newspapers
from archive.persons import authority as persons
from archive.sections import authority as sections

__all__ = ["repeated"]

_Consequences = Callable[[Sequence[Logged]], object]

# The kinds of a subject, what puts their texts into the form of the log, and what follows from it.
_SUBJECTS: tuple[
    tuple[tuple[type[Decision], ...], Callable[[Any], Decision], _Consequences], ...
] = (
    (persons.KINDS, persons.normalised, lambda log: persons.Authority(log).consequences()),
    (newspapers.KINDS, newspapers.normalised, lambda log: Newspapers(log).consequences()),
    (sections.KINDS, sections.normalised, lambda log: sections.Sections(log).consequences()),
    (coverage.KINDS, coverage.normalised, coverage.consequences),
    ((reversion.Revert,), lambda decision: decision, reversion.reverted),
)


def repeated(decisions: Sequence[Decision], log: Sequence[Logged]) -> list[Logged | None]:
    """Return for each decision the one in the log that says the same and has its effect still.

    None if there is none: after a decision to the contrary the same one changes something. Also
    None for subjects whose checks refuse what is decided already. `log`: all decisions.
    """
    held = standing(log)
    kinds = tuple(kind for subject in _SUBJECTS for kind in subject[0])
    known = {_key(each.decision): each for each in held if isinstance(each.decision, kinds)}
    found: list[Logged | None] = []
    for decision in decisions:
        same = _same(decision, held, known)
        found.append(same)
        if same is None:
            held.append(Logged(len(log) + len(held) + 1, "", decision))
    return found


def _same(
    decision: Decision, held: Sequence[Logged], known: dict[Hashable, Logged]
) -> Logged | None:
    for kinds, normalised, consequences in _SUBJECTS:
        if isinstance(decision, kinds):
            try:
                same = known.get(_key(normalised(decision)))
            except ValueError:
                return None
            if same is None:
                return None
            again = [*held, replace(same, number=held[-1].number + 1)]
            return same if consequences(again) == consequences(held) else None
    return None


def _key(decision: Decision) -> Hashable:
    """Return a decision without what the catalogue fills in and without an order of equals."""
    match decision:
        case persons.Distinct(person, other):
            return persons.Distinct(*sorted((person, other)))
        case persons.Split(name=name) if name:
            return replace(decision, other="", name="")
        case newspapers.NewspaperSeparation():
            return replace(decision, newspaper="")
    return decision
