"""`khobao show`: one report, its versions or its original."""

import sys
from collections.abc import Sequence

import click

from archive.catalogue import Catalogue, Version
from archive.cli import resources
from archive.cli.correction_output import correction_record, print_correction
from archive.cli.json_output import print_json
from archive.cli.layout import byline, indented
from archive.errors import ReportNotFound
from archive.exporters.jsonl import record
from index.report import Report

__all__ = ["show_"]


@click.command("show")
@click.argument("identifier")
@click.option(
    "--version", "ordinal", type=click.IntRange(1), help="Show an earlier version: 1, 2 …"
)
@click.option("--versions", "as_versions", is_flag=True, help="List all versions.")
@click.option(
    "--original", "as_original", is_flag=True, help="Write the original bytes, unchanged."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def show_(
    identifier: str,
    ordinal: int | None,
    as_versions: bool,
    as_original: bool,
    as_json: bool,
) -> None:
    """Show a report, its versions or its original.

    \b
    Example:
      khobao show 2018-01-10-thu-tuong-tham-hue
      khobao show 2018-01-10-thu-tuong-tham-hue --original > report.txt

    A corrected report is shown with its corrections and, for each, the published value; --version
    shows a version as published.
    """
    with resources.catalogue() as catalogue:
        versions = catalogue.reports.versions(identifier)
        withdrawn = catalogue.reports.withdrawn(identifier)
        if withdrawn is not None and withdrawn.erased:
            raise withdrawn
        if not versions:
            raise ReportNotFound(f"no report has the identifier {identifier!r}")
        if as_versions:
            _print_versions(versions, as_json=as_json)
            return
        version = _chosen(versions, ordinal, identifier)
        if as_original:
            _write_original(catalogue, version)
            return
        if ordinal is None and withdrawn is not None:
            raise ReportNotFound(f"{withdrawn}; its versions are kept (--versions)")
        _show(catalogue, version, is_current=ordinal is None, as_json=as_json)


def _show(catalogue: Catalogue, version: Version, *, is_current: bool, as_json: bool) -> None:
    """Print a version as published, or the current one as readers see it."""
    report = version.report
    corrections = []
    if is_current:
        report = catalogue.reports.get(report.identifier) or report
        corrections = catalogue.corrections.of(report.identifier)
    names = catalogue.persons.names(report.persons)
    persons = [names.get(each, each) for each in report.persons]
    if as_json:
        corrected = {"corrections": [correction_record(each) for each in corrections]}
        print_json(record(report, persons) | (corrected if corrections else {}))
        return
    _print(report, persons)
    for made in corrections:
        print_correction(made)
    for each in version.unread:
        click.echo(f"Not understood: {each.field} «{each.written}»")


def _chosen(versions: Sequence[Version], ordinal: int | None, identifier: str) -> Version:
    if ordinal is None:
        return next(each for each in versions if each.current)
    if ordinal > len(versions):
        raise ReportNotFound(f"{identifier!r} has {len(versions)} versions, not {ordinal}")
    return versions[ordinal - 1]


def _print(report: Report, persons: Sequence[str]) -> None:
    """Print the report for people."""
    click.secho(indented(report.title or "(no title)", ""), bold=True)
    if line := byline(report):
        click.echo(indented(line, ""))
    lead = f"{report.dateline} - {report.lead}" if report.dateline else report.lead
    for text in (lead, *report.body.split("\n")):
        if text.strip():
            click.echo("\n" + indented(text, ""))
    for caption in report.captions:
        click.echo("\n" + indented(f"[{caption}]", "  "))
    click.echo()
    for label, text in (
        ("Persons", ", ".join(persons)),
        ("Tags", ", ".join(report.tags)),
        ("URL", report.url),
        ("Identifier", report.identifier),
    ):
        if text:
            click.echo(f"{label}: {text}")


def _print_versions(versions: Sequence[Version], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "version": version.ordinal,
                "current": version.current,
                "imported": version.datestamp,
                "title": version.report.title,
                "origins": [
                    {
                        "place": origin.place,
                        "sha256": origin.sha256,
                        "media_type": origin.media_type,
                        "size": origin.size,
                        "retrieved": origin.retrieved,
                        "notes": list(origin.notes),
                    }
                    for origin in version.origins
                ],
                "unread": {each.field: each.written for each in version.unread},
            }
            for version in versions
        ]
        print_json(rows)
        return
    for version in versions:
        shown = "*" if version.current else " "
        click.echo(f"{version.ordinal:>3}{shown} {version.datestamp}  {version.report.title}")
        for origin in version.origins:
            click.echo(f"     {origin.sha256[:12]}  {origin.size:>9,} bytes  {origin.place}")
            retrieved = (f"archived {origin.retrieved}",) if origin.retrieved else ()
            for note in (*retrieved, *origin.notes):
                click.echo(f"     {note}")
        for each in version.unread:
            click.echo(f"     {each.field} not understood: «{each.written}»")


def _write_original(catalogue: Catalogue, version: Version) -> None:
    """Write the bytes that the version was read from to standard output."""
    for origin in version.origins:
        original = catalogue.reports.original(origin.sha256)
        if original is not None:
            sys.stdout.buffer.write(original.data)
            return
    raise ReportNotFound("this version has no original")
