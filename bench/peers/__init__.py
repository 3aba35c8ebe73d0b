"""Search engines under measurement, each fed with the same reports and asked the same questions.

`SYLLABLES` compares speed: every engine indexes the keys and folds of our analysis, with month,
section and persons for filters and counts. `TEXTS` compares relevance: every engine analyses
titles, leads and bodies by its own means, with the field weights that we use.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from index.language.analysis import analyse
from index.language.spelling import fold
from index.report import Report

__all__ = ["SYLLABLES", "TEXTS", "TOP", "Engine", "Question", "Setting", "forms"]

# Hits asked for, and values of each facet.
TOP = 20


@dataclass(frozen=True)
class Question:
    """A question in no engine's language.

    `kind`: what is made of the words: `term`, `and`, `or`, `phrase`, `topic` (any of the folds and
    their pairs) or `all` reports. `years`: the first and the last year that a report may be of.
    """

    kind: str
    words: tuple[str, ...] = ()
    years: tuple[str, str] | None = None
    facets: bool = False


@dataclass(frozen=True)
class Setting:
    """What is indexed of a report.

    `weights`: of the fields with text. `texts`: the texts of a report, one for each field.
    `analysed`: whether these are ready words with spaces between them. `values`: whether month,
    section and persons are indexed too.
    """

    texts: Callable[[Report], tuple[str, ...]]
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    analysed: bool = True
    values: bool = True

    @property
    def fields(self) -> list[str]:
        """The names of the fields with text."""
        return list(self.weights)

    def named(self, report: Report) -> dict[str, str]:
        """Return the texts of a report by field."""
        return dict(zip(self.weights, self.texts(report), strict=True))

    def searched(self, question: Question) -> list[str]:
        """Return the fields that a question searches."""
        if not self.analysed:
            return self.fields
        return ["fold"] if question.kind == "topic" else ["key"]


class _Folds(dict[str, str]):
    def __missing__(self, key: str) -> str:
        self[key] = found = fold(key)
        return found


_FOLDS = _Folds()


def forms(report: Report) -> tuple[str, str]:
    """Return the keys of a report and their folds, separated by spaces; paragraphs run on."""
    keys = [key for _, keys in analyse(report) for key in keys]
    return " ".join(keys), " ".join([_FOLDS[key] for key in keys])


SYLLABLES = Setting(forms, MappingProxyType({"key": 1.0, "fold": 1.0}))
TEXTS = Setting(
    lambda report: (report.title, report.lead, report.body),
    MappingProxyType({"title": 3.0, "lead": 2.0, "body": 1.0}),
    analysed=False,
    values=False,
)


class Engine(ABC):
    """An engine under measurement, with an index in a folder.

    `version`: of its library if an index may be kept for the next run, else "".
    """

    name: ClassVar[str]
    version: ClassVar[str] = ""

    def __init__(self, folder: Path, setting: Setting = SYLLABLES) -> None:
        self.folder = folder
        self.setting = setting

    @abstractmethod
    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        """Index reports in the folder, which does not exist yet, down to the disk."""

    @abstractmethod
    def open(self) -> None:
        """Open the index for reading."""

    @abstractmethod
    def read(self, question: Question) -> Any:
        """Return a question in the engine's language; equal `repr` finds equal hits."""

    @abstractmethod
    def search(self, query: Any, limit: int, *, facets: bool = False) -> list[tuple[str, float]]:
        """Return the best reports by identifier, with scores; count facets too if asked to."""

    def read_text(self, text: str) -> Any:
        """Return a typed text in the engine's language: any of its words."""
        return self.read(Question("or", tuple(re.sub(r"\W+", " ", text).split())))

    def ask(self, question: Question) -> list[tuple[str, float]]:
        """Return the best reports for a question."""
        return self.search(self.read(question), TOP, facets=question.facets)

    def forget(self) -> None:  # noqa: B027  (few engines have a cache)
        """Empty the engine's own cache of results, if it has one."""
