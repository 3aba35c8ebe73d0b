"""Subcommands of `khobao newspapers` that record decisions in the log."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from archive.cli.deciding import deciding, stands, undo_command
from archive.cli.query_options import day
from archive.cli.sheet_file import decisions_in
from archive.decision import Decision
from archive.errors import NewspaperNotFound
from archive.newspapers import spreadsheet
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
)
from archive.newspapers.newspaper import DatedName, Newspaper
from archive.retrieval import Library
from index.language.dates import previous

__all__ = ["COMMANDS"]


@click.command("rename", short_help="Give a newspaper another name, from a date on.")
@click.argument("newspaper")
@click.argument("name")
@click.option("--since", callback=day, help="It has the name from this date on.")
@deciding
def _rename(library: Library, newspaper: str, name: str, since: str) -> Sequence[Decision]:
    """Give NEWSPAPER the name NAME; with --since, its earlier reports keep their name.

    \b
    Example:
      khobao newspapers rename zing-news Znews
      khobao newspapers rename tg 'Thuận Giang ngày nay' --since 1/2024

    «khobao newspapers set» with --name states all names with their periods.
    """
    record = _newspaper(library, newspaper)
    *earlier, last = record.names
    if (last.name, last.since) == (name, since):
        names = record.names
    elif not since:
        names = (*earlier, replace(last, name=name))
    else:
        closed = replace(last, until=last.until or previous(since))
        names = (*earlier, closed, DatedName(name, since))
    return [NewspaperField(record.identifier, "names", tuple(map(str, names)))]


@click.command("merge", short_help="Make two records one newspaper.")
@click.argument("newspaper")
@click.argument("target")
@deciding
def _merge(library: Library, newspaper: str, target: str) -> Sequence[Decision]:
    """Make two records one: reports of NEWSPAPER become reports of TARGET.

    \b
    Example:
      khobao newspapers merge docbao bao-moi

    A newspaper that another one continues is its predecessor, not the same: use «set».
    """
    one, two = _newspaper(library, newspaper), _newspaper(library, target)
    # A record that was merged means its target.
    made = NewspaperMerge(newspaper, two.identifier)
    return [made if stands(library, made) else NewspaperMerge(one.identifier, two.identifier)]


@click.command("separate", short_help="Make a name a newspaper of its own.")
@click.argument("name")
@deciding
def _separate(_library: Library, name: str) -> Sequence[Decision]:
    """Make NAME, in this spelling, a newspaper of its own.

    \b
    Example:
      khobao newspapers separate tapchigiaothong.vn
    """
    return [NewspaperSeparation(name)]


@click.command("set", short_help="State names, place, ISSN, addresses or predecessors.")
@click.argument("newspaper")
@click.option("--name", "names", multiple=True, help="A name as 'NAME [FROM..TO]', oldest first.")
@click.option("--alias", "aliases", multiple=True, help="One more form of its name. Repeatable.")
@click.option("--place", help="The place of publication.")
@click.option("--issn", "issns", multiple=True, help="An ISSN. Repeatable.")
@click.option("--url", "urls", multiple=True, help="A domain or address. Repeatable.")
@click.option("--predecessor", "predecessors", multiple=True, help="It continues this newspaper.")
@click.option("--successor", "successors", multiple=True, help="This newspaper continues it.")
@click.option("--source", help="Where these facts come from.")
@deciding
def _set(
    library: Library,
    newspaper: str,
    names: tuple[str, ...],
    aliases: tuple[str, ...],
    place: str | None,
    issns: tuple[str, ...],
    urls: tuple[str, ...],
    predecessors: tuple[str, ...],
    successors: tuple[str, ...],
    source: str | None,
) -> Sequence[Decision]:
    """State facts of NEWSPAPER. What is given replaces what was known; an empty text clears it.
    Only --alias adds to the forms that are known; «khobao newspapers undo NUMBER» takes one away.

    \b
    Example:
      khobao newspapers set tg --name 'Giang Minh [1975..1989]' --name 'Thuận Giang [1990..]'
      khobao newspapers set tg --issn 0378-5955 --url thuangiang.example --place 'Bến Đá'
      khobao newspapers set tg --predecessor dan --predecessor song-mo

    Two predecessors make a merger; two newspapers with one predecessor make a division.
    """
    identifier = _newspaper(library, newspaper).identifier
    before = [_newspaper(library, each).identifier for each in predecessors if each]
    facts: dict[str, tuple[str, ...] | None] = {
        "names": names or None,
        "place": None if place is None else (place,),
        "issns": issns or None,
        "urls": urls or None,
        "predecessors": tuple(before) if predecessors else None,
        "source": None if source is None else (source,),
    }
    made: list[Decision] = [
        NewspaperField(identifier, field, values)
        for field, values in facts.items()
        if values is not None
    ]
    made += [NewspaperAlias(identifier, alias) for alias in dict.fromkeys(aliases)]
    made += [_continued(_newspaper(library, name), identifier) for name in successors]
    if not made:
        raise click.UsageError("say what to state, such as --place or --issn")
    return made


def _continued(successor: Newspaper, identifier: str) -> NewspaperField:
    """Return the decision that a newspaper continues another one too, given by identifier."""
    predecessors = (*successor.predecessors, identifier)
    return NewspaperField(successor.identifier, "predecessors", predecessors)


@click.command("import", short_help="Apply the changes made in an exported CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the decisions and make none.")
@deciding
def _import(library: Library, file: Path, dry_run: bool) -> Sequence[Decision]:
    """Apply the changes made in a CSV file that «khobao newspapers export» wrote.

    \b
    Example:
      khobao newspapers import newspapers.csv --dry-run
      khobao newspapers import newspapers.csv

    If any line is invalid, nothing is changed. Lines that were not edited have no effect. An edited
    line is invalid if another decision has changed its newspaper since the export.
    """
    papers = library.catalogue.names.newspapers()
    return decisions_in(
        library.catalogue,
        file,
        lambda text: spreadsheet.read(text, papers),
        dry_run=dry_run,
    )


def _newspaper(library: Library, name: str) -> Newspaper:
    """Return the newspaper that an identifier or a name means, or raise `NewspaperNotFound`."""
    papers = library.catalogue.names.newspapers()
    record = papers.get(name) or papers.called(name)
    if record is None:
        raise NewspaperNotFound(
            f"there is no newspaper {name!r}; «khobao newspapers list» lists them"
        )
    return record


COMMANDS: tuple[click.Command, ...] = (
    _rename,
    _merge,
    _separate,
    _set,
    undo_command("newspapers"),
    _import,
)
"""The commands, in the order of the help."""
