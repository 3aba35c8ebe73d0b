"""The mark that an index records of the catalogue that it was built from."""

from dataclasses import dataclass

__all__ = ["IndexMark"]


@dataclass(frozen=True, slots=True)
class IndexMark:
    """The state of a catalogue that an index was built from.

    `state`: its mark in the history of the catalogue. `archive`: the token of the archive, which
    all copies of its catalogue share; `place`: the URL of the catalogue without a password. Both
    are "" in an index that an older version wrote.

    >>> str(IndexMark("12-5f3a", "9e0c", "sqlite:////a b/catalogue.sqlite"))
    '12-5f3a 9e0c sqlite:////a b/catalogue.sqlite'
    """

    state: str
    archive: str = ""
    place: str = ""

    @classmethod
    def read(cls, text: str) -> "IndexMark":
        """Return the mark that was written as a text.

        >>> IndexMark.read("12-5f3a").archive
        ''
        """
        return cls(*text.split(" ", 2))

    def __str__(self) -> str:
        """Return the text that an engine records."""
        return f"{self.state} {self.archive} {self.place}"
