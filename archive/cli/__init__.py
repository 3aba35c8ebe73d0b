"""The command line: `khobao`.

Exit codes: 0 done; 1 done, but something was refused or nothing was found; 2 wrong usage;
3 impossible now (the archive is missing, damaged, locked or unreachable, also where reports are
stored but cannot be indexed, or the output cannot be written); 130 interrupted; 141 the reader of
the output has gone.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
from click.exceptions import Exit

from archive.cli import streams
from archive.cli.command_group import CommandGroup
from archive.errors import (
    ListNotFound,
    ListRefused,
    MatterNotFound,
    NewspaperNotFound,
    PersonNotFound,
    ReportNotFound,
)
from archive.garbage import collect_rarely
from index.errors import IndexDamaged, IndexNotFound, KhobaoError, QueryTooLarge

__all__ = ["main"]

# Module and one-line help of each command. A module is imported when its command is called, so that
# `khobao --help` does not load NumPy and SQLAlchemy. A line of help has room for 62 letters.
_COMMANDS = {
    "import": ("import_command", "Import reports from files, folders or standard input."),
    "harvest": ("harvest_command", "Fetch the new reports of a feed or sitemap."),
    "refused": ("refused_command", "List what imports set aside, and try it again."),
    "index": ("index_command", "Bring the index up to date with the catalogue."),
    "search": ("search_command", "Search the archive."),
    "kwic": ("kwic_command", "List each occurrence of words with its context."),
    "trends": ("trends_command", "Compare terms over time, per 1,000 reports."),
    "show": ("show_command", "Show a report, its versions or its original."),
    "export": ("export_command", "Export all reports that a query finds."),
    "lists": ("lists_command", "Freeze lists, so that they can be cited and checked."),
    "persons": ("persons_command", "Look up persons and decide who is who."),
    "newspapers": ("newspapers_command", "List newspapers and decide which names are one."),
    "sections": ("sections_command", "List sections and decide which are one."),
    "coverage": ("coverage_command", "State why newspapers are missing from the archive."),
    "stories": ("stories_command", "Find reports that tell the same story; join and part them."),
    "review": ("review_command", "List what needs a decision, with the command for it."),
    "decisions": ("decisions_command", "List all decisions of librarians, and undo any."),
    "serve": ("serve_command", "Serve the search page."),
    "status": ("status_command", "Show what the archive holds and the state of its index."),
    "correct": ("correct_command", "Correct a report; readers see both values and the reason."),
    "corrections": ("corrections_command", "List and undo corrections, or make many by CSV."),
    "revert": ("revert_command", "Show readers an earlier version of a report."),
    "withdraw": ("withdrawal_command", "Hide reports; versions and originals are kept."),
    "reinstate": ("withdrawal_command", "Show withdrawn reports again."),
    "withdrawals": ("withdrawals_command", "List withdrawn reports, or withdraw many by CSV."),
    "erase": ("erase_command", "Delete reports from the archive for good."),
    "verify": ("verify_command", "Compare everything that is stored with its checksums."),
    "backup": ("backup_command", "Back up the archive into a folder."),
    "restore": ("backup_command", "Restore a backup as a new archive."),
    "upgrade": ("upgrade_command", "Upgrade the catalogue to this version's layout."),
    "copy-catalogue": ("copy_command", "Copy a catalogue from SQLite to PostgreSQL or back."),
}

# The command that repairs an error of the index.
_WAYS_OUT: dict[type[Exception], str] = {
    IndexDamaged: "khobao index --rebuild",
    IndexNotFound: "khobao index",
}

# Errors that mean that nothing was found.
_MISSING = (
    ReportNotFound,
    PersonNotFound,
    NewspaperNotFound,
    MatterNotFound,
    ListNotFound,
    ListRefused,
)

_NOTHING_FOUND = 1
_WRONG_USAGE = 2
_IMPOSSIBLE = 3
_INTERRUPTED = 130


class _Commands(CommandGroup):
    """The top-level commands; an error of ours ends in one line instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which an archive needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of that name, or None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, help_ = _COMMANDS[cmd_name]
        commands = import_module(f"archive.cli.{module}")
        command: click.Command = getattr(commands, f"{cmd_name.replace('-', '_')}_")
        command.short_help = help_
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in _COMMANDS.items()])

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command and end the process with its exit code."""
        streams.prepare()
        try:
            try:
                return super().main(*args, **extra)
            finally:
                streams.finish()
        except OSError as error:
            sys.exit(streams.output_failed(error) or _IMPOSSIBLE)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse the options before the command."""
        with _exit_codes():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command."""
        with _exit_codes():
            return super().invoke(ctx)


@contextmanager
def _exit_codes() -> Iterator[None]:
    """Turn errors into a line on standard error and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        # As shells report it: 128 plus the number of the signal.
        click.echo("interrupted", err=True)
        raise Exit(_INTERRUPTED) from None
    except KhobaoError as error:
        click.echo(f"khobao: {error}{_way_out(error)}", err=True)
        raise Exit(_exit_code(error)) from error
    except OSError as error:
        code = streams.output_failed(error)
        if code is None:
            click.echo(f"khobao: {error}", err=True)
        raise Exit(code or _IMPOSSIBLE) from error


def _exit_code(error: KhobaoError) -> int:
    if isinstance(error, QueryTooLarge):
        return _WRONG_USAGE
    return _NOTHING_FOUND if isinstance(error, _MISSING) else _IMPOSSIBLE


def _way_out(error: Exception) -> str:
    """Return what to do about an error, or "" if no command helps."""
    for kind, command in _WAYS_OUT.items():
        if isinstance(error, kind):
            return f"; «{command}» builds it from the catalogue"
    return ""


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--archive",
    envvar="KHOBAO_ARCHIVE",
    type=click.Path(file_okay=False),
    help="Folder of the archive (default: KHOBAO_ARCHIVE, or khobao in your data directory).",
)
@click.version_option(package_name="khobao", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, archive: str | None) -> None:
    """Kho Báo, a searchable archive of Vietnamese news reports.

    \b
    From a file to a hit:
      khobao import reports.jsonl.gz
      khobao search 'dan van' --from 2017
      khobao serve

    Exit codes: 0 done; 1 something was refused or nothing was found; 2 wrong usage;
    3 the archive is missing, damaged, locked or unreachable; 130 interrupted.
    """
    collect_rarely()
    ctx.obj = archive
    ctx.color = streams.colour(os.environ)
