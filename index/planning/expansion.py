"""The words of a query as terms: which spellings each stands for, and how else it may be said."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from index.language import abbreviations, lattice, spelling
from index.language.analysis import tokens
from index.planning.clauses import Leaf, Statistics, Term
from index.planning.clauses import Sequence as Run
from index.syntax.notes import Note
from index.syntax.tree import Word

__all__ = ["MAX_EXPANSIONS", "Expander", "Other", "Unit"]

# The spellings that a wildcard may stand for; told when there are more.
MAX_EXPANSIONS = 200

_WILD_PARTS = re.compile(r"[^\W_]*(?:[*?][^\W_]*)+|[^\W_]+")


class Unit(NamedTuple):
    """One syllable of a query.

    `exact`: its term as it was typed, no mark free; None where that says no less than `term`.
    `touches`: no space parts it from the one before. `literal`: nothing but this is meant.
    """

    written: str
    term: Term
    exact: Term | None
    touches: bool
    literal: bool


class Other(NamedTuple):
    """Another way to say the units from `start` up to `stop`, such as an abbreviation.

    `truer`: what was typed is a common word as well, and this is not.
    """

    start: int
    stop: int
    leaf: Leaf
    truer: bool = False


class Expander:
    """Turns words into units, in one field of the text or in all.

    `lookalikes`: the tokens of the query that are abbreviations, not the syllables that they look
    like. No mark is free in them.
    """

    def __init__(
        self,
        statistics: Statistics,
        *,
        tones_typed: bool,
        exact: bool,
        lookalikes: Collection[str] = (),
    ) -> None:
        self._statistics = statistics
        self._lookalikes = lookalikes
        self._tones_typed = tones_typed
        self._exact = exact
        self.notes: list[Note] = []

    def units(self, words: Iterable[Word]) -> list[Unit]:
        """The units of words in a row."""
        found = []
        for word in words:
            touches = False
            literal = self._exact or word.exact
            for unit in self._parts(word, literal):
                found.append(Unit(*unit, touches, literal))
                touches = True
        return found

    def _parts(self, word: Word, literal: bool) -> Iterator[tuple[str, Term, Term | None]]:
        """What is written of each unit of a word, its term, and its exact term."""
        parts = _WILD_PARTS.findall(word.text) if word.wild else [word.text]
        for part in parts:
            if "*" in part or "?" in part:
                yield part, self._wild(part), None
                continue
            for token in tokens(part):
                written = part[token.start : token.end]
                term = self.term(token.key, exact=literal or written in self._lookalikes)
                only = Term(keys=(token.key,))
                yield written, term, None if term == only else only

    def term(self, key: str, *, exact: bool = False) -> Term:
        """Return the spellings of a typed syllable (`index.language.lattice`), i and y alike."""
        if exact:
            return Term(keys=(key,))
        alike = (key, *spelling.variants(key))
        bound = lattice.binding(key)
        if bound == "free":
            return Term(folds=tuple(sorted(alike)))
        if bound == "exact":
            return Term(keys=tuple(sorted(alike)))
        known = {
            found
            for typed in alike
            for found, _ in self._statistics.spellings(spelling.fold(typed))
            if lattice.accepts(typed, found, tones_typed=self._tones_typed)
        }
        return Term(keys=tuple(sorted(known | {*alike})))

    def _wild(self, pattern: str) -> Term:
        """The keys that a pattern with `*` and `?` stands for, as many as are allowed."""
        keys = self._statistics.keys(spelling.key(pattern), MAX_EXPANSIONS + 1)
        if len(keys) > MAX_EXPANSIONS:
            self.notes.append(Note("wildcard", (pattern, str(MAX_EXPANSIONS))))
        return Term(keys=tuple(sorted(keys[:MAX_EXPANSIONS])))

    def others(self, units: Sequence[Unit]) -> list[Other]:
        """How else parts of the units are said in the index: joined, apart, in short, in full."""
        found = [*self._joined(units), *self._split(units), *self._abbreviated(units)]
        return [
            each
            for each in found
            if not any(unit.literal for unit in units[each.start : each.stop])
            and self._statistics.document_frequency(each.leaf)
        ]

    def _joined(self, units: Sequence[Unit]) -> Iterator[Other]:
        """Two syllables in one word, as in «Sàigòn»."""
        for start in range(len(units) - 1):
            joined = spelling.joined(units[start].written, units[start + 1].written)
            if joined:
                yield Other(start, start + 2, self.term(joined))

    def _split(self, units: Sequence[Unit]) -> Iterator[Other]:
        """The syllables of a word like «Sàigòn»."""
        for start, unit in enumerate(units):
            for part in spelling.split_joined(unit.written):
                yield Other(start, start + 1, Run(tuple(map(self.term, part))))

    def _abbreviated(self, units: Sequence[Unit]) -> Iterator[Other]:
        """Short forms for full ones, and full forms for short ones."""
        for start in range(len(units)):
            for stop in range(start + 1, min(len(units), start + abbreviations.LONGEST) + 1):
                written = [unit.written for unit in units[start:stop]]
                for form in abbreviations.expansions(written, tones_typed=self._tones_typed):
                    terms = tuple(
                        Term(keys=tuple(sorted((key, *spelling.variants(key))))) for key in form
                    )
                    leaf = terms[0] if len(terms) == 1 else Run(terms)
                    yield Other(start, stop, leaf, truer=written[0] in self._lookalikes)
