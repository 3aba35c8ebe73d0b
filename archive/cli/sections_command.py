"""`khobao sections`: which sections of newspapers are one, and the decisions about them."""

from collections.abc import Sequence
from pathlib import Path

import click

from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import deciding, log_command, undo_command
from archive.cli.json_output import print_json
from archive.cli.output_file import print_written, written_text
from archive.cli.sheet_file import decisions_in
from archive.decision import Decision
from archive.retrieval import Library
from archive.sections import spreadsheet
from archive.sections.authority import KINDS, SectionMerge, SectionSeparation
from archive.sections.names import section_key
from archive.sections.spreadsheet import path_of
from index.query import Query
from index.report import SECTION_SEPARATOR
from index.results import FacetRequest

__all__ = ["sections_"]


@click.group("sections", cls=CommandGroup)
def sections_() -> None:
    """List sections and decide which are one.

    \b
    Example:
      khobao sections list
      khobao sections merge 'Tin nóng' 'Thời sự › Nóng'
      khobao sections undo 4

    SECTION is a path, its names separated by › or >. A decision about a path applies to the
    sections below it and to later imports, and can be undone.
    """


@sections_.command("list", short_help="List sections with the paths that reports have for them.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _list(as_json: bool) -> None:
    """List the sections, those with most reports first, and the other paths that stand for them.

    \b
    Example:
      khobao sections list
    """
    with resources.library() as library:
        counts = _counts(library)
        others: dict[str, list[str]] = {}
        for path, shown in library.catalogue.names.section_paths().items():
            others.setdefault(SECTION_SEPARATOR.join(shown), []).append(
                SECTION_SEPARATOR.join(path)
            )
    listed = sorted(others, key=lambda section: (-counts.get(section, 0), section))
    if as_json:
        print_json(
            [
                {"section": each, "reports": counts.get(each, 0), "published": others[each]}
                for each in listed
            ]
        )
        return
    for each in listed:
        names = " = ".join([each, *(other for other in others[each] if other != each)])
        click.echo(f"{counts.get(each, 0):>7,}  {names}")


@sections_.command("merge", short_help="List the reports of a section under another one.")
@click.argument("section")
@click.argument("target")
@deciding
def _merge(library: Library, section: str, target: str) -> Sequence[Decision]:
    """List the reports of SECTION, and of those below it, under TARGET.

    \b
    Example:
      khobao sections merge 'Tin nóng' 'Thời sự › Nóng'
    """
    return [SectionMerge(_known(library, section), path_of(target))]


@sections_.command("separate", short_help="Keep a spelling apart that rules take for another.")
@click.argument("section")
@deciding
def _separate(library: Library, section: str) -> Sequence[Decision]:
    """Keep SECTION, in this spelling, apart from those that rules take for one with it.

    \b
    Example:
      khobao sections separate 'THỜI SỰ'
    """
    return [SectionSeparation(_known(library, section))]


sections_.add_command(undo_command("sections"))


sections_.add_command(log_command("sections", "decisions about sections", KINDS))


@sections_.command("export", short_help="Write all sections to a CSV file for a spreadsheet.")
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="File to write, or - for standard output.",
)  # fmt: skip
def _export(output: str) -> None:
    """Write all sections to a CSV file that a spreadsheet can edit.

    \b
    Example:
      khobao sections export -o sections.csv

    Edit the column shown, then use «khobao sections import».
    """
    with resources.library() as library, written_text(output) as text:
        shown = library.catalogue.names.section_paths()
        count = spreadsheet.write(shown, _counts(library), text)
    print_written(count, "section", output)


@sections_.command("import", short_help="Apply the changes made in an exported CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the decisions and make none.")
@deciding
def _import(library: Library, file: Path, dry_run: bool) -> Sequence[Decision]:
    """Apply the changes made in a CSV file that «khobao sections export» wrote.

    \b
    Example:
      khobao sections import sections.csv --dry-run

    If any line is invalid, nothing is changed. Lines that were not edited have no effect.
    """
    names = library.catalogue.names
    shown, sections = names.section_paths(), names.sections()
    return decisions_in(
        library.catalogue,
        file,
        lambda text: spreadsheet.read(text, shown, sections),
        dry_run=dry_run,
    )


def _known(library: Library, section: str) -> tuple[str, ...]:
    """Return the path of a section that reports have, or raise a usage error."""
    path = path_of(section)
    keys = list(map(section_key, path))
    for both in library.catalogue.names.section_paths().items():
        if any(list(map(section_key, each[: len(keys)])) == keys for each in both):
            return path
    raise click.UsageError(
        f"no report has the section {section!r}; «khobao sections list» lists them"
    )


def _counts(library: Library) -> dict[str, int]:
    """Return path → number of reports, those of sections below it among them."""
    wanted = [FacetRequest("section", limit=None)]
    found = library.engine.search(Query(), limit=0, facets=wanted).facet("section")
    return {count.value: count.count for count in found.counts}
