"""Libraries that only some formats need, imported when a source of such a format is read."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from archive.importers.refusal import Unfit

__all__ = ["LibraryMissing", "library"]


class LibraryMissing(Unfit):
    """A library that a format needs cannot be imported; the message names the way out."""


def library(name: str, purpose: str) -> ModuleType:
    """Return the module `name`; `purpose` completes "to read …" in the message without it.

    Raise `LibraryMissing`.
    """
    try:
        return import_module(name)
    except ImportError as error:
        way_out = _way_out(name.partition(".")[0], error)
        raise LibraryMissing(f"to read {purpose}, {way_out}") from error


def _way_out(package: str, error: ImportError) -> str:
    """Return what to do about a package that cannot be imported, perhaps for lack of another."""
    if find_spec(package) is None:
        return f"the library {package} must be installed: pip install 'khobao[import]'"
    reason = " ".join(str(error).split())
    return f"the library {package} is installed, but cannot be loaded: {reason}"
