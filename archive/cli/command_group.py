"""A group of commands that names the command meant by a misspelt one."""

from difflib import get_close_matches

import click

__all__ = ["CommandGroup"]


# Words of other programs for commands of ours.
_SYNONYMS = {
    "add": "import",
    "check": "verify",
    "delete": "withdraw",
    "find": "search",
    "grep": "search",
    "info": "status",
    "log": "decisions",
    "remove": "withdraw",
    "run": "serve",
    "start": "serve",
    "undo": "decisions",
}


class CommandGroup(click.Group):
    """A group whose error for an unknown command suggests the commands that are spelt alike."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return name, command and remaining arguments; raise `UsageError` with a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            names = self.list_commands(ctx)
            typed = args[0].lower()
            near = [_SYNONYMS.get(typed, "")]
            if near[0] not in names:
                near = get_close_matches(typed, names, n=2)
            if not near:
                raise
            raise click.UsageError(
                f"{error.message} Did you mean {' or '.join(near)}?", ctx
            ) from error
