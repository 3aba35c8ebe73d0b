"""Libraries that only some formats need, imported when a source of such a format is read."""

from importlib import import_module
from types import ModuleType

from archive.importers.refusal import Unfit

__all__ = ["LibraryMissing", "library"]


class LibraryMissing(Unfit):
    """A library that a format needs is not installed; the message names the way out."""


def library(name: str, purpose: str) -> ModuleType:
    """Return the module `name`; `purpose` completes "to read …" in the message without it.

    Raise `LibraryMissing`.
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise LibraryMissing(
            f"to read {purpose}, the library {package} must be installed: "
            "pip install 'khobao[import]'"
        ) from error
