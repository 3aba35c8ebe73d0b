"""Persons: who is named in a report, and in which role."""

from archive.persons.finder import VERSION, find, named
from archive.persons.mention import Mention

__all__ = ["VERSION", "Mention", "find", "named"]
