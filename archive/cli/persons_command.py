"""`khobao persons`: who is who, decided by librarians; everything can be undone."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from archive.catalogue import Catalogue
from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.person_output import everybody, everyone, form, logged_form, rows_of, tell, told
from archive.cli.query_options import day
from archive.cli.why_command import why
from archive.errors import PersonNotFound
from archive.indexing import catch_up
from archive.persons import spreadsheet
from archive.persons.authority import (
    Alias,
    Decision,
    Hide,
    Merge,
    Prefer,
    Release,
    Split,
    Undo,
    standing,
)
from archive.persons.duplicates import alike
from archive.retrieval import Library, persons_called

__all__ = ["persons_"]

_PATIENCE = 60  # seconds

_by = click.option(
    "--by", envvar="KHOBAO_BY", default="", help="Who decides, for the log (or KHOBAO_BY)."
)


@click.group("persons", cls=CommandGroup)
def persons_() -> None:
    """Look persons up, and decide who is who.

    \b
    Example:
      khobao persons find 'nguyen tat thanh'
      khobao persons merge phan-vinh-thoai-2 phan-vinh-thoai
      khobao persons undo 1

    A person is given by identifier or by name. Decisions hold for what is imported later too.
    """


@persons_.command("find")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Tell them as a JSON object.")
@click.pass_context
def find(ctx: click.Context, name: str, limit: int, as_json: bool) -> None:
    """List persons whose name holds these words.

    \b
    Example:
      khobao persons find 'xuan phuc'
    """
    with resources.catalogue() as catalogue:
        found = catalogue.persons.matching(name, limit)
        rows = list(rows_of(catalogue, found))
    if as_json:
        click.echo(json.dumps([form(row) for row in rows], ensure_ascii=False))
    else:
        for row in rows:
            tell(row)
    ctx.exit(0 if rows else 1)


persons_.add_command(why)


@persons_.command("merge")
@click.argument("source")
@click.argument("target")
@_by
def merge(source: str, target: str, by: str) -> None:
    """Merge two records: SOURCE is the same person as TARGET.

    \b
    Example:
      khobao persons merge phan-vinh-thoai-2 phan-vinh-thoai
    """
    with resources.library() as library:
        decision = Merge(_one(library, source), _one(library, target))
        _decide(library, [decision], by)


@persons_.command("split")
@click.argument("person")
@click.argument("other", required=False)
@click.option("--name", "names", multiple=True, help="Where this name was written. Repeatable.")
@click.option("--office", default="", help="Where a role holds these words.")
@click.option("--from", "since", callback=day, help="In reports not before this date.")
@click.option("--to", "until", callback=day, help="In reports not after this date.")
@click.option("--report", "reports", multiple=True, help="In this report. Repeatable.")
@_by
def split(
    person: str,
    other: str | None,
    names: tuple[str, ...],
    office: str,
    since: str,
    until: str,
    reports: tuple[str, ...],
    by: str,
) -> None:
    """Some mentions of PERSON are of OTHER, a new record by default.

    \b
    Example:
      khobao persons split nguyen-duc-thuyet --office 'Bí thư Tỉnh ủy'

    All the conditions that are given must hold for a mention.
    """
    if not (names or office or since or until or reports):
        raise click.UsageError("say which mentions: --name, --office, --from, --to or --report")
    with resources.library() as library:
        one = _one(library, person)
        record = library.catalogue.persons.many([one])[0]
        two = _one(library, other) if other else library.catalogue.persons.add(record.name)
        _decide(library, [Split(one, two, names, office, since, until, reports)], by)


@persons_.command("alias")
@click.argument("person")
@click.argument("name")
@_by
def alias(person: str, name: str, by: str) -> None:
    """NAME means PERSON, whoever had it before.

    \b
    Example:
      khobao persons alias ho-chi-minh 'Cụ Hồ'
    """
    with resources.library() as library:
        _decide(library, [Alias(_one(library, person), name)], by)


@persons_.command("release")
@click.argument("name")
@_by
def release(name: str, by: str) -> None:
    """NAME means the person of its own record again.

    \b
    Example:
      khobao persons release 'Cụ Hồ'
    """
    with resources.library() as library:
        _decide(library, [Release(name)], by)


@persons_.command("prefer")
@click.argument("person")
@click.argument("name")
@_by
def prefer(person: str, name: str, by: str) -> None:
    """PERSON stands in lists under NAME.

    \b
    Example:
      khobao persons prefer ho-chi-minh 'Bác Hồ'
    """
    with resources.library() as library:
        _decide(library, [Prefer(_one(library, person), name)], by)


@persons_.command("hide")
@click.argument("person")
@click.option("--show", is_flag=True, help="No longer hidden.")
@_by
def hide(person: str, show: bool, by: str) -> None:
    """Keep PERSON out of facets and pages.

    \b
    Example:
      khobao persons hide ham-nghi
    """
    with resources.library() as library:
        _decide(library, [Hide(_one(library, person), not show)], by)


@persons_.command("undo")
@click.argument("number", type=click.IntRange(1))
@_by
def undo(number: int, by: str) -> None:
    """Undo the decision with that NUMBER, an undoing too.

    \b
    Example:
      khobao persons undo 7
    """
    with resources.library() as library:
        _decide(library, [Undo(number)], by)


@persons_.command("log")
@click.option("--json", "as_json", is_flag=True, help="Tell it as a JSON object.")
def log(as_json: bool) -> None:
    """List all decisions; undone ones are in parentheses.

    \b
    Example:
      khobao persons log
    """
    with resources.catalogue() as catalogue:
        decisions = catalogue.decisions.log()
    if as_json:
        click.echo(json.dumps([logged_form(each) for each in decisions], ensure_ascii=False))
        return
    # An undone decision may be equal to one that holds, so what holds is told by identity.
    held = {id(decision) for decision in standing(decisions)}
    for each in decisions:
        words = told(each.decision)
        if not isinstance(each.decision, Undo) and id(each.decision) not in held:
            words = f"({words})"
        click.echo(f"{each.number:>4}  {each.datestamp}  {words}  {each.by}".rstrip())


@persons_.command("suggest")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
def suggest(limit: int) -> None:
    """List pairs of records that may be one person.

    \b
    Example:
      khobao persons suggest
    """
    with resources.catalogue() as catalogue:
        people = list(everybody(catalogue))
        names = ((each.identifier, name) for each in people for name in (each.name, *each.aliases))
        for pair, _ in zip(alike(names), range(limit), strict=False):
            click.echo(f"{pair.reason:<6} {pair.first}  {pair.second}")


@persons_.command("export")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.",
)  # fmt: skip
def export(output: Path) -> None:
    """Write all persons to a CSV that a spreadsheet can edit.

    \b
    Example:
      khobao persons export -o persons.csv
    """
    with resources.catalogue() as catalogue:
        people = list(everybody(catalogue))
        with output.open("w", encoding="utf-8", newline="") as stream:
            spreadsheet.write(rows_of(catalogue, people), stream)
    click.echo(f"{len(people):,} persons in {output}", err=True)


@persons_.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_by
def import_(file: Path, by: str) -> None:
    """Take the changes made in an exported CSV as decisions.

    \b
    Example:
      khobao persons import persons.csv

    All of them or, where a line cannot be understood, none. Lines that nobody edited change
    nothing; a line that was edited after somebody else decided about its person is told.
    """
    with resources.library() as library:
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                decisions = spreadsheet.read(
                    stream, everyone(library.catalogue), partial(_now, library.catalogue)
                )
        except spreadsheet.SheetError as error:
            raise click.ClickException(f"{file}: nothing was taken\n{error}") from error
        except UnicodeDecodeError as error:
            raise click.ClickException(
                f"{file} is not in UTF-8; save it as «CSV UTF-8», "
                "in LibreOffice with the character set «Unicode (UTF-8)»"
            ) from error
        _decide(library, decisions, by)


def _now(catalogue: Catalogue, identifier: str) -> str:
    """The person for whom an identifier stands by now, "" for an unknown one."""
    return catalogue.persons.current([identifier]).get(identifier, "")


def _one(library: Library, name: str) -> str:
    """The one person whom an identifier or a name means."""
    found = persons_called(library, name)
    if not found:
        raise PersonNotFound(f"there is no person {name!r}")
    if len(found) > 1:
        raise click.UsageError(f"{name!r} may be {', '.join(found[:10])}: give the identifier")
    return found[0]


def _decide(library: Library, decisions: Sequence[Decision], by: str) -> None:
    """Take decisions, tell them, and bring the index up."""
    for logged in library.catalogue.decisions.add(decisions, by=by):
        click.echo(f"{logged.number}: {told(logged.decision)}")
    catch_up(library.catalogue, library.engine, patience=_PATIENCE)
