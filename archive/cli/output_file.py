"""The file to which a command writes, or the standard output."""

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import click

from archive.cli.layout import counted

__all__ = ["Unwritable", "print_written", "written", "written_text"]


class Unwritable(click.FileError):
    """A file cannot be written; the exit code is that of what is impossible now."""

    exit_code = 3


@contextmanager
def written(output: str) -> Iterator[BinaryIO]:
    """Open a file to write, `-` for the standard output.

    The file appears under its name when it is complete; if writing fails, an older file of that
    name stays as it was. Raise `Unwritable` if it cannot be written.
    """
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    # A link continues to point to its file, and a device or a pipe is never replaced by a file.
    whole = os.path.isfile(output) or not os.path.exists(output)
    target = Path(os.path.realpath(output) if whole else output)
    part = target.with_name(f"{target.name}.part") if whole else target
    try:
        with part.open("wb") as stream:
            yield stream
        if whole:
            os.replace(part, target)
    except OSError as error:
        raise Unwritable(output, error.strerror or str(error)) from error
    finally:
        if whole:
            part.unlink(missing_ok=True)


@contextmanager
def written_text(output: str) -> Iterator[TextIO]:
    """Open a text file in UTF-8 to write, as `written` does; line ends are written as they are."""
    with written(output) as stream:
        # A `TextIOWrapper` would close the standard output after an error.
        yield cast(TextIO, codecs.getwriter("utf-8")(stream))


def print_written(number: int, thing: str, output: str) -> None:
    """Print on standard error how many things were written, and where. See `counted`."""
    where = "standard output" if output == "-" else output
    click.echo(f"{counted(number, thing)} in {where}", err=True)
