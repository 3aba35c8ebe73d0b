"""The messages of Kho Báo in the languages of its readers, for the page and the command line.

Messages are written in Vietnamese; `translations/` has a file for each other language. It is read
as translators write it: a compiled copy could be missing or out of date.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

__all__ = ["LANGUAGES", "SOURCE", "Messages", "messages", "translations"]

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
# The language in which messages are written.
SOURCE = "vi"

_FOLDER = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages in one language.

    `language`: a key of `LANGUAGES`. `%(name)s` in a message is replaced by the fact of that name.
    """

    language: str
    locale: Locale
    translations: NullTranslations

    def gettext(self, message: str, **facts: str) -> str:
        """Return a message in this language."""
        return _filled(self.translations.ugettext(message), facts)

    def pgettext(self, context: str, message: str, **facts: str) -> str:
        """Return a message whose meaning depends on the context."""
        return _filled(self.translations.upgettext(context, message), facts)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return a message about a number of things, `%(count)s` replaced by the number.

        >>> messages("en").ngettext("%(count)s báo", "%(count)s báo", 2)
        '2 newspapers'
        """
        message = self.translations.ungettext(singular, plural, count)
        return _filled(message, {"count": self.number(count)})

    def number(self, value: int) -> str:
        """Return a whole number as this language writes it.

        >>> messages("vi").number(1234), messages("en").number(1234)
        ('1.234', '1,234')
        """
        return format_decimal(value, locale=self.locale)


@cache
def messages(language: str) -> Messages:
    """Return the messages in a language of `LANGUAGES`; in any other language, in Vietnamese."""
    known = language if language in LANGUAGES else SOURCE
    return Messages(known, Locale(known), translations(known))


@cache
def translations(language: str) -> NullTranslations:
    """Return the translations into a language; none into the language of the messages."""
    path = _FOLDER / language / "LC_MESSAGES" / "messages.po"
    if language == SOURCE or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _filled(message: str, facts: dict[str, str]) -> str:
    return message % facts if facts else message
