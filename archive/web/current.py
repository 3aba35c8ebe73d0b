"""The archive that the current application serves."""

import logging
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app

from archive.config import Config
from archive.retrieval import Library, open_library

__all__ = ["index_revision", "init_app", "library", "remembered", "settings"]

T = TypeVar("T")

_EXTENSION = "khobao"


class _Holdings:
    """The archive of one application, with its settings and what was computed from it."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._library: Library | None = None
        self._opening = Lock()
        self.computed: dict[str, tuple[str, Any]] = {}

    def library(self) -> Library:
        if self._library is None:
            with self._opening:
                if self._library is None:
                    self._library = open_library(self.config)
                    if warning := self._library.catalogue.warning:
                        logging.getLogger("archive.web").warning(warning)
        return self._library

    def index_revision(self) -> int | None:
        return self._library.index_revision if self._library else None


def init_app(app: Flask, config: Config) -> None:
    """Make an application serve the archive of the settings."""
    app.extensions[_EXTENSION] = _Holdings(config)


def index_revision(app: Flask) -> int | None:
    """Return the revision of the index that an application used last; None before the first use."""
    holdings: _Holdings = app.extensions[_EXTENSION]
    return holdings.index_revision()


def library() -> Library:
    """Return the archive of this application, opened by the first request.

    Raise the errors of catalogue and index where they cannot be opened.
    """
    holdings: _Holdings = current_app.extensions[_EXTENSION]
    return holdings.library()


def remembered(name: str, generation: str, compute: Callable[[], T]) -> T:
    """Return what `compute` returns, computed once for each generation of the archive.

    `name`: of the value; `generation`: as `Library.generation` returns it.
    """
    computed = current_app.extensions[_EXTENSION].computed
    known = computed.get(name)
    if known is None or known[0] != generation:
        computed[name] = known = (generation, compute())
    value: T = known[1]
    return value


def settings() -> Config:
    """Return the settings of this application."""
    holdings: _Holdings = current_app.extensions[_EXTENSION]
    return holdings.config
