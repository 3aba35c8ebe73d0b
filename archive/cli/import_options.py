"""Options that say how files are read, shared by the commands that read them."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.cli.input_files import ReadingOptions
from archive.importers import FORMATS
from archive.importers.fields import FIELDS

__all__ = ["pop_reading_options", "reading_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _mapping(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Return `--map NAME=FIELD` as a mapping."""
    mapping = {}
    for value in values:
        name, equals, meant = value.rpartition("=")
        if not equals or not name or meant not in FIELDS:
            raise click.BadParameter(
                f"{value!r} is not NAME=FIELD, where FIELD is one of {', '.join(FIELDS)}"
            )
        mapping[name] = meant
    return mapping


def _encoding(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    """Return the name of an encoding that is known."""
    try:
        "".encode(value or "utf-8")
    except LookupError as error:
        raise click.BadParameter(str(error)) from error
    return value


_OPTIONS = (
    click.option(
        "--format",
        type=click.Choice([each.name for each in FORMATS]),
        help="Format of the files, if content and name do not show it.",
    ),
    click.option(
        "--encoding",
        callback=_encoding,
        help="Encoding, overruling the detected one: tcvn3, vni, viscii, vps, viqr, windows-1258…",
    ),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        callback=_mapping,
        metavar="NAME=FIELD",
        help="What a name in the file means, such as headline=title. Repeatable.",
    ),
    click.option("--prefix", default="", help="Text to put before every identifier in the files."),
    click.option(
        "--clear-missing",
        is_flag=True,
        help="Clear the fields that a list does not have, instead of leaving them alone.",
    ),
    click.option(
        "--section-from-folder",
        is_flag=True,
        help="Name the section of a report without one after its folder.",
    ),
)
_NAMES = ("format", "encoding", "mapping", "prefix", "clear_missing", "section_from_folder")


def reading_options(command: _Command) -> _Command:
    """Add the options to a command, which gets them as keyword arguments."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def pop_reading_options(arguments: dict[str, Any]) -> ReadingOptions:
    """Take the options out of the keyword arguments of a command."""
    return ReadingOptions(**{name: arguments.pop(name) for name in _NAMES})
