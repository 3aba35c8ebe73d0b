"""Datestamps of changes."""

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> str:
    """Return this second, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
