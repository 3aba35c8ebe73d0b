"""Names of newspapers with the years in which they had them."""

from archive.newspapers.newspaper import DatedName
from archive.web.language import gettext

__all__ = ["name_with_years"]


def name_with_years(name: DatedName) -> str:
    """Return a name with its years: «Huế ngày nay (2024–2025)»."""
    since, until = name.since[:4], name.until[:4]
    if not since and not until:
        return name.name
    if since == until:
        return f"{name.name} ({since})"
    if since and until:
        return f"{name.name} ({since}–{until})"
    if since:
        return gettext("%(name)s (từ %(year)s)", name=name.name, year=since)
    return gettext("%(name)s (đến %(year)s)", name=name.name, year=until)
