"""The arguments that make a query, the same for `search` and `export`."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, get_args

import click

from archive.retrieval import Library, values_called
from archive.wording import OPTIONS
from index.facets import FACETS, FacetDefinition, Mode
from index.language import dates
from index.planning.limits import MAX_FILTERS
from index.query import Match, Query, Sort
from index.results import UNDATED

__all__ = ["QueryCommand", "asked", "asking", "day", "narrowing"]


# Other names of the options of a facet.
_OTHER_NAMES = {"source": ("newspaper",)}


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    """Return a date as people type it in ISO 8601, possibly without day or month."""
    return _date(value) if value else ""


def _date(typed: str) -> str:
    read = dates.read(typed)
    if not read:
        raise click.BadParameter(
            f"{typed!r} is not a date; examples are 2018, 1/2018, 10/1/2018, 2018-01-10"
        )
    return read


def _facet_options() -> Iterator[Callable[..., Any]]:
    """Yield the options by which values of each facet are chosen or excluded."""
    for facet in FACETS.values():
        chosen, excluded = OPTIONS[facet.name]
        yield click.option(*_names(facet.name), multiple=True, help=chosen)
        if "or" in facet.modes[1:]:
            either = f"{chosen.partition(';')[0].rstrip('.')} or another one given so."
            yield click.option(f"--{facet.name}-or", multiple=True, help=either)
        yield click.option(*_names(facet.name, "-not"), multiple=True, help=excluded)


def _names(facet: str, suffix: str = "") -> list[str]:
    """Return the names of an option by which values of a facet are chosen."""
    return [f"--{name}{suffix}" for name in (facet, *_OTHER_NAMES.get(facet, ()))]


_NARROWING = (
    click.argument("text", nargs=-1),
    click.option("--from", "since", callback=day, help="Published on this date or later."),
    click.option("--to", "until", callback=day, help="Published on this date or earlier."),
    *_facet_options(),
    click.option(
        "--match",
        type=click.Choice(get_args(Match)),
        default="most",
        show_default=True,
        help="How many of the words a report must contain.",
    ),
    click.option("--exact", is_flag=True, help="Match the diacritics exactly as typed."),
)
_OPTIONS = (
    *_NARROWING,
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


def narrowing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments of a query without an order; the class must be `QueryCommand`."""
    for option in reversed(_NARROWING):
        command = option(command)
    return command


def asked(library: Library, text: tuple[str, ...], **arguments: Any) -> Query:
    """Return the query of the arguments.

    Values may be named as in the text of a query, without diacritics and in any case. Raise
    `click.BadParameter` for a value that the archive does not have, or that is not a date.
    """
    options = {
        (facet.name, mode): arguments.pop(_argument(facet, mode), ())
        for facet in FACETS.values()
        for mode in facet.modes
    }
    query = Query(text=" ".join(text), **arguments)
    for (facet, mode), typed in options.items():
        for name in typed:
            query = _choosing(library, query, facet, mode, name)
    return query


def _argument(facet: FacetDefinition, mode: Mode) -> str:
    """Return the name of the argument that an option of a facet passes on."""
    return facet.parameter(mode).replace(".", "_")


def _choosing(library: Library, query: Query, facet: str, mode: Mode, name: str) -> Query:
    """Return the query with what a name means in a facet chosen too.

    A name that several persons bear means any of them.
    """
    suffix = FACETS[facet].parameter(mode).removeprefix(facet).replace(".", "-")
    option = _names(facet, suffix)
    values = _values(library, facet, name)
    if len(values) > MAX_FILTERS:
        raise click.BadParameter(
            f"{name!r} is part of {len(values):,} names; give more of one", param_hint=option
        )
    if not values:
        raise click.BadParameter(f"there is no {name!r} in the archive", param_hint=option)
    if mode == "and" and len(values) > 1:
        if query.values(facet, "or"):
            raise click.BadParameter(
                f"{name!r} is the name of several; give the identifier of one", param_hint=option
            )
        mode = "or"
    return query.choosing(facet, *values, mode=mode)


def _values(library: Library, facet: str, name: str) -> list[str]:
    """Return the values of a facet that a typed name means."""
    if facet == "date":
        return [name if name == UNDATED else _date(name)]
    return values_called(library, facet, name)
