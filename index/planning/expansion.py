"""The words of a query with the terms that they stand for, and their synonyms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from index.planning.clauses import Leaf, Term, TermSequence
from index.syntax.notes import Note
from index.syntax.tree import Word

__all__ = ["ExpandedToken", "Expansion", "Pair", "Synonym", "leaf_of", "terms_of"]


class ExpandedToken(NamedTuple):
    """A token of a query with the spellings that it stands for, or a compound of several tokens.

    `written`: as typed. `terms`: of the token, or of each token of a compound. `exact`: the term of
    the spelling as typed; None if `terms` is no wider. `touches`: whether no space separates it
    from the token before. `literal`: whether the reader wants this spelling only, without synonyms.
    `others`: the terms of other ways to write a compound.
    """

    written: str
    terms: tuple[Term, ...]
    exact: Term | None
    touches: bool
    literal: bool
    others: tuple[tuple[Term, ...], ...] = ()

    @property
    def leaf(self) -> Leaf:
        """The leaf that the token is searched as."""
        return leaf_of(self.terms)


class Synonym(NamedTuple):
    """Another way to write the tokens from `start` up to `stop`, such as an abbreviation.

    `rarer`: whether the token typed is also a common word, unlike the synonym. `spelled`: an older
    or newer spelling of the same word, "" for any other synonym. `kept`: the indices of the tokens
    that the synonym has as they were typed. `share`: the part of its weight that it has if it is
    one of several for the same tokens. `named`: for another name, the one in the query and this
    one, as they are written. `neighbours`: the numbers of terms before and after that name.
    """

    start: int
    stop: int
    leaf: Leaf
    rarer: bool = False
    spelled: str = ""
    kept: frozenset[int] = frozenset()
    share: float = 1.0
    named: tuple[str, str] | None = None
    neighbours: tuple[int, int] = (0, 0)

    def replaces(self, start: int, stop: int) -> bool:
        """Return whether it replaces all tokens from `start` up to `stop`, and changes one."""
        within = self.start <= start and stop <= self.stop
        return within and not self.kept.issuperset(range(start, stop))


class Pair(NamedTuple):
    """Two adjacent tokens that are adjacent in the index too.

    `wordness`: from 0 to 1 (`index.planning.weights`). `is_word`: whether they are one word.
    """

    leaf: TermSequence
    wordness: float
    is_word: bool


class Expansion(NamedTuple):
    """Consecutive words of a query, expanded.

    `pairs`: by the index of their first token. `wholes`: the first tokens and last + 1 of names
    that are searched as one although they may have no synonyms. `notes`, `respelled`, `renamed`: as
    in `Expander`, of these words.
    """

    words: tuple[Word, ...]
    tokens: list[ExpandedToken]
    synonyms: list[Synonym]
    pairs: dict[int, Pair]
    wholes: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = ()
    respelled: Mapping[str, Iterable[str]] = {}
    renamed: Mapping[str, Iterable[str]] = {}


def terms_of(tokens: Sequence[ExpandedToken]) -> tuple[Term, ...]:
    """Return the terms of consecutive tokens in order."""
    if len(tokens) == 1:
        return tokens[0].terms
    return tuple([term for token in tokens for term in token.terms])


def leaf_of(terms: tuple[Term, ...]) -> Leaf:
    """Return terms side by side as one leaf."""
    return terms[0] if len(terms) == 1 else TermSequence(terms)
