"""The list of aliases that ships with the program: several names of one person.

`data/aliases.csv` was written for this project from general knowledge. It has pseudonyms, birth
names and reign names, a pair on each line, and can be edited.
"""

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

from archive.persons.lexicon import Kind, key, word

__all__ = ["known", "name_key"]


_ONE_KIND = str.maketrans("-‑’ʼ`", "  '''")


# An import needs the key of a name for each mention, and again for its record.
@lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """Return the key by which names are compared: the keys of its words, joined by spaces.

    A hyphen counts as a space, and apostrophes are of one kind. The initial of a middle name is
    left out of a foreign name if it is the only one: George H. W. Bush is not George Bush.

    >>> name_key("Nguyễn  Thanh HOÀ")
    'nguyễn thanh hòa'
    >>> name_key("Park Hang-seo"), name_key("H’Hen Niê"), name_key("Donald J. Trump")
    ('park hang seo', "h'hen niê", 'donald trump')
    """
    keys = [key(part) for part in name.translate(_ONE_KIND).split()]
    if len(keys) > 2 and not word(keys[0]).kind & Kind.FAMILY:
        initials = [at for at in range(1, len(keys) - 1) if len(keys[at].rstrip(".")) == 1]
        if len(initials) == 1:
            del keys[initials[0]]
    return " ".join(keys)


@cache
def known() -> Mapping[str, str]:
    """Return the preferred name of each alias in the list, by the `name_key` of the alias."""
    text = files("archive.persons").joinpath("data", "aliases.csv").read_text("utf-8")
    return MappingProxyType(
        {name_key(row["alias"]): row["name"] for row in csv.DictReader(StringIO(text))}
    )
