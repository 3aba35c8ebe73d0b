"""The arguments that make a query, the same for `search` and `export`."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import click

from archive.retrieval import Library, persons_called, sections_called
from index.language import dates
from index.query import Match, Query, Sort
from index.results import UNDATED

__all__ = ["asked", "asking", "day"]


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    """A date as people type it → ISO 8601, perhaps partial."""
    if not value:
        return ""
    read = dates.read(value)
    if not read:
        raise click.BadParameter(f"{value!r} is no date; 2018, 1/2018, 10/1/2018, 2018-01-10 are")
    return read


def _dates(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(value if value == UNDATED else day(context, parameter, value) for value in values)


_OPTIONS = (
    click.argument("text", nargs=-1),
    click.option("--from", "since", callback=day, help="Not before this date."),
    click.option("--to", "until", callback=day, help="Not after this date."),
    click.option(
        "--date", "dates", multiple=True, callback=_dates, help="In this year, month or day."
    ),
    click.option("--section", "sections", multiple=True, help="In this section or below it."),
    click.option("--person", "persons", multiple=True, help="Naming this person."),
    click.option("--author", "authors", multiple=True, help="By this author."),
    click.option("--source", "sources", multiple=True, help="From this newspaper."),
    click.option(
        "--match",
        type=click.Choice(get_args(Match)),
        default="most",
        show_default=True,
        help="How much of the words a report must hold.",
    ),
    click.option("--exact", is_flag=True, help="Every mark as typed."),
    click.option(
        "--sort",
        type=click.Choice(get_args(Sort)),
        default="relevance",
        show_default=True,
        help="The order of the list.",
    ),
)


def asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the arguments of a query."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked(
    library: Library, text: tuple[str, ...], sections: tuple[str, ...], persons: tuple[str, ...],
    **fields: Any,
) -> Query:  # fmt: skip
    """The query of the arguments; names of sections and persons may be typed without marks.

    Raises `click.BadParameter` for a section or person that is nowhere.
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
