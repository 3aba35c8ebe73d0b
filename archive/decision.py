"""Decisions of librarians as values: their kinds, the log, and undoing.

A subject such as persons defines each of its kinds as a frozen dataclass derived from `Decision`.
The catalogue keeps all decisions in one log, which is only ever added to; whatever follows from
them is computed from the decisions that stand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

__all__ = [
    "Decision",
    "Logged",
    "Redacted",
    "Undo",
    "from_record",
    "kind_of",
    "resolved",
    "standing",
    "texts_in",
    "to_record",
    "typed_texts",
    "undone",
]

_KINDS: dict[str, type["Decision"]] = {}


def kind_of(decision: "type[Decision]") -> str:
    """Return the kind of a decision by its class.

    >>> kind_of(Undo)
    'undo'
    """
    return decision.__name__.lower()


@dataclass(frozen=True, slots=True)
class Decision:
    """Base class of all decisions; their fields are texts, numbers, booleans or tuples of texts.

    A subclass is registered under its kind: its name in lower case. `TYPED`: its fields whose texts
    a librarian makes up; the others name what the archive has.
    """

    TYPED: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        _KINDS[kind_of(cls)] = cls


@dataclass(frozen=True, slots=True)
class Undo(Decision):
    """The decision with this number does not stand."""

    number: int


@dataclass(frozen=True, slots=True)
class Redacted(Decision):
    """The replacement of a decision that named an erased report or a person found only there.

    `was`: its kind.
    """

    was: str


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision in the log.

    `number`: from 1, in the order of the decisions. `datestamp`: ISO 8601 in UTC. `by`, `why`:
    the librarian and the reason, as given, may be "".
    """

    number: int
    datestamp: str
    decision: Decision
    by: str = ""
    why: str = ""


def to_record(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain values, `kind` among them.

    >>> to_record(Undo(7))
    {'kind': 'undo', 'number': 7}
    """
    return {"kind": kind_of(type(decision)), **asdict(decision)}


def from_record(record: Mapping[str, Any]) -> Decision:
    """Return the decision in a record made by `to_record`; raise ValueError for another."""
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise ValueError(f"no decision of the kind {record.get('kind')!r}")
    known = [field.name for field in fields(kind) if field.name in record]
    try:
        return kind(**{name: _value(record[name]) for name in known})
    except TypeError as error:
        raise ValueError(f"{record!r} is incomplete: {error}") from error


def typed_texts(decision: Decision) -> Iterator[str]:
    """Yield the texts of a decision that a librarian made up."""
    for name in decision.TYPED:
        yield from texts_in(getattr(decision, name))


def standing(log: Iterable[Logged]) -> list[Logged]:
    """Return the decisions that stand, in their order: those without a standing `Undo`."""
    entries = list(log)
    gone = undone(entries)
    return sorted(
        (
            logged
            for logged in entries
            if logged.number not in gone and not isinstance(logged.decision, Undo)
        ),
        key=lambda logged: logged.number,
    )


def undone(log: Iterable[Logged]) -> dict[int, int]:
    """Return the numbers of decisions that do not stand → that of the `Undo` that undoes each."""
    found: dict[int, int] = {}
    for logged in sorted(log, key=lambda logged: logged.number, reverse=True):
        if logged.number not in found and isinstance(logged.decision, Undo):
            found[logged.decision.number] = logged.number
    return found


def resolved(made: Iterable[Logged], log: Iterable[Logged]) -> list[Decision]:
    """Return decisions, each `Undo` replaced by the decision whose effect it changes.

    `log`: all decisions.
    """
    decisions = {logged.number: logged.decision for logged in log}
    found = []
    for logged in made:
        decision = logged.decision
        while isinstance(decision, Undo):
            decision = decisions[decision.number]
        found.append(decision)
    return found


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts within plain values, such as those of `to_record`.

    >>> list(texts_in({"person": "le-tho", "names": ["Thọ"], "hidden": True}))
    ['le-tho', 'Thọ']
    """
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts_in(each)
        case list() | tuple():
            for each in value:
                yield from texts_in(each)


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
