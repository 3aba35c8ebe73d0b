"""The aliases that ship: names under which the press writes of one person.

`data/aliases.csv` was written for this project from general knowledge; it holds pseudonyms, birth
names and reign names, a pair a line, and can be edited.
"""

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

from archive.persons.lexicon import key

__all__ = ["known", "name_key"]


# An import asks for a name with each mention, and again for its record.
@lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """The name to compare by: its words' keys, joined by single spaces.

    >>> name_key("Nguyễn  Thanh HOÀ")
    'nguyễn thanh hòa'
    """
    return " ".join(key(part) for part in name.split())


@cache
def known() -> Mapping[str, str]:
    """The preferred name of each alias that ships, by the alias's `name_key`."""
    text = files("archive.persons").joinpath("data", "aliases.csv").read_text("utf-8")
    return MappingProxyType(
        {name_key(row["alias"]): row["name"] for row in csv.DictReader(StringIO(text))}
    )
