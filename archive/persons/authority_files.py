"""The authority files that a person can be linked to, with the forms of their identifiers.

Wikidata: an entity is Q and a number (https://www.wikidata.org/wiki/Wikidata:Identifiers). VIAF: a
number of at most 22 digits (https://www.wikidata.org/wiki/Property:P214). The addresses are those
under which both serve linked data.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["AUTHORITY_FILES", "AuthorityFile"]


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """An authority file. `form`: of its identifiers. `base`: what stands before one in a URI."""

    label: str
    form: re.Pattern[str]
    base: str
    example: str

    def uri(self, identifier: str) -> str:
        """Return the URI of an entity."""
        return f"{self.base}{identifier}"

    def identifier(self, written: str) -> str | None:
        """Return the identifier in what a librarian wrote or copied; None if there is none.

        >>> AUTHORITY_FILES["wikidata"].identifier("https://www.wikidata.org/wiki/Q36014")
        'Q36014'
        """
        last = written.strip().rstrip("/").rpartition("/")[2].upper()
        return last if self.form.fullmatch(last) else None


AUTHORITY_FILES: Mapping[str, AuthorityFile] = MappingProxyType(
    {
        "wikidata": AuthorityFile(
            "Wikidata",
            re.compile(r"Q[1-9][0-9]{0,14}"),
            "http://www.wikidata.org/entity/",
            "Q36014",
        ),
        "viaf": AuthorityFile(
            "VIAF", re.compile(r"[1-9][0-9]{1,21}"), "http://viaf.org/viaf/", "52488351"
        ),
    }
)
