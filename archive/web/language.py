"""The language of a page: asked for by its address, else by the browser, else as configured."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import format_decimal, get_group_symbol
from flask import Flask, has_request_context, request
from markupsafe import Markup

from archive.messages import LANGUAGES, SOURCE, Messages, messages
from archive.web.current import settings

__all__ = [
    "asked_language",
    "current_messages",
    "file_size",
    "gettext",
    "init_app",
    "locale",
    "ngettext",
    "number",
    "pgettext",
    "reports",
]


@dataclass(frozen=True, slots=True)
class _Reader:
    """The language of one request. `asked`: the one in its address, "" for none."""

    asked: str
    messages: Messages


# The reader of the request that is being answered: a page asks for its language 500 times, and
# Flask's proxy of a request takes six times as long as this variable.
_current: ContextVar[_Reader | None] = ContextVar("khobao.reader", default=None)


def init_app(app: Flask) -> None:
    """Make an application answer in the reader's language."""
    app.before_request(_remember)
    app.teardown_request(_forget)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Not those of the extension: they look each function up in the context of the template.
    app.jinja_env.globals.update(
        _=_in_template(gettext),
        gettext=_in_template(gettext),
        pgettext=_in_template(pgettext),
        ngettext=_count_in_template,
        reports=reports,
    )
    app.jinja_env.filters["number"] = number


def _in_template(translate: Callable[..., str]) -> Callable[..., Markup]:
    """Return a function for templates, whose facts are escaped unless they are HTML.

    A page has a hundred messages without facts, which are made once in each language.
    """
    known: dict[tuple[str, ...], Markup] = {}

    def translated(*message: str, **facts: str) -> Markup:
        if facts:
            return Markup(translate(*message)) % facts
        wanted = (current_messages().language, *message)
        if wanted not in known:
            known[wanted] = Markup(translate(*message)) % {}
        return known[wanted]

    return translated


def _count_in_template(singular: str, plural: str, count: int, **facts: object) -> Markup:
    """Return a message about a number of things, with `%(num)s` replaced by the bare number."""
    message = Markup(current_messages().translations.ungettext(singular, plural, count))
    return message % {"num": count, **facts} if "%" in message else message


def _remember() -> None:
    """Remember the reader until the request has been answered."""
    _current.set(_reader_of_request())


def _forget(_error: BaseException | None) -> None:
    _current.set(None)


def _reader() -> _Reader:
    return _current.get() or _reader_of_request()


def _reader_of_request() -> _Reader:
    if not has_request_context():
        return _Reader("", messages(SOURCE))
    asked = request.args.get("lang", "")
    asked = asked if asked in LANGUAGES else ""
    accepted = request.accept_languages.best_match(list(LANGUAGES))
    return _Reader(asked, messages(asked or accepted or settings().language))


def asked_language() -> str:
    """Return the language that the address asks for (`lang=en`), "" for none."""
    return _reader().asked


def locale() -> Locale:
    """Return the locale of this request; Vietnamese outside of a request."""
    return current_messages().locale


def current_messages() -> Messages:
    """Return the messages in the language of this request."""
    return (_current.get() or _reader_of_request()).messages


def gettext(message: str, **facts: str) -> str:
    """Return a message in the reader's language, with `%(name)s` replaced by the facts."""
    translated = current_messages().translations.ugettext(message)
    return translated % facts if facts else translated


def pgettext(context: str, message: str, **facts: str) -> str:
    """Return a message whose meaning depends on the context, in the reader's language."""
    return current_messages().pgettext(context, message, **facts)


def ngettext(singular: str, plural: str, count: int, **facts: str) -> str:
    """Return a message about a number of things, with `%(count)s` replaced by the number.

    The source language, Vietnamese, has the same words for one and for many.
    """
    message = current_messages().translations.ungettext(singular, plural, count)
    return message % {"count": number(count), **facts}


def number(value: int) -> str:
    """Return a whole number as the reader's language writes it."""
    # A page has a hundred numbers; `format_decimal` takes 50 microseconds for each.
    if -1000 < value < 1000:
        return str(value)
    return f"{value:,}".replace(",", _group_symbol(current_messages().language))


@cache
def _group_symbol(language: str) -> str:
    symbol: str = get_group_symbol(messages(language).locale)
    return symbol


def file_size(size: int) -> str:
    """Return a number of bytes as readers know it: «812 byte», «3,4 KB», «1,2 MB»."""
    if size < 1000:
        return ngettext("%(count)s byte", "%(count)s byte", size)
    unit, scale = ("KB", 1000) if size < 1_000_000 else ("MB", 1_000_000)
    return f"{format_decimal(size / scale, '#,##0.#', locale=locale())} {unit}"


def reports(count: int) -> str:
    """Return a number of reports, «1.234 bài», in the reader's language."""
    return ngettext("%(count)s bài", "%(count)s bài", count)
