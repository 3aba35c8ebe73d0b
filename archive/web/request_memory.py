"""A memory for values that the answer to one request needs more than once."""

from contextvars import ContextVar
from typing import Any

from flask import Flask

__all__ = ["init_app", "remembered"]

# A page asks for it a hundred times, and Flask's proxy of a request takes six times as long as this
# variable.
_current: ContextVar[dict[str, Any] | None] = ContextVar("khobao.memory", default=None)


def init_app(app: Flask) -> None:
    """Give each request of an application a memory of its own."""
    app.before_request(_begin)
    app.teardown_request(_end)


def remembered() -> dict[str, Any]:
    """Return the memory of this request; an empty one, which nothing keeps, outside of a request.

    Each module uses names of its own in it.
    """
    known = _current.get()
    return {} if known is None else known


def _begin() -> None:
    _current.set({})


def _end(_error: BaseException | None) -> None:
    _current.set(None)
