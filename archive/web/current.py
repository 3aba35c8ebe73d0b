"""The archive that an application serves, opened once in each process, by its first request."""

from threading import Lock

from flask import Flask, current_app

from archive.config import Config
from archive.retrieval import Library, open_library

__all__ = ["init_app", "library", "settings"]

_EXTENSION = "khobao"


class _Holdings:
    def __init__(self, config: Config) -> None:
        self.config = config
        self._library: Library | None = None
        self._opening = Lock()

    def library(self) -> Library:
        if self._library is None:
            with self._opening:
                if self._library is None:
                    self._library = open_library(self.config)
        return self._library


def init_app(app: Flask, config: Config) -> None:
    """Let an application serve the archive that the settings name."""
    app.extensions[_EXTENSION] = _Holdings(config)


def library() -> Library:
    """The archive of this application; raises errors of catalogue or index where it can't open."""
    holdings: _Holdings = current_app.extensions[_EXTENSION]
    return holdings.library()


def settings() -> Config:
    """The settings of this application."""
    holdings: _Holdings = current_app.extensions[_EXTENSION]
    return holdings.config
