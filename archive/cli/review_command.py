"""`khobao review`: list what wants a decision, each with the command that settles it."""

import io
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain

import click

from archive import sheet
from archive.catalogue import Catalogue
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.person_suggestions import suggestions
from archive.corrections.correction import NAMES
from archive.review.dates import impossible_dates, undated_reports
from archive.review.inputs import refused_inputs, unread_values
from archive.review.matter import KINDS, Matter, by_weight
from archive.review.names import sections_met_once, unknown_newspapers
from archive.review.persons import may_be_one, shared_office
from index.language.dates import VIETNAM

__all__ = ["review_"]

_REASONS = {
    "alias": "one is known as the other",
    "diacritics": "the same but for diacritics",
    "order": "the words in another order",
    "ends": "the same first and last word",
}
_COLUMNS = ("kind", "reports", "subject", "problem", "command", "otherwise")


@click.command("review")
@click.option(
    "--kind", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="Only this. Repeatable."
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Matters.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for a spreadsheet.")
def review_(kinds: tuple[str, ...], limit: int, *, as_json: bool, as_csv: bool) -> None:
    """List what wants a decision, and the command that settles it.

    \b
    Example:
      khobao review
      khobao review --kind persons --limit 50
      khobao review --csv --limit 1000 > review.csv

    What concerns most reports comes first. Nothing is changed: read the report before you copy a
    command. What a decision has settled is not listed again.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    with resources.catalogue() as catalogue, catalogue.sharing():
        asked = [kind for kind in KINDS if kind in kinds or not kinds]
        matters = by_weight(chain.from_iterable(_SOURCES[kind](catalogue) for kind in asked))
    counts = Counter(each.kind for each in matters)
    shown = matters[:limit]
    if as_json:
        records = [asdict(each) for each in shown]
        print_json({"counts": {kind: counts[kind] for kind in asked}, "matters": records})
    elif as_csv:
        click.echo(_csv(shown), nl=False)
    else:
        for line in _lines(shown, counts, len(matters)):
            click.echo(line)


def _persons(catalogue: Catalogue) -> Iterator[Matter]:
    """Yield the pairs of persons that may be one; the rarer record would join the other."""
    pairs = [pair for pair in suggestions(catalogue) if pair.reports]
    offices = catalogue.persons.roles({each.identifier for pair in pairs for each in pair.persons})
    for pair in pairs:
        rare, common = sorted(pair.persons, key=lambda each: (each.reports, each.identifier))
        office = shared_office([offices.get(each.identifier, ()) for each in (rare, common)])
        if may_be_one(pair.reason, (rare.name, common.name), office):
            both = f"; both «{office}»" if office else ""
            yield Matter(
                "persons",
                f"{rare.name} = {common.name}",
                f"{_REASONS[pair.reason]}; in {rare.reports:,} and {common.reports:,} reports"
                + both,
                rare.reports,
                ("persons", "merge", rare.identifier, common.identifier),
                ("persons", "distinct", rare.identifier, common.identifier),
            )


def _corrections(catalogue: Catalogue) -> Iterator[Matter]:
    for each in catalogue.corrections.all():
        if each.in_conflict:
            problem = f"{NAMES[each.field]} of correction {each.number} has changed in print since"
            undo = ("corrections", "undo", str(each.number))
            yield Matter("corrections", each.report, problem, 1, undo, ("show", each.report))


def _erasures(catalogue: Catalogue) -> Iterator[Matter]:
    for each in catalogue.erasures.unfinished():
        problem = "files may still hold its bytes"
        yield Matter("erasures", each, problem, 1, ("erase", each, "--yes"))


def _impossible_dates(catalogue: Catalogue) -> Iterator[Matter]:
    return impossible_dates(catalogue.review, datetime.now(UTC).astimezone(VIETNAM).date())


_SOURCES: dict[str, Callable[[Catalogue], Iterable[Matter]]] = {
    "erasures": _erasures,
    "corrections": _corrections,
    "newspapers": lambda catalogue: unknown_newspapers(catalogue.review),
    "persons": _persons,
    "dates": _impossible_dates,
    "undated": lambda catalogue: undated_reports(catalogue.review, catalogue.reports.texts),
    "values": lambda catalogue: unread_values(catalogue.review),
    "sections": lambda catalogue: sections_met_once(catalogue.review),
    "refused": lambda catalogue: refused_inputs(catalogue.review),
}


def _command(arguments: Sequence[str]) -> str:
    """Return a command as a shell takes it; "" if there is none."""
    if not arguments:
        return ""
    name, subject, *options = arguments
    if subject.startswith("-") and not subject.startswith("--"):
        # An identifier is no option.
        return f"khobao {shlex.join((name, *options, '--', subject))}"
    return f"khobao {shlex.join(arguments)}"


def _lines(shown: Sequence[Matter], counts: Counter[str], total: int) -> Iterator[str]:
    for kind, count in ((kind, counts[kind]) for kind in KINDS if counts[kind]):
        yield f"{count:>7,}  {kind:<12} {KINDS[kind]}"
    if not total:
        yield "nothing wants a decision"
    for each in shown:
        yield ""
        yield f"{each.reports:>7,}  {each.subject}: {each.problem}"
        yield f"         {_command(each.command)}"
        if each.otherwise:
            yield f"         or {_command(each.otherwise)}"
    if total > len(shown):
        yield ""
        yield f"{len(shown):,} of {total:,}; --limit and --kind show more"


def _csv(shown: Sequence[Matter]) -> str:
    """Return matters as CSV; a subject that would be a formula has an apostrophe in front."""
    written = io.StringIO(newline="")
    rows = (
        (
            each.kind,
            str(each.reports),
            each.subject,
            each.problem,
            _command(each.command),
            _command(each.otherwise),
        )
        for each in shown
    )
    sheet.write(_COLUMNS, rows, written)
    return written.getvalue()
