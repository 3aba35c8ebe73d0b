"""Names of newspapers with the years in which they had them."""

from archive.newspapers.newspaper import DatedName
from archive.web.language import current_messages
from archive.wording import say_name

__all__ = ["name_with_years"]


def name_with_years(name: DatedName) -> str:
    """Return a name with its years: «Huế ngày nay (2024–2025)»."""
    return say_name(name, current_messages())
