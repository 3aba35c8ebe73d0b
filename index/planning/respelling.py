"""Other spellings of the words of a query, older or newer, as terms (`index.language`)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.language.lattice import accepts, binding
from index.language.older_spellings import Form, OlderSpellings, older_spellings, other_initial
from index.language.spelling import fold, variants
from index.planning.clauses import Leaf, Statistics, Term, TermSequence

__all__ = ["Respelling", "is_notable", "respellings", "with_other_initial"]

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


def respellings(
    typed: Sequence[str], terms: Sequence[Term], statistics: Statistics, *, tones_typed: bool
) -> Iterator[Respelling]:
    """Yield the other spellings of words among consecutive tokens.

    `typed`: their keys, with the terms that they stand for.
    """
    table = older_spellings()
    for start in range(len(typed) - 1):
        for stop in range(start + 2, min(len(typed), start + table.longest) + 1):
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


def with_other_initial(typed: str, statistics: Statistics, *, tones_typed: bool) -> tuple[str, ...]:
    """Return the spellings of a syllable with dz for d, or d for dz, that reports have.

    One with dz must have its diacritics: `dzung` is hardly meant as «dùng».
    """
    other = other_initial(typed)
    if not other or (typed.startswith("dz") and binding(typed) == "free"):
        return ()
    return tuple(
        found
        for found, _ in statistics.spellings(fold(other))
        if found.startswith("d") and accepts(other, found, tones_typed=tones_typed)
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
