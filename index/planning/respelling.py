"""The spellings that the words of a query stand for, older and newer ones too, as terms."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.language.lattice import Binding, accepts, binding
from index.language.older_spellings import Form, OlderSpellings, older_spellings, other_initial
from index.language.spelling import fold, variants
from index.planning.clauses import Leaf, Statistics, Term, TermSequence

__all__ = ["Respelling", "Spellings", "either", "is_notable", "respellings"]

# Syllables in memory; Vietnamese has 7,000.
_REMEMBERED = 1 << 14
# A note names another spelling if one report has it for this many that have the one typed.
_NOTABLE = 20


class Respelling(NamedTuple):
    """Another spelling of the tokens from `start` up to `stop`.

    `terms`: one for each token. `kept`: the indices of the tokens that have the same spelling.
    """

    start: int
    stop: int
    form: Form
    terms: tuple[Term, ...]
    kept: frozenset[int]


class _Alone(NamedTuple):
    """A typed syllable without what depends on the index.

    `alike`: its key, and that with i for y or y for i. `term`: of these, unless its letters bind.
    `older`, `initial`: its older and newer spellings, and the one with dz or d, which reports may
    not have.
    """

    bound: Binding
    alike: tuple[str, ...]
    term: Term
    older: tuple[str, ...]
    initial: str | None


@lru_cache(_REMEMBERED)
def _alone(key: str, tones_typed: bool) -> _Alone:
    bound, alike = binding(key), (key, *variants(key))
    ordered = tuple(sorted(alike))
    term = Term(folds=ordered) if bound == "free" else Term(keys=ordered)
    older = older_spellings().of_syllable(key, tones_typed=tones_typed)
    # A spelling with dz must have its diacritics: `dzung` is hardly meant as «dùng».
    initial = None if bound == "free" and key.startswith("dz") else other_initial(key)
    return _Alone(bound, alike, term, older, initial)


class Spellings:
    """The spellings that the syllables of one query stand for.

    `tones_typed`: whether any syllable of the query has a tone. `noted`: the other spellings worth
    a note, by the words as typed.
    """

    def __init__(self, statistics: Statistics, *, tones_typed: bool) -> None:
        self._statistics = statistics
        self.tones_typed = tones_typed
        self._terms: dict[str, Term] = {}
        self._others: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.noted: dict[str, dict[str, None]] = {}

    def term(self, key: str, *, exact: bool = False) -> Term:
        """Return the spellings that a typed syllable matches (`index.language.lattice`).

        Spellings with i and y match each other, and so do those with d and dz, and older and newer
        ones. A number has no diacritics, and matches with and without a sign before it
        (`index.language.joined_numbers`).
        """
        if exact and not fold(key).isdigit():
            return Term(keys=(key,))
        known = self._terms.get(key)
        if known is None:
            known = self._terms[key] = self._term(key)
        return known

    def _term(self, key: str) -> Term:
        if (plain := fold(key)).isdigit():
            return Term(folds=(plain,))
        alone = _alone(key, self.tones_typed)
        others = sum(self._other_spellings(key), ())
        if alone.bound == "letters":
            alike = alone.alike + others
            return Term(keys=tuple(sorted({*alike, *self._accepted(alike)})))
        if not others:
            return alone.term
        if alone.bound == "free":
            unlike = (each for each in others if fold(each) not in alone.alike)
            return alone.term._replace(keys=tuple(sorted(unlike)))
        return Term(keys=tuple(sorted(alone.alike + others)))

    def _accepted(self, alike: Iterable[str]) -> Iterator[str]:
        """Yield the keys of the index that spellings with some diacritics match."""
        for typed in alike:
            for found, _ in self._statistics.spellings(fold(typed)):
                if accepts(typed, found, tones_typed=self.tones_typed):
                    yield found

    def _other_spellings(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the older and newer spellings of a syllable that reports have, and those with dz.

        Those with dz for d, or with d for dz.
        """
        alone = _alone(key, self.tones_typed)
        if not (alone.older or alone.initial):
            return (), ()
        known = self._others.get(key)
        if known is None:
            frequency = self._statistics.document_frequency
            older = tuple([other for other in alone.older if frequency(Term(keys=(other,)))])
            known = self._others[key] = older, tuple(self._with_initial(alone.initial))
        return known

    def _with_initial(self, other: str | None) -> Iterator[str]:
        """Yield the keys of the index that a spelling with dz for d, or d for dz, matches."""
        if other:
            for found, _ in self._statistics.spellings(fold(other)):
                if found.startswith("d") and accepts(other, found, tones_typed=self.tones_typed):
                    yield found

    def terms_of_word(self, form: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms of the keys of one word, with the older and newer spellings of it."""
        terms = tuple(map(self.term, form))
        wider = list(terms)
        for each in respellings(form, terms, self._statistics, tones_typed=self.tones_typed):
            leaf = TermSequence(each.terms)
            if self._statistics.document_frequency(leaf):
                typed = " ".join(form[each.start : each.stop])
                self.note(typed, " ".join(each.form), leaf, terms[each.start : each.stop])
                for at, term in enumerate(each.terms, each.start):
                    wider[at] = either((wider[at], term))
        return tuple(wider)

    def note_syllable(self, written: str, key: str, term: Term) -> None:
        """Note the other spellings of a syllable that is searched as a term."""
        older, initials = self._other_spellings(key)
        # `dung` is Dzũng as it is Dũng: diacritics that were not typed match any.
        if initials and binding(key) == "free":
            initials = ()
        for each in older + initials:
            self.note(written, each, Term(keys=(each,)), (term,))

    def note(self, written: str, other: str, leaf: Leaf, typed: tuple[Term, ...]) -> None:
        """Note another spelling of a word if it is frequent enough.

        `leaf`: what the other spelling is searched as; `typed`: what the word is.
        """
        if is_notable(leaf, typed[0] if len(typed) == 1 else TermSequence(typed), self._statistics):
            self.noted.setdefault(written, {})[other] = None


def respellings(
    typed: Sequence[str], terms: Sequence[Term], statistics: Statistics, *, tones_typed: bool
) -> Iterator[Respelling]:
    """Yield the other spellings of words among consecutive tokens.

    `typed`: their keys, with the terms that they stand for.
    """
    table = older_spellings()
    for start, stop in table.words.spans([(fold(key),) for key in typed]):
        searched = terms[start:stop]
        for form in _forms(table, typed[start:stop], searched, statistics, tones_typed):
            same = [_has(term, key) for key, term in zip(form, searched, strict=True)]
            if not all(same):
                yield Respelling(
                    start,
                    stop,
                    form,
                    tuple(
                        term if is_same else _term(key)
                        for key, term, is_same in zip(form, searched, same, strict=True)
                    ),
                    frozenset(at for at, is_same in enumerate(same, start) if is_same),
                )


def is_notable(other: Leaf, typed: Leaf, statistics: Statistics) -> bool:
    """Return whether another spelling, or name, is frequent enough to be named in a note."""
    return statistics.document_frequency(other) * _NOTABLE >= statistics.document_frequency(typed)


def either(terms: Iterable[Term]) -> Term:
    """Return the spellings of several terms as one."""
    several = list(terms)
    return Term(
        keys=tuple(sorted({key for term in several for key in term.keys})),
        folds=tuple(sorted({each for term in several for each in term.folds})),
    )


def _forms(
    table: OlderSpellings,
    typed: Sequence[str],
    terms: Sequence[Term],
    statistics: Statistics,
    tones_typed: bool,
) -> Iterator[Form]:
    """Yield the other forms of a word.

    A word that was typed without all diacritics is an older spelling if reports have that, or have
    nothing else that the word could be.
    """
    for reading in table.of_word(typed, tones_typed=tones_typed):
        if (
            reading.sure
            or _occurs([Term(keys=(key,)) for key in reading.meant], statistics)
            or not _occurs(terms, statistics)
        ):
            yield from reading.others


def _occurs(terms: Sequence[Term], statistics: Statistics) -> bool:
    return statistics.document_frequency(TermSequence(tuple(terms))) > 0


def _has(term: Term, key: str) -> bool:
    """Return whether a key is one of the spellings of a term."""
    return key in term.keys or fold(key) in term.folds


def _term(key: str) -> Term:
    return Term(keys=tuple(sorted((key, *variants(key)))))
