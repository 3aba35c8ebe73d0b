"""The standard streams of a command: encodings without Vietnamese, closed pipes, colours."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

import click

__all__ = [
    "BROKEN_PIPE",
    "WRITE_FAILED",
    "colour",
    "finish",
    "is_unicode",
    "output_failed",
    "prepare",
]

BROKEN_PIPE = 141
"""The exit code when the reader of the output has gone: 128 + SIGPIPE, as shells report it."""

WRITE_FAILED = 3
"""The exit code when the output cannot be written, as to a full disk."""

# The name of our handler of letters that an encoding lacks (`codecs.register_error`).
_HANDLER = "khobao"

# Errors of a stream that cannot be written; an error about a file has its name.
_UNWRITABLE = (errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC)

# What to know about the encoding of the output at the end of the command.
_advice: list[str] = []


def prepare() -> None:
    """Let the standard streams take any text, and open those that are closed.

    An encoding that lacks letters, such as cp1252, gets similar ones instead. ASCII has none of
    Vietnamese, and is the encoding of misconfigured systems: the output then is UTF-8.
    """
    _advice.clear()
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Otherwise the next file that is opened would be this stream.
            number = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w"))
        elif name != "stdin" and isinstance(stream, io.TextIOWrapper):
            if codecs.lookup(stream.encoding).name == "ascii":
                _advise("the output is UTF-8, because ASCII has no Vietnamese letters")
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors=_HANDLER)


def finish() -> None:
    """Write what is still buffered, and what to know about its encoding; raise `OSError`."""
    sys.stdout.flush()
    for line in _advice:
        click.echo(f"khobao: {line}", err=True)


def is_unicode(stream: TextIO) -> bool:
    """Return True if a stream can express every text."""
    return codecs.lookup(stream.encoding or "utf-8").name.startswith("utf")


def output_failed(error: OSError) -> int | None:
    """Return the exit code if an error is that of a standard stream, None if it is another's.

    Print the error, unless its reader is gone, and drop what is still to be written.
    """
    if error.errno == errno.EPIPE:
        _drop()
        return BROKEN_PIPE
    if error.filename is None and error.errno in _UNWRITABLE:
        _drop()
        click.echo(f"khobao: the output cannot be written: {error.strerror}", err=True)
        return WRITE_FAILED
    return None


def colour(environ: Mapping[str, str]) -> bool | None:
    """Return whether to print colours; None for only on a terminal.

    NO_COLOR (https://no-color.org) comes before FORCE_COLOR (https://force-color.org) and
    CLICOLOR_FORCE, these before CLICOLOR (https://bixense.com/clicolors) and TERM.

    >>> [colour({}), colour({"NO_COLOR": "1", "FORCE_COLOR": "1"}), colour({"FORCE_COLOR": "1"})]
    [None, False, True]
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    if environ.get("CLICOLOR") == "0" or environ.get("TERM") == "dumb":
        return False
    return None


def _advise(line: str) -> None:
    if line not in _advice:
        _advice.append(line)


def _drop() -> None:
    """Send the rest of the output nowhere, so that the end of Python does not fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _similar(error: UnicodeError) -> tuple[str, int]:
    """Return similar letters that the encoding of the stream has; the handler of our streams."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    # Loaded here, since few terminals need it.
    from unidecode import unidecode

    pieces = []
    for letter in error.object[error.start : error.end]:
        if "\ud800" <= letter <= "\udfff":
            # A byte of a file name that is not UTF-8; JSON writes it in the same way.
            pieces.append(f"\\u{ord(letter):04x}")
            continue
        _advise(
            f"the encoding {sys.stdout.encoding} lacks Vietnamese letters, and similar ones are "
            "shown; PYTHONIOENCODING=utf-8 prints all in UTF-8"
        )
        pieces.append(unidecode(letter) or "?")
    return "".join(pieces), error.end


codecs.register_error(_HANDLER, _similar)
