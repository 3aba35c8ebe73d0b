"""The command line: `khobao`.

Exit codes: 0 done; 1 done, yet something was refused, or nothing was found; 2 the command was
not understood; 3 the archive cannot do it now (it is missing, damaged, locked or unreachable);
130 interrupted.
"""

import errno
from importlib import import_module
from typing import Any

import click

from archive.errors import ArchiveError, PersonNotFound, ReportNotFound
from index.errors import IndexDamaged, IndexingError, IndexNotFound

__all__ = ["main"]

# Each command with its module, imported when it is called: help comes at once that way.
_COMMANDS = {
    "import": "archive.cli.import_command",
    "index": "archive.cli.index_command",
    "search": "archive.cli.search_command",
    "show": "archive.cli.show_command",
    "export": "archive.cli.export_command",
    "persons": "archive.cli.persons_command",
    "serve": "archive.cli.serve_command",
    "status": "archive.cli.status_command",
    "delete": "archive.cli.status_command",
    "restore": "archive.cli.status_command",
    "upgrade": "archive.cli.upgrade_command",
    "copy-catalogue": "archive.cli.copy_command",
}

# The command that helps after an error of the index.
_WAYS_OUT: dict[type[Exception], str] = {
    IndexDamaged: "khobao index --rebuild",
    IndexNotFound: "khobao index",
}

_NOTHING_FOUND = 1
_IMPOSSIBLE = 3
_INTERRUPTED = 130


class _Commands(click.Group):
    """The commands; our errors end in one line, not in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the work."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), f"{cmd_name.replace('-', '_')}_")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            # As a shell tells it: 128 and the number of the signal.
            click.echo("interrupted", err=True)
            ctx.exit(_INTERRUPTED)
        except (ArchiveError, IndexingError) as error:
            click.echo(f"khobao: {error}{_way_out(error)}", err=True)
            missing = isinstance(error, ReportNotFound | PersonNotFound)
            ctx.exit(_NOTHING_FOUND if missing else _IMPOSSIBLE)
        except OSError as error:
            # Who reads our output may stop reading; click knows about that.
            if error.errno == errno.EPIPE:
                raise
            click.echo(f"khobao: {error}", err=True)
            ctx.exit(_IMPOSSIBLE)


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
    help="The folder of the archive (default: khobao in your data directory).",
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

    Exit codes: 0 done, 1 something was refused or nothing was found, 2 wrong usage,
    3 the archive cannot do it now.
    """
    ctx.obj = archive
