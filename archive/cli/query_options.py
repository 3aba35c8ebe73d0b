"""The arguments that make a query, the same for `search` and `export`."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any, get_args

import click

from archive.retrieval import Library, persons_called, sections_called
from index.language import dates
from index.query import Match, Query, Sort
from index.results import UNDATED

__all__ = ["QueryCommand", "asked", "asking", "day"]


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    """Return a date as people type it in ISO 8601, possibly without day or month."""
    if not value:
        return ""
    read = dates.read(value)
    if not read:
        raise click.BadParameter(
            f"{value!r} is not a date; examples are 2018, 1/2018, 10/1/2018, 2018-01-10"
        )
    return read


def _dates(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(value if value == UNDATED else day(context, parameter, value) for value in values)


_OPTIONS = (
    click.argument("text", nargs=-1),
    click.option("--from", "since", callback=day, help="Published on this date or later."),
    click.option("--to", "until", callback=day, help="Published on this date or earlier."),
    click.option(
        "--date",
        "dates",
        multiple=True,
        callback=_dates,
        help="Published in this year, month or day.",
    ),
    click.option("--section", "sections", multiple=True, help="In this section or below it."),
    click.option("--person", "persons", multiple=True, help="Naming this person."),
    click.option("--author", "authors", multiple=True, help="Written by this author."),
    click.option("--source", "sources", multiple=True, help="Published by this newspaper."),
    click.option(
        "--match",
        type=click.Choice(get_args(Match)),
        default="most",
        show_default=True,
        help="How many of the words a report must contain.",
    ),
    click.option("--exact", is_flag=True, help="Match the diacritics exactly as typed."),
    click.option(
        "--sort",
        type=click.Choice(get_args(Sort)),
        default="relevance",
        show_default=True,
        help="Order of the list.",
    ),
)


class QueryCommand(click.Command):
    """A command whose TEXT may hold excluded words, such as `-hội` or `-"hội nghị"`.

    Only long options and the command's own short options (`-h`, `-o FILE`) count as options.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments with all words of the query after `--`."""
        options, words = _parted(args, self.get_params(ctx))
        return super().parse_args(ctx, [*options, "--", *words])


def _parted(
    args: Sequence[str], parameters: Sequence[click.Parameter]
) -> tuple[list[str], list[str]]:
    """Return the options with their values, and the words of the query."""
    known = [each for each in parameters if isinstance(each, click.Option)]
    names = {name for option in known for name in option.opts}
    with_value = {name for option in known if not option.is_flag for name in option.opts}
    options: list[str] = []
    words: list[str] = []
    left = iter(args)
    for each in left:
        if each == "--":
            words += left
        elif each in names or each.startswith("--"):
            options.append(each)
            if each in with_value:
                options += islice(left, 1)
        else:
            words.append(each)
    return options, words


def asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments of a query to a command; its class must be `QueryCommand`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked(
    library: Library, text: tuple[str, ...], sections: tuple[str, ...], persons: tuple[str, ...],
    **fields: Any,
) -> Query:  # fmt: skip
    """Return the query of the arguments.

    Names of sections and persons may be typed without diacritics. Raise `click.BadParameter` for a
    section or person that the archive does not have.
    """
    return Query(
        text=" ".join(text),
        sections=_all_called(partial(sections_called, library), sections, "--section"),
        persons=_all_called(partial(persons_called, library), persons, "--person"),
        **fields,
    )


def _all_called(
    called: Callable[[str], list[str]], names: tuple[str, ...], option: str
) -> tuple[str, ...]:
    values: dict[str, None] = {}
    for name in names:
        found = called(name)
        if not found:
            raise click.BadParameter(f"there is no {name!r} in the archive", param_hint=option)
        values.update(dict.fromkeys(found))
    return tuple(values)
