"""Reports to which the rules of this version were not applied yet, with the commands for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive import persons
from archive.catalogue import Catalogue
from archive.cli.layout import counted

__all__ = ["Outdated", "outdated"]


@dataclass(frozen=True, slots=True)
class Outdated:
    """The numbers of reports in which persons, or stories, were not found by these rules."""

    persons: int
    stories: int

    def lines(self) -> Iterator[str]:
        """Yield what to do, if there is anything to do."""
        if self.persons:
            yield (
                f"not searched for persons by the rules of this version: "
                f"{counted(self.persons, 'report')}; «khobao index --persons»"
            )
        if self.stories:
            yield (
                f"not compared with the others: {counted(self.stories, 'report')}; "
                "«khobao stories update»"
            )


def outdated(catalogue: Catalogue) -> Outdated:
    """Return how much of a catalogue is to be computed again."""
    unnamed = catalogue.appearances.count_outdated(persons.VERSION)
    return Outdated(unnamed, catalogue.stories.outdated())
