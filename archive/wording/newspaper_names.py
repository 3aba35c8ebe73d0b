"""Names of newspapers with the years in which they had them."""

from archive.messages import Messages
from archive.newspapers.newspaper import DatedName

__all__ = ["say_name"]


def say_name(name: DatedName, messages: Messages) -> str:
    """Return a name with its years.

    >>> from archive.messages import messages
    >>> say_name(DatedName("Huế ngày nay", "2024", "2025-06-30"), messages("vi"))
    'Huế ngày nay (2024–2025)'
    """
    since, until = name.since[:4], name.until[:4]
    if not since and not until:
        return name.name
    if since == until:
        return f"{name.name} ({since})"
    if since and until:
        return f"{name.name} ({since}–{until})"
    if since:
        return messages.gettext("%(name)s (từ %(year)s)", name=name.name, year=since)
    return messages.gettext("%(name)s (đến %(year)s)", name=name.name, year=until)
