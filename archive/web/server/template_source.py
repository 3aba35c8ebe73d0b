"""Templates without the indentation of their lines, which would be a fiftieth of a page as sent."""

import re

from flask import Flask
from jinja2.ext import Extension

__all__ = ["init_app"]

_INDENTATION = re.compile(r"\n[ \t]+")


class _Unindented(Extension):
    """Removes the spaces that lines begin with; no template has an element that preserves them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENTATION.sub("\n", source)


def init_app(app: Flask) -> None:
    """Make an application read its templates without indentation."""
    app.jinja_env.add_extension(_Unindented)
