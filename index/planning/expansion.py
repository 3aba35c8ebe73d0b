"""Expansion: the terms that the words of a query stand for, and their synonyms in the index."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from index.language import abbreviations, lattice, spelling
from index.language.analysis import keys, tokens
from index.language.joined_syllables import Joined, is_highland, joinable, split_joined
from index.language.older_spellings import older_spellings
from index.language.synonyms import Synonyms
from index.planning.clauses import Leaf, Statistics, Term, TermSequence
from index.planning.compounds import Compound, compound_at
from index.planning.naming import (
    Named,
    Typed,
    listed_name,
    named_spans,
    names_among,
    namings,
)
from index.planning.respelling import Spellings, is_notable, respellings
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Word, words_of

__all__ = [
    "MAX_EXPANSIONS",
    "ExpandedToken",
    "Expander",
    "Expansion",
    "Pair",
    "Synonym",
    "leaf_of",
    "terms_of",
]

# The largest number of spellings that a wildcard stands for; a note says when there are more.
MAX_EXPANSIONS = 200

# Words that only hyphens join.
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_WILD_PARTS = re.compile(r"[^\W_]*(?:[*?][^\W_]*)+|[^\W_]+")


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
    that are searched as one although they may have no synonyms.
    """

    words: tuple[Word, ...]
    tokens: list[ExpandedToken]
    synonyms: list[Synonym]
    pairs: dict[int, Pair]
    wholes: tuple[tuple[int, int], ...] = ()


def terms_of(tokens: Sequence[ExpandedToken]) -> tuple[Term, ...]:
    """Return the terms of consecutive tokens in order."""
    if len(tokens) == 1:
        return tokens[0].terms
    return tuple([term for token in tokens for term in token.terms])


def leaf_of(terms: tuple[Term, ...]) -> Leaf:
    """Return terms side by side as one leaf."""
    return terms[0] if len(terms) == 1 else TermSequence(terms)


