"""The body of all commands that record decisions of librarians, and the list of decisions."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import click

from archive.catalogue import Catalogue
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import one_line
from archive.cli.person_output import describe, logged_record
from archive.corrections.correction import Correct, changes_persons
from archive.decision import Decision, Logged, Undo, resolved, standing
from archive.indexing import catch_up
from archive.ingest import find_persons
from archive.retrieval import Library
from archive.reversion import Revert
from archive.typed_text import is_blank
from archive.withdrawal.decisions import Reinstate, Withdraw

__all__ = [
    "deciding",
    "log_command",
    "print_log",
    "require_reason",
    "stands",
    "undo_command",
]

# Seconds to wait for the index while another process writes it. After that the command gives up:
# the decision is in the log, and the other process or the next command indexes its effects.
_PATIENCE = 60

# Withdrawn reports that are named when they are changed.
_NAMED = 5


def deciding(make: Callable[..., Sequence[Decision]]) -> Callable[..., None]:
    """Return the body of a command that records the decisions which `make` returns.

    `make` takes a library and the arguments of the command. The body adds the decisions to the log
    unless they stand already, prints them, and brings the index up to date. With the option
    `--dry-run`, which a command may have, `make` prints them itself, and nothing else is done.
    """

    @click.option("--by", envvar="KHOBAO_BY", default="", help="Your name, for the log.")
    @click.option("--why", default="", help="The reason, for the log.")
    @click.option("--json", "as_json", is_flag=True, help="Print the decisions as JSON.")
    @wraps(make)
    def command(by: str, why: str, as_json: bool, **arguments: Any) -> None:
        with resources.library(indexed=False) as library:
            decisions = make(library, **arguments)
            if arguments.get("dry_run"):
                return
            decisions = _new(library, decisions)
            by, why = (" ".join(each.split()) for each in (by, why))
            logged = library.catalogue.decisions.add(decisions, by=by, why=why)
            if as_json:
                print_json([logged_record(each) for each in logged])
            else:
                for each in logged:
                    click.echo(f"{each.number}: {describe(each.decision)}")
            log = library.catalogue.decisions.log()
            _note_withdrawn(library.catalogue, resolved(logged, log))
            find_persons(library.catalogue, _with_other_text(logged, log))
            catch_up(library.catalogue, library.engine, patience=_PATIENCE)

    return command


def _new(library: Library, decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that do not stand yet; print the others with their numbers."""
    found = []
    standing_already = library.catalogue.decisions.repeated(decisions)
    for decision, same in zip(decisions, standing_already, strict=True):
        if same is None:
            found.append(decision)
        else:
            words = describe(same.decision)
            click.echo(f"decision {same.number} stands already: {words}", err=True)
    return found


def stands(library: Library, decision: Decision) -> bool:
    """Return True if a decision that says the same stands, and another would change nothing."""
    return library.catalogue.decisions.repeated([decision]) != [None]


def require_reason() -> None:
    """Raise `click.UsageError` unless the command that is running was given a reason to read."""
    if is_blank(one_line(click.get_current_context().params["why"])):
        raise click.UsageError("readers see the reason: give it with --why")


def _note_withdrawn(catalogue: Catalogue, made: Iterable[Decision]) -> None:
    """Print on standard error which corrected or reverted reports are withdrawn."""
    changed = {each.report: None for each in made if isinstance(each, Correct | Revert)}
    held = catalogue.withdrawals.of(list(changed)) if changed else {}
    hidden = [
        identifier for identifier, each in held.items() if each.is_withdrawn and not each.is_erased
    ]
    for each in hidden[:_NAMED]:
        click.echo(
            f"{each} is withdrawn: readers see the change only after «khobao reinstate {each}»",
            err=True,
        )
    if len(hidden) > _NAMED:
        click.echo(f"and {len(hidden) - _NAMED:,} more withdrawn reports", err=True)


def _with_other_text(made: Sequence[Logged], log: Sequence[Logged]) -> list[str]:
    """Return the reports whose persons must be found again after decisions. `log`: all of them.

    The text of a withdrawn report may have changed meanwhile.
    """
    reports = {
        each.report: None
        for each in resolved(made, log)
        if isinstance(each, Revert | Withdraw | Reinstate)
        or (isinstance(each, Correct) and changes_persons([each.field]))
    }
    return list(reports)


def undo_command(group: str) -> click.Command:
    """Return the command `undo` of a group of commands, such as `persons`."""

    @deciding
    def undo(_library: Library, numbers: tuple[int, ...]) -> Sequence[Decision]:
        return [Undo(number) for number in dict.fromkeys(numbers)]

    return click.command(
        "undo",
        short_help="Undo decisions.",
        help="Undo the decisions with these NUMBERS in the log. An undo can be undone by its own "
        f"number.\n\n\b\nExample:\n  khobao {group} undo 7",
    )(click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))(undo))


def log_command(group: str, noun: str, kinds: tuple[type[Decision], ...]) -> click.Command:
    """Return the command `log` of a group of commands, such as `persons`.

    `noun`: what it lists, in the plural. `kinds`: the kinds of decisions that are listed.
    """

    def log(as_json: bool) -> None:
        with resources.catalogue() as catalogue:
            decisions = catalogue.decisions.log()
        made = [each for each in decisions if isinstance(each.decision, kinds)]
        print_log(made, standing(decisions), as_json=as_json)

    return click.command(
        "log",
        short_help=f"List all {noun}.",
        help=f"List all {noun}; those that were undone are in parentheses.\n\n\b\nExample:\n"
        f"  khobao {group} log",
    )(click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")(log))


def print_log(decisions: Sequence[Logged], held: Sequence[Logged], *, as_json: bool) -> None:
    """Print decisions, those that do not stand in parentheses. `held`: those that stand."""
    numbers = {each.number for each in held}
    undone = {
        each.number
        for each in decisions
        if not isinstance(each.decision, Undo) and each.number not in numbers
    }
    if as_json:
        print_json([logged_record(each) | {"undone": each.number in undone} for each in decisions])
        return
    for each in decisions:
        words = describe(each.decision)
        if each.number in undone:
            words = f"({words})"
        notes = "  ".join(note for note in (each.by, each.why) if note)
        click.echo(f"{each.number:>4}  {each.datestamp}  {words}  {notes}".rstrip())
