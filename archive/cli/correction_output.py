"""Corrections as text and as JSON objects, and those that a command need not make."""

from collections.abc import Sequence

import click

from archive.catalogue import Catalogue
from archive.cli.layout import readable_date, shortened
from archive.corrections.correction import (
    NAMES,
    Correct,
    Correction,
    Value,
    shown_as_text,
    value_of,
)
from archive.errors import ReportNotFound
from index.report import Report

__all__ = ["correction_record", "print_correction", "shown_report", "would_change", "written"]

# Characters of a value on the terminal.
_LONGEST = 200


def shown_report(catalogue: Catalogue, identifier: str) -> Report:
    """Return a report with its corrections, also a withdrawn one; raise `ReportNotFound`."""
    report = catalogue.corrections.applied([identifier]).get(identifier)
    if report is None:
        raise ReportNotFound(f"no report has the identifier {identifier!r}")
    return report


def would_change(catalogue: Catalogue, shown: Report, made: Sequence[Correct]) -> list[Correct]:
    """Return the corrections that change what readers see, or that settle a conflict.

    Print the others, so that a command that is repeated says that nothing was left to do.
    """
    conflicts = {
        each.field for each in catalogue.corrections.of(shown.identifier) if each.in_conflict
    }
    found = []
    for each in made:
        if each.value != value_of(shown, each.field) or each.field in conflicts:
            found.append(each)
        else:
            click.echo(
                f"{NAMES[each.field]} is {written(each.field, each.value)} already", err=True
            )
    return found


def written(field: str, value: Value) -> str:
    """Return a value in one line of a terminal.

    >>> written("tags", ("bão", "lũ")), written("date", "")
    ('«bão | lũ»', '(none)')
    """
    text = " | ".join(shown_as_text(field, value).split("\n"))
    return f"«{shortened(text, _LONGEST)}»" if text else "(none)"


def print_correction(made: Correction) -> None:
    """Print a correction with its reason, and what the newspaper published."""
    who = f" by {made.by}" if made.by else ""
    field = NAMES[made.field]
    click.echo(f"Corrected {field} on {readable_date(made.datestamp[:10])}{who}: {made.why}")
    click.echo(f"  as published: {written(made.field, made.published)}")
    if made.in_conflict:
        click.echo(f"  conflict: {conflict(made)}")


def conflict(made: Correction) -> str:
    """Return what a conflict is, and the commands that settle it."""
    return (
        f"the newspaper changed {written(made.field, made.before)} since; "
        f"«khobao corrections undo {made.number}» shows its value, "
        "the same «khobao correct» again keeps yours"
    )


def correction_record(made: Correction) -> dict[str, object]:
    """Return a correction as a JSON object."""
    return {
        "number": made.number,
        "datestamp": made.datestamp,
        "by": made.by,
        "why": made.why,
        "report": made.report,
        "field": NAMES[made.field],
        "corrected": made.value,
        "published": made.published,
        "published_before": made.before,
        "conflict": made.in_conflict,
    }
