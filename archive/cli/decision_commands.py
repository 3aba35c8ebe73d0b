"""Subcommands of `khobao persons` that record decisions in the log."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from archive.catalogue import Catalogue
from archive.cli.deciding import deciding, stands, undo_command
from archive.cli.person_output import bare_rows
from archive.cli.query_options import day
from archive.cli.sheet_file import decisions_in
from archive.decision import Decision
from archive.errors import PersonNotFound
from archive.persons import spreadsheet
from archive.persons.authority import Alias, Distinct, Hide, Link, Merge, Prefer, Release, Split
from archive.persons.authority_files import AUTHORITY_FILES
from archive.retrieval import Library, persons_called

__all__ = ["COMMANDS"]


@click.command("merge", short_help="Make two records one person.")
@click.argument("source")
@click.argument("target")
@deciding
def _merge(library: Library, source: str, target: str) -> Sequence[Decision]:
    """Make two records one person: mentions of SOURCE become mentions of TARGET.

    \b
    Example:
      khobao persons merge phan-vinh-thoai-2 phan-vinh-thoai
    """
    one, two = _person(library, source), _person(library, target)
    # A record that was merged means its target.
    made = Merge(source, two)
    return [made if stands(library, made) else Merge(one, two)]


@click.command("split", short_help="Move some mentions of a person to another record.")
@click.argument("person")
@click.argument("other", required=False)
@click.option("--name", "names", multiple=True, help="Mentions under this name. Repeatable.")
@click.option("--office", default="", help="Mentions with these words in an office.")
@click.option("--from", "since", callback=day, help="Mentions in reports from this date on.")
@click.option("--to", "until", callback=day, help="Mentions in reports up to this date.")
@click.option("--report", "reports", multiple=True, help="Mentions in this report. Repeatable.")
@deciding
def _split(
    library: Library,
    person: str,
    other: str | None,
    names: tuple[str, ...],
    office: str,
    since: str,
    until: str,
    reports: tuple[str, ...],
) -> Sequence[Decision]:
    """Move some mentions of PERSON to OTHER, by default to a new record.

    \b
    Example:
      khobao persons split nguyen-duc-thuyet --office 'Bí thư Tỉnh ủy'

    Mentions that meet all the conditions given are moved.
    """
    if not (names or office or since or until or reports):
        raise click.UsageError("say which mentions: --name, --office, --from, --to or --report")
    one, two = _person(library, person), _person(library, other) if other else ""
    return [Split(one, two, names, office, since, until, reports)]


@click.command("distinct", short_help="Say that two records are not one person.")
@click.argument("person")
@click.argument("other")
@deciding
def _distinct(library: Library, person: str, other: str) -> Sequence[Decision]:
    """Say that PERSON and OTHER are not one person, so that the pair is not suggested again.

    \b
    Example:
      khobao persons distinct nguyen-van-hung nguyen-van-hung-2
    """
    return [Distinct(_person(library, person), _person(library, other))]


@click.command("alias", short_help="Make a name an alias of a person.")
@click.argument("person")
@click.argument("name")
@deciding
def _alias(library: Library, person: str, name: str) -> Sequence[Decision]:
    """Make NAME an alias of PERSON, and of no other person.

    \b
    Example:
      khobao persons alias ho-chi-minh 'Cụ Hồ'
    """
    return [Alias(_person(library, person), name)]


@click.command("release", short_help="Return a name to its own record.")
@click.argument("name")
@deciding
def _release(library: Library, name: str) -> Sequence[Decision]:
    """Make NAME mean the record that the archive made for it, not the person it is an alias of.

    \b
    Example:
      khobao persons release 'Cụ Hồ'
    """
    return [Release(name)]


@click.command("prefer", short_help="Choose the name that lists show for a person.")
@click.argument("person")
@click.argument("name")
@deciding
def _prefer(library: Library, person: str, name: str) -> Sequence[Decision]:
    """Show PERSON as NAME in lists and on pages.

    \b
    Example:
      khobao persons prefer ho-chi-minh 'Bác Hồ'
    """
    return [Prefer(_person(library, person), name)]


@click.command("hide", short_help="Hide a person, or show it again.")
@click.argument("person")
@click.option("--show", is_flag=True, help="Show the person again.")
@deciding
def _hide(library: Library, person: str, show: bool) -> Sequence[Decision]:
    """Hide PERSON from facets and pages.

    \b
    Example:
      khobao persons hide ham-nghi
      khobao persons hide ham-nghi --show
    """
    return [Hide(_person(library, person), not show)]


@click.command("link", short_help="Link a person to Wikidata or VIAF.")
@click.argument("person")
@click.option("--wikidata", metavar="Q…", help="Identifier or address of the item; «» removes it.")
@click.option("--viaf", metavar="NUMBER", help="Identifier or address of the cluster.")
@deciding
def _link(
    library: Library, person: str, wikidata: str | None, viaf: str | None
) -> Sequence[Decision]:
    """Say which entity of Wikidata or VIAF PERSON is.

    \b
    Example:
      khobao persons link ho-chi-minh --wikidata Q36014

    The page of the person, linked data and MARC records name the entity. An empty identifier takes
    the link away.
    """
    given = {"wikidata": wikidata, "viaf": viaf}
    if not any(value is not None for value in given.values()):
        raise click.UsageError("say which entity: --wikidata or --viaf")
    one = _person(library, person)
    return [
        Link(one, file, AUTHORITY_FILES[file].identifier(value) or value)
        for file, value in given.items()
        if value is not None
    ]


@click.command("import", short_help="Apply the changes made in an exported CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the decisions and make none.")
@deciding
def _import(library: Library, file: Path, *, dry_run: bool) -> Sequence[Decision]:
    """Apply the changes made in a CSV file that `khobao persons export` wrote.

    \b
    Example:
      khobao persons import persons.csv --dry-run
      khobao persons import persons.csv

    If any line is invalid, nothing is changed. Lines that were not edited have no effect. An edited
    line is invalid if another decision has changed its person since the export.
    """
    catalogue = library.catalogue
    now = partial(_now, catalogue)
    return decisions_in(
        catalogue,
        file,
        lambda text: spreadsheet.read(text, bare_rows(catalogue), now),
        dry_run=dry_run,
    )


def _now(catalogue: Catalogue, identifier: str) -> str:
    """Return the person that an identifier means after all mergers, "" if it is unknown."""
    return catalogue.persons.current([identifier]).get(identifier, "")


def _person(library: Library, name: str) -> str:
    """Return the identifier of the one person that an identifier or a name means.

    Raise `PersonNotFound` if there is none, `click.UsageError` if there are several.
    """
    found = persons_called(library, name)
    if not found:
        raise PersonNotFound(
            f"there is no person {name!r}; «khobao persons find» looks for part of a name"
        )
    if len(found) > 1:
        raise click.UsageError(f"{name!r} may be {', '.join(found[:10])}: give the identifier")
    return found[0]


COMMANDS: tuple[click.Command, ...] = (
    _merge,
    _split,
    _distinct,
    _alias,
    _release,
    _prefer,
    _hide,
    _link,
    undo_command("persons"),
    _import,
)
"""The commands, in the order of the help."""