class Expander:
    """Expands words of one query.

    `typed`: the keys of all its words. `exact`: whether diacritics match exactly. `lookalikes`: the
    tokens that are abbreviations although they look like syllables; their diacritics match exactly.
    `notes` collects the wildcards that were cut off, `respelled` and `renamed` the other spellings
    and names worth a note, by the words as typed.
    """

    def __init__(
        self,
        statistics: Statistics,
        typed: Sequence[str],
        synonyms: Synonyms,
        *,
        exact: bool = False,
        lookalikes: Collection[str] = (),
    ) -> None:
        self._statistics = statistics
        self._typed = typed
        self._names = synonyms
        self._lookalikes = lookalikes
        self._tones_typed = lattice.carries_tone(typed)
        self._exact = exact
        self._spellings = Spellings(statistics, tones_typed=self._tones_typed)
        self.notes: list[Note] = []
        self.respelled = self._spellings.noted
        self.renamed: dict[str, dict[str, None]] = {}

    @classmethod
    def of(cls, parsed: ParsedQuery, statistics: Statistics) -> "Expander":
        """Return the expander of a query's words."""
        words = [word.text for word in words_of(parsed.tree)]
        typed = [key for word in words for key in keys(word)]
        return cls(
            statistics,
            typed,
            parsed.synonyms,
            exact=parsed.query.exact,
            lookalikes=abbreviations.lookalikes(words),
        )

    def without_diacritics(self) -> "Expander":
        """Return the expander of the same words typed without diacritics."""
        return Expander(self._statistics, [*map(spelling.fold, self._typed)], self._names)

    @property
    def any_diacritics(self) -> bool:
        """True if any syllable was typed with diacritics."""
        return any(lattice.binding(key) != "free" for key in self._typed)

    def tokens(self, words: Iterable[Word]) -> list[ExpandedToken]:
        """Return the expanded tokens of consecutive words."""
        typed = list(words)
        found: list[ExpandedToken] = []
        at = 0
        while at < len(typed):
            literal = self._exact or typed[at].exact
            compound = compound_at(typed, at, self._spellings.term) or listed_name(
                typed, at, self._names
            )
            compound = compound or self._hyphened(typed[at])
            if compound:
                found.append(_compound(compound, literal))
                at += compound.words
                continue
            touches = False
            for written, term, exact in self._parts(typed[at], literal):
                found.append(ExpandedToken(written, (term,), exact, touches, literal))
                touches = True
            at += 1
        return found

    def _hyphened(self, word: Word) -> Compound | None:
        """Return a name such as Mát-xcơ-va, whose syllables say nothing alone; None for others.

        Any word of three syllables with hyphens is one; of two, only a name that is listed.
        """
        form = keys(word.text) if "-" in word.text and not (word.wild or word.exact) else []
        if len(form) < 2 or not (
            (len(form) > 2 and _HYPHENED.fullmatch(word.text))
            or any(self._names.named(form, tones_typed=self._tones_typed))
        ):
            return None
        terms = tuple(map(self._spellings.term, form))
        anyhow = self._spellings.terms_of_word(form)
        return Compound(word.text, 1, terms, (anyhow,) if anyhow != terms else ())

    def _parts(self, word: Word, literal: bool) -> Iterator[tuple[str, Term, Term | None]]:
        """Yield each token of a word as typed, its term, and the term of its exact spelling."""
        parts = _WILD_PARTS.findall(word.text) if word.wild else [word.text]
        for part in parts:
            if "*" in part or "?" in part:
                yield part, self._wild(part), None
                continue
            for token in tokens(part):
                written = part[token.start : token.end]
                term = self._spellings.term(token.key, exact=literal or written in self._lookalikes)
                only = Term(keys=(token.key,))
                wider = term != only and not token.fold.isdigit()
                if wider and not literal:
                    self._spellings.note_syllable(written, token.key, term)
                yield written, term, only if wider else None

    def _wild(self, pattern: str) -> Term:
        """Return the keys that match a pattern with `*` and `?`, up to the limit."""
        keys = self._statistics.keys(spelling.key(pattern), MAX_EXPANSIONS + 1)
        if len(keys) > MAX_EXPANSIONS:
            self.notes.append(Note("wildcard", (pattern, str(MAX_EXPANSIONS))))
        return Term(keys=tuple(sorted(keys[:MAX_EXPANSIONS])))

    def synonyms(self, expanded: Sequence[ExpandedToken]) -> list[Synonym]:
        """Return the synonyms of parts of the tokens that occur in the index."""
        return self.synonyms_and_wholes(expanded)[0]

    def synonyms_and_wholes(
        self, expanded: Sequence[ExpandedToken]
    ) -> tuple[list[Synonym], tuple[tuple[int, int], ...]]:
        """Return the synonyms that occur in the index, and the `wholes` of an `Expansion`."""
        if all(token.literal for token in expanded):
            return [], ()
        typed = [Typed(token.written, token.terms) for token in expanded]
        tones = self._tones_typed
        names = names_among(typed, self._names, self._statistics, tones_typed=tones)
        joined = list(joinable([token.written for token in expanded]))
        found = [
            *self._joined(expanded, joined),
            *self._split(expanded),
            *self._abbreviated(expanded),
            *_written_otherwise(expanded),
            *self._respelled(expanded),
            *_renamed(names),
        ]
        known = [
            each
            for each in found
            if not _has_literal(expanded, each.start, each.stop)
            and self._statistics.document_frequency(each.leaf)
        ]
        for each in known:
            self._note(each, expanded[each.start : each.stop])
        spans = [*named_spans(names), *(each[:2] for each in joined if each.named)]
        return known, tuple(self._known_wholes(dict.fromkeys(spans), expanded, known))

    def _note(self, synonym: Synonym, replaced: Sequence[ExpandedToken]) -> None:
        """Note another spelling or name of some tokens if it is frequent enough."""
        if synonym.spelled:
            written = " ".join(token.written for token in replaced)
            self._spellings.note(written, synonym.spelled, synonym.leaf, terms_of(replaced))
        named, other = synonym.named or ("", "")
        if other and is_notable(synonym.leaf, leaf_of(terms_of(replaced)), self._statistics):
            self.renamed.setdefault(named, {})[other] = None

    def _known_wholes(
        self,
        spans: Iterable[tuple[int, int]],
        expanded: Sequence[ExpandedToken],
        synonyms: Sequence[Synonym],
    ) -> Iterator[tuple[int, int]]:
        """Yield those names, by first token and last + 1, that a report has in some way."""
        for start, stop in spans:
            if not _has_literal(expanded, start, stop) and (
                any(each.replaces(start, stop) for each in synonyms)
                or self._statistics.document_frequency(leaf_of(terms_of(expanded[start:stop])))
            ):
                yield start, stop

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


def _compound(compound: Compound, literal: bool) -> ExpandedToken:
    """Return a compound as one token."""
    return ExpandedToken(compound.written, compound.terms, None, False, literal, compound.others)


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


def _has_literal(expanded: Sequence[ExpandedToken], start: int, stop: int) -> bool:
    """Return whether the reader wants one of the tokens from `start` up to `stop` as typed."""
    return any(token.literal for token in expanded[start:stop])
