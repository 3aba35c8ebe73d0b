"""The language of a page: asked for by its address, else by the browser, else as configured."""

from functools import cache

import flask_babel
from babel import Locale
from babel.numbers import format_decimal, get_group_symbol
from babel.support import NullTranslations
from flask import Flask, request

from archive.messages import LANGUAGES, SOURCE, Messages, messages, translations
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


class _Messages(flask_babel.Domain):  # type: ignore[misc]  # Flask-Babel carries no types.
    """Flask-Babel's domain over catalogues that are not compiled."""

    def get_translations(self) -> NullTranslations:
        """Return the translations into the language of this request."""
        return translations(str(locale().language))


def init_app(app: Flask) -> None:
    """Make an application answer in the reader's language."""
    babel = flask_babel.Babel(app, default_locale=SOURCE, locale_selector=_language)
    babel.domain_instance = _Messages()
    app.jinja_env.filters["number"] = number
    app.jinja_env.globals.update(reports=reports)


def asked_language() -> str:
    """Return the language that the address asks for (`lang=en`), "" for none."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else ""


def locale() -> Locale:
    """Return the locale of this request; Vietnamese outside of a request."""
    return flask_babel.get_locale() or Locale(SOURCE)


def current_messages() -> Messages:
    """Return the messages in the language of this request."""
    return messages(str(locale().language))


def gettext(message: str, **facts: str) -> str:
    """Return a message in the reader's language, with `%(name)s` replaced by the facts."""
    return str(flask_babel.gettext(message, **facts))


def pgettext(context: str, message: str, **facts: str) -> str:
    """Return a message whose meaning depends on the context, in the reader's language."""
    return str(flask_babel.pgettext(context, message, **facts))


def ngettext(singular: str, plural: str, count: int, **facts: str) -> str:
    """Return a message about a number of things, with `%(count)s` replaced by the number.

    The source language, Vietnamese, has the same words for one and for many.
    """
    return str(flask_babel.ngettext(singular, plural, count, count=number(count), **facts))


def number(value: int) -> str:
    """Return a whole number as the reader's language writes it."""
    # A page has a hundred numbers; `format_decimal` takes 50 microseconds for each.
    return f"{value:,}".replace(",", _group_symbol(locale()))


@cache
def _group_symbol(locale: Locale) -> str:
    symbol: str = get_group_symbol(locale)
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


def _language() -> str:
    accepted = request.accept_languages.best_match(list(LANGUAGES))
    return asked_language() or accepted or settings().language
