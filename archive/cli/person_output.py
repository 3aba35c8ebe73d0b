"""Persons and decisions about them, as text and as JSON objects."""

from collections.abc import Iterator, Sequence

import click

from archive.catalogue import Catalogue, Person
from archive.cli.layout import shortened
from archive.corrections.correction import NAMES, Correct, shown_as_text
from archive.coverage import Gap
from archive.decision import Decision, Logged, Redacted, Undo, kind_of, to_record
from archive.dismissal import Dismiss
from archive.persons import spreadsheet
from archive.persons.authority import Hide, Split
from archive.reversion import Revert
from archive.sections.authority import SectionMerge
from archive.withdrawal.decisions import Erase, Withdraw
from index.report import SECTION_SEPARATOR

__all__ = [
    "all_persons",
    "bare_rows",
    "decision_record",
    "describe",
    "logged_record",
    "print_row",
    "row_record",
    "rows",
]

# Persons read from the catalogue at once.
_PAGE = 1000
# Offices of a person in a spreadsheet and in JSON, and those on the terminal.
_OFFICES = 5
_PRINTED = 3
# Characters of a corrected text on the terminal.
_LONGEST_VALUE = 100

# Words for kinds whose names have several words.
_KINDS = {
    "newspaperalias": "alias newspaper",
    "newspaperfield": "set newspaper",
    "newspapermerge": "merge newspaper",
    "newspaperseparation": "separate newspaper",
    "sectionmerge": "list section",
    "sectionseparation": "separate section",
}


def describe(decision: Decision) -> str:
    """Return a decision in words.

    >>> describe(Hide("ham-nghi", hidden=False))
    'show ham-nghi'
    """
    if isinstance(decision, Gap):
        return f"{decision.cause} {decision.source} {decision.since}..{decision.until}"
    if isinstance(decision, Revert):
        return f"revert {decision.report} to version {decision.version}"
    if isinstance(decision, Withdraw | Erase):
        public = ", reason public" if decision.public else ""
        return f"{kind_of(type(decision))} {decision.report}{public}"
    if isinstance(decision, Correct):
        value = " | ".join(shown_as_text(decision.field, decision.value).splitlines())
        written = shortened(value, _LONGEST_VALUE) if value else "(cleared)"
        return f"correct {decision.report} {NAMES[decision.field]}: {written}"
    if isinstance(decision, Dismiss):
        facts = f" ({', '.join(decision.facts)})" if decision.facts else ""
        return f"dismiss {decision.matter} {decision.subject}{facts}"
    if isinstance(decision, Redacted):
        return f"{decision.was} (erased)"
    record = {name: value for name, value in to_record(decision).items() if value not in ("", ())}
    kind = record.pop("kind")
    if isinstance(decision, Hide) and not decision.hidden:
        return f"show {decision.person}"
    record.pop("hidden", None)
    kind = _KINDS.get(kind, kind)
    if isinstance(decision, SectionMerge):
        section = SECTION_SEPARATOR.join(decision.section)
        target = SECTION_SEPARATOR.join(decision.target)
        return f"{kind} {section} under {target}"
    if isinstance(decision, Split):
        record.pop("name", None)
    return " ".join([kind, *(_words(value) for value in record.values())])


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def all_persons(catalogue: Catalogue) -> Iterator[Person]:
    """Yield all persons of a catalogue in the order of their identifiers, hidden ones too."""
    after = ""
    while page := catalogue.persons.page(after, _PAGE):
        yield from page
        after = page[-1].identifier


def bare_rows(catalogue: Catalogue) -> Iterator[spreadsheet.Row]:
    """Yield the rows of all persons without the columns that are not edited."""
    links = catalogue.persons.links()
    for person in all_persons(catalogue):
        linked = links.get(person.identifier, {})
        yield spreadsheet.Row(
            person.identifier, person.name, person.aliases, person.hidden, links=linked
        )


def rows(catalogue: Catalogue, people: Sequence[Person]) -> Iterator[spreadsheet.Row]:
    """Yield the rows of persons, with their offices and numbers of reports."""
    links = catalogue.persons.links()
    for start in range(0, len(people), _PAGE):
        page = people[start : start + _PAGE]
        identifiers = [person.identifier for person in page]
        counts = catalogue.persons.report_counts(identifiers)
        offices = catalogue.persons.roles(identifiers)
        for person in page:
            yield spreadsheet.Row(
                person.identifier,
                person.name,
                person.aliases,
                person.hidden,
                offices=tuple(offices.get(person.identifier, ())[:_OFFICES]),
                reports=counts.get(person.identifier, 0),
                links=links.get(person.identifier, {}),
            )


def print_row(row: spreadsheet.Row) -> None:
    """Print a person for people to read."""
    names = " = ".join((row.name, *row.aliases))
    click.echo(f"{row.identifier:<32} {row.reports:>7,} reports  {names}")
    for office in row.offices[:_PRINTED]:
        click.echo(f"{'':<50}{office}")
    for file, identifier in row.links.items():
        click.echo(f"{'':<50}{file} {identifier}")


def row_record(row: spreadsheet.Row) -> dict[str, object]:
    """Return a person as a JSON object."""
    return {
        "id": row.identifier,
        "name": row.name,
        "aliases": row.aliases,
        "hidden": row.hidden,
        "links": dict(row.links),
        "offices": row.offices,
        "reports": row.reports,
    }


def logged_record(logged: Logged) -> dict[str, object]:
    """Return a decision in the log as a JSON object."""
    return {
        "number": logged.number,
        "datestamp": logged.datestamp,
        "by": logged.by,
        "why": logged.why,
        **decision_record(logged.decision),
    }


def decision_record(decision: Decision) -> dict[str, object]:
    """Return a decision as a JSON object.

    >>> decision_record(Undo(7))
    {'kind': 'undo', 'undoes': 7}
    """
    record = to_record(decision)
    if isinstance(decision, Undo):
        # A decision in the log has a number of its own.
        record["undoes"] = record.pop("number")
    return record
