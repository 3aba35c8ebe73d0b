"""Persons and decisions about them, told to people and to programs."""

from collections.abc import Iterator, Sequence

import click

from archive.catalogue import Catalogue, Person
from archive.persons import spreadsheet
from archive.persons.authority import Decision, Hide, Logged, to_record

__all__ = ["everybody", "everyone", "form", "logged_form", "rows_of", "tell", "told"]

# Persons read at once.
_PAGE = 1000

# Offices of a person that a spreadsheet and a list show.
_OFFICES = 5
_TOLD = 3


def told(decision: Decision) -> str:
    """A decision in words."""
    record = {name: value for name, value in to_record(decision).items() if value not in ("", ())}
    kind = record.pop("kind")
    if isinstance(decision, Hide) and not decision.hidden:
        return f"show {decision.person}"
    record.pop("hidden", None)
    return " ".join([kind, *(_words(value) for value in record.values())])


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def everybody(catalogue: Catalogue) -> Iterator[Person]:
    """All persons, page by page."""
    after = ""
    while page := catalogue.persons.page(after, _PAGE):
        yield from page
        after = page[-1].identifier


def everyone(catalogue: Catalogue) -> Iterator[spreadsheet.Row]:
    """All persons as a spreadsheet shows them, without offices and reports."""
    for person in everybody(catalogue):
        yield spreadsheet.Row(person.identifier, person.name, person.aliases, person.hidden)


def rows_of(catalogue: Catalogue, people: Sequence[Person]) -> Iterator[spreadsheet.Row]:
    """Persons as a spreadsheet shows them."""
    for start in range(0, len(people), _PAGE):
        page = people[start : start + _PAGE]
        identifiers = [person.identifier for person in page]
        counts = catalogue.persons.report_counts(identifiers)
        offices = catalogue.persons.roles(identifiers)
        for person in page:
            held = tuple(offices.get(person.identifier, ())[:_OFFICES])
            reports = counts.get(person.identifier, 0)
            yield spreadsheet.Row(
                person.identifier, person.name, person.aliases, person.hidden, held, reports
            )


def tell(row: spreadsheet.Row) -> None:
    """A person, for people."""
    names = " = ".join((row.name, *row.aliases))
    click.echo(f"{row.identifier:<32} {row.reports:>7,} reports  {names}")
    for office in row.offices[:_TOLD]:
        click.echo(f"{'':<50}{office}")


def form(row: spreadsheet.Row) -> dict[str, object]:
    """A person as a JSON object."""
    return {
        "id": row.identifier,
        "name": row.name,
        "aliases": row.aliases,
        "offices": row.offices,
        "reports": row.reports,
    }


def logged_form(logged: Logged) -> dict[str, object]:
    """A decision in the log as a JSON object."""
    return {
        "number": logged.number,
        "datestamp": logged.datestamp,
        "by": logged.by,
        **to_record(logged.decision),
    }
