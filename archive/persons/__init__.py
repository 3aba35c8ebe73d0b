"""Persons: the names in a report, the offices given with them, and the authority file."""

from archive.persons.finder import VERSION, find, named
from archive.persons.mention import Mention

__all__ = ["VERSION", "Mention", "find", "named"]
