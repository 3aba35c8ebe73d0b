"""Other ways to write tokens of a query: joined or apart, abbreviated, respelled, other names."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from index.language import abbreviations, lattice, spelling
from index.language.analysis import keys
from index.language.joined_syllables import Joined, is_highland, split_joined
from index.language.older_spellings import older_spellings
from index.language.synonyms import Synonyms
from index.planning.clauses import Statistics, Term, TermSequence
from index.planning.expansion import ExpandedToken, Synonym, leaf_of
from index.planning.naming import Named, namings
from index.planning.respelling import Spellings, respellings

__all__ = ["TokenSynonyms"]


class TokenSynonyms:
    """Finds the synonyms of tokens of one query, those that the index does not have too.

    `spellings`: of the query. `names`: the table of other names. `lookalikes`: the tokens that are
    abbreviations although they look like syllables.
    """

    def __init__(
        self,
        statistics: Statistics,
        spellings: Spellings,
        names: Synonyms,
        lookalikes: Collection[str],
    ) -> None:
        self._statistics = statistics
        self._spellings = spellings
        self._names = names
        self._lookalikes = lookalikes
        self._tones_typed = spellings.tones_typed

    def of(
        self, expanded: Sequence[ExpandedToken], joined: Iterable[Joined], names: Iterable[Named]
    ) -> Iterator[Synonym]:
        """Yield the synonyms of parts of some tokens.

        `joined`: the tokens that may be one word. `names`: those that are a listed name.
        """
        yield from self._joined(expanded, joined)
        yield from self._split(expanded)
        yield from self._abbreviated(expanded)
        yield from _written_otherwise(expanded)
        yield from self._respelled(expanded)
        yield from _renamed(names)

    def _joined(
        self, expanded: Sequence[ExpandedToken], joined: Iterable[Joined]
    ) -> Iterator[Synonym]:
        """Yield syllables written as one word, such as «Sàigòn» or «Eahleo».

        Names of the highlands are yielded with other diacritics and in other parts too: «Ea Hleo»
        for Ea H'leo.
        """
        for start, stop, whole, named in joined:
            yield Synonym(start, stop, self._part(whole, named))
            typed = tuple(spelling.key(token.written) for token in expanded[start:stop])
            for parts in split_joined(whole) if named else ():
                if is_highland(parts) and (parts != typed or lattice.binding(whole) != "free"):
                    terms = tuple(self._part(part, named) for part in parts)
                    yield Synonym(start, stop, TermSequence(terms))

    def _split(self, expanded: Sequence[ExpandedToken]) -> Iterator[Synonym]:
        """Yield the parts of a word such as «Sàigòn» or «MĐrắk».

        A listed name has none: Cuba is not «cụ bà», and its other names are in the table.
        """
        for start, token in enumerate(expanded):
            several = split_joined(token.written)
            if several and self._is_named(token.written):
                continue
            for parts in several:
                named = is_highland(parts)
                terms = tuple(self._part(part, named) for part in parts)
                yield Synonym(start, start + 1, TermSequence(terms))
                if named and lattice.binding(token.written) != "free":
                    yield Synonym(start, start + 1, self._part(token.written, named))

    def _is_named(self, written: str) -> bool:
        return any(self._names.named(keys(written), tones_typed=self._tones_typed))

    def _part(self, key: str, named: bool) -> Term:
        """Return the spellings of a part of a word, or of the whole.

        `named`: whether it is a name of the highlands, whose diacritics vary (Đắk, Đăk, Dak).
        """
        return Term(folds=(spelling.fold(key),)) if named else self._spellings.term(key)

    def _abbreviated(self, expanded: Sequence[ExpandedToken]) -> Iterator[Synonym]:
        """Yield abbreviations of full forms and full forms of abbreviations.

        A full form may have an older spelling: reports say BV for «bịnh viện» too.
        """
        written = [token.written for token in expanded]
        yield from self._abbreviated_as(written)
        typed = tuple(map(spelling.key, written))
        today = older_spellings().as_today(typed)
        if today != typed:
            yield from self._abbreviated_as(today)

    def _abbreviated_as(self, written: Sequence[str]) -> Iterator[Synonym]:
        for start, stop in abbreviations.spans(written):
            typed = written[start:stop]
            for form in abbreviations.expansions(typed, tones_typed=self._tones_typed):
                terms = tuple(
                    Term(keys=tuple(sorted((key, *spelling.variants(key))))) for key in form
                )
                yield Synonym(start, stop, leaf_of(terms), rarer=typed[0] in self._lookalikes)

    def _respelled(self, expanded: Sequence[ExpandedToken]) -> Iterator[Synonym]:
        """Yield the older and newer spellings of words."""
        typed = [spelling.key(token.written) for token in expanded]
        terms = [token.terms[0] for token in expanded]
        for each in respellings(typed, terms, self._statistics, tones_typed=self._tones_typed):
            leaf = TermSequence(each.terms)
            yield Synonym(each.start, each.stop, leaf, spelled=" ".join(each.form), kept=each.kept)


def _written_otherwise(expanded: Sequence[ExpandedToken]) -> Iterator[Synonym]:
    """Yield the other ways to write dates and numbers."""
    for start, token in enumerate(expanded):
        for terms in token.others:
            yield Synonym(start, start + 1, leaf_of(terms))


def _renamed(names: Iterable[Named]) -> Iterator[Synonym]:
    """Yield the other names of things."""
    for each in namings(names):
        leaf, named = leaf_of(each.terms), (each.typed, each.name)
        yield Synonym(
            each.start,
            each.stop,
            leaf,
            kept=each.kept,
            share=each.share,
            named=named,
            neighbours=each.neighbours,
        )
