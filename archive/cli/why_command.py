"""`khobao persons why`: the evidence for and against each candidate of a report."""

from collections.abc import Sequence

import click

from archive.cli import resources
from archive.cli.json_output import print_json
from archive.errors import ReportNotFound
from archive.persons import VERSION
from archive.persons.evidence import THRESHOLD, Evidence
from archive.persons.explanation import Explanation, explain
from index.language.spelling import fold

__all__ = ["why"]

_SIGNS = {"at most": "≤", "at least": "≥"}


@click.command("why", short_help="Show why words of a report are persons or not.")
@click.argument("report")
@click.option("--name", default="", help="Only candidates with these words; diacritics are free.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def why(ctx: click.Context, report: str, name: str, as_json: bool) -> None:
    """Show why the rules took words of REPORT for a person, or did not.

    \b
    Example:
      khobao persons why tg:2010:1009 --name khoa

    REPORT is an identifier. Each candidate stands with its score, the outcome and the evidence:
    a weight is added, or limits the score (≤, ≥). The rules are applied again, so decisions of
    librarians are not in the answer. The exit code is 1 if there is no candidate.
    """
    with resources.catalogue() as catalogue:
        found = catalogue.reports.get(report)
    if found is None:
        raise ReportNotFound(f"no report has the identifier {report!r}")
    explained = [each for each in explain(found) if fold(name) in fold(each.written)]
    if as_json:
        print_json(_form(report, explained))
    else:
        click.echo(f"rules {VERSION}: a score above {THRESHOLD} makes a person")
        for each in explained:
            _print(each)
    ctx.exit(0 if explained else 1)


def _print(each: Explanation) -> None:
    """Print a candidate with its evidence."""
    field = f"{each.field} {each.part + 1}" if each.field == "captions" else each.field
    place = f"{field} {each.start}-{each.end}"
    click.echo(
        f"\n{each.score:>4}  {click.style(each.written, bold=True)}  ({place}): {_outcome(each)}"
    )
    for piece in each.evidence:
        click.echo(f"      {_weight(piece):>4}  {piece.name}")
    for role in each.roles:
        click.echo(f"      role  {role}")


def _outcome(each: Explanation) -> str:
    """Return in words what a candidate was taken for."""
    if not each.name:
        return "no person, whatever else the report says" if each.final else "no person"
    return each.name if each.listed else f"{each.name}, no full name and not in the facet"


def _weight(piece: Evidence) -> str:
    """Return a weight as the table shows it: «+4», «-6», «≤-9», «≥1»."""
    sign = _SIGNS.get(piece.effect)
    return f"{sign}{piece.weight}" if sign else f"{piece.weight:+}"


def _form(report: str, explained: Sequence[Explanation]) -> dict[str, object]:
    """Return the explanations of a report as a JSON object."""
    return {
        "report": report,
        "rules": VERSION,
        "threshold": THRESHOLD,
        "candidates": [_candidate(each) for each in explained],
    }


def _candidate(each: Explanation) -> dict[str, object]:
    """Return an explanation as a JSON object."""
    return {
        "written": each.written,
        "field": each.field,
        "part": each.part,
        "start": each.start,
        "end": each.end,
        "score": each.score,
        "final": each.final,
        "person": each.name or None,
        "listed": each.listed,
        "roles": each.roles,
        "evidence": [
            {"name": piece.name, "weight": piece.weight, "effect": piece.effect}
            for piece in each.evidence
        ],
    }
