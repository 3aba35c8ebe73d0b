"""Decisions of librarians about newspapers, as values."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from archive.decision import Decision
from archive.newspapers.issn import issn
from archive.newspapers.keys import domain, single_spaced
from archive.newspapers.newspaper import dated_name
from archive.slug import slug

__all__ = [
    "FIELDS",
    "KINDS",
    "NewspaperAlias",
    "NewspaperField",
    "NewspaperMerge",
    "NewspaperSeparation",
    "free_identifier",
    "newspapers_in",
    "normalised",
]

FIELDS = ("names", "place", "issns", "urls", "predecessors", "source")
"""The facts of a record that a decision may state."""


@dataclass(frozen=True, slots=True)
class NewspaperMerge(Decision):
    """The records `newspaper` and `target` are one newspaper, listed as `target`."""

    newspaper: str
    target: str


@dataclass(frozen=True, slots=True)
class NewspaperAlias(Decision):
    """The spelling `name` means this newspaper and no other."""

    TYPED = ("name",)

    newspaper: str
    name: str


@dataclass(frozen=True, slots=True)
class NewspaperSeparation(Decision):
    """The spelling `name` means a newspaper of its own, the record `newspaper`.

    The catalogue fills in the identifier.
    """

    name: str
    newspaper: str = ""


@dataclass(frozen=True, slots=True)
class NewspaperField(Decision):
    """A fact of a newspaper has these values, in place of those it had.

    `field`: one of `FIELDS`. `values`: names with their periods as `dated_name` reads them; of
    place and source one value at most.
    """

    TYPED = ("values",)

    newspaper: str
    field: str
    values: tuple[str, ...] = ()


KINDS: tuple[type[Decision], ...] = (
    NewspaperMerge,
    NewspaperAlias,
    NewspaperSeparation,
    NewspaperField,
)
"""The kinds of decisions about newspapers."""


def newspapers_in(decision: Decision) -> Iterator[str]:
    """Yield the newspapers that a decision names and that must exist."""
    match decision:
        case NewspaperMerge(newspaper, target):
            yield from (newspaper, target)
        case NewspaperAlias(newspaper):
            yield newspaper
        case NewspaperField(newspaper, field, values):
            yield newspaper
            yield from values if field == "predecessors" else ()


def normalised(decision: Decision) -> Decision:
    """Return a decision with its texts as they are compared.

    Raise ValueError if a value is impossible.
    """
    match decision:
        case NewspaperAlias(name=name) | NewspaperSeparation(name):
            return replace(decision, name=_name(name))
        case NewspaperField(field=field):
            if field not in FIELDS:
                raise ValueError(f"a newspaper has no {field!r}, only {', '.join(FIELDS)}")
            return replace(decision, values=tuple(_values(field, decision.values)))
    return decision


def _name(name: str) -> str:
    made = single_spaced(name)
    if not made:
        raise ValueError("a newspaper needs a name")
    return made


def _values(field: str, values: Iterable[str]) -> Iterator[str]:
    """Yield the values of a fact in their usual form, each once."""
    kept = list(dict.fromkeys(made for value in values if (made := single_spaced(value))))
    if field == "names" and not kept:
        raise ValueError("a newspaper needs a name")
    if field in ("place", "source") and len(kept) > 1:
        raise ValueError(f"a newspaper has one {field}, not {', '.join(kept)}")
    for value in kept:
        if field == "names":
            yield str(dated_name(value))
        elif field == "issns":
            yield issn(value)
        elif field == "urls" and not domain(value):
            raise ValueError(f"{value!r} is not an address or a domain")
        else:
            yield value


def free_identifier(name: str, taken: Collection[str]) -> str:
    """Return an identifier made of a name that is not taken.

    >>> free_identifier("Tuổi Trẻ", {"tuoi-tre"})
    'tuoi-tre-2'
    """
    base = slug(name) or "bao"
    number = 1
    made = base
    while made in taken:
        number += 1
        made = f"{base}-{number}"
    return made
